"""seccomp: from here on the process makes only the listed system calls. No socket, no process, no program, no writing.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; the filter is a classic BPF program (man 2 bpf).
A call that is not listed fails with EPERM, so that a decoder that tries one gives up on the file in good order.
"""

import ctypes
import errno
from typing import NamedTuple

from intake.attachments.prison.kernel import give_up_new_privileges, set_filter
from intake.attachments.prison.syscalls import Machine, find_machine

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
# On x86-64 the same calls are there a second time from this number on.
_X32_FROM = 0x40000000
_CLONE_THREAD = 0x00010000
_PROT_EXEC = 4
# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000

_PLAIN = (
    *("read", "readv", "pread64", "write", "writev", "close", "lseek", "fstat", "newfstatat", "statx", "stat", "lstat"),
    *("access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "getdents64", "fcntl"),
    *("munmap", "mremap", "madvise", "brk", "futex", "sched_yield", "sched_getaffinity", "set_robust_list", "rseq"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group"),
    *("nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "times", "getrusage"),
    *("getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo", "getrandom"),
)


class _Step(NamedTuple):
    code: int
    value: int
    if_true: int = 0
    if_false: int = 0


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Instruction)))


def restrict_calls() -> None:
    """Put the filter on this process. Raises OSError without seccomp, NotImplementedError for an unlisted machine."""
    machine = find_machine()
    if machine is None:
        raise NotImplementedError
    steps = _list_steps(machine)
    array = (_Instruction * len(steps))(
        *(_Instruction(step.code, step.if_true, step.if_false, step.value) for step in steps)
    )
    give_up_new_privileges()
    set_filter(_Program(len(steps), array))


def _list_steps(machine: Machine) -> list[_Step]:
    numbers = machine.numbers
    steps = [
        _Step(_LOAD, _ARCH_AT),
        _Step(_EQUAL, machine.audit_arch, 1, 0),
        _Step(_RETURN, _KILL),
        _Step(_LOAD, _NUMBER_AT),
        _Step(_AT_LEAST, _X32_FROM, 0, 1),
        _Step(_RETURN, _KILL),
        # The C library then tries clone, whose flags a filter can see.
        *_when(numbers["clone3"], _Step(_RETURN, _FAIL | errno.ENOSYS)),
        *_when(numbers["clone"], *_if_bit(0, _CLONE_THREAD, then=_ALLOW, otherwise=_FAIL | errno.EPERM)),
        *_when(numbers["openat"], *_if_bit(2, _WRITING, then=_FAIL | errno.EPERM, otherwise=_ALLOW)),
        *_when(numbers["mmap"], *_if_bit(2, _PROT_EXEC, then=_FAIL | errno.EPERM, otherwise=_ALLOW)),
        *_when(numbers["mprotect"], *_if_bit(2, _PROT_EXEC, then=_FAIL | errno.EPERM, otherwise=_ALLOW)),
        *_when(numbers["prlimit64"], *_if_no_pointer(2)),
    ]
    for name in _PLAIN:
        if name in numbers:
            steps += _when(numbers[name], _Step(_RETURN, _ALLOW))
    return [*steps, _Step(_RETURN, _FAIL | errno.EPERM)]


def _when(number: int, *then: _Step) -> tuple[_Step, ...]:
    return (_Step(_EQUAL, number, 0, len(then)), *then)


def _if_bit(argument: int, bits: int, *, then: int, otherwise: int) -> tuple[_Step, ...]:
    """Look at the lower half of an argument, little-endian as both machines are."""
    load = _Step(_LOAD, _ARGUMENTS_AT + 8 * argument)
    return (load, _Step(_ANY_BIT, bits, 0, 1), _Step(_RETURN, then), _Step(_RETURN, otherwise))


def _if_no_pointer(argument: int) -> tuple[_Step, ...]:
    """Allow asking for a limit, and not setting one."""
    halves = (_ARGUMENTS_AT + 8 * argument, _ARGUMENTS_AT + 8 * argument + 4)
    return (
        _Step(_LOAD, halves[0]),
        _Step(_EQUAL, 0, 0, 3),
        _Step(_LOAD, halves[1]),
        _Step(_EQUAL, 0, 0, 1),
        _Step(_RETURN, _ALLOW),
        _Step(_RETURN, _FAIL | errno.EPERM),
    )
