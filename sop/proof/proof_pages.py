"""The manual pages of a proof's findings, by the name of the rule.

The page `proof` describes what is proved and what is not.
"""

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
"""The rules under which a proof reports, in the order of the manual; only `--prove` checks them."""

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
"""Rules whose findings do not belong to the verdict of a property."""

PAGES = {
    "guarantee": """A guarantee must hold in every case that the definition allows.

The finding shows the shortest case that breaks it (the counterexample), turn by turn, at the place
that allows the last turn. Correct the workflow there: a condition, a gate or an order. If the
guarantee requires more than the procedure does, correct the guarantee.
""",
    "always-can-close": """From every state that a case can reach, it must be possible to close it.

A case that can never be closed keeps a person waiting without end. The finding shows the shortest
case that gets stuck, and what each outcome of its step still requires.
""",
    "can-close-as-told": """A case must be able to close even if `sop set` changes no known fact.

A procedure cannot rely on a change such as "she is no longer missing". An action that records the
fact is different: then the procedure itself finds out. Otherwise give the step an outcome or an
interrupt for the case that the fact stays as it is.
""",
    "nothing-dead": """Every step, action, outcome and interrupt must be possible in some case.

What no case can ever use is a mistake, most often in a condition, or a remainder of an earlier
version. Correct the condition, or delete what is not used.
""",
    "dead-under-switch": """A part is dead under one value of a switch and not under the other.

This is a note, because a switch has this purpose. Check that the list is what you intend.
""",
    "vacuous-guarantee": """The situation that a guarantee is about must occur in some case.

A guarantee whose trigger, `if` or other part is never true holds in every case and protects no one
(vacuity).
""",
    "unknown-where-read": """What a step reads must be possible to know there.

In some case that reaches this step the fact is still unknown. Nothing that can happen while the
case stays here makes it known. The only other outcomes that open skip actions and lead away from
where the track records the fact. So the people at this step can neither find out nor continue as
the procedure intends. Record the fact before this step or in it, or give the step an outcome for
when the fact is unknown.
""",
    "proof-undecided": """A property could be neither proved nor refuted within the budget of nodes.

Raise the budget with --budget, or make the definition more local: conditions about other tracks
need most of it. The finding shows how many configurations were reached; they prove nothing.
""",
    "proof": """`sop check --prove` claims the following, and no more.

The definition itself is the model: its tracks, steps, visits, actions, facts with their unknown
values, holds, interrupts and returns, starts, waivers, facts that may be set at any time and the
closing, under both values of every switch, in every order and for all persons. `proved` means: it
holds in each case that the engine would accept. `violated` comes with a case in which it does not
hold, which the engine itself has replayed. `unknown` means that the budget was used up.

The following is left out, and nothing is lost by it:
- Time. A wait can pass once its start is known, and a deadline never moves a case. So every order
  of events is examined, including those that a clock would exclude. Lengths of time are judged on
  real cases by `sop case audit`.
- Who acts. A person named in `by` may always act; a rule of its own checks who needs to know what.
- Values that no condition distinguishes count as one. Facts that nothing reads, and facts where
  nothing can read them any more, are left out.
- The order of actions that can be done whenever they are needed. Such an action records nothing
  that is read, no `is done` reads it, it has no `only_if`, and its `when` stays known once it was
  true. The `when` of those that come first stays known once it was true or false. An action that a
  hold stops counts if an action that no hold stops waits for it.
- Evidence and its form: a valid form can always be handed in.
- Integers outside their domain do not exist: `min` and `max` bound them.
The following is not covered, because a proof about it would prove nothing:
- Corrections (`sop undo`, and `sop set` of a fact that only actions record). What remains after an
  undo is an ordinary run, which the proof covers; a corrected value is judged by the audit of the
  real history.
- Whether people record what is true.
""",
}
