// The discrepancy slot: which loss, on which view of the student.
#pragma once

#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

template <std::size_t Count, class Loss>
struct student_loss {
  view_list<Count> views;
  Loss loss;
};

/// `on(strong, cross_entropy)`: a view is not part of a loss.
template <class Loss>
constexpr student_loss<1, Loss> on(sample_view v, Loss const& loss) {
  return {rows_of(v), loss};
}
template <std::size_t Count, class Loss>
constexpr student_loss<Count, Loss> on(view_list<Count> const& views, Loss const& loss) {
  return {views, loss};
}

}  // namespace tacit::inline TACIT_ABI
