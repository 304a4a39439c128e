// A selection would cut the gradient of a source that is meant to have one.
// expect: tacit: a source with gradient is matched as it is, on all samples: use as_is and everything
#include "tacit/loss/mean_squared_error.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/select/everything.hpp"
#include "tacit/ssl/target/as_is.hpp"

#ifdef FAIL
constexpr tacit::confident selection{.threshold = 0.9};
#else
constexpr auto selection = tacit::everything;
#endif

[[maybe_unused]] auto const mine =
    tacit::method(tacit::joint, tacit::supervised(tacit::cross_entropy),
                  tacit::consistency(tacit::student(tacit::weak).with_gradient(), tacit::as_is, selection,
                                     tacit::on(tacit::weak2, tacit::softmax_mse), tacit::constant{1}));

int main() {}
