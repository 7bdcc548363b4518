"""Starts a program and notes what it took: `start.py NOTE PROGRAM WORD …`.

A process of its own, because Linux counts the memory of whoever starts a program as the program's:
this one is as small as Python gets. It writes seconds of wall and processor time and the kernel's
figure for memory into the file NOTE, and ends as the program ended.
"""

import os
import sys
import time
from pathlib import Path

began = time.perf_counter()
number = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(number, 0)
wall = time.perf_counter() - began
Path(sys.argv[1]).write_text(f"{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss}", "utf-8")
sys.exit(os.waitstatus_to_exitcode(status))
