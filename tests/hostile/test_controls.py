"""No text of a file or a person reaches the terminal with a sequence that moves, hides or reorders,
in any command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from sop.definition.text_decoding import FORBIDDEN
from tests.commands.typing_in import Typist
from tests.hostile.controls import SEQUENCES, dangerous

PROMISED = 300
SHARES = 4
BATCHES = 12

READING = (
    (),
    ("next",),
    ("next", "--json"),
    ("checklist",),
    ("checklist", "--all"),
    ("checklist", "--json"),
    ("checklist", "--format", "md"),
    ("checklist", "--format", "html"),
    ("checklist", "--plain"),
    ("worklist",),
    ("worklist", "--json"),
    ("case", "list"),
    ("case", "list", "--json"),
    ("case", "show"),
    ("case", "show", "--json"),
    ("case", "timeline"),
    ("case", "timeline", "--json"),
    ("case", "timeline", "--plain"),
    ("case", "verify"),
    ("store", "status"),
    ("as",),
    ("workflow", "list"),
    ("workflow", "show", "food-recall"),
    ("workflow", "show", "food-recall", "--json"),
    ("check",),
    ("check", "--json"),
    ("workflow", "test", "food-recall"),
    ("workflow", "show", "food-recall", "--step", "R1"),
    ("why",),
    ("why", "--json"),
    ("why", "R1.1"),
    ("case", "print"),
    ("case", "print", "--format", "html"),
    ("case", "audit"),
    ("case", "audit", "--json"),
    ("worklist", "--all", "--plain"),
    ("worklist", "--all", "--format", "ics"),
    ("next", "--plain"),
    ("store", "check"),
    ("doctor",),
    ("config", "list"),
    ("completion", "bash"),
    ("--help",),
    ("case", "show", "--plain"),
    ("case", "list", "--plain"),
)

GIVEN = (
    ("note", "{}"),
    ("do", "{}"),
    ("set", "{}"),
    ("set", "product={}"),
    ("set", "{}=1"),
    ("advance", "{}"),
    ("advance", "recall", "{}"),
    ("raise", "{}"),
    ("waive", "{}"),
    ("undo", "{}"),
    ("undo", "1", "--why", "{}", "--dry-run"),
    ("use", "{}"),
    ("as", "{}"),
    ("open", "{}"),
    ("case", "show", "{}"),
    ("case", "timeline", "{}"),
    ("case", "verify", "{}"),
    ("check", "{}"),
    ("check", "--explain", "{}"),
    ("{}",),
    ("workflow", "show", "{}"),
    ("workflow", "new", "{}/x/y"),
    ("next", "--as", "{}"),
    ("next", "--workspace", "{}"),
    ("next", "-c", "{}"),
    ("worklist", "--workflow", "{}"),
    ("worklist", "--due", "{}"),
    ("checklist", "--track", "{}"),
    ("checklist", "--format", "{}"),
    ("do", "take_complaint", "--at", "{}"),
    ("do", "examine", "--form", "{}"),
    ("case", "list", "--incident", "{}"),
    ("next", "--{}"),
    ("do", "take_complaint", "--note", "{}", "--dry-run"),
    ("do", "take_complaint", "--key", "{}", "--dry-run"),
    ("store", "{}"),
    ("why", "{}"),
    ("case", "print", "{}"),
    ("case", "audit", "{}"),
    ("case", "reopen", "{}"),
    ("case", "link", "{}", "--why", "x"),
    ("config", "get", "{}"),
    ("config", "set", "{}", "x"),
    ("config", "set", "plain", "{}"),
    ("completion", "{}"),
    ("store", "restore", "{}"),
    ("worklist", "--waiting-for", "{}"),
    ("workflow", "test", "{}"),
    ("case", "print", "--format", "{}"),
)


def told(sop: Typist, words: tuple[str, ...], stdin: str = "") -> str:
    """What the terminal gets; that JSON is still JSON is seen too."""
    outcome = sop(*words, stdin=stdin)
    if "--json" in words:
        json.loads(outcome.out)
    if "ics" in words:  # whose lines end in CR LF, by its standard
        return outcome.out.replace("\r\n", "\n") + outcome.err
    return outcome.out + outcome.err


def of_share(share: int) -> Iterator[tuple[int, str]]:
    return ((n, sequence) for n, sequence in enumerate(SEQUENCES) if n % SHARES == share)


def test_there_are_three_hundred_sequences_each_of_them_dangerous() -> None:
    assert len(SEQUENCES) >= PROMISED
    assert [sequence for sequence in SEQUENCES if not dangerous(sequence)] == []


def batches() -> list[tuple[str, ...]]:
    """Twelve batches that hold every sequence once: one command line carries them all, each among
    letters.
    """
    return [SEQUENCES[n::BATCHES] for n in range(BATCHES)]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_what_is_typed_comes_back_clean_from_every_command(
    sop: Typist, form: tuple[str, ...]
) -> None:
    sop.open("food-recall", as_="plant")
    wrong, met = [], 0
    for batch in batches():
        typed = "".join(f"a{sequence}b" for sequence in batch)
        for line in GIVEN:
            words = tuple(word.replace("{}", typed) for word in line)
            found = dangerous(told(sop, (*words, *form)))
            met += len(batch)
            if found:
                wrong.append((words, form, found))
    print(f"{met} meetings of {len(SEQUENCES)} sequences with {len(GIVEN)} command lines")
    assert wrong == []
    assert met == len(SEQUENCES) * len(GIVEN) >= PROMISED * 36


@pytest.mark.parametrize("share", range(SHARES))
def test_what_is_recorded_is_shown_clean_by_every_command(sop: Typist, share: int) -> None:
    sop.patch.setenv("USER", "x\x1b[2J")
    sop.open("food-recall", "--incident", "a\x1b[2Jb\u202ec", as_="plant")
    own = [sequence for _, sequence in of_share(share)]
    for text in own[::8]:
        sop.ok("note", "-", stdin=f"a{text}b")
    joined = "|".join(own)
    sop.ok("do", "take_complaint", "--note", joined, "--key", f"k{joined}"[:200])
    form = json.dumps({"sample_number": 1, "cold_chain": True, f"k{joined}": joined})
    sop.json("do", "examine", "--set", "hazard=nothing", "--form", "-", stdin=form)
    sop.ok("note", "-", stdin=joined)
    sop.ok("do", "take_complaint", "--note", joined)
    sop.ok("undo", "2", "--why", joined)
    wrong = [(words, found) for words in READING if (found := dangerous(told(sop, words)))]
    assert wrong == []
    print(f"{len(own)} sequences recorded, each met by {len(READING)} commands")
    assert len(own) >= PROMISED // SHARES
    shown = sop("case", "timeline").out + sop("case", "timeline", "--json").out
    assert "<ESC>" in shown or "\\u" in shown  # it is told, by name


@pytest.mark.parametrize("share", range(SHARES))
def test_what_a_definition_says_is_shown_clean_by_every_command(sop: Typist, share: int) -> None:
    # A line break would end the title, which is another matter than showing it.
    allowed = [
        text
        for _, text in of_share(share)
        if not FORBIDDEN.search(text) and len(f"a{text}b".splitlines()) == 1
    ]
    refused = [sequence for _, sequence in of_share(share) if FORBIDDEN.search(sequence)]
    path = sop.folder / "workflows" / "food-recall.yaml"
    whole = path.read_text("utf-8")
    titles = (
        "The recall",
        "Assess the complaint",
        "Write down the complaint",
        "Is anybody ill?",
        "The food laboratory",
        "is dangerous to eat",
        "A recall without a finding cannot be defended.",
        "the rule on labels of returned goods is not yet in force",
    )
    text = whole
    for title in titles:
        assert title in whole, title
        text = text.replace(title, f"{title} {'|'.join(allowed)}")
    path.write_text(text, encoding="utf-8")
    sop.open("food-recall", as_="plant")
    wrong = [(words, found) for words in READING if (found := dangerous(told(sop, words)))]
    assert wrong == []
    for n, sequence in enumerate(refused):
        end = sequence if n % 2 else json.dumps(sequence)[1:-1]  # as it is, and as an escape
        path.write_text(
            whole.replace("title: The recall", f'title: "The {end} recall"'),
            encoding="utf-8",
            newline="",
        )
        found = sop("check", "food-recall")
        assert dangerous(found.out + found.err) == [], sequence
        assert found.code == 1, sequence
    print(f"{len(allowed)} allowed, {len(refused)} refused")


def test_file_names_are_shown_clean(sop: Typist) -> None:
    count = 0
    for sequence in SEQUENCES:
        name = f"a{sequence}b".replace("/", "").replace("\\", "")
        (sop.folder / "workflows" / f"{name}.yaml").write_text("language: [\n", encoding="utf-8")
        count += 1
        if count % 50 == 0 or count == len(SEQUENCES):
            for words in (
                ("check",),
                ("check", "--json"),
                ("workflow", "list"),
                ("workflow", "list", "--json"),
                ("check", f"workflows/{name}.yaml"),
            ):
                assert dangerous(told(sop, words)) == [], words
            for path in (sop.folder / "workflows").glob("a*b.yaml"):
                path.unlink()
    assert count >= PROMISED
