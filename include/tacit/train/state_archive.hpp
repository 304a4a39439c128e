// state_archive: named arrays of a run's state, written to a checkpoint or read back from one by the same visits.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tacit/tensor/access.hpp"
#include "tacit/tensor/message.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// How the numbers of an array are stored.
struct number_type {
  enum class kind_t { floating, whole, natural };
  kind_t kind;
  int bytes;
  constexpr bool operator==(number_type const&) const = default;
};

template <class T>
inline constexpr number_type number_type_of{std::is_floating_point_v<T> ? number_type::kind_t::floating
                                            : std::is_signed_v<T>       ? number_type::kind_t::whole
                                                                        : number_type::kind_t::natural,
                                            static_cast<int>(sizeof(T))};

/// A visitor of state: archive("name", array) stores the array or, when loading, fills it. An array is a number, a
/// std::vector of numbers (which takes the stored size) or a dense tensor (which must have the stored shape). In which
/// file, of what format, a derived class knows (train/checkpoint.hpp).
class state_archive {
 public:
  virtual ~state_archive() = default;

  bool loading() const { return loading_; }

  /// Names that follow get this in front; with `numbered` also their place, so that two terms may use one name.
  void enter(std::string_view prefix, bool numbered = false) {
    prefix_ = prefix;
    numbered_ = numbered;
    number_ = 0;
  }

  template <class Array>
  void operator()(std::string_view name, Array&& array) {
    using type = std::remove_reference_t<Array>;
    static_assert(!std::is_const_v<type>, "tacit: state that visit() names must be writable, to be loaded again");
    if constexpr (std::is_arithmetic_v<type> || std::is_enum_v<type>) {
      using stored = std::conditional_t<std::is_floating_point_v<type>, double, std::int64_t>;
      auto value = static_cast<stored>(array);
      row(name, number_type_of<stored>, 1, &value);
      array = static_cast<type>(value);
    } else if constexpr (requires { array.resize(std::size_t{}); }) {
      if (loading_) array = type(size_of(name));
      row(name, number_type_of<typename type::value_type>, array.size(), array.data());
    } else {
      constexpr std::size_t rank = tensor_traits<std::remove_const_t<type>>::rank;
      auto const view = view_of<rank>(array);
      next(name, number_type_of<std::remove_cvref_t<decltype(*view.data())>>, view.extents(), view.data());
    }
  }

  /// Text, for what a person should be able to read.
  void text(std::string_view name, std::string& value) {
    std::vector<std::uint8_t> bytes(value.begin(), value.end());
    (*this)(name, bytes);
    value = std::string(bytes.begin(), bytes.end());
  }

 protected:
  explicit state_archive(bool loading) : loading_(loading) {}

 private:
  virtual index_t stored_size(std::string const& key) const = 0;
  /// Stores the dense array, or fills it with what is stored under the key; throws file_error if that has another
  /// shape.
  virtual void exchange(std::string const& key, number_type type, std::span<index_t const> shape, void* data) = 0;

  std::string key(std::string_view name) const {
    return numbered_ ? detail::message("{}{}.{}", {prefix_, number_, name}) : detail::message("{}{}", {prefix_, name});
  }
  std::size_t size_of(std::string_view name) const { return static_cast<std::size_t>(stored_size(key(name))); }
  void next(std::string_view name, number_type type, std::span<index_t const> shape, void* data) {
    exchange(key(name), type, shape, data);
    ++number_;
  }
  void row(std::string_view name, number_type type, std::size_t size, void* data) {
    auto const extent = static_cast<index_t>(size);
    next(name, type, {&extent, 1}, data);
  }

  std::string prefix_;
  bool loading_, numbered_ = false;
  index_t number_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
