// A term that takes all rows has none to leave out.
// expect: tacit: only_selected: the term selects nothing, so there are no rows to leave out
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/select/everything.hpp"
#include "tacit/ssl/source/guessed.hpp"
#include "tacit/ssl/term/only_selected.hpp"

#ifdef FAIL
constexpr tacit::everything_t selection{};
#else
constexpr tacit::confident selection{.threshold = 0.9};
#endif

[[maybe_unused]] auto const mine = tacit::method(
    tacit::separate, tacit::supervised(tacit::cross_entropy),
    tacit::only_selected(tacit::consistency(tacit::guessed(tacit::weak), tacit::harden, selection,
                                            tacit::on(tacit::strong, tacit::cross_entropy), tacit::constant{1})));

int main() {}
