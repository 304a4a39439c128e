// Selection: every sample counts fully.
#pragma once

namespace tacit::inline TACIT_ABI {

/// Terms know it and compute no weights at all.
struct everything_t {
  static constexpr char const* called = "everything";
};
inline constexpr everything_t everything{};

}  // namespace tacit::inline TACIT_ABI
