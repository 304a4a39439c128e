// cloned: an owner of an object behind its base class; copies own copies.
#pragma once

#include <memory>
#include <utility>

namespace tacit::inline TACIT_ABI {
namespace detail {

/// May be empty. `Base` has a virtual destructor and `std::unique_ptr<Base> clone() const`.
template <class Base>
class cloned {
 public:
  cloned() = default;
  cloned(std::unique_ptr<Base> self) : self_(std::move(self)) {}
  cloned(cloned const& other) : self_(other.self_ ? other.self_->clone() : nullptr) {}
  cloned(cloned&&) noexcept = default;
  cloned& operator=(cloned other) noexcept {
    self_ = std::move(other.self_);
    return *this;
  }

  Base* get() const { return self_.get(); }
  Base* operator->() const { return self_.get(); }
  Base& operator*() const { return *self_; }
  explicit operator bool() const { return self_ != nullptr; }

 private:
  std::unique_ptr<Base> self_;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
