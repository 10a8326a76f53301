"""An explanation (`sop why`) as a viewer may see it: what private facts decide is not shown."""

from __future__ import annotations

from sop.engine import condition_state
from sop.engine.condition_text import track_name
from sop.engine.decision_context import Situation
from sop.engine.explanation import Explanation, RuleLine
from sop.engine.mask_checklist import is_private_reason, mask_waiting, private_title
from sop.engine.private_rules import PrivateRules
from sop.model.value import replace


def explain_private_track(at: Situation, name: str) -> Explanation:
    """Return that a track is private: the same whether or not it has started."""
    track = at.definition.tracks[name]
    hidden = RuleLine(condition_state.HIDDEN_RULE, None)
    return Explanation(track.id, track_name(track), "private", (hidden,))


def mask_explanation(at: Situation, found: Explanation, private: PrivateRules) -> Explanation:
    """Return the explanation without what private facts decide, if the user may not see them."""
    is_private_closing = found.target == "closing" and private.closing
    if not is_private_closing and not private.hides(found.target):
        return replace(
            found,
            parts=tuple(_mask_line(one, private) for one in found.parts),
            waits=mask_waiting(at.definition, found.waits, private),
            drops=mask_waiting(at.definition, found.drops, private),
        )
    code = found.title.partition(" ")[0]
    return Explanation(
        target=found.target,
        title=f"{code} {private_title(at.definition, found.by)}",
        verdict="private",
        parts=(RuleLine(condition_state.HIDDEN_RULE, None),),
        by=found.by,
    )


def _mask_line(line: RuleLine, private: PrivateRules) -> RuleLine:
    """Return the line; one about a private part says only that there is one."""
    if any(is_private_reason(reason, private) for reason in line.reasons):
        return RuleLine(condition_state.HIDDEN_RULE, None, (), line.law)
    return line
