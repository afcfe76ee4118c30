"""Timers and calls that are not lost while another thread keeps the processor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

from cachetui.tui.terminal.textual_internals import run_late

if TYPE_CHECKING:
    from textual.timer import Timer, TimerCallback


class LateTimers(MessagePump):
    """Work around Textual dropping a one-shot timer whose deadline passed before it started.

    The reading can keep the processor that long. A resize waits for such a timer: one that was
    dropped left the screen at its old size for good.
    """

    def set_timer(
        self,
        delay: float,
        callback: TimerCallback | None = None,
        *,
        name: str | None = None,
        pause: bool = False,
    ) -> Timer:
        """Call *callback* once, in *delay* seconds or later."""
        timer = super().set_timer(delay, callback, name=name, pause=pause)
        run_late(timer)
        return timer


def into_loop(owner: MessagePump, callback: Callable[[], object]) -> Callable[[], object]:
    """Return a function for other threads that has *callback* run in the loop of this one.

    It runs among the messages of *owner*: never once that has closed, and what goes wrong in it
    ends the app as elsewhere.
    """
    loop, context = asyncio.get_running_loop(), copy_context()  # Textual's, for its timers
    return partial(loop.call_soon_threadsafe, owner.call_later, callback, context=context)
