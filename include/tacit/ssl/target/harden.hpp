// Target transform: the most probable class, as a hard label.
#pragma once

#include <span>
#include <vector>

#include "tacit/loss/traced.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/tensor/access.hpp"

namespace tacit::inline TACIT_ABI {

/// In a slot: labels from the aligned probabilities. Called with probabilities of one's own (rows x classes): the
/// labels, as a vector; with a value on a tape: the labels in the tape's memory.
struct harden_t {
  static constexpr char const* called = "harden";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, std::span<int> labels) const {
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = most_probable(r.aligned, static_cast<index_t>(i));
  }

  template <FloatingTensor Probabilities>
  std::vector<int> operator()(Probabilities const& probabilities) const {
    auto const p = read<2>(probabilities);
    std::vector<int> labels(static_cast<std::size_t>(p->extent(0)));
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = most_probable(*p, static_cast<index_t>(i));
    return labels;
  }

  template <Traced Variable>
  std::span<int const> operator()(Variable const& probabilities) const {
    auto const p = probabilities.value();
    auto* labels = probabilities.owner().template take<int>(p.extent(0));
    for (index_t i = 0; i < p.extent(0); ++i) labels[i] = most_probable(p, i);
    return {labels, static_cast<std::size_t>(p.extent(0))};
  }
};
inline constexpr harden_t harden{};

/// In a slot: labels from the raw probabilities, where alignment is for the weights alone (SoftMatch).
struct harden_raw_t {
  static constexpr char const* called = "harden_raw";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, std::span<int> labels) const {
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = most_probable(r.probabilities, static_cast<index_t>(i));
  }
};
inline constexpr harden_raw_t harden_raw{};

}  // namespace tacit::inline TACIT_ABI
