"""How the child gives up, before it meets the file, all that it does not need."""

import os
import resource
from contextlib import suppress
from pathlib import Path

from intake.attachments.child.orders import Orders
from intake.attachments.limits import CPU_SECONDS_TO_END, MEMORY_BYTES, NICENESS, OPEN_FILES, THREADS
from intake.attachments.prison.landlock import restrict_files
from intake.attachments.prison.seccomp import restrict_calls


def set_limits(orders: Orders) -> None:
    """Limit memory, processor, open files, threads and files written; give way to every other process."""
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: int(orders.allowance.cpu_seconds) + CPU_SECONDS_TO_END,
        # Nothing of a file may reach the disk, not even if it takes this process over.
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    if orders.is_alone:
        # Elsewhere the system would count all that this user runs, threads of the web included.
        limits[resource.RLIMIT_NPROC] = THREADS
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    os.nice(NICENESS)


def give_up_rights(orders: Orders) -> None:
    """Put the rules of the kernel on this process for good, as far as it has them. Libraries are loaded before."""
    if orders.landlock:
        with suppress(OSError):
            restrict_files(map(Path, orders.readable))
    if orders.seccomp:
        with suppress(OSError, NotImplementedError):
            restrict_calls()
