"""When what is recorded in the guided way happened: asked where it was reported, else a key."""

from __future__ import annotations

from sop.commands.guided_visit import Back, GuidedVisit, Leave, TurnState
from sop.commands.inputs import read_event_time
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.remedy import with_command


def ask_when(visit: GuidedVisit, state: TurnState, enter: str = "now") -> str | None:
    """Return when it happened, as a time with its offset; None for now, which is Enter.

    It is read as `--at` is. Raise Back for `b`, Leave for `q`.
    """
    while text := visit.prompt.text(f"When did it happen? (Enter: {enter}; or 23:10, 20 min ago):"):
        if text.lower() in visit.prompt.quit_words:
            raise Leave
        if text.lower() in visit.prompt.back_words:
            raise Back
        if text.lower() == "now":
            return None
        if text == "?":
            visit.screen.say(HELP, Suggestion("case time", case=state.file.id))
            continue
        try:
            return _read(visit, state, text)
        except UsageError as wrong:
            visit.screen.say(wrong.message, " ", with_command(wrong.remedy, wrong.suggest))
    return None


HELP = (
    "Write a time such as 23:10, yesterday 23:10 or 20 minutes ago. To correct a time that is "
    "recorded: leave with q, then "
)


def _read(visit: GuidedVisit, state: TurnState, text: str) -> str:
    session = visit.context()
    found = read_event_time(session, state.definition, text)
    assert found is not None  # a text was given
    if found > session.now:
        moment, now = state.wording.moment(found), state.wording.moment(session.now)
        remedy = "Give an earlier time, such as yesterday 23:10."
        raise UsageError(f"{moment} is in the future; it is {now} now.", remedy)
    return found.isoformat()
