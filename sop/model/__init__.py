"""The domain's words as frozen values: definitions, cases, events, commands, refusals. Standard library only."""
