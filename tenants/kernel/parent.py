"""A child process that ends with its parent, however the parent ends."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(death_signal: signal.Signals, parent: int) -> None:
    """Ask the kernel to send us a signal when the process that forked us ends.

    Call it in the child, after any change of user, which would make the kernel forget.

    Args:
        death_signal: What to send.
        parent: The parent's process id, read before the fork; if it is gone already, this process
            ends at once.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
