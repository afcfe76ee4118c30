"""Lines of plain text over the screen, to be read, copied or seen whole where they are cut."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from cachetui.tui.clipboard import CopyError
from cachetui.tui.dialogs import ListDialog, wrapped
from cachetui.tui.lines import line


class TextDialog(ListDialog):
    """Shows lines of text; ``y`` copies all of them, Enter shows one line whole."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy all lines")]

    def __init__(self, title: str, lines: list[str]) -> None:
        super().__init__(title, [line(text) for text in lines], "y copy  enter see a line whole")
        self._texts = lines

    def action_copy(self) -> None:
        """Send the lines to the terminal's clipboard."""
        try:
            self.app.copy_to_clipboard("\n".join(self._texts))
            self.say("sent to the terminal's clipboard")
        except CopyError as error:
            self.say(f"not copied: {error}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave copying out where nothing may leave the viewer."""
        return action != "copy" or not getattr(self.app, "is_read_only", False)

    def action_choose(self) -> None:
        """Show the line under the cursor whole."""
        text = self._texts[self.cursor]
        self.app.push_screen(ListDialog("The whole line", wrapped(text, self.size.width)))
