#!/bin/bash
# ssl_bench as a user meets it: exit codes, messages, files, equal bits for any number of threads, Ctrl-C.
# usage: cli.sh path/to/ssl_bench
set -uo pipefail
bench=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

failures=0
fail() {
  echo "FAILED: $*"
  ((++failures))
}

# runs CODE MESSAGE ARGUMENT...: the program must exit with the code, and its standard error must contain the message in
# one line of at most 400 characters.
refuses() {
  local code=$1 message=$2
  shift 2
  "$bench" "$@" >out.txt 2>err.txt
  local got=$?
  ((got == code)) || fail "$*: expected exit code $code, got $got"
  grep -qF -- "$message" err.txt || fail "$*: expected a message with \"$message\", got: $(cat err.txt)"
  (($(grep -cF 'ssl_bench: ' err.txt) == 1)) || fail "$*: expected one sentence, got: $(cat err.txt)"
}

moons=(--dataset two-moons --steps 60 --batch 12 --ratio 7)

# What is not known is refused with the nearest spelling.
refuses 2 "did you mean 'fixmatch'?" --method supervised,fixmtch
refuses 2 "did you mean '--method'?" --metod fixmatch
refuses 2 "did you mean 'small_cnn'?" --net smallcnn
refuses 2 "did you mean 'two-moons'?" --dataset two-moon
refuses 2 'expected one of mlp, mlp_norm, mlp_cosine, small_cnn, small_cnn_cosine, wrn28_2 and conv_large' --net transformer

refuses 2 "did you mean 'rotated'?" --shift rotatd
refuses 2 'expected one of none, rotated, noisy and inverted' --shift fog

refuses 2 "did you mean 'flexmatch'?" --explain flexmtch

# What the library knows: every method slot by slot, and each with its formula, state and paper.
"$bench" --list >out.txt || fail "--list"
grep -qF 'unsup: student(weak) | harden | confident(0.95) | cross_entropy, strong' out.txt || fail "--list: no slots"
"$bench" --explain softmatch_unaligned >out.txt || fail "--explain"
for word in 'mu (1)' 'truncated_gaussian(' 'L = ' 'Chen et al.'; do
  grep -qF -- "$word" out.txt || fail "--explain: expected \"$word\""
done

# Values that do not fit are refused before anything is trained.
refuses 2 "expected a whole number from 1 to 2147483647, got 'many'" --steps many
refuses 2 "got '-3'" --labels -3
refuses 2 '--seed: expected a value, got none' --seed
refuses 2 'twice' --method fixmatch,fixmatch
refuses 2 'labels: expected at most the 1000 training samples, got 1001' "${moons[@]}" --labels 1001
refuses 2 'labels: expected at least one for each of the 2 classes, got 1' "${moons[@]}" --labels 1
refuses 2 'larger than the pool of 1000' "${moons[@]}" --batch 500
refuses 2 "the view 'unlabelled weak" "${moons[@]}" --method fixmatch --ratio 0
refuses 2 'there is no folder' "${moons[@]}" --json nowhere/results.json
refuses 2 "$work" "${moons[@]}" --save "$work"
for net in small_cnn wrn28_2 conv_large; do
  refuses 2 'input: expected an image, height x width x 2, got 2' "${moons[@]}" --net $net
done
refuses 2 'expected images' "${moons[@]}" --shift inverted

# Every method of the list runs and is explained; those that need images are refused for points.
few=(--batch 8 --ratio 2 --evaluations 1 --threads 1)
mapfile -t names < <("$bench" --list | awk '/^data sets:/ { exit } NR > 1 { print $1 }')
((${#names[@]} > 30)) || fail "--list: expected more methods than ${#names[@]}"
for name in "${names[@]}"; do
  "$bench" --explain "$name" >out.txt 2>err.txt || fail "--explain $name: $(cat err.txt)"
  [[ $name == supervised ]] || grep -qE '(19|20)[0-9]{2}' out.txt || fail "--explain $name: expected a source"
  case $name in
    remixmatch | crmatch | transfer)
      refuses 2 'expected a data set of images' --dataset two-moons --method "$name"
      on=(--dataset synthetic --steps 3)
      ;;
    *) on=(--dataset two-moons --steps 6) ;;
  esac
  "$bench" "${on[@]}" "${few[@]}" --method "$name" >out.txt 2>err.txt || fail "$name: $(cat err.txt)"
  grep -q "^$name " out.txt || fail "$name: expected a row, got: $(cat out.txt)"
done

# Two domains: by name, or where a method asks for them; a method that adapts at test time says what it changed.
"$bench" --dataset two-moons --steps 6 "${few[@]}" --method supervised,dann,tent --json two_domains.json \
  >out.txt 2>err.txt || fail "two domains: $(cat err.txt)"
grep -q 'turned by 35 degrees (--shift rotated, since dann needs' err.txt || fail "two domains: $(cat err.txt)"
grep -q '^tent, split 0: .* before it adapted' out.txt || fail "two domains: $(cat out.txt)"
(($(grep -c '"shift": "rotated"' two_domains.json) == 3)) || fail "two domains: expected the shift in every row"
(($(grep -c '"accuracy_before": null' two_domains.json) == 2)) || fail "two domains: expected one accuracy_before"
(($(grep weight_hash two_domains.json | sort -u | wc -l) == 3)) || fail "two domains: expected other weights by method"
"$bench" --dataset synthetic --steps 2 "${few[@]}" --method adamatch --shift noisy >out.txt 2>err.txt ||
  fail "adamatch between domains: $(cat err.txt)"
grep -q 'with noise of 0.2 of the range (--shift noisy)' err.txt || fail "--shift noisy: $(cat err.txt)"

# Data that are missing or damaged.
refuses 2 "$work/empty" --dataset fashion-mnist --data "$work/empty"
refuses 2 '--data: expected the folder of the files of mnist' --dataset mnist
refuses 2 "$work/empty/data_batch_1.bin: cannot open: No such file" --dataset cifar10 --data "$work/empty"
mkdir packed && : >packed/data_batch_1.bin.xz
refuses 2 'packed/data_batch_1.bin.xz is there: unpack it first' --dataset cifar10 --data packed
mkdir damaged
for file in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
  head -c 100 /dev/urandom | gzip | head -c 60 >damaged/$file-ubyte.gz
done
refuses 2 'damaged/train-images-idx3-ubyte.gz: byte ' --dataset fashion-mnist --data damaged

# A run: table, rows with every key, report, logs, splits.
methods=supervised,mean_teacher,fixmatch
"$bench" "${moons[@]}" --method $methods --splits 2 --validation 10 --threads 1 --json one.json --out run --save w.npz \
  >out.txt 2>err.txt || fail "two moons: $(cat err.txt)"
grep -q 'to supervised, points' out.txt || fail "no summary in the table: $(cat out.txt)"
text='"[^"]+"' whole='[0-9]+' real='-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?' hash='"[0-9a-f]{16}"'
twenty="\[(($real|null),?){20}\]"
row=(method "$text" settings "$text" dataset '"two-moons"' shift '"none"' net '"mlp"' labels 6 validation 10 split '[01]' seed "$whole"
  steps 60 batch 12 ratio 7 evaluations 20 optimiser "$text" averaging "$text" views "$text"
  accuracy_last "$real" accuracy_last_interval "\[$real,$real\]" accuracy_before null accuracy_median20 "$real"
  accuracy_best_validation "$real" test_samples 1000 pseudo_label_accuracy "($real|null)" mask_rate "($real|null)"
  seconds "$real" images_per_second "$real" weight_hash "$hash" warnings '\[.*\]'
  curve "\{\"step\":$twenty(,\"[a-z_]+\":$twenty){4}\}")
pattern=
for ((i = 0; i < ${#row[@]}; i += 2)); do pattern+="\"${row[i]}\": ${row[i + 1]},? ?"; done
tr -s ' \n' ' ' <one.json | grep -qE "^\[ (\{ ${pattern}\},? ?){6}\] ?$" || fail "one.json: $(head -25 one.json)"
cmp -s one.json run/results.json || fail "results.json and --json differ"
for file in report.html split0.txt split1.txt {supervised,mean_teacher,fixmatch}_split{0,1}_{steps,evaluations}.csv; do
  [[ -s run/$file ]] || fail "run/$file is missing"
done
(($(wc -l <run/fixmatch_split1_steps.csv) == 61)) || fail "expected a line a step in fixmatch_split1_steps.csv"
grep -qE '<script|https?://' run/report.html && fail "report.html reaches outside or runs scripts"
for m in supervised mean_teacher fixmatch; do [[ -s w.$m.npz ]] || fail "w.$m.npz is missing"; done

# Equal bits for any number of threads; other bits for another seed.
hashes() { grep weight_hash "$1"; }
"$bench" "${moons[@]}" --method $methods --splits 2 --validation 10 --threads 2 --json two.json >out.txt 2>err.txt
[[ $(hashes one.json) == "$(hashes two.json)" ]] || fail "1 and 2 threads give different weights"
"$bench" "${moons[@]}" --method $methods --splits 2 --validation 10 --threads 2 --seed 5 --json seed.json >out.txt 2>err.txt
[[ $(hashes one.json | sort -u | wc -l) == 6 ]] || fail "two runs have the same weights"
(($(cat <(hashes one.json) <(hashes seed.json) | tr -d ' ' | sort | uniq -d | wc -l) == 0)) ||
  fail "two seeds give the same weights"

# Saved weights can be loaded where they fit, and only there.
"$bench" "${moons[@]}" --method fixmatch --steps 1 --load w.fixmatch.npz >out.txt 2>err.txt || fail "load: $(cat err.txt)"
refuses 2 'expected' --dataset synthetic --net mlp --load w.fixmatch.npz
head -c 200 w.fixmatch.npz >half.npz
refuses 2 'half.npz' "${moons[@]}" --load half.npz

# Ctrl-C, and a polite kill: the run ends cleanly, with the report so far.
for signal in INT TERM; do
  rm -rf stopped
  # A background job of a script ignores SIGINT; env restores it.
  env --default-signal=INT "$bench" "${moons[@]}" --method supervised,fixmatch --steps 1000000 --out stopped \
    >out.txt 2>err.txt &
  pid=$!
  for ((i = 0; i < 300; ++i)); do
    grep -q '^supervised' err.txt 2>/dev/null && break
    sleep 0.1
  done
  sleep 0.5
  kill -$signal $pid
  wait $pid
  got=$?
  ((got == 130)) || fail "SIG$signal: expected exit code 130, got $got: $(cat err.txt)"
  grep -q '(interrupted after step' out.txt || fail "SIG$signal: the table does not say that the run was interrupted"
  grep -q 'was interrupted' stopped/report.html || fail "SIG$signal: no report so far"
  [[ -s stopped/results.json ]] || fail "SIG$signal: no results so far"
done

# A run that was interrupted and goes on in a new process gives the bits of one that was not; so does a method of several
# trainings that was stopped in its second one.
long=(--dataset two-moons --steps 2000 --evaluations 40 --threads 1)
goes_on() { # method, the file that is there when it is stopped
  rm -f run.npz run.[0-9].npz
  "$bench" "${long[@]}" --method "$1" --json whole.json >out.txt 2>err.txt || fail "$1: $(cat err.txt)"
  env --default-signal=INT "$bench" "${long[@]}" --method "$1" --checkpoint run.npz >out.txt 2>err.txt &
  pid=$!
  for ((i = 0; i < 3000; ++i)); do
    [[ -s $2 ]] && break
    sleep 0.01
  done
  kill -INT $pid 2>/dev/null
  wait $pid
  "$bench" "${long[@]}" --method "$1" --checkpoint run.npz --resume --json resumed.json >out.txt 2>err.txt ||
    fail "$1: resume: $(cat err.txt)"
  [[ $(grep weight_hash whole.json) == "$(grep weight_hash resumed.json)" ]] || fail "$1: a resumed run gave other bits"
  [[ $(grep accuracy_ whole.json) == "$(grep accuracy_ resumed.json)" ]] ||
    fail "$1: a resumed run gave another evaluation"
}
for method in self_training noisy_student distillation; do goes_on $method run.1.npz; done
goes_on fixmatch run.npz
long+=(--method fixmatch)
refuses 2 'a run with another method' "${long[@]}" --method uda --checkpoint run.npz --resume
refuses 2 'a run with another task' "${long[@]}" --labels 8 --checkpoint run.npz --resume
refuses 2 'none.npz' "${long[@]}" --checkpoint none.npz --resume
refuses 2 'expected --checkpoint FILE' "${long[@]}" --resume
refuses 2 'expected one method and one split' "${long[@]}" --splits 2 --checkpoint run.npz

((failures == 0)) && echo "ssl_bench: all checks passed"
exit $((failures > 0))
