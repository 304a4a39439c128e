// Which guesses of a round become labels: by threshold, by number, by number of each class, or by curriculum.
#pragma once

#include <algorithm>
#include <concepts>
#include <map>
#include <string>
#include <vector>

#include "tacit/ssl/rounds/guess.hpp"

namespace tacit::inline TACIT_ABI {

/// Called as selection(guesses, round), rounds counted from 0: erases the guesses that it does not select. Those of
/// `afresh` selections replace the labels of earlier rounds; all others stand, and labels are never revised.
template <class S>
concept RoundSelection = requires(S const& s, std::vector<guess>& guesses, index_t round) {
  s(guesses, round);
};

/// Every guess above the threshold, strictly.
struct confidence_above {
  double threshold = 0.75;

  void operator()(std::vector<guess>& guesses, index_t) const {
    std::erase_if(guesses, [&](guess const& g) { return !(g.confidence > threshold); });
  }
};

/// The `count` most confident guesses; of equals the lower row first.
struct most_confident {
  index_t count = 10;

  void operator()(std::vector<guess>& guesses, index_t) const {
    sort_by_confidence(guesses);
    if (static_cast<index_t>(guesses.size()) > count)
      guesses.resize(static_cast<std::size_t>(std::max<index_t>(0, count)));
  }
};

/// The `count` most confident guesses of each predicted class: a threshold on the probability alone lets easy classes
/// flood the others.
struct most_confident_per_class {
  index_t count = 10;

  void operator()(std::vector<guess>& guesses, index_t) const {
    sort_by_confidence(guesses);
    std::map<int, index_t> taken;
    std::erase_if(guesses, [&](guess const& g) { return ++taken[g.label] > count; });
  }
};

/// Curriculum labelling (Cascante-Bonilla et al. 2021): round r of R selects afresh the floor((r + 1) n / R) most
/// confident of all n unlabelled samples; the last round takes all of them. self_training_options::max_rounds must let
/// it come to that.
struct curriculum {
  static constexpr bool afresh = true;
  index_t rounds = 5;  ///< R

  void operator()(std::vector<guess>& guesses, index_t round) const {
    if (rounds < 1) detail::throw_error<value_error>("curriculum: rounds: expected at least 1, got {}", {rounds});
    sort_by_confidence(guesses);
    auto const n = static_cast<index_t>(guesses.size());
    guesses.resize(static_cast<std::size_t>(std::min(n, (round + 1) * n / rounds)));
  }
};

namespace detail {
template <class S>
concept SelectsAfresh = requires {
  requires S::afresh;
};
}  // namespace detail

}  // namespace tacit::inline TACIT_ABI
