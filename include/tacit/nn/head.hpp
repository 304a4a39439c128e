// Named heads: what a network computes from its features beside the logits, and how a head is built.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "tacit/tensor/error.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// projection: embeddings that are compared with one another; rotation: which quarter turn; auxiliary: a second
/// classifier; domain: which data set.
enum class head_kind : std::uint8_t { projection, rotation, auxiliary, domain };
inline constexpr std::size_t head_kinds = 4;

inline constexpr head_kind projection = head_kind::projection;
inline constexpr head_kind rotation = head_kind::rotation;
inline constexpr head_kind auxiliary = head_kind::auxiliary;
inline constexpr head_kind domain = head_kind::domain;

constexpr char const* name_of(head_kind k) {
  constexpr std::array<char const*, head_kinds> names{"projection", "rotation", "auxiliary", "domain"};
  return names[static_cast<std::size_t>(k)];
}

/// Which heads are wanted.
struct head_choice {
  std::uint8_t bits = 0;

  constexpr bool has(head_kind k) const { return (bits >> static_cast<int>(k) & 1) != 0; }
  constexpr void add(head_kind k) { bits = static_cast<std::uint8_t>(bits | 1 << static_cast<int>(k)); }
  constexpr bool operator==(head_choice const&) const = default;
};

/// A linear layer on the features, or a multilayer perceptron: `hidden` times linear (- batch norm) - leaky ReLU (or
/// tanh), then linear.
struct head {
  head_kind kind = head_kind::projection;
  index_t outputs = 0;  ///< 0: as many as the network has logits
  int hidden = 0;       ///< hidden layers
  index_t width = 0;    ///< of a hidden layer; 0: that of the features, divided by `narrower`
  index_t narrower = 1;
  double slope = 0;   ///< of leaky ReLU where negative
  bool tanh = false;  ///< instead of leaky ReLU
  bool batch_norm = false;
  constexpr bool operator==(head const&) const = default;
};

/// Heads that a method needs: one of a kind.
class head_set {
 public:
  constexpr head_set() = default;
  constexpr head_set(std::initializer_list<head> heads) {
    for (head const& h : heads) add(h);
  }

  /// Throws value_error if there is another head of this kind: two terms that share one must agree.
  constexpr void add(head const& h) {
    auto const k = static_cast<std::size_t>(h.kind);
    if (kinds_.has(h.kind) && !(heads_[k] == h))
      detail::throw_error<value_error>("heads: two different heads of the kind {}", {name_of(h.kind)});
    kinds_.add(h.kind);
    heads_[k] = h;
  }

  constexpr bool empty() const { return kinds_.bits == 0; }
  constexpr bool has(head_kind k) const { return kinds_.has(k); }
  constexpr head const& operator[](head_kind k) const { return heads_[static_cast<std::size_t>(k)]; }

  /// visitor(head) for each, in the order of the kinds.
  template <class Visitor>
  constexpr void for_each(Visitor visitor) const {
    for (std::size_t k = 0; k < head_kinds; ++k)
      if (has(static_cast<head_kind>(k))) visitor(heads_[k]);
  }

 private:
  std::array<head, head_kinds> heads_{};
  head_choice kinds_;
};

/// A term, or a part of one, that reads heads: `heads(set)` adds them.
template <class Part>
concept ReadsHeads = requires(Part const& part, head_set& set) {
  part.heads(set);
};
/// A method that reads heads.
template <class Method>
concept DeclaresHeads = requires(Method const& method) {
  { method.heads() } -> std::convertible_to<head_set>;
};

}  // namespace tacit::inline TACIT_ABI
