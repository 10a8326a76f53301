"""The rules: what may happen in a case, and why not. Pure functions of definition, case, command and time."""
