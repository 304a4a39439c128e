// What an operation of the conformance program sees: a case at one precision, and the registry that it joins.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "case.hpp"
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

namespace conformance {

/// How a case went at one precision: the largest deviation in units of the tolerance, and what was wrong.
struct outcome {
  bool passed = true;
  double worst = 0;  ///< |value - expected| / (abs + rel |expected|), at most 1 to pass
  std::string where;
  std::set<std::string> checked;
};

/// Compares with the stored output under the case's tolerance; a name that the case does not store is ignored.
void compare(test_case const& stored_case, bool single, std::string const& name,
             std::vector<tacit::index_t> const& shape, std::vector<double> const& value, outcome& result);

/// One case at one precision: S is float or double. Inputs convert to S; outputs go to `check`.
template <class S>
class run {
 public:
  using scalar = S;

  explicit run(test_case const& from) : case_(from) {}

  /// An input of exactly this rank.
  template <std::size_t R>
  tacit::tensor<S, R> in(std::string const& name) const {
    return read<S, R>(name);
  }
  /// An image of bytes.
  template <std::size_t R>
  tacit::tensor<std::uint8_t, R> bytes(std::string const& name) const {
    if (!case_.input(name).is_bytes()) throw bad_input(case_.label() + ": input '" + name + "' does not hold bytes");
    return read<std::uint8_t, R>(name);
  }
  /// Integers of any shape, flattened.
  std::vector<std::int64_t> integers(std::string const& name) const {
    auto const* values = std::get_if<std::vector<std::int64_t>>(&case_.input(name).values);
    if (!values) throw bad_input(case_.label() + ": input '" + name + "' does not hold integers");
    return *values;
  }
  /// Numbers of any kind and shape, flattened.
  std::vector<double> numbers(std::string const& name) const {
    auto const& from = case_.input(name);
    std::vector<double> values;
    for (std::size_t i = 0; i < from.size(); ++i) values.push_back(from[i]);
    return values;
  }
  std::vector<int> labels(std::string const& name) const {
    auto const wide = integers(name);
    return {wide.begin(), wide.end()};
  }
  std::vector<tacit::index_t> shape(std::string const& name) const { return case_.input(name).shape; }

  /// A key of case.txt, or an input.
  bool has(std::string const& name) const { return case_.has_key(name) || case_.has_input(name); }
  double number(std::string const& key) const { return case_.number(key); }
  double number(std::string const& key, double fallback) const {
    return case_.has_key(key) ? case_.number(key) : fallback;
  }
  tacit::index_t count(std::string const& key) const { return static_cast<tacit::index_t>(case_.number(key)); }
  bool flag(std::string const& key, bool fallback) const { return case_.has_key(key) ? case_.flag(key) : fallback; }
  std::string text(std::string const& key) const { return case_.text(key); }
  std::vector<double> list(std::string const& key) const { return case_.list(key); }
  std::string formula() const { return case_.text("formula"); }
  std::string op() const { return case_.op(); }

  /// Whether the case stores this output.
  bool expects(std::string const& name) const { return case_.outputs().count(name) != 0; }
  /// Extents of a stored output: sizes that no key or input names.
  std::vector<tacit::index_t> expected_shape(std::string const& name) const {
    auto const found = case_.outputs().find(name);
    if (found == case_.outputs().end()) throw bad_input(case_.label() + ": stores no output '" + name + "'");
    return found->second.shape;
  }

  /// Compares a number or a tensor of any rank with the stored output. A value of rank 1 may stand for any stored
  /// shape of its size (row-major); other ranks must have the stored extents.
  template <class Value>
  void check(std::string const& name, Value const& value) {
    std::vector<tacit::index_t> shape;
    std::vector<double> flat;
    if constexpr (std::is_arithmetic_v<Value>) {
      flat.push_back(static_cast<double>(value));
    } else {
      constexpr std::size_t rank = tacit::tensor_traits<Value>::rank;
      auto const view = tacit::view_of<rank>(value);
      flatten(view, flat);
      if constexpr (rank > 1) shape.assign(view.extents().begin(), view.extents().end());
    }
    compare(case_, std::is_same_v<S, float>, name, shape, flat, result_);
  }

  outcome const& result() const { return result_; }

 private:
  template <class T, std::size_t R>
  tacit::tensor<T, R> read(std::string const& name) const {
    stored const& from = case_.input(name);
    if (from.shape.size() != R)
      throw bad_input(case_.label() + ": input '" + name + "' has " + std::to_string(from.shape.size()) +
                      " dimensions, the operation expects " + std::to_string(R));
    std::array<tacit::index_t, R> extents{};
    for (std::size_t k = 0; k < R; ++k) extents[k] = from.shape[k];
    tacit::tensor<T, R> t(extents);
    for (std::size_t i = 0; i < from.size(); ++i) t.data()[i] = static_cast<T>(from[i]);
    return t;
  }

  template <class T, std::size_t R>
  static void flatten(tacit::tensor_view<T, R> const& view, std::vector<double>& flat) {
    for (tacit::index_t i = 0; i < view.extent(0); ++i)
      if constexpr (R == 1)
        flat.push_back(static_cast<double>(view[i]));
      else
        flatten(view.row(i), flat);
  }

  test_case const& case_;
  outcome result_;
};

/// The operations that the library has, by area and `op`. Each is a generic callable `(auto& run)`.
class registry {
 public:
  using key = std::pair<std::string, std::string>;
  struct operation {
    std::function<void(run<float>&)> f32;
    std::function<void(run<double>&)> f64;
  };

  template <class Body>
  void add(std::string const& area, std::string const& op, Body body) {
    operations_[{area, op}] = {body, body};
  }
  operation const* find(std::string const& area, std::string const& op) const {
    auto const found = operations_.find({area, op});
    return found == operations_.end() ? nullptr : &found->second;
  }

 private:
  std::map<key, operation> operations_;
};

// One function a file ops_<area>.cpp.
void add_loss_operations(registry&);
void add_schedule_operations(registry&);
void add_ema_operations(registry&);
void add_optim_operations(registry&);
void add_metric_operations(registry&);
void add_extra_operations(registry&);
void add_layer_operations(registry&);
void add_augment_operations(registry&);
void add_method_operations(registry&);
void add_alignment_operations(registry&);
void add_threshold_operations(registry&);
void add_method_mix_operations(registry&);
void add_fixmatch_operations(registry&);
void add_head_operations(registry&);
void add_model_operations(registry&);
void add_model_mpl_operations(registry&);
void add_model_self_training_operations(registry&);
void add_model_adapt_operations(registry&);
void add_model_vat_operations(registry&);
void add_model_adamatch_operations(registry&);

}  // namespace conformance
