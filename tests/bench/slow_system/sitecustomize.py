"""Lets whatever a program opens take as long as it does on NFS or Lustre, if that is asked for.

Python imports this as it starts, where its folder is in PYTHONPATH: also in the processes that the
program starts itself.
"""

import os
import time
from typing import Any

if delay := float(os.environ.get("BENCH_SECONDS_TO_OPEN", "0")):
    really = os.open

    def slow(*args: Any, **options: Any) -> int:
        time.sleep(delay)
        return really(*args, **options)

    os.open = slow
