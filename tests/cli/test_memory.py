"""What a serving process does about the memory of its threads."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

# Many threads allocate at the same time, and the C library tells how many arenas there are.
_PROBE = """
import ctypes, sys, threading
from app.cli.memory import share_arenas

if sys.argv[2] == "shared":
    share_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(16)

def allocate():
    together.wait()
    libc.malloc(4096)
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(16)]
for each in threads:
    each.start()
for each in threads:
    each.join()
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_threads_share_two_arenas(tmp_path: Path) -> None:
    """Without a word each of sixteen threads would have its own, as far as there are eight for each core."""

    def arenas(how: str) -> int:
        told = tmp_path / how
        subprocess.run([sys.executable, "-c", _PROBE, told, how], check=True)
        return len(re.findall("<heap nr", told.read_text("utf-8")))

    assert arenas("shared") <= 2
    assert arenas("apart") > 2
