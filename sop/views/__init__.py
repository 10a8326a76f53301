"""Results as text for a terminal or a pipe, as Markdown and as HTML (presentation layer).

Views decide nothing: they take values and return text. A screen is a tuple of blocks
(`terminal/blocks.py`), which `terminal/rows.py` lays out for a width or for plain mode.

Why the layout is our own and not that of rich's tables:

- Plain mode needs each item as one sentence with labels, for screen readers. The same blocks give
  both layouts; a table that is already drawn could not be turned into sentences.
- Nothing may be cut. A column that would be too narrow becomes a line of its own (`tables.py`).
- Start-up: every command pays for its imports. Importing rich's console and text takes about 85 ms
  more than Python alone, all of `terminal/` with what it needs of the standard library about 30 ms.

rich writes the colour codes (SGR), for old Windows consoles too. It is imported when the first
coloured row is printed (`terminal/screen.py`), so never in a pipe, in plain mode or with NO_COLOR.
"""
