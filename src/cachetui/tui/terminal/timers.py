"""Timers that come late rather than never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.timer import Timer, TimerCallback


class LateTimers(MessagePump):
    """A part of the screen whose timers are not lost while the reading keeps the processor.

    Textual skips a timer's turn when it is late already as the timer begins, also the only turn
    there is. A resize waits for such a timer: one that was lost left the screen at its old size
    for good.
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
        timer._skip = False
        return timer
