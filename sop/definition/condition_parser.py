"""Reads a condition into a tree of typed questions, and reports mistakes in the author's words.

    condition = part { "and" part } | part { "or" part }
    part      = "not" part | "(" condition ")" | question

Mixing `and` and `or` without brackets is an error. Wrong names do not stop the reading: the rest of
the condition is checked as well.
"""

from __future__ import annotations

from typing import NoReturn

from sop.definition.condition_lexer import NotAToken, Problem, Token, tokenize
from sop.definition.condition_names import Names, format_value
from sop.definition.condition_types import Predicate, compile_bare_question, compile_question
from sop.definition.finding_report import quote_value
from sop.definition.keywords import RESERVED
from sop.model.condition import And, Condition, FactIs, Not, Or

MOST_BRACKETS = 40
"""Far above any readable condition; keeps the recursion of this parser below Python's limit."""


class ConditionError(ValueError):
    """The condition cannot be used. `problems` has all mistakes; `offset` is that of the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems
        self.offset = problems[0].offset


def parse_condition(text: str, names: Names) -> Condition:
    """Return the condition. Raise ConditionError with every problem."""
    condition, problems = read_condition(text, names)
    if condition is None:
        raise ConditionError(problems)
    return condition


def read_condition(text: str, names: Names) -> tuple[Condition | None, tuple[Problem, ...]]:
    """Return the condition without problems, or None with every problem."""
    try:
        parser = _ConditionParser(text, tokenize(text), names)
    except NotAToken as stop:
        return None, (stop.problem,)
    try:
        condition = parser.parse_all()
    except NotAToken as stop:
        return None, (*parser.problems, stop.problem)
    if parser.problems:
        return None, tuple(parser.problems)
    return condition, ()


class _ConditionParser:
    """Reads one token after the other; each rule of the grammar is a method (recursive descent)."""

    def __init__(self, text: str, tokens: list[Token], names: Names) -> None:
        self._text = text
        self._tokens = tokens
        self._next = 0
        self._names = names
        self._depth = 0
        self.problems: list[Problem] = []

    def parse_all(self) -> Condition:
        if self._token.kind == "end":
            self._stop("an empty condition", self._token, "Write a question, or delete the key.")
        condition = self._condition()
        rest = self._token
        if rest.kind == "close":
            self._stop("')' closes nothing", rest, "Delete it, or open a bracket before it.")
        if rest.kind != "end":
            self._stop_unexpected(rest)
        return condition

    @property
    def _token(self) -> Token:
        """The next token."""
        return self._tokens[self._next]

    def _condition(self) -> Condition:
        first = self._next
        parts = [self._part()]
        operator: str | None = None
        while (token := self._token).kind == "word" and token.text in ("and", "or"):
            if operator is not None and token.text != operator:
                message = "'and' and 'or' are mixed: put brackets around one of them"
                self._report(message, token, "For example (a and b) or c.")
            operator = operator or token.text
            self._next += 1
            if not self._reports_lone_values(parts[-1], token):
                parts.append(self._part())
        if len(parts) == 1:
            return parts[0]
        text = self._words_since(first)
        if operator == "and":
            return And(tuple(parts), text)
        return Or(tuple(parts), text)

    def _part(self) -> Condition:
        token = self._token
        self._depth += 1
        if self._depth > MOST_BRACKETS:
            message = f"more than {MOST_BRACKETS} brackets inside each other"
            self._stop(message, token, "Give parts a name under 'terms:'.")
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
        token = self._token
        if token.kind == "end":
            self._stop("this '(' is not closed", opening, "Write the ')'.")
        if token.kind != "close":
            self._stop_unexpected(token)
        self._next += 1
        return condition

    def _question(self, token: Token) -> Condition:
        if token.kind != "word" or token.text in RESERVED:
            self._stop(
                f"a question is expected here, not {_describe(token)}",
                token,
                "A question starts with a fact, switch, term, track, step or action.",
            )
        start = self._next
        self._next += 1
        if not self._accept("is"):
            return self._keep_problems(compile_bare_question(token.text, self._names), token)
        return self._predicate(token, start)

    def _predicate(self, subject: Token, start: int) -> Condition:
        """Read what follows `is`; `start` is the number of the subject's token."""
        is_negated = self._accept("not")
        token = self._token
        predicate: Predicate
        if token.kind == "word" and token.text == "one":
            predicate = self._one_of()
        elif token.kind == "word" and token.text == "at":
            predicate = self._at_least()
        elif _is_value(token, keywords=Predicate.LAST_WORDS):
            self._next += 1
            predicate = Predicate(token.text, (token,))
        else:
            message = f"a value is expected after 'is', not {_describe(token)}"
            self._stop(message, token, self._names.example(subject.text))
        question = compile_question(
            subject.text,
            predicate,
            is_negated=is_negated,
            text=self._words_since(start),
            names=self._names,
        )
        return self._keep_problems(question, subject)

    def _one_of(self) -> Predicate:
        self._next += 1
        if not self._accept("of"):
            message = "'of' is expected after 'is one'"
            self._stop(message, self._token, "Write 'is one of' and the values.")
        values = [self._value()]
        while self._token.kind == "comma":
            self._next += 1
            values.append(self._value())
        return Predicate("one of", tuple(values))

    def _value(self) -> Token:
        token = self._token
        if not _is_value(token, keywords=("true", "false")):
            message = f"a value is expected here, not {_describe(token)}"
            self._stop(message, token, "Write the values with commas between them.")
        self._next += 1
        return token

    def _at_least(self) -> Predicate:
        self._next += 1
        side = self._token
        if side.text not in ("least", "most"):
            message = "'least' or 'most' is expected after 'is at'"
            self._stop(message, side, "Write 'is at least' or 'is at most'.")
        self._next += 1
        number = self._token
        if not _is_value(number):
            message = f"a whole number is expected after 'at {side.text}', not {_describe(number)}"
            self._stop(message, number, f"For example 'is at {side.text} 3'.")
        self._next += 1
        return Predicate(f"at {side.text}", (number,))

    def _reports_lone_values(self, last: Condition, operator: Token) -> bool:
        """Whether a lone value follows, as in `age_group is child or disputed`.

        If so, read past all of them and report how to write that.
        """
        question = last.part if isinstance(last, Not) else last
        if not isinstance(question, FactIs) or " is " not in last.text:
            return False
        fact = self._names.facts.get(question.fact)
        if fact is None:
            return False
        begin = self._next
        lone = self._read_lone_values(fact.domain(), operator)
        if not lone:
            return False
        words = [*map(format_value, question.values), *lone]
        negation = "not " if isinstance(last, Not) else ""
        message = f"write '{question.fact} is {negation}one of {', '.join(words)}'"
        remedy = f"After {quote_value(operator.text)} comes a whole question, not a value."
        self._report(message, self._tokens[begin], remedy)
        return True

    def _read_lone_values(self, domain: tuple[object, ...], operator: Token) -> list[str]:
        """Read `VALUE { OPERATOR VALUE }` as long as the values are alone; return their words."""
        words: list[str] = []
        while self._is_lone_value(domain, self._next):
            words.append(self._token.text)
            self._next += 1
            is_followed = self._token.text == operator.text
            if not is_followed or not self._is_lone_value(domain, self._next + 1):
                break
            self._next += 1
        return words

    def _is_lone_value(self, domain: tuple[object, ...], at: int) -> bool:
        token = self._tokens[at]
        following = self._tokens[min(at + 1, len(self._tokens) - 1)]
        if token.kind not in ("word", "number") or following.text == "is":
            return False
        if self._names.is_question(token.text):
            return False
        return token.text in domain or (token.kind == "number" and int(token.text) in domain)

    def _keep_problems(self, answer: Condition | list[Problem], subject: Token) -> Condition:
        """Return the question, or a placeholder for one with problems, which are kept."""
        if not isinstance(answer, list):
            return answer
        for problem in answer:
            offset = problem.offset if problem.offset >= 0 else subject.start
            self.problems.append(Problem(problem.rule, problem.message, offset, problem.remedy))
        return FactIs(subject.text, (), subject.text)

    def _accept(self, word: str) -> bool:
        """Read the word if it comes next; return whether it did."""
        if self._token.text != word:
            return False
        self._next += 1
        return True

    def _words_since(self, first: int) -> str:
        """Return the author's words from that token to the last one read, on one line."""
        start, end = self._tokens[first].start, self._tokens[self._next - 1].end
        return " ".join(self._text[start:end].split())

    def _report(self, message: str, token: Token, remedy: str) -> None:
        self.problems.append(Problem("condition-syntax", message, token.start, remedy))

    def _stop(self, message: str, token: Token, remedy: str) -> NoReturn:
        raise NotAToken(Problem("condition-syntax", message, token.start, remedy))

    def _stop_unexpected(self, token: Token) -> NoReturn:
        remedy = "Join questions with 'and' or 'or'."
        if token.kind == "comma":
            remedy = (
                "Commas are allowed only between values after 'is one of'; "
                "join questions with 'and' or 'or'."
            )
        self._stop(f"{quote_value(token.text)} is not expected here", token, remedy)


def _is_value(token: Token, keywords: tuple[str, ...] = ()) -> bool:
    """Whether the token is a name, a number, or one of these keywords of the grammar."""
    if token.kind not in ("word", "number"):
        return False
    return token.text not in RESERVED or token.text in keywords


def _describe(token: Token) -> str:
    return "the end" if token.kind == "end" else quote_value(token.text)
