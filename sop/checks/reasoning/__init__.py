"""What the rules share: places of findings, satisfiability, paths between steps, and time.

A rule imports from here, never from another rule.
"""
