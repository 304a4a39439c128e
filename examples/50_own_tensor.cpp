// A tensor type of one's own: four members of one trait, and every loss, threshold and average takes it.
// Run: build/release/examples/50_own_tensor
#include <cstdio>
#include <vector>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/ema_update.hpp"
#include "tacit/tensor/standard.hpp"

// A matrix as many codes have one: column-major, with a gap between columns.
class column_matrix {
 public:
  column_matrix(int rows, int columns, int leading)
      : rows_(rows), columns_(columns), leading_(leading), elements_(static_cast<std::size_t>(leading * columns)) {}

  float& at(int i, int j) { return elements_[static_cast<std::size_t>(i + j * leading_)]; }
  int rows() const { return rows_; }
  int columns() const { return columns_; }
  int leading() const { return leading_; }
  float* begin() { return elements_.data(); }
  float const* begin() const { return elements_.data(); }

 private:
  int rows_, columns_, leading_;
  std::vector<float> elements_;
};

template <>
struct tacit::tensor_traits<column_matrix> {
  using value_type = float;
  static constexpr std::size_t rank = 2;
  static constexpr bool owns = true;  // optional: a temporary matrix cannot receive a result
  static index_t extent(column_matrix const& m, std::size_t k) { return k == 0 ? m.rows() : m.columns(); }
  static index_t stride(column_matrix const& m, std::size_t k) { return k == 0 ? 1 : m.leading(); }  // in elements
  static float* data(column_matrix& m) { return m.begin(); }
  static float const* data(column_matrix const& m) { return m.begin(); }
};
static_assert(tacit::MutableTensor<column_matrix> && tacit::TensorOfRank<column_matrix, 2>);

int main() {
  column_matrix logits(3, 2, 4), gradient(3, 2, 8), average(3, 2, 3);
  for (int i = 0; i < 3; ++i) logits.at(i, i % 2) = static_cast<float>(i);

  double const loss = tacit::cross_entropy(logits, std::vector<int>{0, 0, 1}, tacit::into(gradient));
  tacit::ema_update(average, logits, 0.9);  // average <- 0.9 average + 0.1 logits

  std::printf("loss %.4f\n", loss);
  for (int i = 0; i < 3; ++i)
    std::printf("gradient %7.4f %7.4f   average %.2f %.2f\n", static_cast<double>(gradient.at(i, 0)),
                static_cast<double>(gradient.at(i, 1)), static_cast<double>(average.at(i, 0)),
                static_cast<double>(average.at(i, 1)));
}
