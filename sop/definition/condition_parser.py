"""Reads a condition as an author wrote it into a tree of typed questions, and says what is wrong in the author's words.

    condition = part { "and" part } | part { "or" part }      and / or mixed without brackets is an error
    part      = "not" part | "(" condition ")" | question

Names that are wrong do not stop the reading: the rest of the condition is checked as well.
"""

from __future__ import annotations

from sop.definition.condition_lexer import NotAToken, Problem, Token, tokenize
from sop.definition.condition_names import Names
from sop.definition.condition_types import Predicate, compile_bare_question, compile_question
from sop.definition.diagnostics import quote_value
from sop.definition.keywords import RESERVED
from sop.model.condition import And, Condition, FactIs, Not, Or

MOST_BRACKETS = 40


class ConditionError(ValueError):
    """The condition cannot be used. `problems` are all that were found, `offset` is where the first stands."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems
        self.offset = problems[0].offset


def parse_condition(text: str, names: Names) -> Condition:
    """The condition. Raises ConditionError with every problem."""
    condition, problems = read_condition(text, names)
    if condition is None:
        raise ConditionError(problems)
    return condition


def read_condition(text: str, names: Names) -> tuple[Condition | None, tuple[Problem, ...]]:
    """The condition, or None and every problem with it."""
    reader = None
    try:
        reader = _ConditionParser(text, tokenize(text), names)
        condition = reader.whole()
    except NotAToken as stop:
        return None, (*(reader.problems if reader else ()), stop.problem)
    return (None, tuple(reader.problems)) if reader.problems else (condition, ())


class _ConditionParser:
    """One token after the other, each grammar rule a method."""

    def __init__(self, text: str, read: list[Token], names: Names) -> None:
        self._text = text
        self._tokens = read
        self._next = 0
        self._names = names
        self._depth = 0
        self.problems: list[Problem] = []

    def whole(self) -> Condition:
        if self._tokens[0].kind == "end":
            self._stop(
                "an empty condition", self._tokens[0], "Write a question, or leave the key out."
            )
        condition = self._condition()
        left = self._tokens[self._next]
        if left.kind == "close":
            self._stop("')' closes nothing", left, "Delete it, or open a bracket before it.")
        if left.kind != "end":
            self._stop(
                f"{quote_value(left.text)} is not expected here", left, _suggest_brackets(left)
            )
        return condition

    def _condition(self) -> Condition:
        first = self._next
        parts = [self._part()]
        operator: str | None = None
        while (token := self._tokens[self._next]).text in ("and", "or") and token.kind == "word":
            if operator is not None and token.text != operator:
                self._problem(
                    "condition-syntax",
                    "'and' and 'or' are mixed: put brackets around one of them",
                    token,
                    "For example (a and b) or c.",
                )
            operator = operator or token.text
            self._next += 1
            if not self._was_one_of(parts[-1], token):
                parts.append(self._part())
        if len(parts) == 1:
            return parts[0]
        text = self._words_since(first)
        return And(tuple(parts), text) if operator == "and" else Or(tuple(parts), text)

    def _part(self) -> Condition:
        token = self._tokens[self._next]
        self._depth += 1
        if self._depth > MOST_BRACKETS:
            self._stop(
                f"more than {MOST_BRACKETS} brackets inside each other",
                token,
                "Give parts a name under 'terms:'.",
            )
        try:
            if token.kind == "word" and token.text == "not":
                start = self._next
                self._next += 1
                part = self._part()
                return Not(part, self._words_since(start))
            if token.kind == "open":
                return self._bracket(token)
            return self._question(token)
        finally:
            self._depth -= 1

    def _bracket(self, opening: Token) -> Condition:
        self._next += 1
        condition = self._condition()
        token = self._tokens[self._next]
        if token.kind == "end":
            self._stop("this '(' is not closed", opening, "Write the ')'.")
        if token.kind != "close":
            self._stop(
                f"{quote_value(token.text)} is not expected here", token, _suggest_brackets(token)
            )
        self._next += 1
        return condition

    def _question(self, token: Token) -> Condition:
        if token.kind != "word" or token.text in RESERVED:
            found = quote_value(token.text) if token.kind != "end" else "the end"
            self._stop(
                f"a question is expected here, not {found}",
                token,
                "A question starts with a fact, switch, term, track, step or action.",
            )
        self._next += 1
        if self._tokens[self._next].text != "is":
            return self._check_types(compile_bare_question(token.text, self._names), token)
        start = self._next - 1
        self._next += 1
        return self._after_is(token, start)

    def _after_is(self, subject: Token, start: int) -> Condition:
        negated = self._accept("not")
        token = self._tokens[self._next]
        asked: Predicate
        if token.kind == "word" and token.text == "one":
            asked = self._one_of(token)
        elif token.kind == "word" and token.text == "at":
            asked = self._at_least(token)
        elif token.kind in ("word", "number") and (
            token.text not in RESERVED or token.text in Predicate.LAST_WORDS
        ):
            self._next += 1
            asked = Predicate(token.text, (token,))
        else:
            found = quote_value(token.text) if token.kind != "end" else "the end"
            self._stop(
                f"a value is expected after 'is', not {found}",
                token,
                self._names.example(subject.text),
            )
        text = self._words_since(start)
        return self._check_types(
            compile_question(subject.text, asked, negated, text, self._names), subject
        )

    def _one_of(self, token: Token) -> Predicate:
        self._next += 1
        if not self._accept("of"):
            self._stop(
                "'of' is expected after 'is one'",
                self._tokens[self._next],
                "Write 'is one of' and the values.",
            )
        values = [self._value()]
        while self._tokens[self._next].kind == "comma":
            self._next += 1
            values.append(self._value())
        return Predicate("one of", tuple(values))

    def _value(self) -> Token:
        token = self._tokens[self._next]
        if token.kind not in ("word", "number") or (
            token.text in RESERVED and token.text not in ("true", "false")
        ):
            found = quote_value(token.text) if token.kind != "end" else "the end"
            self._stop(
                f"a value is expected here, not {found}",
                token,
                "Write the values with commas between them.",
            )
        self._next += 1
        return token

    def _at_least(self, token: Token) -> Predicate:
        self._next += 1
        side = self._tokens[self._next]
        if side.text not in ("least", "most"):
            self._stop(
                "'least' or 'most' is expected after 'is at'",
                side,
                "Write 'is at least' or 'is at most'.",
            )
        self._next += 1
        number = self._tokens[self._next]
        if number.kind not in ("number", "word") or number.text in RESERVED:
            found = quote_value(number.text) if number.kind != "end" else "the end"
            message = f"a whole number is expected after 'at {side.text}', not {found}"
            self._stop(message, number, f"For example 'is at {side.text} 3'.")
        self._next += 1
        return Predicate(f"at {side.text}", (number,))

    def _was_one_of(self, last: Condition, operator: Token) -> bool:
        """Whether `age_group is child or disputed` stands here; then it says how to write that."""
        question = last.part if isinstance(last, Not) else last
        if not isinstance(question, FactIs) or " is " not in last.text:
            return False
        fact = self._names.facts.get(question.fact)
        words = [
            str(value).lower() if isinstance(value, bool) else str(value)
            for value in question.values
        ]
        begin = self._next
        while fact is not None and self._is_lone_value(fact.domain(), self._next):
            words.append(self._tokens[self._next].text)
            self._next += 1
            if self._tokens[self._next].text != operator.text or not self._is_lone_value(
                fact.domain(), self._next + 1
            ):
                break
            self._next += 1
        if self._next == begin:
            return False
        negation = "not " if isinstance(last, Not) else ""
        message = f"write '{question.fact} is {negation}one of {', '.join(words)}'"
        self._problem(
            "condition-syntax",
            message,
            self._tokens[begin],
            f"After {quote_value(operator.text)} comes a whole question, not a value.",
        )
        return True

    def _is_lone_value(self, domain: tuple[object, ...], at: int) -> bool:
        token = self._tokens[at]
        following = self._tokens[min(at + 1, len(self._tokens) - 1)]
        if (
            token.kind not in ("word", "number")
            or following.text == "is"
            or self._names.is_question(token.text)
        ):
            return False
        return token.text in domain or (token.kind == "number" and int(token.text) in domain)

    def _check_types(self, answer: Condition | list[Problem], subject: Token) -> Condition:
        """The question, or a stand-in for one whose names or types are wrong."""
        if isinstance(answer, list):
            self.problems += [
                Problem(
                    problem.rule,
                    problem.message,
                    problem.offset if problem.offset >= 0 else subject.start,
                    problem.remedy,
                )
                for problem in answer
            ]
            return FactIs(subject.text, (), subject.text)
        return answer

    def _accept(self, word: str) -> bool:
        if self._tokens[self._next].text != word:
            return False
        self._next += 1
        return True

    def _words_since(self, first: int) -> str:
        """The author's words from that token to the last one read, on one line."""
        return " ".join(
            self._text[self._tokens[first].start : self._tokens[self._next - 1].end].split()
        )

    def _problem(self, rule: str, message: str, token: Token, remedy: str) -> None:
        self.problems.append(Problem(rule, message, token.start, remedy))

    def _stop(self, message: str, token: Token, remedy: str) -> None:
        raise NotAToken(Problem("condition-syntax", message, token.start, remedy))


def _suggest_brackets(token: Token) -> str:
    if token.kind == "comma":
        return (
            "Commas stand only between values after 'is one of'; join questions with 'and' or 'or'."
        )
    return "Join questions with 'and' or 'or'."
