"""Run a command that dies (SIGSYS) at its first socket of the Internet, native code and child processes included.

    python refuse_network.py COMMAND…

It puts a seccomp filter on itself, which needs no privilege and cannot be taken off, then becomes the command. The exit
status is ``CANNOT`` where the system has no such filters.
"""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys

CANNOT = 77
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""What the kernel calls a machine, and the number of ``socket`` there."""

NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
NUMBER_AT, MACHINE_AT, FAMILY_AT = 0, 4, 16


def program(machine: int, call: int) -> bytes:
    """Return the filter: kill for ``socket(AF_INET or AF_INET6, …)``, allow all else."""
    steps = [
        (LOAD, 0, 0, MACHINE_AT),
        (EQUAL, 0, 6, machine),
        (LOAD, 0, 0, NUMBER_AT),
        (EQUAL, 0, 4, call),
        (LOAD, 0, 0, FAMILY_AT),
        (EQUAL, 1, 0, socket.AF_INET),
        (EQUAL, 0, 1, socket.AF_INET6),
        (RETURN, 0, 0, KILL),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def refuse() -> bool:
    """Put the filter on this process; return whether that worked."""
    if not sys.platform.startswith("linux") or platform.machine() not in MACHINES:
        return False
    code = ctypes.create_string_buffer(program(*MACHINES[platform.machine()]))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(code)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    return control(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and control(SET_SECCOMP, FILTER, head, 0, 0) == 0


if __name__ == "__main__":
    if not refuse():
        sys.exit(CANNOT)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
