// The tape: values, and records that are visited once each, in reverse. A whole network is one record.
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "tacit/kernel/context.hpp"

namespace tacit::inline TACIT_ABI {

template <class Scalar>
class tape;

/// A matrix on a tape: rows are samples. A handle; copying it copies no number.
template <class Scalar>
class variable {
 public:
  using traced_scalar = Scalar;

  variable() = default;
  variable(tape<Scalar>& owner, std::size_t number) : owner_(&owner), number_(number) {}

  tape<Scalar>& owner() const { return *owner_; }
  std::size_t number() const { return number_; }
  matrix_view<Scalar const> value() const { return owner_->value(*this); }
  index_t rows() const { return value().extent(0); }
  index_t columns() const { return value().extent(1); }
  /// False after stop_gradient, for constants and for passes that keep nothing.
  bool differentiable() const { return owner_->differentiable(*this); }

 private:
  tape<Scalar>* owner_ = nullptr;
  std::size_t number_ = 0;
};

/// A loss on a tape: one number, kept in double.
template <class Scalar>
class scalar {
 public:
  scalar(tape<Scalar>& owner, std::size_t number) : owner_(&owner), number_(number) {}
  tape<Scalar>& owner() const { return *owner_; }
  std::size_t number() const { return number_; }
  double value() const { return owner_->value(*this); }

 private:
  tape<Scalar>* owner_;
  std::size_t number_;
};

template <class Scalar>
class tape {
 public:
  /// Forgets all values and records; the memory stays, so that a steady step allocates nothing.
  void clear() {
    nodes_.clear();
    scalars_.clear();
    records_.clear();
    memory_.rewind({});
  }

  /// Uninitialised memory that lives until clear().
  template <class T>
  T* take(index_t count) {
    return static_cast<T*>(memory_.take(static_cast<std::size_t>(count) * sizeof(T)));
  }
  matrix_view<Scalar> take_matrix(index_t rows, index_t columns) {
    return {take<Scalar>(rows * columns), {rows, columns}};
  }

  /// A value that nothing differentiates.
  variable<Scalar> constant(matrix_view<Scalar const> value) { return add(value, nullptr, false); }

  /// A value computed by a record; its gradient is collected in `gradient` (dense, rows x columns) or, where that is
  /// null, in memory of the tape.
  variable<Scalar> differentiable(matrix_view<Scalar const> value, Scalar* gradient = nullptr) {
    return add(value, gradient, true);
  }

  scalar<Scalar> constant(double value) {
    scalars_.push_back({value, 0.0});
    return {*this, scalars_.size() - 1};
  }

  /// `backward(tape)` is called when the reverse sweep passes here. It must be trivially destructible; what it refers
  /// to must live until clear().
  template <class Backward>
  void record(Backward backward) {
    static_assert(std::is_trivially_destructible_v<Backward>, "a record's memory is released without a destructor");
    void* place = memory_.take(sizeof(Backward));
    ::new (place) Backward(backward);
    record({[](void* self, tape& t) { (*static_cast<Backward*>(self))(t); }, place});
  }

  matrix_view<Scalar const> value(variable<Scalar> v) const { return nodes_[v.number()].value; }
  double value(scalar<Scalar> s) const { return scalars_[s.number()].value; }
  bool differentiable(variable<Scalar> v) const { return nodes_[v.number()].differentiable; }

  /// Whether the reverse sweep has sent anything to this value.
  bool reached(variable<Scalar> v) const { return nodes_[v.number()].reached; }

  /// The gradient to add to; zero when first asked for.
  [[gnu::noinline]] matrix_view<Scalar> gradient(variable<Scalar> v) {
    node& n = nodes_[v.number()];
    index_t const rows = n.value.extent(0), columns = n.value.extent(1);
    if (!n.reached) {
      if (!n.gradient) n.gradient = take<Scalar>(rows * columns);
      std::fill_n(n.gradient, rows * columns, Scalar{0});
      n.reached = true;
    }
    return {n.gradient, {rows, columns}};
  }

  double upstream(scalar<Scalar> s) const { return scalars_[s.number()].upstream; }
  void add_upstream(scalar<Scalar> s, double amount) { scalars_[s.number()].upstream += amount; }

  /// The gradient of `loss` with respect to everything differentiable: every record once, in reverse. Each sweep starts
  /// from zero, so that a step may have several losses.
  void backward(scalar<Scalar> loss) {
    for (auto& s : scalars_) s.upstream = 0;
    for (auto& n : nodes_) n.reached = false;
    add_upstream(loss, 1.0);
    for (std::size_t i = records_.size(); i-- > 0;) records_[i].run(records_[i].self, *this);
  }

 private:
  struct node {
    matrix_view<Scalar const> value;
    Scalar* gradient;
    bool differentiable, reached;
  };
  struct scalar_node {
    double value, upstream;
  };
  struct entry {
    void (*run)(void*, tape&);
    void* self;
  };

  // Each called by every kind of record: a call is compiled once, and costs nothing beside the work recorded.
  [[gnu::noinline]] void record(entry e) { records_.push_back(e); }
  [[gnu::noinline]] variable<Scalar> add(matrix_view<Scalar const> value, Scalar* gradient, bool differentiable) {
    nodes_.push_back({value, gradient, differentiable, false});
    return {*this, nodes_.size() - 1};
  }

  std::vector<node> nodes_;
  std::vector<scalar_node> scalars_;
  std::vector<entry> records_;
  detail::arena memory_;
};

}  // namespace tacit::inline TACIT_ABI
