"""Rules that find mistakes in a workflow before a case is opened (lint, static analysis).

Each rule is a function of the definition and returns findings. The tuple `rules.RULES` lists all.
"""
