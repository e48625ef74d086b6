"""Give up what reading somebody's file never needs: for programs of their own.

It needs the standard library alone. A program loads this file by its path, because it is started
isolated from the project.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

_DIE_WITH_PARENT, _DUMPABLE, _NO_NEW_RIGHTS, _SECCOMP = 1, 4, 38, 22
_FILTER_MODE = 2
_X86_64 = 0xC000003E
_OTHER_NUMBERING = 0x40000000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_OPENING_FILES = (2, 85, 257, 437)  # open, creat, openat, openat2
_CHANGING_FILES = (76, 82, 86, 87, 88, 263, 264, 316)  # truncate, rename, link, unlink, symlink
_CONNECTING = (41, 42, 43, 49, 50, 53, 288, 425)  # socket and what follows, io_uring_setup
_STARTING = (56, 57, 58, 59, 322, 435)  # clone, fork, vfork, execve, execveat, clone3
_MEDDLING = (62, 101, 200, 310, 311)  # kill, ptrace, tkill, the memory of other processes


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def limit(parent: int, memory: int, seconds: int) -> None:
    """Die with the starter, and take no more than this.

    Args:
        parent: process id of the starter; if it is gone already, this process ends at once.
        memory: bytes.
        seconds: of processor time.
    """
    libc = ctypes.CDLL(None)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def forbid() -> None:
    """Have the kernel refuse to open files, connections and processes; without that, end."""
    if platform.machine() != "x86_64":
        sys.exit(1)
    numbers = (*_OPENING_FILES, *_CHANGING_FILES, *_CONNECTING, *_STARTING, *_MEDDLING)
    steps = [(_LOAD, 0, 0, 4), (_IF_EQUAL, 1, 0, _X86_64), (_RETURN, 0, 0, _KILL)]
    steps += [(_LOAD, 0, 0, 0), (_IF_AT_LEAST, len(numbers) + 1, 0, _OTHER_NUMBERING)]
    steps += [(_IF_EQUAL, len(numbers) - index, 0, number) for index, number in enumerate(numbers)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in steps))
    wanted = _Filter(len(steps), ctypes.cast(program, ctypes.c_void_p))
    libc = ctypes.CDLL(None)
    refused = libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    if refused or libc.prctl(_SECCOMP, _FILTER_MODE, ctypes.byref(wanted), 0, 0):
        sys.exit(1)
