"""Where everything in a definition stands: the file, line and column of each key and value, and the lines around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

from sop.model.finding import Position
from sop.model.value import value

PathTo = tuple[str | int, ...]
"""A place in the logical document: keys and list numbers from the top."""

LINES_BEFORE = 2
WIDEST_EXCERPT = 1000
_REMARK = re.compile(r"(?:^|(?<=[ \t\r\n]))#[ \t]*sop:[^\r\n]*")


@value
class Remark:
    """A comment that speaks to the checks: `# sop: …`. `about` is the line that it is about: its own, or, where it
    stands alone, the next one that says something."""

    position: Position
    text: str
    about: int


class SourceSpan:
    """Where one node stands. Lines and columns count from 1; `start` and `end` are offsets in the file's text.

    `style` is that of a scalar (None: plain); `flow` says that a map or list is written in `{…}` or `[…]`; `lost` that
    the node could not be read, so that nothing more is said about it.
    """

    __slots__ = (
        "children",
        "column",
        "end",
        "file",
        "flow",
        "key_column",
        "key_line",
        "line",
        "lost",
        "start",
        "style",
    )

    def __init__(
        self, file: str, line: int = 1, column: int = 1, start: int = 0, end: int = 0
    ) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.key_line = line
        self.key_column = column
        self.start = start
        self.end = end
        self.style: str | None = None
        self.flow = False
        self.lost = False
        self.children: dict[str | int, SourceSpan] | None = None


class SourceMap:
    """Answers where a path of the logical document stands, and shows its lines."""

    def __init__(self, root: SourceSpan, texts: Mapping[str, str]) -> None:
        self._root = root
        self._lines_of = lru_cache(maxsize=None)(self._split)
        self._texts = texts
        self._nodes: dict[str, list[tuple[int, int, PathTo]]] | None = None

    def place(self, path: PathTo) -> SourceSpan:
        """The place of the node, or of its nearest ancestor that stands in a file."""
        here = self._root
        for part in path:
            child = here.children.get(part) if here.children else None
            if child is None:
                return here
            here = child
        return here

    def has(self, path: PathTo) -> bool:
        """Whether the node itself stands in a file."""
        here: SourceSpan | None = self._root
        for part in path:
            here = here.children.get(part) if here is not None and here.children else None
        return here is not None

    def at(self, path: PathTo, key: bool = False) -> Position:
        """The position of the node's value, or of its key."""
        place = self.place(path)
        if key:
            return Position(place.file, place.key_line, place.key_column)
        return Position(place.file, place.line, place.column)

    def inside(self, path: PathTo, offset: int, value: str) -> Position:
        """The position of a character of a text, whichever way YAML folds or quotes it.

        Blanks may be folded, so the characters that are not blank are counted: they stand in the same order in both.
        """
        place = self.place(path)
        text = self._texts.get(place.file, "")
        if not self.has(path) or not text or place.end <= place.start:
            return Position(place.file, place.line, place.column)
        nth = sum(not char.isspace() for char in value[:offset])
        index = _nth_solid(text, place, nth)
        return self._position(place.file, index)

    def path_at(self, position: Position) -> PathTo:
        """The path of the node that stands at this place, or that began last before it; empty before the first one."""
        if self._nodes is None:
            self._nodes = _by_file(self._root)
        nodes = self._nodes.get(position.path, [])
        after = bisect_right(nodes, (position.line, position.column), key=lambda node: node[:2])
        return nodes[after - 1][2] if after else ()

    def excerpt(self, position: Position) -> tuple[tuple[int, str], ...]:
        """The line of the position after up to two lines before it, numbered; nothing where the line is endless."""
        lines = self._lines_of(position.path)[1]
        if position.column > WIDEST_EXCERPT:
            return ()
        first = max(1, position.line - LINES_BEFORE)
        return tuple(
            (number, lines[number - 1][:WIDEST_EXCERPT])
            for number in range(first, position.line + 1)
            if number <= len(lines)
        )

    def remarks(self) -> tuple[Remark, ...]:
        """Every comment `# sop: …` of the files; the same words inside a text of the definition are none."""
        found = [
            (file, match)
            for file, text in self._texts.items()
            if "sop:" in text and not file.endswith(".json")
            for match in _REMARK.finditer(text)
        ]
        spans = _spans_of_texts(self._root) if found else {}
        return tuple(
            self._remark(file, match.start(), match.group().rstrip())
            for file, match in found
            if not _is_within(spans.get(file, []), match.start())
        )

    def _remark(self, file: str, index: int, text: str) -> Remark:
        position = self._position(file, index)
        lines = self._lines_of(file)[1]
        if lines[position.line - 1][: position.column - 1].strip():
            return Remark(position, text, position.line)
        following = range(position.line + 1, len(lines) + 1)
        said = (
            number
            for number in following
            if lines[number - 1].strip() and lines[number - 1].strip()[0] != "#"
        )
        return Remark(position, text, next(said, position.line))

    def _split(self, file: str) -> tuple[list[int], list[str]]:
        return line_starts(self._texts.get(file, "")), re.split(
            r"\r\n|\r|\n", self._texts.get(file, "")
        )

    def _position(self, file: str, index: int) -> Position:
        starts = self._lines_of(file)[0]
        line = bisect_right(starts, index)
        return Position(file, line, index - starts[line - 1] + 1)


def _spans_of_texts(root: SourceSpan) -> dict[str, list[tuple[int, int]]]:
    """Where each value that is no map or list starts and ends, file by file, in the order of the text."""
    spans: dict[str, list[tuple[int, int]]] = {}
    places = [root]
    while places:
        place = places.pop()
        if place.children is None:
            spans.setdefault(place.file, []).append((place.start, place.end))
        else:
            places.extend(place.children.values())
    for of_file in spans.values():
        of_file.sort()
    return spans


def _is_within(spans: list[tuple[int, int]], index: int) -> bool:
    """Whether one of the spans, which do not overlap, holds the index."""
    before = bisect_right(spans, index, key=lambda span: span[0])
    return before > 0 and index < spans[before - 1][1]


def _by_file(root: SourceSpan) -> dict[str, list[tuple[int, int, PathTo]]]:
    """Line, column and path of every key and value, file by file, in the order of the text.

    Where a map and its first key begin at one place, the key comes last: it says more.
    """
    found: dict[str, list[tuple[int, int, PathTo]]] = {}

    def add(place: SourceSpan, path: PathTo) -> None:
        nodes = found.setdefault(place.file, [])
        nodes += [(place.key_line, place.key_column, path), (place.line, place.column, path)]
        for part, child in (place.children or {}).items():
            add(child, (*path, part))

    add(root, ())
    for nodes in found.values():
        nodes.sort(key=lambda node: (*node[:2], len(node[2])))
    return found


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins."""
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def _nth_solid(text: str, place: SourceSpan, nth: int) -> int:
    """The offset in the file of the nth character (from 0) of a scalar that is not blank."""
    index = place.start
    if place.style in ("|", ">"):
        index = text.find("\n", index, place.end) + 1 or place.end
    elif place.style:
        index += 1
    solid = place.start
    while index < place.end:
        if text[index].isspace():
            index += 1
            continue
        width = 2 if _is_escape(text, index, place.style) else 1
        if (
            width == 2
            and text[index + 1 : index + 2] in ("\n", "\r", "n", "t", " ")
            and place.style == '"'
        ):
            index += 2
            continue
        if nth == 0:
            return index
        nth -= 1
        index += width
        solid = index
    return max(place.start, min(solid, place.end - 1))


def _is_escape(text: str, index: int, style: str | None) -> bool:
    if style == "'":
        return text.startswith("''", index)
    return style == '"' and text[index] == "\\"
