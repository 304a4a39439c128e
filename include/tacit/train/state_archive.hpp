// state_archive: named arrays of a run's state, written to a checkpoint or read back from one by the same visits.
#pragma once

#include <algorithm>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "tacit/data/npz.hpp"
#include "tacit/kernel/hash.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// Tells types apart; the same text for the same binary.
template <class T>
std::string type_label() {
  std::string const name = typeid(T).name();
  fnv1a hash;
  hash.add(std::span(name.data(), name.size()));
  return "type " + hash.hex();
}
}  // namespace detail

/// A visitor of state: archive("name", array) stores the array or, when loading, fills it. An array is a number, a
/// std::vector of numbers (which takes the stored size) or a dense tensor (which must have the stored shape).
class state_archive {
 public:
  state_archive() = default;
  /// Loads; the archive names itself in errors.
  explicit state_archive(npz stored) : stored_(std::move(stored)), loading_(true) {}

  bool loading() const { return loading_; }
  npz const& stored() const { return stored_; }

  /// Names that follow get this in front; with `numbered` also their place, so that two terms may use one name.
  void enter(std::string prefix, bool numbered = false) {
    prefix_ = std::move(prefix);
    numbered_ = numbered;
    number_ = 0;
  }

  template <class Array>
  void operator()(std::string const& name, Array&& array) {
    using type = std::remove_reference_t<Array>;
    static_assert(!std::is_const_v<type>, "tacit: state that visit() names must be writable, to be loaded again");
    if constexpr (std::is_arithmetic_v<type> || std::is_enum_v<type>) {
      std::conditional_t<std::is_floating_point_v<type>, double, std::int64_t> value[1]{
          static_cast<std::conditional_t<std::is_floating_point_v<type>, double, std::int64_t>>(array)};
      exchange(name, {1}, value);
      array = static_cast<type>(value[0]);
    } else if constexpr (requires { array.resize(std::size_t{}); }) {
      if (loading_) array.resize(static_cast<std::size_t>(stored_.at(key(name)).size()));
      exchange(name, {static_cast<index_t>(array.size())}, array.data());
    } else {
      constexpr std::size_t rank = tensor_traits<std::remove_const_t<type>>::rank;
      auto const view = view_of<rank>(array);
      exchange(name, {view.extents().begin(), view.extents().end()}, view.data());
    }
  }

  /// Text, for what a person should be able to read.
  void text(std::string const& name, std::string& value) {
    std::vector<std::uint8_t> bytes(value.begin(), value.end());
    (*this)(name, bytes);
    value.assign(bytes.begin(), bytes.end());
  }

 private:
  std::string key(std::string const& name) const {
    return prefix_ + (numbered_ ? std::to_string(number_) + "." : "") + name;
  }

  template <class T>
  void exchange(std::string const& name, std::vector<index_t> const& shape, T* data) {
    auto const at = key(name);
    ++number_;
    index_t count = 1;
    for (index_t e : shape) count *= e;
    if (!loading_) {
      auto array = make_npy(std::span<T const>(data, static_cast<std::size_t>(count)));
      array.shape = shape;
      stored_.add(at, std::move(array));
      return;
    }
    auto const& array = stored_.at(at);
    if (array.shape != shape)
      throw file_error("checkpoint: array " + at + ": expected shape " + detail::shape_string(shape) + ", got " +
                       detail::shape_string(array.shape));
    auto const values = array.template values<std::remove_const_t<T>>();
    std::copy(values.begin(), values.end(), data);
  }

  npz stored_;
  std::string prefix_;
  bool loading_ = false, numbered_ = false;
  index_t number_ = 0;
};

/// The weights of a network and their running statistics.
template <std::floating_point Scalar>
void visit_weights(state_archive& archive, std::string const& name, any_backbone<Scalar>& network) {
  if (!network.has_host_spans())
    throw value_error("checkpoint: this backbone keeps no parameters in host memory (refinement HasHostSpans)");
  auto const s = network.spans();
  for (block const& b : s.blocks) {
    auto const all = b.kind == role::buffer ? s.buffers : s.parameters;
    archive(name + "." + b.name, all.subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size())));
  }
}

}  // namespace tacit::inline TACIT_ABI
