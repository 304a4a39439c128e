// Networks of a case: blocks filled with stored parameters, and compared with them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "layout.hpp"
#include "runner.hpp"
#include "tacit/nn/any_backbone.hpp"

namespace conformance {

using tacit::index_t;

/// Names of a parameter or statistic in the case and in the network.
struct named_block {
  std::string stored, block;
};

template <class S>
tacit::block const& block_of(tacit::any_backbone<S>& network, std::string const& name) {
  for (auto const& b : network.spans().blocks)
    if (b.name == name) return b;
  throw bad_input("the network has no block '" + name + "'");
}

template <class S>
std::span<S> values_of(tacit::any_backbone<S>& network, std::string const& name, bool gradient = false) {
  auto const& b = block_of(network, name);
  auto const s = network.spans();
  auto const all = b.kind == tacit::role::buffer ? s.buffers : gradient ? s.gradients : s.parameters;
  return all.subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size()));
}

template <class S>
void set(run<S>& r, tacit::any_backbone<S>& network, std::string const& stored, std::string const& block) {
  auto const to = values_of(network, block);
  auto const copy = [&](auto const& from) {
    if (static_cast<std::size_t>(from.size()) != to.size())
      throw bad_input(stored + ": expected " + std::to_string(to.size()) + " values, got " +
                      std::to_string(from.size()));
    std::copy(from.begin(), from.end(), to.begin());
  };
  switch (r.shape(stored).size()) {
    case 4:
      return copy(channels_last(r.template in<4>(stored)));
    case 2:
      return copy(r.template in<2>(stored));
    default:
      return copy(r.template in<1>(stored));
  }
}

/// Checks a block, in the case's layout.
template <class S>
void check_block(run<S>& r, tacit::any_backbone<S>& network, std::string const& stored, std::string const& block,
                 bool gradient = false) {
  auto const& b = block_of(network, block);
  auto const values = values_of(network, block, gradient);
  if (b.shape.size() == 4)
    r.check(stored, channels_first(tacit::tensor_view<S const, 4>(values.data(),
                                                                  {b.shape[0], b.shape[1], b.shape[2], b.shape[3]})));
  else
    r.check(stored, values);
}

}  // namespace conformance
