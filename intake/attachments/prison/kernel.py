"""Calls of the kernel that Python has no function for: ``prctl`` (man 2 prctl) and raw system calls."""

import ctypes
import os
import resource

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 4, 38, 22
_SECCOMP_MODE_FILTER = 2
# mlockall(2): pages that are there, pages to come, each locked when it is first touched.
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4


def forbid_tracing() -> None:
    """Let no process of the same user read this process's memory or environment. Lasts until it starts a program.

    The call stands in web and worker; raises OSError where the kernel refuses it.
    """
    _prctl(_PR_SET_DUMPABLE, 0)


def keep_out_of_swap() -> bool:
    """Keep this process's memory, with its keys, out of swap, and say whether that is so.

    Only where the system lets it lock as much as it will ever need (LimitMEMLOCK=infinity in our units): with a bound,
    memory that is asked for later would be refused instead.
    """
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != resource.RLIM_INFINITY:
        return False
    return int(_library().mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT)) == 0


def give_up_new_privileges() -> None:
    """Let no program that is started later gain rights; both kinds of rules ask for it first. Raises OSError."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def set_filter(program: ctypes.Structure) -> None:
    """Put the seccomp filter on this process for good. Raises OSError."""
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))


def call(number: int, *arguments: object) -> int:
    """Make the system call and return what it returns. Raises OSError."""
    return _check(_library().syscall(ctypes.c_long(number), *arguments))


def _prctl(option: int, *values: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    _check(_library().prctl(ctypes.c_int(option), *padded))


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
