// What every matrix model must obey, whatever library and storage order it comes from: a row is a sample.
#include <catch2/catch.hpp>

#include "law/matrix_models.hpp"

namespace {

using tacit::index_t;

constexpr std::array<std::array<index_t, 2>, 6> shapes{{{5, 3}, {3, 7}, {1, 4}, {4, 1}, {1, 1}, {16, 10}}};

float element(index_t i, index_t j) { return static_cast<float>(100 * i + j + 1); }

template <class Model>
void fill(Model& model, index_t rows, index_t columns) {
  decltype(auto) t = model.tensor();
  auto const view = tacit::view_of<2>(t);
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) view(i, j) = element(i, j);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("matrix law: what is written through into lands where the library reads it", "[law]",
                        law::matrix_models) {
  for (auto const [rows, columns] : shapes) {
    TestType model(rows, columns);
    auto out = tacit::into(model.tensor());
    auto const view = out.template view<2>();
    REQUIRE(view.extents() == std::array<index_t, 2>{rows, columns});
    for (index_t i = 0; i < rows; ++i)
      for (index_t j = 0; j < columns; ++j) view(i, j) = element(i, j);
    for (index_t i = 0; i < rows; ++i)
      for (index_t j = 0; j < columns; ++j) REQUIRE(model.at(i, j) == element(i, j));
    REQUIRE(model.outside_untouched());
  }
}

TEMPLATE_LIST_TEST_CASE("matrix law: reading equals the library's element access", "[law]", law::matrix_models) {
  for (auto const [rows, columns] : shapes) {
    TestType model(rows, columns);
    fill(model, rows, columns);
    decltype(auto) t = model.tensor();
    auto const z = tacit::read<2>(t);
    REQUIRE(z->extents() == std::array<index_t, 2>{rows, columns});
    for (index_t i = 0; i < rows; ++i) {
      auto const sample = z->row(i);
      REQUIRE(sample.size() == columns);
      for (index_t j = 0; j < columns; ++j) {
        REQUIRE((*z)(i, j) == model.at(i, j));
        REQUIRE(&sample[j] == &(*z)(i, j));
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("matrix law: reading makes no copy", "[law]", law::matrix_models) {
  TestType model(5, 3);
  decltype(auto) t = model.tensor();
  REQUIRE(tacit::read<2>(t)->data() == tacit::view_of<2>(t).data());
}

TEMPLATE_LIST_TEST_CASE("matrix law: constness and ownership", "[law]", law::matrix_models) {
  using reference = decltype(std::declval<TestType&>().tensor());
  using type = std::remove_cvref_t<reference>;
  STATIC_REQUIRE(tacit::Tensor<type>);
  STATIC_REQUIRE(tacit::FloatingTensor<type>);
  STATIC_REQUIRE_FALSE(tacit::Labels<type>);
  STATIC_REQUIRE(tacit::MutableTensor<reference>);
  STATIC_REQUIRE_FALSE(tacit::LazyTensor<type>);
  STATIC_REQUIRE(tacit::OwningTensor<type> == TestType::owns);
  if constexpr (TestType::owns) STATIC_REQUIRE_FALSE(tacit::MutableTensor<type const&>);
  STATIC_REQUIRE(tacit::TensorOfRank<type, 2>);
  STATIC_REQUIRE((tacit::TensorOfRank<type, 1> == tacit::HasDynamicRank<type>));
  STATIC_REQUIRE(std::is_same_v<tacit::value_type_of<type>, float>);
}
