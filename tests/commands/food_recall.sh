#!/usr/bin/env bash
# Drives a food recall from open to closed by commands alone, and meets every reason for which the rules say no.
#
#     food_recall.sh SOP PYTHON        SOP: the program; PYTHON: reads its JSON
#
# Runs in a fresh folder of its own. The clock is simulated: every line says when it happens.
set -euo pipefail

SOP=$1
PYTHON=$2
HERE=$(cd "$(dirname "$0")" && pwd)
unset SOP_AS SOP_CASE SOP_WORKSPACE SOP_NOW CI
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT
cd "$FOLDER"
MET=met.txt
: > $MET

fail() { echo "FAILED: $*" >&2; exit 1; }

# value KEY JSON: what stands under a dotted key.
value() { "$PYTHON" -c 'import json, sys
found = json.loads(sys.argv[2])
for key in sys.argv[1].split("."):
    found = found[int(key)] if key.isdigit() else found[key]
print(found)' "$1" "$2"; }

# at TIME: from here on it is that time.
at() { export SOP_NOW="$1+02:00"; }

# ok COMMAND…: must be done; its answer is in ANSWER.
ok() {
  ANSWER=$("$SOP" "$@" --json) || fail "sop $* was not accepted: $ANSWER"
}

# refused CODES COMMAND…: must be refused, exit 1, for these reasons and no others.
refused() {
  local codes=$1 status=0; shift
  ANSWER=$("$SOP" "$@" --json) || status=$?
  [ $status = 1 ] || fail "sop $* ended with $status: $ANSWER"
  "$PYTHON" -c 'import json, sys
wanted, answer = set(sys.argv[1].split(",")), json.loads(sys.argv[2])
found = {reason["code"] for reason in answer["reasons"]}
open(sys.argv[3], "a").write("".join(code + "\n" for code in found))
if answer["ok"] or found != wanted:
    sys.exit(f"expected {sorted(wanted)}, met {sorted(found)}")' "$codes" "$ANSWER" "$MET" || fail "sop $*: $ANSWER"
}

# is KEY VALUE: the last answer says so.
is() { [ "$(value "$1" "$ANSWER")" = "$2" ] || fail "$1 is $(value "$1" "$ANSWER"), expected $2"; }

due_of() { ok checklist; "$PYTHON" -c 'import json, sys
tracks = json.loads(sys.argv[2])["data"]["tracks"]
dues = {a["id"]: a["due"] for t in tracks for a in t["actions"]}
dues |= {"{}.{}".format(t["track"], t["step"]): t["due"] for t in tracks}
print(dues[sys.argv[1]])' "$1" "$ANSWER"; }

# ---- a workspace with a simulated clock

"$SOP" init . --json > /dev/null
echo 'clock = "simulated"' > sop.toml
cp "$HERE/food_recall.yaml" workflows/food-recall.yaml
at 2026-04-02T09:00
ok check workflows/food-recall.yaml
ok workflow test food-recall

sed 's/to: withdraw,/to: withdrawn,/' "$HERE/food_recall.yaml" > workflows/broken.yaml
refused definition_invalid open broken --as plant
rm workflows/broken.yaml

# ---- Thursday 2 April 2026: the day before two public holidays and a weekend

ok open food-recall --set product=milk --as plant --at 2026-04-02T08:30
export SOP_CASE=$(value case "$ANSWER")
is version 1

refused out_of_order,evidence_missing do examine --set hazard=germs --as plant
ok do take_complaint --as plant
is data.closed.0 recall.assess.take_complaint
ok do take_complaint --as authority
is changed False
echo '{"sample_number": 0}' > bad.json
refused evidence_invalid do examine --set hazard=germs --form bad.json --as plant
echo '{"sample_number": 12, "cold_chain": true}' > sample.json
refused evidence_missing,fact_unknown do examine --as plant
refused not_yours do examine --set hazard=germs --form sample.json --as lab
refused time_in_future do examine --set hazard=germs --form sample.json --as plant --at 2026-04-02T10:00
refused out_of_order,time_before_step do examine --set hazard=germs --form sample.json --as plant --at 2026-04-02T08:00
refused not_needed,gate_closed,fact_unknown do inspect --as authority
refused not_needed do print_labels --as plant
refused action_open,fact_unknown advance recall recall_it --as plant
refused fact_unknown set hazard=glass --as plant --why "a slip of the pen"
refused track_waiting do take_samples --as lab
refused not_waivable waive examine --as plant --why "no time"

# somebody falls ill: an inspection is needed, and closed to the authority until the plant agrees
ok set illness=yes --as shops
refused gate_closed,fact_unknown do inspect --as authority
ok set entry_agreed=no --as plant
refused gate_closed do inspect --as authority
ok set entry_agreed=yes --as plant
ok do inspect --as authority
ok set illness=no --as shops

at 2026-04-02T11:00
ok do examine --set hazard=glass --form sample.json --as plant --at -30m
is data.opened.0 tests
refused already_done do examine --set hazard=nothing --as plant
refused condition_false advance recall dismiss --as plant --why "nothing found"
refused reason_missing set hazard=germs --as plant
ok set hazard=germs --as plant --why "the slide was read again"
refused step_not_current do trace --set delivered_at=2026-04-01T06:00 --as plant

# the laboratory has begun: what it does rests on the finding
[ "$(due_of tests.sampling.take_samples)" = 2026-04-07T23:59:59+02:00 ] || fail "one working day over Easter: $(due_of tests.sampling.take_samples)"
ok do take_samples --as lab
EXAMINED=$("$SOP" case timeline --json | "$PYTHON" -c 'import json, sys
print(next(e["id"] for e in json.load(sys.stdin)["data"]["events"] if e.get("action", "").endswith("examine")))')
refused event_depended_on undo "$EXAMINED" --as plant --why "wrong sample"

# an alarm: everything stops, the laboratory is on hold, and the way back leads to where it was left
ok advance recall recall_it --as plant
[ "$(due_of recall.withdraw)" = 2026-04-09T23:59:59+02:00 ] || fail "three working days over Easter: $(due_of recall.withdraw)"
refused has_consequences set hazard=nothing --as plant --why "the slide was read again"
ok do ask_shops --set shops_told=1 --as shops
ok raise alarm --as shops
refused on_hold do name_germs --set germs_named=yes --as lab
refused step_not_current raise alarm --as shops
refused not_yours,action_open advance recall resume --as plant
ok do all_clear --as authority
ok advance recall resume --as authority
ok checklist
[ "$(due_of recall.withdraw)" = 2026-04-09T23:59:59+02:00 ] || fail "the clock ran on"
ok do name_germs --set germs_named=yes --as lab
ok advance tests reported --as lab
refused track_ended do take_samples --as lab

# off the shelves
refused reason_missing waive destroy --as authority
refused not_yours waive destroy --as plant --why "the witness is away"
ok waive destroy --as authority --why "the dump keeps the receipts"
ok do ask_shops --set shops_told=2 --as shops
is changed True
refused reason_missing,not_yours advance recall give_up --as plant
ok do trace --set delivered_at=2026-04-01T06:00 --as plant
ok advance recall emptied --as plant

# a week must pass from the last delivery
ok do read_complaints --as authority
refused too_early advance recall calm --as authority
refused may_not_close,reason_missing close --as authority
at 2026-04-09T09:00
ok advance recall calm --as authority
refused track_ended advance recall calm --as authority

# a slip, corrected: the history keeps both
ok set illness=yes --as shops
refused condition_false,not_yours,reason_missing close --as plant
LAST=$(value version "$ANSWER")
ok undo "$LAST" --as shops --why "another case was meant"
ok close --as authority --why "nobody fell ill, and the shelves are empty"
refused case_closed do thank_shops --as plant
echo "The file went to the archive." | "$SOP" note - --as authority --json > /dev/null

ok case show
is data.status closed
is data.tracks.0.step finished
ok case verify
ok worklist
is data.count 0

# ---- the same complaint, opened twice: the second case is made void

FIRST=$SOP_CASE
ok open food-recall --set product=milk --as plant
export SOP_CASE=$(value case "$ANSWER")
ok raise alarm --as shops
refused in_danger,consent_missing case void --as plant --why "opened twice"
ok do all_clear --as authority
ok advance recall resume --as authority
refused consent_missing,consent_missing case void --as plant --why "opened twice"
ok case void --consent --as shops
ok case void --consent --as authority
ok case void --as plant --why "opened twice" --duplicate-of "$FIRST"
is data.status void
refused case_void do take_complaint --as plant

# ---- every reason of commands.md was met

for code in action_open fact_unknown condition_false gate_closed not_yours on_hold out_of_order not_needed too_early \
  step_not_current track_waiting track_ended case_closed not_waivable reason_missing evidence_missing evidence_invalid \
  time_in_future time_before_step event_depended_on already_done definition_invalid may_not_close \
  case_void in_danger consent_missing has_consequences; do
  grep -qx $code $MET || fail "$code was never met"
done
echo "closed, and all $(sort -u $MET | wc -l | tr -d ' ') reasons met"
