// The order in which a stream shows its samples: a fresh permutation every epoch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "tacit/kernel/random.hpp"

namespace tacit::inline TACIT_ABI {

/// An endless walk over `count` samples that shows each once an epoch. The order of an epoch depends on (seed, stream,
/// epoch) alone, so that any position can be asked for; the current epoch's order is kept.
class shuffled_stream {
 public:
  shuffled_stream(index_t count, std::uint64_t seed, std::uint32_t stream)
      : order_(static_cast<std::size_t>(count)), seed_(seed), stream_(stream) {}

  index_t count() const { return static_cast<index_t>(order_.size()); }

  /// The sample at position 0 .. count - 1 of an epoch.
  index_t at(index_t epoch, index_t position) {
    if (epoch != epoch_) {
      std::iota(order_.begin(), order_.end(), index_t{0});
      random_stream random(seed_, purpose::order, static_cast<std::uint64_t>(epoch), 0, stream_);
      shuffle(order_, count(), random);
      epoch_ = epoch;
    }
    return order_[static_cast<std::size_t>(position)];
  }

 private:
  std::vector<index_t> order_;
  std::uint64_t seed_;
  std::uint32_t stream_;
  index_t epoch_ = -1;
};

}  // namespace tacit::inline TACIT_ABI
