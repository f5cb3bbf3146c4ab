"""Run a command that dies with the process that started it: `python leash.py PARENT_PID COMMAND ARGUMENT...`.

A process killed with SIGKILL cannot stop its children, so the kernel has to: prctl(2) PR_SET_PDEATHSIG, which
survives execve(2). It is set here, between fork and exec, in a process of its own, because `preexec_fn` is not
safe in a program with threads. The signal follows the *thread* that started the child: start it from one that
lives as long as the child should (the main thread). On systems other than Linux the command runs unleashed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def leash(parent: int) -> None:
    """Have the kernel kill this process when `parent`, which started it, ends; leave at once if it has ended.

    Raises:
        OSError: when the kernel refuses.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    if os.getppid() != parent:  # it ended before the call
        raise SystemExit(1)


def leashed(*command: str) -> list[str]:
    """The command line that runs `command` leashed to this process; it keeps the process id, by exec."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


if __name__ == "__main__":
    leash(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  # no shell: the arguments are passed as they are
