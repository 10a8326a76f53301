"""Phrases that are not used in messages, docstrings, comments and documents, with what to write.

`tests/test_language.py` looks for them. A phrase is here if an official document in English would
not use it so. Each has a sentence in which it was used and a better one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Phrase:
    """A wording that is not used. A blank in `pattern` also matches the end of a line."""

    pattern: str
    write: str  # what to write instead
    was: str  # a sentence that has the phrase
    now: str  # the same sentence in plain English

    @property
    def regex(self) -> re.Pattern[str]:
        return _compiled(self.pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


COMPARATIVES = (
    "longer|more|less|later|earlier|sooner|fewer|worse|better|larger|smaller|shorter|further"
)

LISTENERS = "apart|them apart|maintainers|administrator|user|reader|learner|person|people"

PHRASES: tuple[Phrase, ...] = (
    # sentences turned round
    Phrase(
        rf"(?<!there\s)\b(is|are|was|were|be) no (?!({COMPARATIVES})\b)",
        "is not a …; has no …",
        "'ZZ' is no case id.",
        "'ZZ' is not a valid case ID.",
    ),
    Phrase(
        r"(?<!there\s)\b(is|are|was|were) ((?-i:none)|nothing that)\b",
        "is not one of; is not part of; is not a",
        "case X is none of incident 'Y'.",
        "Case X is not part of incident 'Y'.",
    ),
    Phrase(
        r"\bsays? no (?!or\b|to\b|and\b)[a-z]",
        "refuse; does not state a …",
        "'clinic' says no number of people.",
        "The number of people is missing for 'clinic'.",
    ),
    Phrase(r"\bnot said\b", "No … given", "it is not said which case.", "No case given."),
    Phrase(
        r"\bsaid\b",
        "stated, given, shown, displayed",
        "What was said before.",
        "What was stated before.",
    ),
    Phrase(
        r"\bthere (is|are): ",
        "Choose one of: …; Stakeholders: …; To list them: sop …",
        "there is: warden, owner",
        "Stakeholders: warden, owner",
    ),
    Phrase(
        r"\basked wrongly\b", "Usage error", "Asked wrongly: no case", "Usage error: No case given."
    ),
    Phrase(
        r"\b(is|are|was|were) another (one|content|value)\b",
        "differs; is different",
        "its sum is another one",
        "The checksum differs.",
    ),
    Phrase(
        r"\botherwise than\b|\b(goes|went|said|reads?|calls?|asks) otherwise\b",
        "differently, different from",
        "the turn went otherwise than written",
        "The turn had a different result.",
    ),
    Phrase(
        r"\b(is|are) (there already|not there)\b",
        "already exists; does not exist; is missing",
        "the file is there already",
        "The file already exists.",
    ),
    Phrase(
        r"\bmeant\b",
        "intended; refers to; name it: which case",
        "several cases are meant",
        "The command names several cases.",
    ),
    Phrase(
        r"\bwho asks\b|\bthe asker\b",
        "the user; the stakeholder who acts",
        "what the one who asks may not see",
        "What the user may not see.",
    ),
    Phrase(
        r"\bso many [a-z]+ (?!that\b|as\b)",
        "at most this many; the number of",
        "Open so many cases of the incident.",
        "The number of cases to open.",
    ),
    Phrase(
        r"\b(one|a|an) \w+ an? (line|rule|file|track|event|process|command|case|question|role)\b",
        "one … per …",
        "one item a line",
        "one item per line",
    ),
    Phrase(
        r"\b(yours|his|hers|theirs) to\b",
        "you may …; they may …",
        "a note that is not yours to see",
        "You may not see this note.",
    ),
    Phrase(
        r"\b(he|him|his)\b",
        "they, them, their; or name the role",
        "what is not his to see",
        "What the stakeholder may not see.",
    ),
    # words that this house used in a sense of its own
    Phrase(
        r"\btold\b(?! apart\b)",
        "reported, recorded, set, shown, stated",
        "a fact told by sop set",
        "a fact recorded by sop set",
    ),
    Phrase(
        rf"\btells?\b(?!:| (the )?({LISTENERS})\b)",  # `tell:` is a key of scenarios
        "report, record, set, show, describe",
        "The finding tells the case.",
        "The finding describes the case.",
    ),
    Phrase(
        r"\b(nothing|no \w+) tells? (them )?apart\b",
        "no … distinguishes",
        "values that nothing tells apart",
        "values that no condition distinguishes",
    ),
    Phrase(
        r"\b(stands?(?! (for|in for)\b|-)|stood(?! down\b))\b",
        "is, is in, is recorded, holds, applies",
        "This stands already.",
        "Already recorded. Nothing changed.",
    ),
    Phrase(r"\blies\b", "is, is in", "the date lies ahead", "The date is in the future."),
    Phrase(
        r"\banew\b",
        "again; rebuild, recreate",
        "The index was made anew.",
        "The index was rebuilt.",
    ),
    Phrase(r"\bonce more\b", "again", "the same once more", "the same again"),
    Phrase(
        r"\bnobody\b",
        "no one, or name the role: no stakeholder, no learner",
        "nobody may do it",
        "No stakeholder may do it.",
    ),
    Phrase(
        r"\b(some|any|every)body\b",
        "someone, anyone, everyone; or name the role",
        "somebody else wrote",
        "Another user wrote.",
    ),
    Phrase(
        r"\bwhoever\b",
        "the person who; the administrator; anyone who",
        "call whoever looks after the store",
        "Call the administrator of the store.",
    ),
    Phrase(
        r"\b(someone|somebody else|another|other one) (was|wrote) (faster|first)\b",
        "was changed by another user",
        "X is at version 2: someone was faster.",
        "Case X has 2 events; your command expected 1.",
    ),
    Phrase(
        r"\bcall (someone|somebody)\b",
        "call your administrator",
        "do not go on; call someone",
        "Stop and call your administrator.",
    ),
    Phrase(
        r"\bdo not go on\b",
        "stop; stop using …",
        "Do not go on with the case.",
        "Stop using the case.",
    ),
    Phrase(
        r"\bbeside\b",
        "next to, with, in addition to, besides",
        "a file beside this one",
        "a file next to this one",
    ),
    Phrase(
        r"\bfor good\b", "permanently, from then on", "it is unknown for good", "It stays unknown."
    ),
    Phrase(
        r"\bat a no\b",
        "if the answer is no",
        "what to do at a no",
        "what to do if the answer is no",
    ),
    Phrase(
        r"\bby (itself|themselves)\b",
        "automatically, on its own, alone",
        "the case closes by itself",
        "The case closes automatically.",
    ),
    Phrase(r"\ball the same\b", "anyway, nevertheless", "Move on all the same?", "Move on anyway?"),
    Phrase(
        r"\bin silence\b|\bwithout a word\b",
        "silently, without a message",
        "the line is skipped without a word",
        "The line is skipped without a message.",
    ),
    Phrase(r"\bbut for\b", "except", "all but for 2 actions", "all except 2 actions"),
    Phrase(
        r"\bmodel way\b",
        "model path",
        "The facilitator shows the model way.",
        "The facilitator shows the model path.",
    ),
    Phrase(
        r"\b(ways? (out|on|back|leads?|there|of the)|(on the|on its|every|each|which) ways?)\b",
        "outcome, interrupt, path, transition",
        "a new way out, to end",
        "a new outcome, to end",
    ),
    Phrase(
        r"\bputs?( \w+)? (right|down|over|aside)\b",
        "correct, repair; record, save; overwrite; quarantine",
        "what the store put right",
        "what the store repaired",
    ),
    Phrase(
        r"\bmend(s|ed|ing)?\b",
        "correct, fix, repair",
        "Mend the condition.",
        "Correct the condition.",
    ),
    Phrase(
        r"\btroubles?\b", "error, problem", "Store trouble: full", "Store error: The disk is full."
    ),
    Phrase(
        r"\bslips?\b",
        "mistake, typing error",
        "a slip is named with its line",
        "A mistake is reported with its line.",
    ),
    Phrase(
        r"\btak(e|es|en) (back|away)\b",
        "remove, delete, withdraw, suppress",
        "the comment takes back the warning",
        "The comment suppresses the warning.",
    ),
    Phrase(
        r"\btaken for\b(?! granted)",
        "treated as, mistaken for",
        "it was taken for durable",
        "It was treated as durable.",
    ),
    Phrase(
        r"\b(as at work|(store|cases?|clock|screens?) of work|that of work)\b",
        "real case; the case store",
        "cases of work and of training",
        "Real cases and training sessions.",
    ),
    Phrase(
        r"\b(is|are|not|no|cases?) whole\b",
        "complete, intact",
        "the record is not whole",
        "The record is not intact.",
    ),
    Phrase(
        r"\bas written\b",
        "unchanged, intact; as the scenario says",
        "cases are not as written",
        "Cases are not intact.",
    ),
    Phrase(
        r"\bcom(e|es|ing) out as\b",
        "give the same result",
        "it does not come out as before",
        "Replay gives another result.",
    ),
    Phrase(
        r"\bcom(e|es) to\b(?! (an end|the end|a stop|\d|nothing|mind)\b)",
        "reach",
        "a step that no case comes to",
        "A step that no case reaches.",
    ),
    Phrase(
        r"\bspeaks? of\b",
        "is about, refers to, names",
        "what a guarantee speaks of",
        "What a guarantee is about.",
    ),
    Phrase(
        r"\bwithin reach\b", "available", "the workflows within reach", "the available workflows"
    ),
    Phrase(r"\bbears?\b(?! on\b)", "has", "no workflow bears the id", "No workflow has the ID."),
    Phrase(r"\bshuts?\b", "close, block, disable", "one value shuts it", "One value blocks it."),
    Phrase(r"\bmade up\b", "generated, invented", "a made up workflow", "a generated workflow"),
    Phrase(
        r"\bbeginning is enough\b",
        "the first characters are enough",
        "its beginning is enough",
        "The first characters are enough.",
    ),
    Phrase(
        r"\bas by default\b", "at its default", "it stays as by default", "It keeps its default."
    ),
    Phrase(
        r"\bbelongs? with\b",
        "is linked to, is related to",
        "another case belongs with it",
        "Another case is linked to it.",
    ),
    Phrase(r"\bfor fingers\b", "for typing", "codes are for fingers", "Codes are for typing."),
    Phrase(
        r"\bfrom wherever\b",
        "from every state that",
        "from wherever a case can come",
        "From every state that a case can reach.",
    ),
    Phrase(r"\bever after\b", "from then on", "it is true ever after", "It is true from then on."),
    Phrase(r"\bwants an?\b", "needs a", "this wants a scenario", "This needs a scenario."),
)

# What a pattern above would find although it is right.
ALLOWED: tuple[str, ...] = (
    "person was told what can be treated",  # by word of mouth: ordinary English
    "Whoever meets the person first",  # the name of a stakeholder in a shipped workflow
)
