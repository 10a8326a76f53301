"""What is wrong with a definition although it can be read: one file a rule, listed in `rules.RULES`."""
