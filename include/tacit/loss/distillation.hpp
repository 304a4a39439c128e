// Knowledge distillation: labels and a teacher's tempered predictions.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct distillation_options {
  double temperature, alpha;
};

template <class S, class Label>
double distillation_rows(distillation_options const& o, matrix_view<S const> z, matrix_view<S const> teacher,
                         vector_view<Label const> y, matrix_view<S> gz, matrix_view<S> gteacher) {
  require_same_shape("distillation", "teacher", z, teacher);
  require_labels("distillation", y, z.extent(0), z.extent(1));
  weighting<S> w;
  w.divisor = static_cast<double>(z.extent(0));
  return mean_over_rows(z.extent(0), w, [&](index_t i, double scale) {
    auto const label = static_cast<index_t>(y[i]);
    softmax_row<S> const p(z.row(i)), soft(z.row(i), o.temperature), q(teacher.row(i), o.temperature);
    double kl = 0;
    for (index_t c = 0; c < p.size(); ++c) {
      kl += times(q(c), q.log(c) - soft.log(c));
      if (gz.data())
        gz(i, c) = static_cast<S>(
            scale * ((1 - o.alpha) * (p(c) - (c == label ? 1 : 0)) + o.alpha * o.temperature * (soft(c) - q(c))));
      if (gteacher.data()) gteacher(i, c) = 0;
    }
    return (1 - o.alpha) * -p.log(label) + o.alpha * o.temperature * o.temperature * kl;
  });
}
}  // namespace detail

/// (1 - alpha) CE(z, y) + alpha T^2 KL(softmax(teacher / T) || softmax(z / T)), means over all rows (Hinton et al.
/// 2015). The teacher's logits are a constant: their gradient is exactly 0.
///
///     distillation{.temperature = 4, .alpha = 0.9}(z, teacher, y, into(gz), into(gteacher))
struct distillation {
  double temperature = 4;  ///< T, positive
  double alpha = 0.9;      ///< share of the teacher, in [0, 1]

  template <FloatingTensor Logits, FloatingTensor Teacher, Labels Y, Output GZ = no_output, Output GT = no_output>
  double operator()(Logits const& z, Teacher const& teacher, Y const& y, GZ&& gz = {}, GT&& gteacher = {}) const {
    using S = value_type_of<Logits>;
    detail::require_scalar<S, Teacher>();
    detail::require_positive("distillation", "temperature", temperature);
    auto const zr = read<2>(z);
    auto const tr = read<2>(teacher);
    auto const yr = read<1>(y);
    return detail::distillation_rows<S, value_type_of<Y>>(
        {temperature, alpha}, *zr, *tr, *yr,
        detail::result_view<S>("distillation", "gradient of the logits", gz, zr->extents()),
        detail::result_view<S>("distillation", "gradient of the teacher", gteacher, zr->extents()));
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }
};

}  // namespace tacit::inline TACIT_ABI
