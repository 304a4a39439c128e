// Which blocks of a network are trained: all, those of one role, those below a name.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "tacit/nn/parameters.hpp"

namespace tacit::inline TACIT_ABI {

/// True for the blocks that an optimiser moves; empty: all of them. The others stay as they are, bit for bit: neither
/// gradient nor weight decay reaches them.
using block_filter = std::function<bool(block const&)>;

/// `of_role(role::norm)`: scales and shifts of norms alone (test-time adaptation).
inline block_filter of_role(role kind) {
  return [kind](block const& b) { return b.kind == kind; };
}

/// `below("linear2.")`: blocks whose name begins so (a new head on layers that are kept).
inline block_filter below(std::string prefix) {
  return [prefix = std::move(prefix)](block const& b) { return b.name.starts_with(prefix); };
}

}  // namespace tacit::inline TACIT_ABI
