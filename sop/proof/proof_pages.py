"""The manual pages of what a proof finds, by the rule's name; `proof` tells what is proved and what is not."""

from __future__ import annotations

from collections.abc import Mapping

from sop.model.finding import Severity

PROOF_RULES = (
    "guarantee",
    "always-can-close",
    "can-close-as-told",
    "nothing-dead",
    "dead-under-switch",
    "vacuous-guarantee",
    "unknown-where-read",
    "proof-undecided",
)
"""The rules under which a proof reports, in the order of the manual. They are asked by `--prove` only."""

SEVERITIES: Mapping[str, Severity] = {
    "guarantee": "error",
    "always-can-close": "error",
    "can-close-as-told": "warning",
    "nothing-dead": "error",
    "dead-under-switch": "note",
    "vacuous-guarantee": "warning",
    "unknown-where-read": "warning",
    "proof-undecided": "note",
}

BESIDE_PROPERTIES = ("dead-under-switch", "vacuous-guarantee", "unknown-where-read")
"""Rules whose findings are no verdict of a property."""

PAGES = {
    "guarantee": """A guarantee must hold in every case that the definition allows.

The finding tells the shortest such case, turn by turn, and points at the place that lets the last turn happen. Mend
the workflow there (a condition, a gate, an order), or, if the guarantee says more than is meant, say less.
""",
    "always-can-close": """From wherever a case can come, it must be able to be closed.

A case that can never be closed keeps a person waiting for ever. The finding tells the shortest case that gets stuck,
and what each way out of the step still asks for.
""",
    "can-close-as-told": """A case must be able to be closed although nobody tells that a told fact has changed.

"She is no longer missing" is no way out that a procedure can rely on. An action that records the fact is one: then
the procedure itself finds out. Else give the step an outcome or an interrupt for when the fact stays as it is.
""",
    "nothing-dead": """Every step, action, outcome and interrupt must be possible in some case.

What no case can ever use is a mistake, most often in a condition, or it is left over. Mend the condition, or delete it.
""",
    "dead-under-switch": """What no case can use under one value of a switch, though it can under the other.

A note: that is what a switch is for. Look whether the list is what you mean.
""",
    "vacuous-guarantee": """What a guarantee speaks of must happen in some case.

A guarantee whose trigger, whose `if` or one of whose parts is never true holds of itself and protects nobody.
""",
    "unknown-where-read": """What a step asks must be possible to know there.

In some case that comes to this step the fact is still unknown, nothing that can happen while the case stays here makes
it known, and no other outcome opens but those that skip actions and lead away from where the track records it: whoever
stands there can neither find out nor go on as meant. Record the fact before, let this step record it, or give the step
a way for when it is unknown.
""",
    "proof-undecided": """A property that could be neither proved nor refuted within the budget of nodes.

Raise it with --budget, or make the definition more local: conditions about other tracks are what costs. It is told how
far the search came; that is no proof.
""",
    "proof": """What `sop check --prove` claims, and what it does not.

The definition itself is the model: its tracks, steps, visits, actions, facts with their unknown values, holds,
interrupts and ways back, starts, waivers, told facts and the closing, under both values of every switch, whoever does
what and in whatever order. `proved` means: in no case that the engine would accept is it otherwise. `violated` comes
with such a case, which the engine itself has replayed. `unknown` means that the budget was reached.

Left out, and why nothing is lost by it:
- Time. A wait can pass once its start is known, and a deadline never moves a case. So every order of events is looked
  at, those that a clock would rule out included. Lengths of time are judged on real cases by `sop case audit`.
- Who acts. Somebody named in `by` may always act; need to know is checked by a rule of its own.
- Values that no condition tells apart count as one; facts that nothing reads, and facts where nothing can read them
  any more, are left out.
- An action that records nothing that is read, of which no `is done` asks, that has no `only_if` and whose `when` stays
  known once it was true can be done whenever it is needed. Its order among such actions cannot matter, as long as the
  `when` of those that come first stays known once it was true or false. One that a hold stops counts where an action
  waits for it that no hold stops.
- Evidence and its form: somebody can always hand in a valid one.
- Integers beyond their domain do not exist: `min` and `max` bound them.
Not covered, because a proof about them would prove nothing:
- Corrections (`sop undo`, `sop set` of a fact that is not told). What remains after an undo is an ordinary run, which
  the proof covers; a corrected value is judged by the audit of the real history.
- Whether people record what is true.
""",
}
