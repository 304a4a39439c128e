// Area extra: numerical utilities.
#include "runner.hpp"
#include "tacit/data/ct_bins.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/loss/sinkhorn.hpp"
#include "tacit/ssl/interleave.hpp"
#include "tacit/ssl/sharpen.hpp"
#include "tacit/train/metric/wilson.hpp"

namespace conformance {
namespace {

template <class Run>
void philox(Run& run) {
  auto const counters = run.integers("counter"), keys = run.integers("key");
  std::vector<std::int64_t> words;
  for (std::size_t i = 0; i < counters.size() / 4; ++i) {
    std::array<std::uint32_t, 4> counter{};
    std::array<std::uint32_t, 2> key{};
    for (std::size_t k = 0; k < 4; ++k) counter[k] = static_cast<std::uint32_t>(counters[4 * i + k]);
    for (std::size_t k = 0; k < 2; ++k) key[k] = static_cast<std::uint32_t>(keys[2 * i + k]);
    for (std::uint32_t word : tacit::philox4x32(counter, key)) words.push_back(word);
  }
  run.check("output", words);
}

template <class Run>
void wilson(Run& run) {
  auto const hits = run.integers("k"), trials = run.integers("n");
  std::vector<double> low, high;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    auto const bounds = tacit::wilson_interval(static_cast<double>(hits[i]), static_cast<double>(trials[i]),
                                               run.number("z", 1.959963984540054));
    low.push_back(bounds.low);
    high.push_back(bounds.high);
  }
  run.check("low", low);
  run.check("high", high);
}

template <class Run>
void sinkhorn(Run& run) {
  auto const scores = run.template in<2>("scores");
  auto const codes = tacit::sinkhorn(scores, {.temperature = run.number("eps"), .rounds = run.count("iterations")});
  std::vector<double> rows(static_cast<std::size_t>(codes.extent(0))),
      columns(static_cast<std::size_t>(codes.extent(1)));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t k = 0; k < columns.size(); ++k) {
      double const q = codes(static_cast<tacit::index_t>(i), static_cast<tacit::index_t>(k));
      rows[i] += q;
      columns[k] += q;
    }
  run.check("codes", codes);
  run.check("row_sums", rows);
  run.check("column_sums", columns);
}

template <class Run>
void ctaugment(Run& run) {
  auto const bins = run.integers("bin");
  tacit::ct_bins state({.bins = run.expected_shape("weights").at(1),
                        .decay = run.number("decay", 0.99),
                        .threshold = run.number("threshold", 0.8)});
  std::vector<double> weights, probability;
  for (std::size_t t = 0; t < bins.size(); ++t) {
    auto const row = static_cast<tacit::index_t>(t);
    for (std::size_t i = 0; i < state.weights().size(); ++i)
      probability.push_back(state.probability(static_cast<tacit::index_t>(i)));
    double const omega = run.has("omega")
                             ? run.template in<1>("omega")(row)
                             : tacit::label_proximity(run.template in<2>("p").view().row(row), run.integers("y")[t]);
    state.update(bins[t], omega);
    weights.insert(weights.end(), state.weights().begin(), state.weights().end());
  }
  run.check("probability", probability);
  run.check("weights", weights);
}

}  // namespace

void add_extra_operations(registry& r) {
  r.add("extra", "philox4x32", [](auto& run) { philox(run); });
  r.add("extra", "wilson", [](auto& run) { wilson(run); });
  r.add("extra", "sharpen",
        [](auto& run) { run.check("q", tacit::sharpen(run.template in<2>("p"), run.number("T"))); });
  r.add("extra", "sinkhorn", [](auto& run) { sinkhorn(run); });
  r.add("extra", "ctaugment", [](auto& run) { ctaugment(run); });
  r.add("extra", "interleave",
        [](auto& run) { run.check("index", tacit::interleave_index(run.count("batch"), run.count("groups"))); });
}

}  // namespace conformance
