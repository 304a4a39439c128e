// wanted_heads: heads for a network, with what makes them.
#pragma once

#include <concepts>
#include <memory>

#include "tacit/nn/head.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class Scalar>
class head_group;
template <class Scalar>
struct network_graph;
}  // namespace detail

/// Whoever knows the method knows whether it has heads; the network learns it when it runs. `make` comes from the
/// former (detail::with_maker, nn/detail/heads.hpp), so that only programs whose method has heads compile how they
/// work.
template <std::floating_point Scalar>
struct wanted_heads : head_set {
  std::unique_ptr<detail::head_group<Scalar>> (*make)(detail::network_graph<Scalar>&, head_set const&) = nullptr;
};

}  // namespace tacit::inline TACIT_ABI
