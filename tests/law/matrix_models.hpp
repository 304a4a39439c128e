// Every model of a writable matrix. A model makes `rows x columns` zeros, hands out the tensor as a user would write it
// (a named object or a temporary that views one), and reads element (i, j) by its own library's access.
#pragma once

#include <Eigen/Core>
#include <tuple>
#include <vector>

#include "law/archetype.hpp"
#include "law/xtensor_headers.hpp"
#include "tacit/adapt/eigen.hpp"
#include "tacit/adapt/eigen_tensor.hpp"
#include "tacit/adapt/xtensor.hpp"
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/tensor.hpp"

namespace law {

using tacit::index_t;

/// What a matrix holds before the tests write to it; slices check with it that their surroundings stay untouched.
inline constexpr float untouched = -7;

template <class Matrix>
struct eigen_plain {
  Matrix m;
  eigen_plain(index_t rows, index_t columns) : m(Matrix::Constant(rows, columns, untouched)) {}
  Matrix& tensor() { return m; }
  float at(index_t i, index_t j) const { return m(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = true;
};

using row_major_matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using row_major_array = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct eigen_matrix : eigen_plain<Eigen::MatrixXf> {
  using eigen_plain::eigen_plain;
};
struct eigen_matrix_row_major : eigen_plain<row_major_matrix> {
  using eigen_plain::eigen_plain;
};
struct eigen_array : eigen_plain<Eigen::ArrayXXf> {
  using eigen_plain::eigen_plain;
};
struct eigen_array_row_major : eigen_plain<row_major_array> {
  using eigen_plain::eigen_plain;
};

template <class Map>
struct eigen_mapped {
  std::vector<float> memory;
  Map m;
  eigen_mapped(index_t rows, index_t columns)
      : memory(static_cast<std::size_t>(rows * columns), untouched), m(memory.data(), rows, columns) {}
  Map& tensor() { return m; }
  float at(index_t i, index_t j) const { return m(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = false;
};
struct eigen_map : eigen_mapped<Eigen::Map<Eigen::MatrixXf>> {
  using eigen_mapped::eigen_mapped;
};
struct eigen_map_row_major : eigen_mapped<Eigen::Map<row_major_matrix>> {
  using eigen_mapped::eigen_mapped;
};

/// A map with gaps in both directions.
struct eigen_map_strided {
  using map = Eigen::Map<Eigen::MatrixXf, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;
  std::vector<float> memory;
  map m;
  eigen_map_strided(index_t rows, index_t columns)
      : memory(static_cast<std::size_t>((rows * 2 + 3) * columns), untouched),
        m(memory.data(), rows, columns, {rows * 2 + 3, 2}) {}
  map& tensor() { return m; }
  float at(index_t i, index_t j) const { return m(i, j); }
  bool outside_untouched() const {
    for (index_t j = 0; j < m.cols(); ++j)
      for (index_t i = 0; i < m.rows() * 2 + 3; ++i)
        if ((i % 2 == 1 || i >= m.rows() * 2) &&
            memory[static_cast<std::size_t>(j * (m.rows() * 2 + 3) + i)] != untouched)
          return false;
    return true;
  }
  static constexpr bool owns = false;
};

struct eigen_ref {
  Eigen::MatrixXf m;
  Eigen::Ref<Eigen::MatrixXf> ref;
  eigen_ref(index_t rows, index_t columns) : m(Eigen::MatrixXf::Constant(rows, columns, untouched)), ref(m) {}
  Eigen::Ref<Eigen::MatrixXf>& tensor() { return ref; }
  float at(index_t i, index_t j) const { return m(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = false;
};

/// A slice inside a larger matrix: `first` rows and columns before it, 3 rows and 2 columns after it.
template <class Matrix>
struct eigen_surrounded {
  Matrix m;
  index_t rows, columns, first_row, first_column;
  eigen_surrounded(index_t r, index_t c, index_t before_r, index_t before_c)
      : m(Matrix::Constant(r + before_r + 3, c + before_c + 2, untouched)),
        rows(r),
        columns(c),
        first_row(before_r),
        first_column(before_c) {}
  float at(index_t i, index_t j) const { return m(first_row + i, first_column + j); }
  bool outside_untouched() const {
    for (index_t i = 0; i < m.rows(); ++i)
      for (index_t j = 0; j < m.cols(); ++j) {
        bool const inside = i >= first_row && i < first_row + rows && j >= first_column && j < first_column + columns;
        if (!inside && m(i, j) != untouched) return false;
      }
    return true;
  }
  static constexpr bool owns = false;
};
template <class Matrix>
struct eigen_block : eigen_surrounded<Matrix> {
  eigen_block(index_t r, index_t c) : eigen_surrounded<Matrix>(r, c, 1, 2) {}
  auto tensor() { return this->m.block(1, 2, this->rows, this->columns); }
};
struct eigen_top_rows {
  Eigen::MatrixXf m;
  index_t rows;
  eigen_top_rows(index_t r, index_t c) : m(Eigen::MatrixXf::Constant(r + 3, c, untouched)), rows(r) {}
  auto tensor() { return m.topRows(rows); }
  float at(index_t i, index_t j) const { return m(i, j); }
  bool outside_untouched() const { return (m.bottomRows(3).array() == untouched).all(); }
  static constexpr bool owns = false;
};
struct eigen_transpose {
  Eigen::MatrixXf m;
  eigen_transpose(index_t rows, index_t columns) : m(Eigen::MatrixXf::Constant(columns, rows, untouched)) {}
  auto tensor() { return m.transpose(); }
  float at(index_t i, index_t j) const { return m(j, i); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = false;
};

template <int Order>
struct eigen_tensor {
  Eigen::Tensor<float, 2, Order> t;
  eigen_tensor(index_t rows, index_t columns) : t(rows, columns) { t.setConstant(untouched); }
  auto& tensor() { return t; }
  float at(index_t i, index_t j) const { return t(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = true;
};
template <int Order>
struct eigen_tensor_map {
  std::vector<float> memory;
  Eigen::TensorMap<Eigen::Tensor<float, 2, Order>> t;
  eigen_tensor_map(index_t rows, index_t columns)
      : memory(static_cast<std::size_t>(rows * columns), untouched), t(memory.data(), rows, columns) {}
  auto& tensor() { return t; }
  float at(index_t i, index_t j) const { return t(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = false;
};

inline std::array<std::size_t, 2> shape(index_t rows, index_t columns) {
  return {static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)};
}

template <class Container>
struct xtensor_plain {
  Container t;
  xtensor_plain(index_t rows, index_t columns) : t(Container::from_shape(shape(rows, columns))) { t.fill(untouched); }
  Container& tensor() { return t; }
  float at(index_t i, index_t j) const { return t(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = true;
};
struct xtensor_row_major : xtensor_plain<xt::xtensor<float, 2>> {
  using xtensor_plain::xtensor_plain;
};
struct xtensor_column_major : xtensor_plain<xt::xtensor<float, 2, xt::layout_type::column_major>> {
  using xtensor_plain::xtensor_plain;
};
struct xarray_row_major : xtensor_plain<xt::xarray<float>> {
  using xtensor_plain::xtensor_plain;
};
struct xarray_dynamic_layout : xtensor_plain<xt::xarray<float, xt::layout_type::dynamic>> {
  using xtensor_plain::xtensor_plain;
};

struct xtensor_adapted_pointer {
  std::vector<float> memory;
  std::array<std::size_t, 2> extents;
  xtensor_adapted_pointer(index_t rows, index_t columns)
      : memory(static_cast<std::size_t>(rows * columns), untouched), extents(shape(rows, columns)) {}
  auto tensor() { return xt::adapt(memory.data(), memory.size(), xt::no_ownership(), extents); }
  float at(index_t i, index_t j) { return tensor()(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = false;
};
struct xtensor_adapted_vector {
  std::vector<float> memory;
  std::vector<std::size_t> extents;
  xtensor_adapted_vector(index_t rows, index_t columns)
      : memory(static_cast<std::size_t>(rows * columns), untouched),
        extents{static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)} {}
  auto tensor() { return xt::adapt(memory, extents); }
  float at(index_t i, index_t j) { return tensor()(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = false;
};

/// Every second row and column of a larger tensor.
template <class Container>
struct xtensor_surrounded {
  Container t;
  index_t rows, columns;
  xtensor_surrounded(index_t r, index_t c)
      : t(Container::from_shape(shape(2 * r + 3, 2 * c + 1))), rows(r), columns(c) {
    t.fill(untouched);
  }
  float at(index_t i, index_t j) const { return t(1 + 2 * i, 2 * j); }
  bool outside_untouched() const {
    for (index_t i = 0; i < 2 * rows + 3; ++i)
      for (index_t j = 0; j < 2 * columns + 1; ++j) {
        bool const inside = i % 2 == 1 && i < 2 * rows + 1 && j % 2 == 0 && j < 2 * columns;
        if (!inside && t(i, j) != untouched) return false;
      }
    return true;
  }
  static constexpr bool owns = false;
};
template <class Container>
struct xtensor_view : xtensor_surrounded<Container> {
  using xtensor_surrounded<Container>::xtensor_surrounded;
  auto tensor() { return xt::view(this->t, xt::range(1, 2 * this->rows + 1, 2), xt::range(0, 2 * this->columns, 2)); }
};
template <class Container>
struct xtensor_strided_view : xtensor_surrounded<Container> {
  using xtensor_surrounded<Container>::xtensor_surrounded;
  auto tensor() {
    return xt::strided_view(this->t, {xt::range(1, 2 * this->rows + 1, 2), xt::range(0, 2 * this->columns, 2)});
  }
};

struct tacit_tensor {
  tacit::tensor<float, 2> t;
  tacit_tensor(index_t rows, index_t columns) : t({rows, columns}) { std::fill(t.begin(), t.end(), untouched); }
  auto& tensor() { return t; }
  float at(index_t i, index_t j) const { return t(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = true;
};
/// A transposed slice of rows.
struct tacit_view {
  tacit::tensor<float, 2> t;
  index_t rows;
  tacit_view(index_t r, index_t c) : t({c + 2, r}), rows(r) { std::fill(t.begin(), t.end(), untouched); }
  auto tensor() { return t.view().rows(1, t.extent(0) - 2).transposed(); }
  float at(index_t i, index_t j) const { return t(j + 1, i); }
  bool outside_untouched() const {
    for (index_t i = 0; i < rows; ++i)
      if (t(0, i) != untouched || t(t.extent(0) - 1, i) != untouched) return false;
    return true;
  }
  static constexpr bool owns = false;
};

struct archetype {
  archetype_matrix m;
  archetype(index_t rows, index_t columns) : m(rows, columns) {}
  auto& tensor() { return m; }
  float at(index_t i, index_t j) const { return tacit::view_of<2>(m)(i, j); }
  bool outside_untouched() const { return true; }
  static constexpr bool owns = false;
};

using matrix_models =
    std::tuple<eigen_matrix, eigen_matrix_row_major, eigen_array, eigen_array_row_major, eigen_map, eigen_map_row_major,
               eigen_map_strided, eigen_ref, eigen_block<Eigen::MatrixXf>, eigen_block<row_major_matrix>,
               eigen_block<Eigen::ArrayXXf>, eigen_top_rows, eigen_transpose, eigen_tensor<Eigen::ColMajor>,
               eigen_tensor<Eigen::RowMajor>, eigen_tensor_map<Eigen::ColMajor>, eigen_tensor_map<Eigen::RowMajor>,
               xtensor_row_major, xtensor_column_major, xarray_row_major, xarray_dynamic_layout,
               xtensor_adapted_pointer, xtensor_adapted_vector, xtensor_view<xt::xtensor<float, 2>>,
               xtensor_view<xt::xarray<float>>, xtensor_strided_view<xt::xtensor<float, 2>>, tacit_tensor, tacit_view,
               archetype>;

}  // namespace law
