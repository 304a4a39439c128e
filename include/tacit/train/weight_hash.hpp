// weight_hash: one number for all weights of a run, to compare runs bit for bit.
#pragma once

#include "tacit/kernel/hash.hpp"
#include "tacit/nn/any_backbone.hpp"

namespace tacit::inline TACIT_ABI {

/// Adds every block of parameters, then of buffers, in the order of the table, without padding.
template <std::floating_point Scalar>
void add_weights(fnv1a& hash, host_spans<Scalar> const& s) {
  for (bool const buffers : {false, true})
    for (block const& b : s.blocks)
      if ((b.kind == role::buffer) == buffers) {
        auto const all = buffers ? s.buffers : s.parameters;
        hash.add(all.subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size())));
      }
}

}  // namespace tacit::inline TACIT_ABI
