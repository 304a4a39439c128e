#!/bin/bash
# Seeds faults into a copy of the headers, one at a time, and shows that the tests notice each. A fault that no test
# notices ends the script with exit code 1. Not part of continuous integration: it compiles a test program for each.
# check_mutations.sh [NAME]: all, or one. check_mutations.sh --expressions: no test, only whether every fault still finds
# its place in the headers; that is part of continuous integration.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

compiler=${CXX:-g++}
exec 3>&2  # what goes wrong with the check itself is shown, whatever is kept of a test's output
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=(-std=c++20 -O1 -march=native -fopenmp -Itests -Itests/conformance -isystem /usr/include/eigen3)

# compile INCLUDE SOURCE OBJECT
compile() {
  "$compiler" "${flags[@]}" -I"$1" -c "$2" -o "$3" 2>"$work/errors" && return
  grep -m3 error "$work/errors" >&3
  exit 2
}

# The conformance program with one family of operations alone: conformance INCLUDE SOURCE REGISTER CASES
conformance() {
  local main=$work/main.cpp
  sed -E "/^ *add_[a-z_]+_operations\(operations\);/{/ $3\(/!d}" tests/conformance/main.cpp >"$main"
  compile "$1" "$main" "$work/main.o"
  compile "$1" "tests/conformance/$2" "$work/operations.o"
  for part in case compare; do
    [[ -e $work/$part.o ]] || compile include "tests/conformance/$part.cpp" "$work/$part.o"
  done
  "$compiler" -fopenmp "$work"/{operations,main,case,compare}.o -o "$work/program" 2>&3 || exit 2
  "$work/program" "tests/golden/$4"
}

# A source of unit tests: unit INCLUDE SOURCE NAME-OF-TEST
unit() {
  if [[ ! -e $work/catch.o ]]; then
    echo '#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>' >"$work/catch.cpp"
    compile include "$work/catch.cpp" "$work/catch.o"
  fi
  compile "$1" "tests/$2" "$work/unit.o"
  "$compiler" -fopenmp "$work"/{unit,catch}.o -o "$work/program" 2>&3 || exit 2
  "$work/program" "$3"
}

wanted=${1-} expressions='' survived=0
[[ $wanted != --expressions ]] || wanted='' expressions=yes
declare -A sound  # tests known to pass on the headers as they are

# fault NAME FILE SED-EXPRESSION TEST...: the test passes on the headers as they are, and fails on the mutated ones.
fault() {
  local name=$1 file=$2 expression=$3 mutated=$work/include
  shift 3
  [[ -z $wanted || $wanted == "$name" ]] || return 0
  rm -rf "$mutated" && cp -r include "$mutated"
  sed -i -E "$expression" "$mutated/tacit/$file"
  if cmp -s "include/tacit/$file" "$mutated/tacit/$file"; then
    echo "$name: the expression changes nothing in $file"
    exit 2
  fi
  [[ -z $expressions ]] || return 0
  local kind=$1
  shift
  if [[ -z ${sound["$kind $*"]-} ]] && ! "$kind" include "$@" >"$work/output" 2>&1; then
    echo "$name: the test fails without the fault:"
    tail -5 "$work/output"
    exit 2
  fi
  sound["$kind $*"]=yes
  if "$kind" "$mutated" "$@" >"$work/output" 2>&1; then
    echo "$name: SURVIVED ($*)"
    survived=1
  else
    echo "$name: killed by $*"
  fi
}

fault student_read_from_teacher ssl/term/consistency.hpp \
  's/compare\(student, d\.record\.target, d\.weight\)/compare(s.memory().constant(d.record.logits), d.record.target, d.weight)/' \
  conformance ops_method.cpp add_method_operations method/mean_teacher
fault stop_gradient_dropped ssl/methods/pi_model.hpp \
  's/student\(weak\), as_is, everything, on\(weak2, probability_mse\)/student(weak).with_gradient(), as_is, everything, on(weak2, softmax_mse)/' \
  conformance ops_method.cpp add_method_operations method/pi_model_stop
fault average_before_the_step ssl/minimise.hpp \
  's/^    optimise\(\);/    LATER();/; s/^    average\(\);/    optimise();/; s/^    LATER\(\);/    average();/' \
  conformance ops_model.cpp add_model_operations model/trajectory_mean_teacher
fault average_follows_too_early optim/update_rule.hpp \
  's/^    if \(p\.blocks\.empty\(\)\) body/    after(first, last);\n    if (p.blocks.empty()) body/; s/^    after\(first, last\);$//' \
  unit optim/update_rule.cpp "what follows an update*"
fault teacher_updates_batch_norm ssl/detail/step_passes.hpp 's/\? env_\.teacher_moves_statistics/? true/' \
  unit ssl/passes.cpp "the teacher's passes*"
fault mean_over_the_masked loss/detail/rows.hpp \
  's/^  double sum = 0;$/  double sum = 0, kept = 0; for (index_t i = 0; i < rows; ++i) kept += w.weight.data() ? static_cast<double>(w.weight[i]) : 1;/; s/w\.divisor\b/std::max(1.0, kept)/' \
  conformance ops_method.cpp add_method_operations method/fixmatch_hard
fault softmax_of_probabilities ssl/target/tempered.hpp 's/r\.logits_for\(called\)/r.probabilities/' \
  conformance ops_method.cpp add_method_operations method/fixmatch_soft
fault temperature_ignored ssl/target/tempered.hpp 's/1\.0 \/ temperature/1.0/' \
  conformance ops_method.cpp add_method_operations method/fixmatch_soft
fault flexmatch_counts_not_restored ssl/select/curriculum_threshold.hpp '/visitor\("(selected|counts|unused)"/d' \
  unit ssl/thresholds.cpp "FlexMatch's state goes on*"
fault labels_leaked ssl/term/consistency.hpp \
  's/compare\(student, d\.record\.labels, d\.weight\)/compare(student, s.hidden_labels().empty() ? std::span<int const>(d.record.labels) : s.hidden_labels(), d.weight)/' \
  unit train/checkpoint.cpp 'hidden labels*'
fault threshold_on_the_wrong_axis ssl/select/self_adaptive_threshold.hpp \
  's/st\.p\[static_cast<std::size_t>\(label\)\] \/ most/st.p[static_cast<std::size_t>(i) % st.p.size()] \/ most/' \
  conformance ops_method_threshold.cpp add_threshold_operations method/freematch_base
fault divergence_in_the_wrong_order ssl/term/virtual_adversarial.hpp \
  's/kl_divergence\(moved\[0\], p\)/kl_divergence(z(term.view), softmax(stop_gradient(moved[0])).value())/' \
  conformance ops_model_vat.cpp add_model_vat_operations model/vat_tanh_xi1
fault meta_pseudo_labels_sign ssl/methods/meta_pseudo_labels.hpp \
  's/report_\.labelled_old - report_\.labelled_new/report_.labelled_new - report_.labelled_old/' \
  conformance ops_model_mpl.cpp add_model_mpl_operations model/meta_pseudo_labels

exit $survived
