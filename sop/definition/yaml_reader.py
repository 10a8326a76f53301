"""Reads YAML text into plain values, each with its place.

It makes one pass over the events of the parser, and checks its limits before it builds anything.
Only plain null, true, false and decimal whole numbers are typed, as docs/language.md promises.
Repeated keys, anchors, aliases, tags and further documents are findings, and reading goes on.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from sop.definition.finding_report import quote_value
from sop.definition.source_map import SourceSpan
from sop.definition.text_decoding import FORBIDDEN, why_forbidden
from sop.definition.yaml_errors import explain_yaml_error
from sop.definition.yaml_lookalikes import find_odd_colon
from sop.model.finding import Finding, Position

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:  # PyYAML was built without libyaml: same events, slower

    class _Parser(yaml.SafeLoader):  # type: ignore[no-redef]
        """The pure-Python event stream."""


# Limits far above any real workflow, so that a hostile file costs neither time nor memory.
MOST_DEPTH = 32
MOST_NODES = 200_000
MOST_CHARACTERS = 20_000
MOST_FINDINGS = 200
MOST_DIRECTIVES = 20
_DIRECTIVES = re.compile(r"(?:[ \t]*(?:[#%][^\n]*)?\n)*")
_COMMENT_IN_WORDS = re.compile(r"([ \t]+)(#[^\s#][^\n\r]*)")
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_CONSTANTS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}


class UnreadableYaml(Exception):
    """Stops the reading of a file; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class YamlDocument:
    """The content of one file.

    If the file could not be read to its end, `place.lost` is true and `data` is None.
    """

    def __init__(self, file: str) -> None:
        self.data: Any = None
        self.place = SourceSpan(file)
        self.findings: list[Finding] = []


def read_yaml(text: str, file: str) -> YamlDocument:
    """Return the content of a YAML text with every finding; never raise for a bad text."""
    document = YamlDocument(file)
    try:
        _YamlBuilder(text, document).build()
        return document
    except UnreadableYaml as stop:
        finding = stop.finding
    except yaml.YAMLError as error:
        finding = explain_yaml_error(error, text, file)
        # The explanation says where the syntax is broken; an earlier guess would say it again.
        document.findings = [one for one in document.findings if one.rule != "yaml-syntax"]
    document.findings.append(finding)
    document.data = None
    document.place = SourceSpan(file)
    document.place.lost = True
    return document


def describe_yaml_reader() -> str:
    """Return the name and version of the YAML library, and whether its C parser is present."""
    if yaml.__with_libyaml__:
        return f"PyYAML {yaml.__version__}, reader in C"
    return f"PyYAML {yaml.__version__}, reader in Python, slower"


class _Frame:
    """A map or list that is being read. `key` is the key whose value comes next."""

    __slots__ = ("items", "key", "key_event", "keys", "place", "repeated")

    def __init__(self, items: Any, place: SourceSpan) -> None:
        self.items = items
        self.place = place
        self.keys: dict[str | int, SourceSpan] = {}
        self.key: str | None = None
        self.key_event: Any = None
        self.repeated = False
        place.children = self.keys


class _YamlBuilder:
    """Builds the values of one document from the parser's events."""

    def __init__(self, text: str, document: YamlDocument) -> None:
        self._text = text
        self._document = document
        self._file = document.place.file
        self._stack: list[_Frame] = []
        self._plain_values: dict[str, Any] = dict(_CONSTANTS)
        self._nodes = 0

    def build(self) -> None:
        """Read the one document."""
        self._refuse_directives()
        parser = _Parser(self._text)
        documents = 0
        while (event := parser.get_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open({}, event)
            elif kind is yaml.SequenceStartEvent:
                self._open([], event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop(
                        "yaml-feature",
                        event,
                        "a second document starts here",
                        "A file holds one document: delete the line '---' or make a second file.",
                    )
        if documents == 0:
            message = "the file is empty"
            raise UnreadableYaml(
                self._at(
                    "yaml-syntax",
                    1,
                    1,
                    message,
                    "Start with 'language: 1' in workflow.yaml, with 'title:' in other files.",
                )
            )

    def _refuse_directives(self) -> None:
        """Refuse many lines with %: the parser's time grows with their number squared."""
        head = _DIRECTIVES.match(self._text)
        if head is not None and head.group().count("\n%") >= MOST_DIRECTIVES:
            message, remedy = f"more than {MOST_DIRECTIVES} lines start with '%'", "Delete them."
            raise UnreadableYaml(self._at("too-large", 1, 1, message, remedy))

    def _scalar(self, event: Any) -> None:
        value: Any = event.value
        start = event.start_mark
        if len(value) > MOST_CHARACTERS:
            self._stop(
                "too-large",
                event,
                f"a text of {len(value)} characters; at most {MOST_CHARACTERS} are read",
                "Shorten it or split it.",
            )
        place = SourceSpan(
            self._file, start.line + 1, start.column + 1, start.index, event.end_mark.index
        )
        place.style = event.style
        if event.style == '"' and (found := FORBIDDEN.search(value)):
            message, remedy = why_forbidden(found.group())
            self._note("encoding", event, message, remedy)
            place.lost = True
        if event.anchor is not None or event.tag is not None:
            self._refuse_features(event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and type(frame.items) is dict and frame.key is None:
            self._take_key(frame, value, event)
            return
        if event.style is None or event.style == "":
            self._note_comment(event)
            self._refuse_odd_colon(event)
            value = self._plain(value)
        self._attach_value(value, place)

    def _note_comment(self, event: Any) -> None:
        """Report a `#` that ends a text among its words, as in `Call 112 #1 priority`."""
        end = event.end_mark.index
        cut = _COMMENT_IN_WORDS.match(self._text, end)
        if cut is None or not event.value:
            return
        mark = event.end_mark
        self._document.findings.append(
            Finding(
                "text-before-comment",
                "note",
                Position(self._file, mark.line + 1, mark.column + 1 + len(cut[1])),
                f"the text ends here; {quote_value(cut[2])} is read as a comment",
                "Put quotes around the whole text, or write a blank after the # of a comment.",
            )
        )

    def _refuse_odd_colon(self, event: Any) -> None:
        """Report a key whose colon is followed by a blank that YAML takes for a letter."""
        if event.value.isascii():
            return
        odd = find_odd_colon(event.value)
        if odd is not None:
            self._note("yaml-syntax", event, *odd)

    def _plain(self, text: str) -> Any:
        """Return the value of a plain text; cached, because the same words occur often."""
        try:
            return self._plain_values[text]
        except KeyError:
            value: Any = int(text) if _WHOLE_NUMBER.match(text) else text
            self._plain_values[text] = value
            return value

    def _take_key(self, frame: _Frame, key: str, event: Any) -> None:
        frame.key = key
        frame.key_event = event
        frame.repeated = key in frame.items
        if frame.repeated:
            first = frame.keys[key].key_line
            self._note(
                "duplicate-key",
                event,
                f"the key {quote_value(key)} is used twice; the first is in line {first}",
                "Keep one of the two, or rename one.",
            )

    def _attach_value(self, value: Any, place: SourceSpan) -> None:
        """Add a finished or just opened value to the map or list around it."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise UnreadableYaml(
                self._at(
                    "too-large",
                    place.line,
                    place.column,
                    f"more than {MOST_NODES} values in one file",
                    "Split the workflow.",
                )
            )
        if not self._stack:
            self._document.data = value
            self._document.place = place
            return
        frame = self._stack[-1]
        if type(frame.items) is list:
            frame.keys[len(frame.items)] = place
            frame.items.append(value)
            return
        assert frame.key is not None
        mark = frame.key_event.start_mark
        place.key_line = mark.line + 1
        place.key_column = mark.column + 1
        if not frame.repeated:
            frame.items[frame.key] = value
            frame.keys[frame.key] = place
        frame.key = None

    def _open(self, items: Any, event: Any) -> None:
        if len(self._stack) >= MOST_DEPTH:
            self._stop(
                "too-large",
                event,
                f"more than {MOST_DEPTH} levels of lists and maps inside each other",
                "Bring this to fewer levels; count the opening brackets.",
            )
        self._refuse_features(event)
        start = event.start_mark
        place = SourceSpan(self._file, start.line + 1, start.column + 1, start.index, start.index)
        place.flow = bool(event.flow_style)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and type(frame.items) is dict and frame.key is None:
            self._stop(
                "yaml-syntax",
                event,
                "a list or map cannot be a key",
                "Put quotes around a text that starts with [ or {; delete a leading '?'.",
            )
        self._attach_value(items, place)
        self._stack.append(_Frame(items, place))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        frame.place.end = event.end_mark.index

    def _alias(self, event: Any) -> None:
        self._note(
            "yaml-feature",
            event,
            f"the alias {quote_value('*' + event.anchor)} is not allowed",
            "Write the value out again: a reader should not have to look it up.",
        )
        mark = event.start_mark
        place = SourceSpan(self._file, mark.line + 1, mark.column + 1)
        place.lost = True
        frame = self._stack[-1] if self._stack else None
        if frame is not None and type(frame.items) is dict and frame.key is None:
            self._take_key(frame, "*" + event.anchor, event)
            return
        self._attach_value(None, place)

    def _refuse_features(self, event: Any) -> None:
        if event.anchor is not None:
            self._note(
                "yaml-feature",
                event,
                f"the anchor {quote_value('&' + event.anchor)} is not allowed",
                "Delete it, and write the value out wherever it is needed.",
            )
        if event.tag is not None and event.tag != "!":
            self._note(
                "yaml-feature",
                event,
                f"the tag {quote_value(_short_tag(event.tag))} is not allowed",
                "Delete it: each key's type is fixed by the language.",
            )

    def _note(self, rule: str, event: Any, message: str, remedy: str) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        self._document.findings.append(self._at(rule, line, column, message, remedy))
        if len(self._document.findings) == MOST_FINDINGS:
            message = f"more than {MOST_FINDINGS} mistakes in this file; the rest is not read"
            raise UnreadableYaml(
                self._at("too-large", line, column, message, "Correct these first.")
            )

    def _stop(self, rule: str, event: Any, message: str, remedy: str) -> None:
        mark = event.start_mark
        raise UnreadableYaml(self._at(rule, mark.line + 1, mark.column + 1, message, remedy))

    def _at(self, rule: str, line: int, column: int, message: str, remedy: str) -> Finding:
        return Finding(rule, "error", Position(self._file, line, column), message, remedy)


def _short_tag(tag: str) -> str:
    """Return the tag in the short form that authors write."""
    return tag.replace("tag:yaml.org,2002:", "!!")
