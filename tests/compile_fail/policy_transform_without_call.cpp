// A target transform must be callable in one of its two forms.
// expect: tacit: a target transform is called as transform\(prediction<S> const&, std::span<int> labels\) to harden
#include "tacit/ssl/methods/fixmatch.hpp"

struct copy_target {
#ifndef FAIL
  template <class S>
  void operator()(tacit::prediction<S> const& r, tacit::matrix_view<S> target) const {
    for (tacit::index_t i = 0; i < r.rows(); ++i)
      for (tacit::index_t c = 0; c < r.classes(); ++c) target(i, c) = r.aligned(i, c);
  }
#endif
};

[[maybe_unused]] auto const mine =
    tacit::method(tacit::joint, tacit::supervised(tacit::cross_entropy),
                  tacit::consistency(tacit::student(tacit::weak), copy_target{}, tacit::confident{.threshold = 0.9},
                                     tacit::on(tacit::strong, tacit::cross_entropy), tacit::constant{1}));

int main() {}
