"""Three hundred sequences that move a cursor, hide, reorder or forge text, and how to find one in
what came out.
"""

from __future__ import annotations

import unicodedata

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"
UNSEEN += "\ufeff\u00ad\u180e\u034f\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5"
LINES = "\r\x0b\x0c\x85\u2028\u2029\x1c\x1d\x1e"
INTERLINEAR = "\ufff9\ufffa\ufffb"
TAGS = [chr(code) for code in (0xE0001, 0xE0020, *range(0xE0041, 0xE0055), 0xE007F)]
CSI = [
    f"\x1b[{code}"
    for code in (
        "2J",
        "H",
        "1A",
        "1000D",
        "K",
        "31m",
        "0m",
        "8m",
        "7m",
        "5m",
        "38;5;1m",
        "?25l",
        "?1049h",
        "?1000h",
        "6n",
        "c",
        "5i",
        "4i",
        "1;1r",
        "s",
        "u",
        "20h",
        "?2004h",
        ">c",
        "!p",
        "1P",
        "1@",
        "1L",
        "1M",
        "1S",
        "1T",
        "3J",
        "18t",
        "21t",
        "11t",
        "q",
        "1B",
        "1C",
        "1E",
        "1F",
        "1G",
        "1J",
        "1X",
        "1Z",
        "1b",
        "1d",
        "1e",
        "0f",
        "3g",
        "?7l",
        "?47h",
        "?1006h",
        "=c",
        "5n",
        "?6c",
        "9;1t",
        "99999999999A",
        "1;31;5;8m",
    )
]
OSC = [
    f"\x1b]{text}{end}"
    for text in (
        "0;title",
        "2;x",
        "52;c;ZXZpbA==",
        "8;;http://x",
        "4;1;?",
        "10;?",
        "11;?",
        "1337;File=:AA",
        "9;x",
        "777;notify;a;b",
    )
    for end in ("\x07", "\x1b\\", "\x9c", "")
]
STRINGS = [
    f"{start}x{end}"
    for start in ("\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x90", "\x9f", "\x9e", "\x98")
    for end in ("\x1b\\", "\x9c")
]
ESCAPES = [f"\x1b{letter}" for letter in "cDEHMNOZ78=>(0)B#8%G@[]"]
C1_SEQUENCES = [f"\x9b{code}" for code in ("2J", "31m", "6n")] + [
    "\x9d0;t\x9c",
    "\x9d52;c;eA==\x07",
]
FORGED = [
    "\b" * 8 + "REFUSED",
    "ok\rREFUSED",
    "ok\x1b[2K\rREFUSED",
    "a\u202ednE",
    "\x1b[8mhidden\x1b[0m",
    "x\x08y",
    "\x07\x07",
]
SINGLE = [chr(code) for code in (*range(1, 9), *range(0xB, 0x20), *range(0x7F, 0xA0))]

SEQUENCES = tuple(
    dict.fromkeys(
        [
            *SINGLE,
            *BIDI,
            *UNSEEN,
            *LINES,
            *INTERLINEAR,
            *TAGS,
            *CSI,
            *OSC,
            *STRINGS,
            *ESCAPES,
            *C1_SEQUENCES,
            *FORGED,
        ]
        + [f"{one}{two}" for one in BIDI for two in "\u202c\u2069\x1b"]
    )
)
MAY_STAND = frozenset("\n")
BLANK = frozenset("\u034f\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")


def dangerous(text: str) -> list[str]:
    """The letters of the text that no terminal may get; line ends are the program's own."""
    return sorted(
        {
            f"U+{ord(letter):04X}"
            for letter in text
            if (
                unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
                and letter not in MAY_STAND
            )
            or letter in BLANK
        }
    )
