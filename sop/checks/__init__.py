"""Rules that find mistakes in a workflow before a case is opened (lint, static analysis).

Each rule is a file here, with a function of the definition that returns findings. `rules.RULES`
lists all rules; `reader_rules` lists those whose findings come from the reader. What rules share is
in `reasoning`.
"""
