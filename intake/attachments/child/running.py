"""Starting the child and hearing what it says, within bounds of bytes and time."""

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Self

from intake.attachments.child.orders import Orders
from intake.attachments.errors import FileRefused, Why
from intake.attachments.prison.bubblewrap import wrap
from intake.attachments.prison.paths import interpreter, list_import_folders

# Of JSON before what was made, and of the small picture.
_HEAD_BYTES, _SMALL_BYTES = 4096, 1 << 20
# The child imports from named folders only: no customisation of the site, no code of an editable installation.
_START = "import sys;sys.path[:]=sys.argv.pop(1).split(':');from runpy import run_module as r;r('{}',{{}},'__main__')"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child said, and what it cost; the body is empty where it was ended."""

    head: bytes
    body: bytes = field(repr=False)
    wall_seconds: float = 0.0
    has_ended_well: bool = True


def run_child(content: bytes, orders: Orders) -> Answer:
    """Return what a new child says of the content. Raises FileRefused where it cannot be started."""
    command = _make_command(orders)
    started = time.monotonic()
    try:
        # Nothing of ours but pipes: no settings, no key directory's path, no proxy stands in its environment.
        process = subprocess.Popen(  # noqa: S603, our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
    except OSError as error:
        raise FileRefused(Why.TOO_MANY) from error
    most_bytes = _HEAD_BYTES + _SMALL_BYTES + orders.allowance.made_bytes
    with process, _Alarm(process, orders.allowance.wall_seconds) as alarm:
        said = _talk(process, content, most_bytes)
        if len(said) > most_bytes:
            alarm.kill()
        status = process.wait()
    head, _line, body = said.partition(b"\n")
    return Answer(
        head=head,
        body=body,
        wall_seconds=time.monotonic() - started,
        has_ended_well=status == 0 and len(said) <= most_bytes,
    )


def _make_command(orders: Orders) -> list[str]:
    folders = ":".join(map(str, list_import_folders()))
    start = _START.format("intake.attachments.child")
    # -I and -S: neither the environment nor the site says what is imported.
    command = [str(interpreter()), "-I", "-S", "-B", "-c", start, folders, orders.write()]
    return wrap(command) if orders.is_alone else command


class _Alarm:
    """Ends the process when its time is over, whatever it or its pipe is doing."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        # Names this process even when its number has been given to another.
        self._process = os.pidfd_open(process.pid)
        self._timer = threading.Timer(seconds, self.kill)
        self._timer.daemon = True

    def kill(self) -> None:
        """End it now."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._timer.join()
        os.close(self._process)


def _talk(process: subprocess.Popen[bytes], content: bytes, most_bytes: int) -> bytes:
    """Hand over all, then listen: the child says nothing before it has read the whole file."""
    given, heard = _pipe(process.stdin), _pipe(process.stdout)
    try:
        given.write(content)
        given.close()
        return heard.read(most_bytes + 1)
    except BrokenPipeError:
        # It ended before it had read the file.
        with suppress(BrokenPipeError):
            given.close()
        return b""


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise FileRefused(Why.BROKEN)
    return pipe
