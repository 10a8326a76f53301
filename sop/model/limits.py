"""How much a user may give: a file, a text, a key, an event.

A history only grows, so what is written once can never be made smaller. Each limit is far above
real use.
"""

from __future__ import annotations

FILE_BYTES = 2 * 1024 * 1024
"""A file or stdin: a workflow's file, facts, a form, settings. The largest shipped file has 1 %."""
TEXT_CHARACTERS = 20_000
"""A reason, a note, the text of a fact: about eight printed pages."""
EVENT_BYTES = 64 * 1024
"""One event as it is stored, with its completed form."""
LABEL_CHARACTERS = 30
"""The label of a case: every list shows it with the ID, also on a screen of 40 columns."""
REFERENCE_CHARACTERS = 60
"""A number of another register with its kind: `CAS 123/11/2026` has 15."""
MOST_REFERENCES = 20
"""References of one case: each other register has one or two."""
KEY_CHARACTERS = 200
"""An idempotency key: a digest in hexadecimal has 64."""
