// Supervised baseline: the labelled rows alone. A fair one has the steps, weak augmentation, optimiser and average of
// the methods beside it.
#pragma once

#include "tacit/ssl/method.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

/// L = mean_l CE(y, z). Two faces of one name: `supervised()` is the method, `supervised(cross_entropy)` its only term.
constexpr auto supervised() { return method(separate, supervised(cross_entropy)); }

}  // namespace tacit::inline TACIT_ABI
