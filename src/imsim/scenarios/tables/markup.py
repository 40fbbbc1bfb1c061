"""XML from anywhere, read without following what it declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from imsim.engine.errors import InputError
from imsim.engine.sanitising import printable

# Graphs take fifty times as long as CSV: this many elements a few seconds.
MOST_ELEMENTS = 200_000
CHUNK = 1 << 16


class _RootReached(Exception):
    """The root element begins: nothing dangerous can be declared any more."""


def check_prolog(path: str, file: IO[bytes], kind: str) -> None:
    """Refuse document types: entities declared there could blow up memory or name other files."""

    def refuse(*_: object) -> None:
        raise InputError(f"{path}: declares a DOCTYPE, which {kind} does not need; remove it")

    def stop(*_: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for chunk in chunks(file):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _RootReached:
        pass
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise unreadable(path, kind, error) from None


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces."""
    while chunk := file.read(CHUNK):
        yield chunk


def unreadable(path: str, kind: str, error: Exception) -> InputError:
    """One line on a file that is not what it looks like."""
    said = (
        f"{error} is not what is expected there" if isinstance(error, KeyError) else str(error) or "it ends too early"
    )
    return InputError(f"{path}: cannot be read as {kind}: {printable(said)}")


def without_namespaces(path: str, raw: bytes, kind: str, keep: Callable[[str], bool]) -> ElementTree.Element:
    """The root of a checked document; names lose the namespaces that programs disagree on.

    Args:
        path: for messages.
        raw: the document, its prolog checked.
        kind: of file, for messages.
        keep: which namespaces stay as they are.
    """
    if (elements := raw.count(b"<") - raw.count(b"</")) > MOST_ELEMENTS:
        raise InputError(
            f"{path}: has {elements:,} elements, at most {MOST_ELEMENTS:,} are read from {kind}: "
            "save its nodes and its edges as two CSV files"
        )
    try:
        root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise unreadable(path, kind, error) from None
    for element in root.iter():
        space, brace, local = element.tag.rpartition("}")
        if brace and not keep(space[1:]):
            element.tag = local
    return root
