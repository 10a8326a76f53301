"""The rules: what is allowed in a case now, and why something is not.

`decide` takes a definition, a case, a command and a time. It returns events, or a refusal with
every reason. `evolve` computes the case from its events (event sourcing: a case is the fold of
its history). Conditions are true, false or unknown (three-valued Kleene logic).
"""
