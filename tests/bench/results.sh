#!/bin/bash
# The script of docs/results.md as a user meets it: stopped, started again, with damaged files; and the page's numbers.
# usage: results.sh path/to/ssl_bench
set -uo pipefail
bench=$(realpath "$1")
script=$(realpath "$(dirname "$0")/../../benchmarks/results/run.py")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir tmp
export TMPDIR=$work/tmp PYTHONDONTWRITEBYTECODE=1
unset TACIT_DATASETS

failures=0
fail() {
  echo "FAILED: $*"
  ((++failures))
}

# run CODE ARGUMENT...: the script on this test's own tables and folders must exit with the code.
run() {
  local code=$1
  shift
  python3 "$script" --bench "$bench" --tables tables.toml --docs docs "$@" >out.txt 2>err.txt
  local got=$?
  ((got == code)) || fail "run $*: expected exit code $code, got $got: $(cat out.txt err.txt)"
}
says() { grep -qF -- "$1" out.txt err.txt || fail "expected \"$1\", got: $(cat out.txt err.txt)"; }

cat >tables.toml <<'EOF'
two = ["supervised", "fixmatch"]
[budget]
net = "mlp"
labels = 6
validation = 20
batch = 8
ratio = 4
evaluations = 20
[[table]]
name = "short"
title = "Short runs"
dataset = "two-moons"
methods = "two"
splits = 1
steps = 60
shift = "rotated"
reach = 1
within = 5
[[table]]
name = "long"
title = "Long runs"
dataset = "two-moons"
methods = ["fixmatch"]
splits = 1
steps = 100000000
[[table]]
name = "files"
title = "Files that nobody has"
dataset = "mnist"
folder = "mnist"
methods = "two"
splits = 1
steps = 10
EOF
runs=docs/results/runs

# What is missing, without running anything.
run 0 --list
says '5 cells are missing'
[[ -e docs ]] && fail "--list wrote something"

# Ctrl-C: what is done is stored, what was running is not, and nothing is left behind.
env --default-signal=INT python3 "$script" --bench "$bench" --tables tables.toml --docs docs >out.txt 2>err.txt &
pid=$!
for ((i = 0; i < 300; ++i)); do
  [[ -s $runs/short/fixmatch-0.json && -n $(ls tmp) ]] && break
  sleep 0.1
done
sleep 0.5
kill -INT $pid
wait $pid
got=$?
((got == 130)) || fail "Ctrl-C: expected exit code 130, got $got: $(cat out.txt err.txt)"
says 'start again to go on'
says 'skipped 2 cells of files: the folder of data sets is not known'
[[ $(cd $runs && echo */*) == 'short/fixmatch-0.json short/supervised-0.json' ]] || fail "stored: $(ls -R $runs)"
[[ -z $(ls -A tmp) ]] || fail "left behind: $(ls -A tmp)"
grep -rqF -e "$work" -e "$(hostname)" docs && fail "a stored file names the machine: $(grep -rF "$work" docs)"

# Started again, nothing that is stored runs again: the program is not even asked.
stat -c '%i %Y' $runs/short/* >before.txt
run 0 --table short
stat -c '%i %Y' $runs/short/* >after.txt
cmp -s before.txt after.txt || fail "stored cells ran again"
grep -q '^\[' out.txt && fail "cells ran: $(cat out.txt)"
run 0 --list
says '3 cells are missing'

# The page has the numbers of the rows, its plots, and says what is missing.
run 0 --page
cat >page_has.py <<'EOF'
import json, sys
page = open("docs/results.md", encoding="utf-8").read()
rows = {m: json.load(open(f"docs/results/runs/short/{m}-0.json"))["row"] for m in ("supervised", "fixmatch")}
gain = 100 * (rows["fixmatch"]["accuracy_last"] - rows["supervised"]["accuracy_last"])
for method, row in rows.items():
    low, high = row["accuracy_last_interval"]
    wanted = [f"| {100 * row['accuracy_last']:.1f} [{100 * low:.1f}, {100 * high:.1f}] | {100 * row['accuracy_median20']:.1f} |",
              f"| {row['images_per_second']:.0f} |"]
    if method == "fixmatch":
        wanted += [f"| {gain:+.1f} [", f"| {100 * row['mask_rate']:.1f} | {100 * row['pseudo_label_accuracy']:.1f} |"]
    assert row["accuracy_last"] < 1 and f"- **{method}**: {100 * row['accuracy_last']:.1f} (splits: " in page, method
    assert f"--shift rotated --seed 0" in page
    lines = [line for line in page.splitlines() if line.startswith(f"| [{method}]")]
    for text in wanted:
        if text not in lines[0]:
            sys.exit(f"expected {text!r} in {lines[0]!r}")
    for text in (row["settings"], f"ssl_bench --method {method} --dataset two-moons --net mlp --labels 6"):
        if text not in page:
            sys.exit(f"expected {text!r} in the page")
EOF
python3 page_has.py || fail "the page does not have the numbers of the rows"
grep -q 'No run of this table is stored yet' docs/results.md || fail "the page does not say what is missing"
for plot in accuracy curves; do
  grep -qF "results/short-$plot.svg" docs/results.md && python3 -c "import xml.dom.minidom as m, sys; m.parse(sys.argv[1])" \
    docs/results/short-$plot.svg || fail "short-$plot.svg"
done

# The verdicts follow from the numbers: rows with another accuracy, mask rate and pseudo-labels give another sentence.
cp -r docs docs.good
change() { sed -i "s/^    \"$2\": .*,$/    \"$2\": $3,/" "$runs/short/$1-0.json"; }
change supervised accuracy_last 0.8
change supervised seconds 4.9
change fixmatch accuracy_last 0.9
change fixmatch seconds 5.13
run 0 --page
grep -qF 'Verdicts: 1 help.' docs/results.md || fail "expected that fixmatch helps"
grep -qF 'Longer than 5 s of training, the median over the splits: `fixmatch` 5.1 s.' docs/results.md || fail "expected one slow method"
change fixmatch accuracy_last 0.7
change fixmatch pseudo_label_accuracy 0.75
change fixmatch mask_rate 0.6
run 0 --page
grep -qF -- '- **fixmatch**: hurts at this budget: -10.0 points; mask rate 60.0 %, pseudo-labels 75.0 % right; its labels are no better than the baseline on the test samples (80.0 %).' \
  docs/results.md || fail "expected that fixmatch hurts: $(grep -F '**fixmatch**' docs/results.md)"
change fixmatch accuracy_last 0.801
change fixmatch mask_rate 0.01
run 0 --page
grep -qF -- 'no clear difference at this budget: +0.1 points, ahead on 1 of 1 splits; mask rate 1.0 %, pseudo-labels 75.0 % right; hardly any sample is selected' \
  docs/results.md || fail "expected no clear difference: $(grep -F '**fixmatch**' docs/results.md)"
rm -r docs && mv docs.good docs

# Intervals, by hand: t(2) = 4.303 times 0.01 / sqrt(3); and 1.96 sqrt(0.8 * 0.2 / 100 + 0.7 * 0.3 / 100), where it is wider.
PYTHONPATH=$(dirname "$script") python3 - <<'EOF' || fail "intervals"
from summary import gain_of

def pair(a, b, n):
    return [{"accuracy_last": x, "accuracy_last_interval": [x, x], "test_samples": n} for x in (a, b)]

def near(e, mean, half):
    return abs(e.mean - mean) < 1e-9 and abs(e.high - mean - half) < 1e-5 and abs(mean - e.low - half) < 1e-5

assert near(gain_of([pair(0.51, 0.5, 10**9), pair(0.52, 0.5, 10**9), pair(0.53, 0.5, 10**9)]), 0.02, 0.024844)
assert near(gain_of([pair(0.8, 0.7, 100)]), 0.1, 0.119223)
assert near(gain_of([pair(0.8, 0.7, 100), pair(0.8, 0.7, 100)]), 0.1, 0.119223)
assert gain_of([]) is None
EOF

# The check finds a page that is not what is stored, and a method that no table has.
run 1 --check
says 'in no table: entropy_minimization'
grep -q 'not what the stored runs give' out.txt && fail "the page is up to date: $(cat out.txt)"
sed -i 's/| helps |/| helps a lot |/; s/^# Results/# Our results/' docs/results.md
run 1 --check
says 'not what the stored runs give: results.md'

# Another budget is another cell.
sed 's/steps = 60/steps = 61/' tables.toml >other.toml
run 0 --list --table short --tables other.toml
says '2 cells are missing'

# A cell that fails is reported and does not stop the rest.
cat >failing <<EOF
#!/bin/bash
[[ \$* == *'--method supervised'* ]] && echo 'ssl_bench: the loss is nan' >&2 && exit 2
exec "$bench" "\$@"
EOF
chmod +x failing
run 1 --table short --tables other.toml --docs docs2 --bench ./failing
says 'short supervised split 0: exit code 2: ssl_bench: the loss is nan'
[[ $(cd docs2/results/runs/short && echo *) == fixmatch-0.json ]] || fail "the rest did not run: $(ls -R docs2)"
grep -qE '^\| \[supervised\].*missing' docs2/results.md || fail "the page does not show what failed as missing"

# What cannot be used is refused by name, in one sentence.
run 2 --bench nowhere/ssl_bench
says 'nowhere/ssl_bench: cannot be run'
run 2 --table shrt
says "expected one of short, long, files, got 'shrt'"
run 2 --tables nowhere.toml
says 'nowhere.toml: No such file'
head -c 300 $runs/short/fixmatch-0.json >cut && mv cut $runs/short/fixmatch-0.json
for action in --list --page --check; do
  run 2 $action
  says "docs/results/runs/short/fixmatch-0.json: not a stored run"
done
sed 's/"mask_rate"/"mask"/' $runs/short/supervised-0.json >$runs/short/fixmatch-0.json
run 2 --list
says 'lacks mask_rate'
cp $runs/short/supervised-0.json $runs/short/fixmatch-0.json
run 2 --list
says 'holds supervised with seed 0'

((failures == 0)) && echo "results: all checks passed"
exit $((failures > 0))
