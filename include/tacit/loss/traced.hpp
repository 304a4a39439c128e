// Traced: how the losses recognise variables of a tape, without knowing the tape (floor autodiff).
#pragma once

#include <type_traits>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// A variable whose operations are recorded. A loss with a traced argument calls `record_loss(loss, arguments...)`,
/// which is found beside the variable's type.
template <class T>
concept Traced = requires {
  typename std::remove_cvref_t<T>::traced_scalar;
};

template <class... Args>
concept AnyTraced = (Traced<Args> || ...);

}  // namespace tacit::inline TACIT_ABI
