"""What a coordinator answers in one night: a person in danger, screened, reported and referred."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.commands.guided_desk import last_line

BY_QUESTION = (
    ("A new case of which procedure?", "za"),
    ("For whom do you act?", "SAPS"),
    ("Your name, as it is recorded", ""),
    ("Use these answers again?", "y"),
    ("Record these answers?", "yes"),
    (r"Is the person in immediate danger\?.*not asked yet", "1"),
    (r"Who noticed it\?", ""),
    (r"Who at \w+ reported it\?", "1"),
    (r"When did it happen\?", ""),
    (r"\d+ of 14\. ", ""),
    (r"\d+ of 14\. (The conversation|Interpreter|Signs)", "1"),
    ("How strong are the signs", "3"),
    ("What form of exploitation", "2"),
    ("Was the person moved", "1"),
    ("Is the person South African", "1"),
    ("May others still be held", "1"),
    ("suspected or accused", "2"),
    ("What is open", r"P1\.\d"),
    ("Label of the case", ""),
    ("Enter: more:$", ""),
)
"""Words of a question -> the answer, or a word of the listed answer; the last that fits counts."""
BY_TURN = {
    "S2.3": "2",
    "I1.1": "3",
    "I2.1": "2",
    "I2.4": "2",
    "I7.3": "now",
    "I7.4": "2",
    "J1.3": "l",
    "P1.4": "1",
}
"""The code of a turn -> what is typed; elsewhere Enter for what is done, or the first answer."""
LISTED = ("A new case of which procedure?", "For whom do you act?", "What is open")
WORKFLOW_TITLE = "Victim assistance"


FORM = {
    "place_private": True,
    "interpreter": "not_needed",
    "act": "seen",
    "means": "seen",
    "purpose": "seen",
}
"""The screening form of the night, as it is recorded."""


@dataclass
class NightCall:
    """Answers until the referral is accepted, then `q`."""

    is_over: bool = False

    def notice(self, shown: str) -> None:
        """Read what is shown: the night is over once the referral is accepted."""
        if re.search(r"Recorded as event .*Done: P1.9 Accept", " ".join(shown.split())):
            self.is_over = True

    def __call__(self, shown: str) -> str:
        self.notice(shown)
        if self.is_over:
            return "q"
        text = re.split(r"(?=\b\d+ of 14\. )", " ".join(shown.split()))[-1]
        turn = re.match(r"([A-Z]+[0-9.]*) (Enter|1|your answer)", last_line(shown))
        if turn is not None:
            return BY_TURN.get(turn[1], "" if turn[2] == "Enter" else "1")
        for question, answer in reversed(BY_QUESTION):
            if re.search(question, text):
                return number_of(shown, answer) if question in LISTED else answer
        raise AssertionError(f"No answer to:\n{shown}")


def number_of(shown: str, beginning: str) -> str:
    """The number of the listed answer that has this word."""
    wanted = WORKFLOW_TITLE if beginning == "za" else beginning
    for row in shown.splitlines():
        found = re.match(rf"\s*(\d+) .*\b{wanted}\b", row)
        if found is not None:
            return found[1]
    raise AssertionError(f"'{wanted}' is not listed:\n{shown}")
