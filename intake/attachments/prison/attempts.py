"""What a child that was taken over would try. The self-test and the tests really try each, inside the child."""

import ctypes
import errno
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.attachments.prison.paths import interpreter


class Attempt(StrEnum):
    """One thing that must fail."""

    READ_PARENT_MEMORY = "read_parent_memory"
    READ_PARENT_ENVIRONMENT = "read_parent_environment"
    READ_KEYS = "read_keys"
    CONNECT_TCP = "connect_tcp"
    SEND_UDP = "send_udp"
    CONNECT_UNIX = "connect_unix"
    START_PROCESS = "start_process"
    START_PROGRAM = "start_program"
    WRITE_FILE = "write_file"
    SIGNAL_PARENT = "signal_parent"
    SEE_NAMES = "see_names"
    """Learn whether a file or a process of a known name is there, without reading it."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What the attempts aim at; the parent has put it there."""

    parent: int
    secret: str
    """Stands for a file of the key directory: the parent has just read it."""
    folder: str
    """May be written to by this user."""
    tcp_port: int
    udp_port: int
    unix_socket: str


def try_all(targets: Targets) -> list[Attempt]:
    """Return what succeeded."""
    return [attempt for attempt, act in _ACTS.items() if _succeeds(act, targets)]


def _succeeds(act: Callable[[Targets], object], targets: Targets) -> bool:
    try:
        act(targets)
    except (OSError, MemoryError, RuntimeError):
        return False
    return True


def _read_memory(targets: Targets) -> None:
    for line in Path(f"/proc/{targets.parent}/maps").read_text().splitlines():
        start, _dash, _rest = line.partition("-")
        if "r" in line.split()[1] and "[heap]" in line:
            with Path(f"/proc/{targets.parent}/mem").open("rb", buffering=0) as memory:
                memory.seek(int(start, 16))
                memory.read(16)
            return
    raise OSError


def _start_process(_targets: Targets) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _start_program(_targets: Targets) -> None:
    """Start one in this process's place: with arguments that cannot be, so that what is left is only whether it may."""
    library = ctypes.CDLL(None, use_errno=True)
    library.execve(bytes(interpreter()), ctypes.c_void_p(1), None)
    # A kernel that would start it complains of the arguments; one that forbids it does not look at them.
    if ctypes.get_errno() != errno.EFAULT:
        raise OSError


def _connect(targets: Targets) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.settimeout(1)
        tcp.connect(("127.0.0.1", targets.tcp_port))


def _send(targets: Targets) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(1)
        udp.connect(("127.0.0.1", targets.udp_port))
        udp.send(b"out")
        # The parent answers: in a network of its own the child would send to itself, and hear nothing.
        udp.recv(3)


def _connect_unix(targets: Targets) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as unix:
        unix.connect(targets.unix_socket)


def _see_names(targets: Targets) -> None:
    Path(targets.secret).stat()


_ACTS: Mapping[Attempt, Callable[[Targets], object]] = {
    Attempt.READ_PARENT_MEMORY: _read_memory,
    Attempt.READ_PARENT_ENVIRONMENT: lambda targets: Path(f"/proc/{targets.parent}/environ").read_bytes(),
    Attempt.READ_KEYS: lambda targets: Path(targets.secret).read_bytes(),
    Attempt.CONNECT_TCP: _connect,
    Attempt.SEND_UDP: _send,
    Attempt.CONNECT_UNIX: _connect_unix,
    Attempt.START_PROCESS: _start_process,
    Attempt.START_PROGRAM: _start_program,
    Attempt.WRITE_FILE: lambda targets: Path(targets.folder, "written").touch(),
    Attempt.SIGNAL_PARENT: lambda targets: os.kill(targets.parent, 0),
    Attempt.SEE_NAMES: _see_names,
}
