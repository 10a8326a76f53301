"""What a person needs to read before doing an action: what to say, and what not to do."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from sop.engine.fact_values import describe_answer, describe_input
from sop.model.definition import Action, Definition
from sop.views.terminal.blocks import Block, Blocks, Span, cut_line, line

STEP = "Step "
"""The begin of a label where the text is the step's own, not the action's."""
SAY, WARNING, GOES_WRONG = "Say: ", "Warning: ", "What can go wrong: "


def guidance_lines(
    definition: Definition, actions: Iterable[Action], answered: Container[str] = ()
) -> Blocks:
    """Return the texts of each action, and what it records.

    The words to say are those of its step if it has none. `answered` are facts whose values the
    user has given: to show them here would look like one more question.
    """
    blocks: list[Block] = []
    shown: set[str] = set()
    for action in actions:
        lines = list(_lines(definition, action, shown, answered))
        if lines:
            blocks += [line(f"{action.code} {action.title}"), *lines]
    return tuple(blocks)


def short_guidance_lines(definition: Definition, action: Action) -> Blocks:
    """Return the same texts in one row each, where the action is one of a list."""
    texts = (
        (label if label.startswith(STEP) else f"{action.code}: {label}", text)
        for label, text in _texts(definition, action)
    )
    return tuple(
        cut_line(Span(label, "strong"), " ".join(text.split()), indent=1) for label, text in texts
    )


def _lines(
    definition: Definition, action: Action, shown: set[str], answered: Container[str]
) -> Iterator[Block]:
    """Yield the lines; what an earlier action showed is not repeated."""
    records = _describe_records(definition, action, answered)
    for label, text in (*_texts(definition, action), ("Records: ", records)):
        if text and text not in shown:
            shown.add(text)
            yield line(Span(label, "strong"), text, indent=2)


def _texts(definition: Definition, action: Action) -> Iterator[tuple[str, str]]:
    """Yield each text with its label, the one that is needed first at first."""
    step = definition.step_at(action.path)
    whole_step = f"{STEP}{step.code}: "  # it belongs to every action of the step
    say = (SAY, action.say) if action.say else (f"{whole_step}{SAY}", step.say)
    texts = (
        say,
        (WARNING, action.warn),
        (f"{whole_step}{GOES_WRONG}", " ".join(step.goes_wrong)),
    )
    yield from ((label, text) for label, text in texts if text)


def _describe_records(definition: Definition, action: Action, answered: Container[str]) -> str:
    """Return what it records, with the answers that each fact takes: `alone (yes|no)`."""
    must = [_describe_fact(definition, one) for one in action.records if one not in answered]
    left = [name for name in action.may_record if name not in answered]
    may = [f"{_describe_fact(definition, name)}, optional" for name in left]
    return "; ".join((*must, *may))


def _describe_fact(definition: Definition, name: str) -> str:
    fact = definition.facts[name]
    # No question: a number of yes or no would be typed behind `--set`, which takes words.
    written = describe_input(fact) if fact.type == "boolean" else describe_answer(fact)
    return f"{name} ({written})"
