"""Counting what a process waits for while its threads come and go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from support.proc import HAS_PROC, WakeUps, wake_ups, wake_ups_since
from support.web_servers import until

pytestmark = pytest.mark.skipif(not HAS_PROC, reason="there is no /proc to count by")

COMES_AND_GOES = """
import sys, threading
print(flush=True)
while True:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
"""
WAITS = """
import sys
for line in sys.stdin:
    print(flush=True)
"""


@contextmanager
def running(program: str) -> Iterator[subprocess.Popen[bytes]]:
    argv = [sys.executable, "-c", program]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_thread_that_ends_while_it_is_counted_is_left_out() -> None:
    with running(COMES_AND_GOES) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(2000):
            assert str(process.pid) in wake_ups(process.pid)


def has_waited(process: subprocess.Popen[bytes], since: WakeUps, times: int) -> bool:
    return wake_ups_since(since, process.pid) >= times


def test_an_answer_is_at_most_one_wake_up() -> None:
    with running(WAITS) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        before = wake_ups(process.pid)
        for number in range(1, 11):
            process.stdin.write(b"\n")
            process.stdin.flush()
            process.stdout.readline()
            # where both share a processor, it may find the next line before it waits for it
            until(partial(has_waited, process, before, number))
        assert wake_ups_since(before, process.pid) <= 11
