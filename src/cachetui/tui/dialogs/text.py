"""Lines of plain text over the screen, to be read, copied or seen whole where they are cut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType

from cachetui.output.command_line import shell_safe
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.base import ListDialog, wrapped
from cachetui.tui.presenter.lines import Line, line
from cachetui.tui.widgets.viewer import app_of, copy_text


class TextDialog(ListDialog):
    """Shows lines of text; ``y`` copies all of them, Enter shows one line whole."""

    BINDINGS: ClassVar[list[BindingType]] = [bound("copy-hash", "copy", "Copy all lines")]

    def __init__(
        self,
        title: str,
        lines: Iterable[str | Line],
        sentences: Iterable[str] = (),
        *,
        width: int = 0,
        heads: int = 0,
    ) -> None:
        """Show *lines*, styled or plain, cut where they must be, and below them *sentences* whole.

        *width* is that of the screen, in columns; the cursor starts behind the first *heads* lines,
        which are headings, drawn as they are given.
        """
        shown = [one if isinstance(one, Line) else line(one) for one in lines]
        rows = [("".join(text for _, text in one.left), one) for one in shown]
        rows += [(text, piece) for text in sentences for piece in wrapped(text, width)]
        foot = "{copy-hash} copy  {open} see a line whole"
        super().__init__(title, [shown for _, shown in rows], foot)
        self.cursor = max(min(heads, len(rows) - 1), 0)
        self._texts = [text for text, _ in rows]

    def action_copy(self) -> None:
        """Send the lines to the terminal's clipboard."""
        self.say(copy_text(app_of(self), "\n".join(map(shell_safe, dict.fromkeys(self._texts)))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave copying out where nothing may leave the viewer."""
        return action != "copy" or not app_of(self).is_read_only

    def action_choose(self) -> None:
        """Show the line under the cursor whole."""
        text = self._texts[self.cursor]
        self.app.push_screen(ListDialog("The whole line", wrapped(text, self.size.width)))
