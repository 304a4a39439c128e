// Archetypes: tensors with the minimum that tensor_traits asks for, and nothing more.
#pragma once

#include <vector>

#include "tacit/tensor/traits.hpp"

namespace law {

/// A matrix that can be written. It has no public member that the library could find by chance.
class archetype_matrix {
 public:
  archetype_matrix(tacit::index_t rows, tacit::index_t columns)
      : rows_(rows), columns_(columns), elements_(static_cast<std::size_t>(rows * columns)) {}
  archetype_matrix(archetype_matrix const&) = delete;

 private:
  friend struct tacit::tensor_traits<archetype_matrix>;
  tacit::index_t rows_, columns_;
  std::vector<float> elements_;
};

/// A vector that can only be read.
class archetype_labels {
 public:
  explicit archetype_labels(std::vector<short> values) : values_(std::move(values)) {}
  archetype_labels(archetype_labels const&) = delete;

 private:
  friend struct tacit::tensor_traits<archetype_labels>;
  std::vector<short> values_;
};

/// An expression without an address: it can only be evaluated.
struct archetype_expression {
  tacit::index_t size;
  explicit archetype_expression(tacit::index_t n) : size(n) {}
  archetype_expression(archetype_expression const&) = delete;
};

}  // namespace law

template <>
struct tacit::tensor_traits<law::archetype_matrix> {
  using value_type = float;
  static constexpr std::size_t rank = 2;
  static index_t extent(law::archetype_matrix const& m, std::size_t k) { return k == 0 ? m.rows_ : m.columns_; }
  static index_t stride(law::archetype_matrix const& m, std::size_t k) { return k == 0 ? 1 : m.rows_; }
  static float* data(law::archetype_matrix& m) { return m.elements_.data(); }
  static float const* data(law::archetype_matrix const& m) { return m.elements_.data(); }
};

template <>
struct tacit::tensor_traits<law::archetype_labels> {
  using value_type = short;
  static constexpr std::size_t rank = 1;
  static index_t extent(law::archetype_labels const& v, std::size_t) { return static_cast<index_t>(v.values_.size()); }
  static index_t stride(law::archetype_labels const&, std::size_t) { return 1; }
  static short const* data(law::archetype_labels const& v) { return v.values_.data(); }
};

template <>
struct tacit::tensor_traits<law::archetype_expression> {
  static std::vector<float> evaluate(law::archetype_expression const& e) {
    return std::vector<float>(static_cast<std::size_t>(e.size), 0.5f);
  }
};
