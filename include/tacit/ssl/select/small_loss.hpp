// Selection: rows whose own view already agrees with the target well enough (Dash).
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/ssl/prediction.hpp"

namespace tacit::inline TACIT_ABI {

/// Weight 1 where CE(target, z) <= the record's limit, z the logits that the target comes from; the limit is set by the
/// target transform (target/falling_limit.hpp).
struct small_loss {
  static constexpr char const* called = "small_loss";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    cross_entropy.per_sample(r.logits_for(called), r.target, into(weight));
    if (auto const noted = r.note_rows("loss_weak"); noted.data())
      for (index_t i = 0; i < r.rows(); ++i) noted[i] = weight[i];
    for (index_t i = 0; i < r.rows(); ++i)
      weight[i] = static_cast<double>(weight[i]) <= r.limit ? Scalar{1} : Scalar{0};
  }
};

}  // namespace tacit::inline TACIT_ABI
