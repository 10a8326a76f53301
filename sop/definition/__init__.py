"""Turns workflow files into one immutable `Definition` (compile).

Reads the YAML with the position of each value, then checks the schema, the names and the types
of the conditions. Every mistake is a finding with its line; reading does not stop at the first.
"""
