"""How well the child is shut in on this machine: measured, by a child that really tries to break out.

Ask :func:`find_confinement` at the start of a process; it is measured once and then remembered.
"""

import json
import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from intake.attachments.budget import Allowance
from intake.attachments.child.orders import Orders
from intake.attachments.child.running import run_child
from intake.attachments.errors import FileRefused
from intake.attachments.prison.attempts import Attempt, Targets
from intake.attachments.prison.bubblewrap import find_bubblewrap

_SECONDS = 20.0
# What reaches no key, no memory and no network.
_HARMLESS = {Attempt.SEE_NAMES, Attempt.START_PROCESS, Attempt.START_PROGRAM}


class Level(StrEnum):
    """What is said at ``/health/ready``, and when the server starts."""

    FULL = "full"
    """Every attempt fails."""
    PARTIAL = "partial"
    """The child may learn whether a file of a known name is there, or start a process as shut in as itself."""
    NONE = "none"
    """More than that succeeds: a decoder that is taken over reaches keys, memory, the network or other programs."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What the measurement found, and the orders with which a child is as shut in as this machine can."""

    level: Level
    succeeded: frozenset[Attempt]
    orders: Orders


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    succeeded: frozenset[Attempt]


@cache
def find_confinement() -> Confinement:
    """Return the best that this machine can; it takes a fifth of a second once."""
    best = Orders(is_alone=find_bubblewrap() is not None)
    # bubblewrap may be there and not be allowed to do its work, as in most containers.
    for orders in (best, replace(best, is_alone=False)):
        with suppress(SelfTestFailed):
            return measure_confinement(orders)
    return Confinement(Level.NONE, frozenset(Attempt), replace(best, is_alone=False))


class SelfTestFailed(Exception):
    """The child did not start with these orders, or did not say how it went."""


def measure_confinement(orders: Orders) -> Confinement:
    """Return what a child with these orders can do. Raises SelfTestFailed where it does not start."""
    asked = replace(orders, is_self_test=True, allowance=Allowance(_SECONDS, _SECONDS))
    try:
        with _set_up_targets() as targets:
            answer = run_child(json.dumps(asdict(targets)).encode(), asked)
        succeeded = _Said.model_validate_json(answer.head).succeeded
    except (ValidationError, FileRefused, OSError) as error:
        raise SelfTestFailed from error
    return Confinement(_judge(succeeded), succeeded, orders)


def _judge(succeeded: frozenset[Attempt]) -> Level:
    if not succeeded:
        return Level.FULL
    return Level.PARTIAL if succeeded <= _HARMLESS else Level.NONE


@contextmanager
def _set_up_targets() -> Iterator[Targets]:
    """Put up what the attempts aim at: all of it can be reached from this process."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        secret = folder / "secret"
        secret.write_bytes(b"key")
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(folder / "socket"))
        unix.listen()
        stack.enter_context(_echo(udp))
        yield Targets(
            parent=os.getpid(),
            secret=str(secret),
            folder=str(folder),
            tcp_port=tcp.getsockname()[1],
            udp_port=udp.getsockname()[1],
            unix_socket=str(folder / "socket"),
        )


@contextmanager
def _echo(udp: socket.socket) -> Iterator[None]:
    """Answer one datagram; the end of the block counts as one."""

    def answer() -> None:
        content, sender = udp.recvfrom(16)
        if content:
            udp.sendto(content, sender)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.sendto(b"", udp.getsockname())
        thread.join()
