"""A naive reading of language.md that shares no code with the engine, to compare it with.

Times and evidence are left out. The case is a story: plain tuples that the accepted commands added,
read again from the first one each time. Every question is answered by reading it backwards.
Unknown is one half, `and` the least, `or` the greatest.
"""

from sop.model import commands as c
from sop.model import condition as q
from sop.model.definition import Definition

KINDS = {c.Do: "action", c.Waive: "action", c.Advance: "outcome", c.Raise: "interrupt"}
NEEDED = {0: {"not_needed"}, 0.5: {"fact_unknown"}, 1: set()}
BLOCKS = {0: set(), 0.5: {"fact_unknown"}, 1: {"action_open"}}


def unless(holds, code: str) -> set:
    return set() if holds else {code}


class Story:
    def __init__(self, definition: Definition, accepted: list) -> None:
        self.d, self.log = definition, []
        for command in accepted:
            self.log += self.happens(command)
            if not isinstance(command, c.WriteNote | c.Close):
                self.settle()

    def happens(self, command) -> list:  # what the command adds to the story
        path = getattr(command, KINDS.get(type(command), ""), ".")
        track, step = path.split(".")[:2]
        match command:
            case c.Open(act, facts):
                initial = {
                    f.id: f.initially for f in self.d.facts.values() if f.initially is not None
                }
                return [("opened", act.as_), *self.told({**initial, **facts}, None)]
            case c.Do(act, _, facts) if not self.repeats(command):
                origin = (track, step, self.log.count(("at", track, step, True)))
                return [
                    ("mark", path, "done", dict(facts), act.as_),
                    *self.told(facts, origin),
                ]
            case c.Waive() if not self.mark(path):
                return [("mark", path, "waived", {})]
            case c.SetFacts(act, facts, from_now):
                new = {n: v for n, v in facts.items() if (self.answer(n) or (0, 0, None))[2] != v}
                told = {n for n in new if from_now or act.as_ in self.d.facts[n].anytime}
                return [
                    entry
                    for n, v in new.items()
                    for entry in self.told({n: v}, None if n in told else self.answer(n)[3])
                ]
            case c.Advance():
                to = self.d.outcome(path).to
                return [("at", track, self.pile(track)[1] if to == "back" else to, to != "back")]
            case c.Raise():
                raised = self.d.interrupt(path)
                return [
                    ("left", track, self.at(track)),
                    ("at", track, raised.to, True),
                    *(("fact", n, v, None) for n, v in raised.tells.items()),
                ]
        return [("closed",)] if isinstance(command, c.Close) else []

    def settle(self) -> None:
        before = None
        while before != len(self.log):
            before = len(self.log)
            for track in self.d.tracks.values():
                if not self.at(track.id) and self.all(track.starts) == 1:
                    self.log.append(("at", track.id, next(iter(track.steps)), True))
        if (
            not self.d.closing
            and not self.last("closed")
            and all(map(self.over, self.d.tracks.values()))
        ):
            self.log.append(("closed",))

    def last(self, *start):
        return next((e for e in self.log[::-1] if e[: len(start)] == start), None)

    def fact(self, name):
        return self.last("fact", name)

    def told(self, values, origin) -> list:
        """A value holds from here; "not known" is an answer only where there is no value."""
        found = []
        for name, value in values.items():
            if not (self.d.facts[name].may_be_not_known and value == "not_known"):
                found.append(("fact", name, value, origin))
            elif not self.fact(name):
                found.append(("asked", name, value, origin))
        return found

    def answer(self, name):
        return self.fact(name) or self.last("asked", name)

    def at(self, track):
        return (self.last("at", track) or (0, 0, None))[2]

    def mark(self, path):  # done or waived since the latest fresh arrival at the step
        arrival = ("at", *path.split(".")[:2], True)
        since = self.log[::-1][: self.log[::-1].index(arrival)] if arrival in self.log else []
        return next((e for e in since if e[:2] == ("mark", path)), None)

    def goes_back(self, track, step):
        return "back" in [o.to for o in self.d.tracks[track].steps[step].outcomes.values()]

    def pile(self, track) -> list:  # like papers on a desk: where the track is, on what waits
        pile, raised = [], False
        for kind, name, place, *fresh in (e for e in self.log if e[0] in ("left", "at")):
            if name != track:
                continue
            if kind == "left":
                raised = True
                continue
            if fresh == [False]:
                pile = pile[1:]
            elif not raised or not self.goes_back(track, place):
                pile = [place]
            else:
                if self.d.meaning == 1 and self.goes_back(track, pile[0]):
                    pile = pile[1:]  # at first an emergency that was interrupted did not wait
                pile = [place, *(waits for waits in pile if waits != place)]
            raised = False
        return pile

    def done_once(self, path):
        mark = not self.d.action(path).again and self.mark(path)
        return mark if mark and mark[2] == "done" else None

    def repeats(self, command) -> bool:
        mark, who = self.done_once(command.action), command.act.as_
        if not mark:
            return False
        own = who == mark[4]
        return all(
            mark[3].get(n) == v and (own or self.shows(n, who)) for n, v in command.facts.items()
        )

    def shows(
        self, name, who
    ) -> bool:  # what may not be seen is never the same: no guess is answered
        seen_by = self.d.facts[name].seen_by
        return seen_by is None or who in seen_by

    def is_end(self, track) -> bool:
        return bool(self.at(track)) and self.d.tracks[track].steps[self.at(track)].end

    def over(self, t) -> bool:
        return self.is_end(t.id) if self.at(t.id) else self.all(t.starts) == 0

    def all(self, lines) -> float:
        return min(map(self.weigh, lines), default=1)

    def weigh(self, x) -> float:
        at, value = self.at, (self.fact(getattr(x, "fact", None)) or (0, 0, None))[2]
        if value is None and isinstance(x, q.FactIs | q.FactBetween):
            return 0.5
        return float(
            {
                q.And: lambda: min(map(self.weigh, x.parts)),
                q.Or: lambda: max(map(self.weigh, x.parts)),
                q.Not: lambda: 1 - self.weigh(x.part),
                q.FactIs: lambda: value in x.values,
                q.FactBetween: lambda: (x.low or 0) <= value <= (99 if x.high is None else x.high),
                q.FactKnown: lambda: value is not None,
                q.SwitchOn: lambda: self.d.switches[x.switch].value,
                q.TermHolds: lambda: self.weigh(self.d.terms[x.term].when),
                q.ActionIsDone: lambda: (
                    (self.mark(f"{x.track}.{x.step}.{x.action}") or "---")[2] == "done"
                ),
                q.StepCurrent: lambda: at(x.track) == x.step,
                q.StepVisited: lambda: bool(self.last("at", x.track, x.step)),
                q.TrackIs: lambda: (
                    x.status
                    == (("running", "ended")[self.is_end(x.track)] if at(x.track) else "waiting")
                ),
            }[type(x)]()
        )

    def gate(self, lines, no="condition_false", unknown="fact_unknown") -> set:
        found = {self.weigh(line) for line in lines}
        return unless(0 not in found, no) | ({"fact_unknown", unknown} if 0.5 in found else set())

    def codes(self, command) -> set:  # why it is refused; empty: it is accepted, or stands already
        who, why = command.act.as_, unless(command.act.why, "reason_missing")
        if isinstance(command, c.WriteNote) or self.last("closed"):
            return unless(isinstance(command, c.WriteNote), "case_closed")
        if isinstance(command, c.SetFacts):
            return set().union(
                *(
                    self.telling(self.d.facts[name], who, why, command.from_now)
                    | self.replacing(self.d.facts[name], value)
                    for name, value in command.facts.items()
                )
            )
        if isinstance(command, c.Close):
            return self.closing(who, why) if self.d.closing else {"may_not_close"}
        kind, waives = KINDS[type(command)], isinstance(command, c.Waive)
        path = getattr(command, kind)
        way, track = getattr(self.d, kind)(path), self.d.tracks[path.split(".")[0]]
        no_way = waives and not (way.required and way.waivable_by)
        yours = (
            {"not_waivable"}
            if no_way
            else unless(who in (way.waivable_by if waives else way.by), "not_yours")
        )
        here = self.at(track.id)
        if not here or self.is_end(track.id):
            return yours | {"track_ended" if here else "track_waiting"}
        if here not in getattr(way, "sources", path.split(".")[1:2]):
            return yours | {"step_not_current"}
        held = unless(not track.on_hold_while or self.all(track.on_hold_while) == 0, "on_hold")
        if kind == "action":
            return self.acting(
                command, way, waives, yours | (set() if way.even_on_hold else held), why
            )
        found = yours | self.gate(way.when) | (why if way.reason_required else set())
        return found | (
            held | self.leaving(path, way, track.steps[here], why) if kind == "outcome" else set()
        )

    def replacing(self, fact, value) -> set:
        unknown = fact.may_be_not_known and value == "not_known"
        return {"already_done"} if unknown and self.fact(fact.id) else set()

    def telling(self, fact, who, why, from_now) -> set:
        if from_now and who not in fact.anytime:  # right then, not any more
            may = unless(who in fact.changes, "not_yours")
            return may | (why if self.fact(fact.id) else {"fact_unknown"})
        by = {one for action in self.d.recorders(fact.id) for one in action.by}
        tellers = [i for i in self.d.interrupts() if fact.id in i.tells]
        by = by or {one for interrupt in tellers for one in interrupt.by}
        by |= {self.last("opened")[1]} if fact.at_opening and not by else set()
        if who in fact.anytime or (fact.anytime and not self.answer(fact.id)):
            return unless(who in fact.anytime, "not_yours")
        if not self.answer(fact.id):
            return {"fact_unknown"} | unless(
                who in by, "not_yours"
            )  # nothing to correct, so no reason is asked for
        return why | unless(who in by, "not_yours")

    def closing(self, who, why) -> set:
        starts = [
            self.all(track.starts) for track in self.d.tracks.values() if not self.at(track.id)
        ]
        found = self.gate(self.d.closing.when) | unless(
            all(map(self.over, self.d.tracks.values())), "may_not_close"
        )
        found |= unless(0.5 not in starts, "fact_unknown") | unless(
            who in self.d.closing.by, "not_yours"
        )
        return found | (why if self.d.closing.reason_required else set())

    def acting(self, command, action, waives, found, why) -> set:
        mark, once = self.mark(action.path), self.done_once(action.path)
        if (mark and mark[2] == "waived") if waives else self.repeats(command):
            return set()
        if "not_waivable" in found:
            return {"not_waivable"}  # nothing else that is missing would help
        found = (
            found
            | NEEDED[self.all(action.when)]
            | unless(not (mark if waives else once), "already_done")
        )
        earlier = [
            self.d.action(f"{action.path.rsplit('.', 1)[0]}.{name}") for name in action.after
        ]
        met = [self.mark(one.path) or self.all(one.when) == 0 for one in earlier]
        gate = self.gate(action.only_if, "gate_closed", "gate_closed") | unless(
            all(met), "out_of_order"
        )
        return found | (
            why
            if waives
            else gate | unless(once or {*action.records} <= {*command.facts}, "fact_unknown")
        )

    def leaving(self, path, outcome, step, why) -> set:
        pending = [a for a in step.actions.values() if a.required and not self.mark(a.path)]
        found = (
            why
            if outcome.skips_actions
            else set().union(*(BLOCKS[self.all(a.when)] for a in pending))
        )
        start = (
            self.fact(outcome.wait.from_fact)
            if outcome.wait and outcome.wait.from_fact
            else (0, 0, 0, None)
        )
        if start and str(start[2]).startswith("about"):
            start = None  # its year is uncertain, so no time counts from it
        here = (*path.split(".")[:2], self.log.count(("at", *path.split(".")[:2], True)))
        return found | unless(
            start and (not start[3] or start[3][:2] != here[:2] or start[3] == here), "fact_unknown"
        )
