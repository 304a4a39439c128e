// head_group: the heads of a network, as its model drives them.
#pragma once

#include <memory>

#include "tacit/nn/backbone.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

template <class Scalar>
struct network_spans;

template <class Scalar>
class head_group {
 public:
  virtual ~head_group() = default;
  /// The same heads, with no passes.
  virtual std::unique_ptr<head_group> clone() const = 0;
  /// Columns of a head's matrix; 0 without it.
  virtual index_t width(head_kind) const = 0;
  /// Runs the heads that a pass asks for, after the network itself: their matrices go into `out`.
  virtual void forward(context const&, network_spans<Scalar> const&, slot, pass_mode const&, pass const&,
                       outputs<Scalar>& out) = 0;
  /// The gradient of the features, that of the heads included: in `sum` (rows x width) if a head sends any.
  virtual matrix_view<Scalar const> backward(context const&, network_spans<Scalar> const&, slot,
                                             output_gradients<Scalar> const&, matrix_view<Scalar> sum) = 0;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
