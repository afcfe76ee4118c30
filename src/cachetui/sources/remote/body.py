"""The body of an answer: taken in pieces, counted, summed and judged before it is believed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from cachetui.safe_text import safe_url
from cachetui.sources.fetching import Fetching
from cachetui.sources.formats.spack.manifest import blob_fault
from cachetui.sources.remote.faults import FetchError
from cachetui.sources.remote.sink import Sink
from cachetui.sources.remote.store import Store
from cachetui.sources.remote.web import Answer, ended
from cachetui.sources.source import HEAD


class ReplacedError(FetchError):
    """A blob is not what its manifest says: it is being replaced, or was cut on its way."""


class Expected(Struct, frozen=True):
    """What is known of a body before it comes."""

    sha256: str = ""
    """Empty where it is not known."""
    length: int | None = None
    most: int = 2 << 30
    """Bytes that it may have, whatever its length is said to be."""
    check: Callable[[bytes], str | None] | None = None
    """Returns why a body that begins so is not what is asked for; None if it may be."""

    def refuse_size(self, url: str) -> None:
        """Raise FetchError where the length, which a stranger states, is none to ask *url* for."""
        if self.length is not None and not 0 <= self.length <= self.most:
            why = f"its manifest says {self.length:,} bytes, and at most {self.most:,} are fetched"
            raise FetchError(f"{safe_url(url)}: not asked for, {why}")


def take(
    answer: Answer, expected: Expected, store: Store, fetching: Fetching, label: str
) -> tuple[Path | bytearray, str, str | None]:
    """Return the body of *answer*, its sha256, and why it could not be kept if it was to be.

    Raises FetchError where it is not as *expected*; nothing of it is kept then.
    """
    sink = Sink(store)
    fetching.transfer.begin(label, expected.length or answer.plain_length)
    try:
        head = _pour(answer, expected, sink, fetching)
        _judge(answer, expected, sink, head)
        fetching.in_use.add(sink.sha256)
        return sink.keep(), sink.sha256, sink.fault
    finally:
        sink.drop()


def _pour(answer: Answer, expected: Expected, sink: Sink, fetching: Fetching) -> bytes:
    """Write the body into *sink* as far as its bounds go; return how it begins."""
    head = b""
    most = expected.most if expected.length is None else min(expected.length, expected.most)
    for chunk in answer.chunks(most):
        if fetching.is_stopped:
            raise ended(answer.url)
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
            if len(head) == HEAD:
                _refuse(answer, expected, head)
        sink.write(chunk)
        fetching.transfer.done = sink.size
        if sink.size > most:
            break
    return head


def _judge(answer: Answer, expected: Expected, sink: Sink, head: bytes) -> None:
    """Raise FetchError unless the whole body is as *expected*."""
    if not expected.sha256:
        if sink.size > expected.most:
            raise FetchError(f"{safe_url(answer.url)}: is larger than {expected.most >> 20} MiB")
        _refuse(answer, expected, head)
    elif fault := blob_fault(expected.sha256, expected.length, sink.sha256, sink.size):
        raise ReplacedError(fault)


def _refuse(answer: Answer, expected: Expected, head: bytes) -> None:
    """Raise FetchError if what begins with *head* cannot be what is asked for."""
    if expected.check is not None and (fault := expected.check(head)):
        raise FetchError(f"{safe_url(answer.url)}: {fault}")
