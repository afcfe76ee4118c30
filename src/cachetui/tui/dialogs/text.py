"""Lines of plain text over the screen, to be read, copied or seen whole where they are cut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType

from cachetui.output.command_line import shell_safe
from cachetui.tui.bindings.keys import bound
from cachetui.tui.dialogs.wrapping import WholeText, WrappingDialog, wrapped
from cachetui.tui.presenter.lines import Line, line
from cachetui.tui.widgets.viewer import app_of, copy_text


class TextDialog(WrappingDialog):
    """Shows lines of text; ``y`` copies all of them, Enter shows one line whole."""

    BINDINGS: ClassVar[list[BindingType]] = [bound("copy-hash", "copy", "Copy all lines")]

    def __init__(
        self,
        title: str,
        lines: Iterable[str | Line],
        sentences: Iterable[str] = (),
        *,
        heads: int = 0,
    ) -> None:
        """Show *lines*, styled or plain, cut where they must be, and below them *sentences* whole.

        The cursor starts behind the first *heads* lines, which are headings, drawn as they are
        given.
        """
        self._shown = [one if isinstance(one, Line) else line(one) for one in lines]
        self._sentences = list(sentences)
        texts = ["".join(text for _, text in one.left) for one in self._shown]
        self._texts = [*texts, *self._sentences]
        foot = "{copy-hash} copy  {open} see a line whole"
        super().__init__(title, len(self._texts), foot, at=max(min(heads, len(self._texts) - 1), 0))

    def wrap(self, width: int) -> list[list[Line]]:
        """Return each line as it is, and the rows of each sentence."""
        rows = (wrapped(sentence, width) for sentence in self._sentences)
        return [*([one] for one in self._shown), *rows]

    def action_copy(self) -> None:
        """Send the lines to the terminal's clipboard."""
        self.say(copy_text(app_of(self), "\n".join(map(shell_safe, dict.fromkeys(self._texts)))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave copying out where nothing may leave the viewer."""
        return action != "copy" or not app_of(self).is_read_only

    def action_choose(self) -> None:
        """Show the line under the cursor whole."""
        self.app.push_screen(WholeText("The whole line", self._texts[self.item]))
