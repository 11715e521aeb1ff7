"""Calls of the kernel that Python has no function for: ``prctl`` (man 2 prctl) and raw system calls."""

import ctypes
import os

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 4, 38, 22
_SECCOMP_MODE_FILTER = 2


def forbid_tracing() -> None:
    """Let no process of the same user read this process's memory or environment. Lasts until it starts a program.

    The call stands in web and worker; raises OSError where the kernel refuses it.
    """
    _prctl(_PR_SET_DUMPABLE, 0)


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
