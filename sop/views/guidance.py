"""What a person needs to read before doing an action: what to say, and what not to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.engine.fact_values import describe_answer, describe_input
from sop.model.definition import Action, Definition
from sop.views.terminal.blocks import Block, Blocks, Span, cut_line, line

SAY, WARNING, GOES_WRONG = "Say: ", "Warning: ", "What can go wrong: "


def guidance_lines(definition: Definition, actions: Iterable[Action]) -> Blocks:
    """Return the texts of each action, and what it records.

    The words to say are those of its step if it has none.
    """
    blocks: list[Block] = []
    shown: set[str] = set()
    for action in actions:
        lines = list(_lines(definition, action, shown))
        if lines:
            blocks += [line(f"{action.code} {action.title}"), *lines]
    return tuple(blocks)


def short_guidance_lines(definition: Definition, action: Action) -> Blocks:
    """Return the same texts in one row each, where the action is one of a list."""
    texts = list(_texts(definition, action))
    code = f"{action.code}  "
    blocks: list[Block] = []
    for label, text in texts:
        lead = code if not blocks else " " * len(code)
        mark = Span(lead, plain_text=f"{action.code}: ")
        blocks.append(cut_line(mark, Span(label, "strong"), " ".join(text.split()), indent=1))
    return tuple(blocks)


def _lines(definition: Definition, action: Action, shown: set[str]) -> Iterator[Block]:
    """Yield the lines; what an earlier action showed is not repeated."""
    records = _describe_records(definition, action)
    for label, text in (*_texts(definition, action), ("Records: ", records)):
        if text and text not in shown:
            shown.add(text)
            yield line(Span(label, "strong"), text, indent=2)


def _texts(definition: Definition, action: Action) -> Iterator[tuple[str, str]]:
    """Yield each text with its label, the one that is needed first at first."""
    step = definition.step_at(action.path)
    texts = (
        (SAY, action.say or step.say),
        (WARNING, action.warn),
        (GOES_WRONG, " ".join(step.goes_wrong)),
    )
    yield from ((label, text) for label, text in texts if text)


def _describe_records(definition: Definition, action: Action) -> str:
    """Return what it records, with the answers that each fact takes: `alone (yes|no)`."""
    must = [_describe_fact(definition, name) for name in action.records]
    may = [f"{_describe_fact(definition, name)}, optional" for name in action.may_record]
    return "; ".join((*must, *may))


def _describe_fact(definition: Definition, name: str) -> str:
    fact = definition.facts[name]
    # No question: a number of yes or no would be typed behind `--set`, which takes words.
    written = describe_input(fact) if fact.type == "boolean" else describe_answer(fact)
    return f"{name} ({written})"
