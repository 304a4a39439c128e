// The mean over a batch of softmax(z_i), for losses of it.
#pragma once

#include <vector>

#include "tacit/loss/detail/row.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

template <class S>
class mean_prediction {
 public:
  explicit mean_prediction(matrix_view<S const> z) : z_(z), mean_(static_cast<std::size_t>(z.extent(1))) {
    for (index_t i = 0; i < z.extent(0); ++i) {
      softmax_row<S> const p(z.row(i));
      for (index_t c = 0; c < p.size(); ++c) mean_[static_cast<std::size_t>(c)] += share() * p(c);
    }
  }

  index_t classes() const { return z_.extent(1); }
  double operator()(index_t c) const { return mean_[static_cast<std::size_t>(c)]; }

  /// Gradient with respect to z, for d loss / d m_c = h(c).
  template <class H>
  void backward(matrix_view<S> gz, H h) const {
    for (index_t i = 0; gz.data() && i < z_.extent(0); ++i) softmax_row<S>(z_.row(i)).backward(gz.row(i), share(), h);
  }

 private:
  double share() const { return 1 / static_cast<double>(z_.extent(0)); }

  matrix_view<S const> z_;
  std::vector<double> mean_;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
