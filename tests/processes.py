"""``homthu`` commands in processes of their own, forked from one that has imported everything: they are there at once.

Code, arguments, environment and signals are those of a command started by hand; only the seconds in which Python reads
its modules are spent once.
"""

import atexit
import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["api.commands.serve", "api.commands.demo", "api.commands.worker"])


class Command:
    """A running command. Its methods are those of ``subprocess.Popen``."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str], log: Path) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HOMTHU_")}
        self._process: ForkServerProcess = _CONTEXT.Process(
            target=_run, args=(list(arguments), {**inherited, **environment}, log)
        )
        self._process.start()
        # Python waits at its end for all that it has started: what a failed test left running would be waited for.
        atexit.register(self._process.kill)

    @property
    def pid(self) -> int:
        pid = self._process.pid
        assert pid is not None
        return pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise TimeoutError
        return code

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _run(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(output, stream)
    # There is nobody to type: what is left of the standard input here is good for no child of the command.
    sys.stdin = None
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["homthu", *arguments]
    # Here, so that the tests' own process is not the one that imports it.
    from api.commands.main import main  # noqa: PLC0415

    main(prog_name="homthu")
