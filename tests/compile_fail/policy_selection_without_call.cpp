// A selection must be callable with the prediction record and the weights that it fills in.
// expect: tacit: a selection is called as selection\(prediction<S> const&, vector_view<S> weight\): see
// docs/concepts.md
#include "tacit/ssl/methods/fixmatch.hpp"

struct top_fraction {
  double keep = 0.5;
#ifndef FAIL
  template <class S>
  void operator()(tacit::prediction<S> const& r, tacit::vector_view<S> weight) const {
    for (tacit::index_t i = 0; i < r.rows(); ++i) weight[i] = static_cast<S>(keep);
  }
#endif
};

[[maybe_unused]] auto const mine =
    tacit::method(tacit::joint, tacit::supervised(tacit::cross_entropy),
                  tacit::consistency(tacit::student(tacit::weak), tacit::harden, top_fraction{.keep = 0.3},
                                     tacit::on(tacit::strong, tacit::cross_entropy), tacit::constant{1}));

int main() {}
