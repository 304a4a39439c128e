// label_table: which samples have a label, given or guessed, and since which round.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/labelled_samples.hpp"
#include "tacit/ssl/rounds/guess.hpp"

namespace tacit::inline TACIT_ABI {

struct label_table {
  std::vector<int> labels;     ///< unknown_label where there is none
  std::vector<int> iteration;  ///< 0: given; k: guessed in the k-th round, from 1; -1: never

  label_table() = default;
  /// Given labels; unknown_label where there is none.
  explicit label_table(std::vector<int> given) : labels(std::move(given)) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] < 0 && labels[i] != unknown_label)
        detail::throw_error<value_error>("label_table: label of row {}: expected at least 0, or -1 for none, got {}",
                                         {i, labels[i]});
      iteration.push_back(labels[i] == unknown_label ? -1 : 0);
    }
  }

  /// Rows that have a label now.
  std::vector<index_t> labelled() const {
    return rows([&](std::size_t i) { return iteration[i] >= 0; });
  }
  std::vector<index_t> unlabelled() const {
    return rows([&](std::size_t i) { return iteration[i] < 0; });
  }
  /// Rows whose label was not given.
  std::vector<index_t> open() const {
    return rows([&](std::size_t i) { return iteration[i] != 0; });
  }

  /// Enters the guesses of the `round`-th round, from 1.
  void assign(std::span<guess const> guesses, index_t round) {
    for (guess const& g : guesses) {
      auto const i = static_cast<std::size_t>(g.row);
      labels[i] = g.label;
      iteration[i] = static_cast<int>(round);
    }
  }

  /// Takes back every guess.
  void forget() {
    for (index_t row : open()) {
      labels[static_cast<std::size_t>(row)] = unknown_label;
      iteration[static_cast<std::size_t>(row)] = -1;
    }
  }

 private:
  template <class Predicate>
  std::vector<index_t> rows(Predicate const& chosen) const {
    std::vector<index_t> all;
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (chosen(i)) all.push_back(static_cast<index_t>(i));
    return all;
  }
};

}  // namespace tacit::inline TACIT_ABI
