"""What a terminal sends, cut into keys and pastes; what it answers is left out.

Terminals answer questions, also those that another program asked, in the midst of what is typed.
This is a state machine over bytes: however they are cut into reads, the same keys come out.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable

from cachetui.tui.terminal.lag import ANSWER
from cachetui.tui.terminal.pieces import Pasted, Piece, Sequence, Typed

ESC, BEL, ST = 0x1B, 0x07, ord("\\")
PASTE, PASTE_END = b"\x1b[200~", b"\x1b[201~"
OUR_ANSWER = ANSWER.encode()
"""The answer to a question of ours, which may come in the midst of anything."""
CTRL_C = (b"\x03", b"\x1b[99;5u", b"\x1b[27;5;99~")
"""The key that ends a paste whose end has been lost, as the keyboard protocols send it."""
RXVT_KEY = re.compile(rb"\x1b\[\d+\$")
"""A key with shift in rxvt: elsewhere no sequence ends in a dollar sign."""
TYPED_STRING = re.compile(rb"\x1b(\][^0-9LlI]|P[A-Za-z])")
"""The beginning of what is a key with alt and letters: no terminal begins an answer so."""

ESCAPE_WAIT = 0.1
"""Seconds of silence after which the Escape key was pressed, and no sequence begins."""
SEQUENCE_WAIT = 0.5
"""Seconds of silence after which the bytes of an unfinished sequence are keys."""
PASTE_WAIT = 1.5
"""Seconds of silence after which a paste has ended, also without its end."""
LONGEST_SEQUENCE = 1_000
"""Bytes that are kept of a sequence: nobody types more without a pause."""
LONGEST_PASTE = 100_000
"""Bytes that are kept of a paste."""

KEPT_END = 16
"""Bytes at the end of a longer one that are kept too, as they may be its end."""


class InputFilter:
    """Cuts bytes into pieces; strings (OSC, DCS, APC, PM, SOS) that are complete are none."""

    def __init__(self, escape_wait: float = ESCAPE_WAIT) -> None:
        """Take a lone escape character for the Escape key after *escape_wait* seconds."""
        self._escape_wait = escape_wait
        self._state: Callable[[int], None] = self._ground
        self._held = bytearray()
        """The bytes of what is unfinished, from its escape character on."""
        self._is_escape_spent = False
        """Whether the escape character in `_held` has been taken for the Escape key already."""
        self._interrupted: tuple[Callable[[int], None], bytes, bool] | None = None
        """The state, and what it held, that another sequence came in the midst of."""
        self._typed = bytearray()
        self._decoder = getincrementaldecoder("utf-8")("ignore")
        self._pieces: list[Piece] = []

    @property
    def patience(self) -> float | None:
        """Seconds of silence after which `silence` must be called; None if nothing is held."""
        if self._state == self._ground:
            return None
        if self._state == self._escape or (self._state == self._paste and self._ctrl_c()):
            return self._escape_wait
        return PASTE_WAIT if self._state == self._paste else SEQUENCE_WAIT

    def feed(self, data: bytes) -> list[Piece]:
        """Return the pieces that *data* completes."""
        for byte in data:
            self._state(byte)
        return self._completed()

    def silence(self) -> list[Piece]:
        """Return the pieces that are what was held, as nothing has followed it for so long."""
        state = self._state
        self._state = self._ground
        if state == self._escape:
            self._type("\x1b")
            self._state = self._after_escape
        elif state == self._paste:
            self._end_paste(self._ctrl_c())
        elif state in (self._sequence, self._string, self._string_end):
            self._type_held()
            self._type("\x1b" if state == self._string_end else "")
        return self._completed()

    # states, each a function that takes the next byte

    def _ground(self, byte: int) -> None:
        """Take a *byte* outside of any sequence."""
        if byte != ESC:
            self._typed.append(byte)
            return
        self._type(self._decoder.decode(self._typed))
        self._typed.clear()
        self._decoder.reset()
        self._held[:] = b"\x1b"
        self._is_escape_spent = False
        self._interrupted = None
        self._state = self._escape

    def _escape(self, byte: int) -> None:
        """Take the *byte* behind an escape, which says what it begins."""
        if byte == ESC:
            self._type("\x1b")
        elif byte in b"[O":
            self._hold(byte, self._sequence)
        elif byte in b"]PX^_":
            self._hold(byte, self._string)
        elif byte < 0x80:
            self._type(f"\x1b{chr(byte)}")
            self._state = self._ground
        else:
            self._hold(byte, self._alt)

    def _after_escape(self, byte: int) -> None:
        """Go on with a sequence whose first byte came late, and was taken for the Escape key."""
        self._is_escape_spent = byte in b"[]P_"
        (self._escape if self._is_escape_spent else self._ground)(byte)

    def _alt(self, byte: int) -> None:
        """Gather the bytes of a character that is no ASCII."""
        if not 0x80 <= byte < 0xC0:
            self._again(byte)
            return
        self._hold(byte, self._alt)
        if text := getincrementaldecoder("utf-8")("ignore").decode(self._held[1:]):
            self._type(f"\x1b{text}")
            self._state = self._ground

    def _sequence(self, byte: int) -> None:
        held = self._held
        if byte < 0x20 or byte > 0x7E:
            self._interrupt(byte)
            return
        self._hold(byte, self._sequence)
        if held == PASTE:
            self._state = self._paste
        elif held == b"\x1b[M":
            self._state = self._old_mouse
        elif held != b"\x1b[[" and (byte >= 0x40 or RXVT_KEY.fullmatch(held)):
            self._end_sequence()

    def _end_sequence(self) -> None:
        self._state = self._ground
        whole, interrupted = bytes(self._held), self._interrupted
        if interrupted is not None and (whole == OUR_ANSWER or TYPED_STRING.match(interrupted[1])):
            state, self._held[:], self._is_escape_spent = interrupted
            if whole == OUR_ANSWER:  # what it came in the midst of goes on
                self._state = state
            else:
                self._type_held()
        if len(whole) < LONGEST_SEQUENCE:
            self._pieces.append(Sequence(whole.decode()))

    def _old_mouse(self, byte: int) -> None:
        """Leave out the three bytes of a button and a place, which are no characters."""
        if byte < 0x20:
            self._interrupt(byte)
            return
        self._hold(byte, self._old_mouse)
        if len(self._held) == len("\x1b[M") + 3:
            self._state = self._ground

    def _string(self, byte: int) -> None:
        if byte == 0x03:
            self._interrupt(byte)
        elif byte == ESC:
            self._state = self._string_end
        elif byte == BEL and self._held[1] == ord("]"):
            self._state = self._ground
        else:
            self._hold(byte, self._string)

    def _string_end(self, byte: int) -> None:
        """Decide whether an escape character ends the string or begins what follows it."""
        if byte == ST:
            self._state = self._ground
        else:
            self._state = self._string
            self._interrupt(ESC)
            self._state(byte)

    def _paste(self, byte: int) -> None:
        self._held.append(byte)
        if self._held.endswith(PASTE_END):
            self._end_paste(PASTE_END)
            self._state = self._ground
        elif self._held.endswith(OUR_ANSWER):
            del self._held[-len(OUR_ANSWER) :]
            self._pieces.append(Sequence(ANSWER))
        elif len(self._held) > LONGEST_PASTE:
            del self._held[-KEPT_END]

    # what states have in common

    def _hold(self, byte: int, state: Callable[[int], None]) -> None:
        if len(self._held) < LONGEST_SEQUENCE:
            self._held.append(byte)
        self._state = state

    def _interrupt(self, byte: int) -> None:
        """Give up what is unfinished, since *byte* cannot belong to it, and go on with that."""
        interrupted = self._state, bytes(self._held), self._is_escape_spent
        if byte != ESC and len(self._held) == len("\x1b["):
            self._type_held()
        self._again(byte)
        self._interrupted = interrupted if byte == ESC else None

    def _again(self, byte: int) -> None:
        self._state = self._ground
        self._ground(byte)

    def _type_held(self) -> None:
        """Count the bytes that are held as keys: the first after the escape is one with alt."""
        if len(self._held) == LONGEST_SEQUENCE:
            return
        start = 1 if self._is_escape_spent else 0
        text = self._held.decode("utf-8", "ignore")
        self._type(text[start:2])
        self._type(text[2:])

    def _type(self, text: str) -> None:
        if text:
            self._pieces.append(Typed(text))

    def _ctrl_c(self) -> bytes:
        """Return the ctrl+c that the paste ends in, without more behind it, or nothing."""
        return next((key for key in CTRL_C if self._held.endswith(key)), b"")

    def _end_paste(self, end: bytes) -> None:
        """Yield the paste without what it ended in, and without the beginning of a lost mark."""
        text = self._held[len(PASTE) : len(self._held) - len(end)]
        if not end:
            begun = next(n for n in range(len(PASTE_END), -1, -1) if text.endswith(PASTE_END[:n]))
            text = text[: len(text) - begun]
        self._pieces.append(Pasted(text.decode("utf-8", "ignore").replace("\0", "")))
        if end in CTRL_C:
            self._type("\x03")

    def _completed(self) -> list[Piece]:
        self._type(self._decoder.decode(self._typed))
        self._typed.clear()
        pieces, self._pieces = self._pieces, []
        return pieces
