// Transfer: start from another network's weights, and choose which blocks go on learning.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/term/supervised.hpp"
#include "tacit/train/block_filter.hpp"

namespace tacit::inline TACIT_ABI {

/// Names of the blocks of the new network.
struct transfer_report {
  std::vector<std::string> copied;   ///< of the same name and shape in both
  std::vector<std::string> initial;  ///< the others: they keep their initial values (a head with other classes)
};

namespace detail {
template <HasHostSpans Network>
auto host_spans_of(Network& n) {
  return host_spans<backbone_scalar<Network>>{n.parameters(), n.gradients(), n.buffers(), n.blocks().all()};
}
template <std::floating_point Scalar>
auto host_spans_of(any_backbone<Scalar>& n) {
  return n.spans();
}
}  // namespace detail

/// Copies parameters and running statistics between networks in host memory (backbones, or any_backbone). Throws
/// value_error if nothing fits.
template <class From, class To>
transfer_report transfer_weights(From& from_network, To& to_network) {
  auto const from = detail::host_spans_of(from_network);
  auto const to = detail::host_spans_of(to_network);
  transfer_report report;
  for (block const& b : to.blocks) {
    auto const same = std::find_if(from.blocks.begin(), from.blocks.end(), [&](block const& a) {
      return a.name == b.name && a.shape == b.shape && (a.kind == role::buffer) == (b.kind == role::buffer);
    });
    if (same == from.blocks.end()) {
      report.initial.push_back(b.name);
      continue;
    }
    auto const source = b.kind == role::buffer ? from.buffers : from.parameters;
    auto const target = b.kind == role::buffer ? to.buffers : to.parameters;
    std::copy_n(source.begin() + same->offset, b.size(), target.begin() + b.offset);
    report.copied.push_back(b.name);
  }
  if (report.copied.empty())
    throw value_error("transfer_weights: no block of the two networks has the same name and shape");
  return report;
}

/// All blocks but those of the filter: `all_but(below("stage0."))` freezes the first stage.
inline block_filter all_but(block_filter frozen) {
  return [frozen = std::move(frozen)](block const& b) { return !frozen(b); };
}

/// The last layer that has weights: a linear probe trains it alone.
inline block_filter head_of(std::span<block const> blocks) {
  std::string head;
  for (block const& b : blocks)
    if (b.kind == role::weight) head = b.name.substr(0, b.name.rfind('.') + 1);
  return below(head);
}
template <HasHostSpans Network>
block_filter head_of(Network const& network) {
  return head_of(network.blocks().all());
}

/// Supervised training of a network whose other layers are frozen (train_options::trained): passes are normalised by
/// the running statistics, which stand still, and dropout is off, so that the frozen layers give the features that they
/// will give later.
inline auto probe() { return method(settled, supervised(cross_entropy)); }

}  // namespace tacit::inline TACIT_ABI
