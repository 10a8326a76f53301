"""The values of the domain: definitions, cases, events, commands, refusals.

All are immutable. Only the standard library is imported.
"""
