// classifier: a network one can ask: probabilities, classes, saving and loading.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/npz.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/tensor/standard.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// Reads one block out of an archive; throws before anything of the model was touched.
template <class Scalar>
std::vector<Scalar> block_from(npz const& archive, std::string const& path, block const& b) {
  auto const& array = archive.at(b.name);
  if (!std::ranges::equal(array.shape, b.shape))
    throw_error<file_error>("{}: array {}: expected shape {}, got {}", {path, b.name, b.shape, array.shape});
  auto values = array.template values<Scalar>();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i])) throw_error<file_error>("{}: array {}: element {} is not finite", {path, b.name, i});
  return values;
}

}  // namespace detail

/// A model with the questions users ask. X is what the network saw in training: rows x elements, images normalised and
/// channels last (for stored samples see run_result::predict).
template <class Network, class Scalar = float>
class classifier : public model<Network, Scalar> {
 public:
  using base = model<Network, Scalar>;
  using base::base;

  /// Class probabilities, rows x classes, in inference mode.
  template <FloatingTensor Samples>
  tensor<Scalar, 2> predict(Samples const& x) const {
    auto p = this->infer(x);
    softmax(p, into(p));
    return p;
  }

  /// The most probable class of each row.
  template <FloatingTensor Samples>
  std::vector<int> classify(Samples const& x) const {
    auto const z = this->infer(x);
    std::vector<int> classes(static_cast<std::size_t>(z.extent(0)));
    for (std::size_t i = 0; i < classes.size(); ++i)
      classes[i] = most_probable<Scalar>(z.view(), static_cast<index_t>(i));
    return classes;
  }

  /// Parameters and buffers as .npz, one array a block, named as in blocks(); the file appears whole or not at all.
  void save(std::string const& path) const {
    npz archive;
    for (block const& b : this->blocks().all()) {
      auto const all = b.kind == role::buffer ? this->buffers() : this->parameters();
      auto array = make_npy(all.subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size())));
      array.shape.assign(b.shape.begin(), b.shape.end());
      archive.add(b.name, std::move(array));
    }
    write_npz(path, archive);
  }

  /// Everything or nothing: throws file_error, the model unchanged, if an array is missing, of another shape or not
  /// finite, or if the file holds arrays that this network does not have. Heads that this network does not have are
  /// left out: a classifier needs none.
  void load(std::string const& path) {
    auto const archive = read_npz(path);
    std::size_t arrays = 0;
    for (auto const& e : archive.entries()) arrays += !is_of_absent_head(e.name);
    if (arrays != this->blocks().all().size())
      detail::throw_error<file_error>("{}: expected {} arrays, got {}", {path, this->blocks().all().size(), arrays});
    std::vector<std::vector<Scalar>> values;
    for (block const& b : this->blocks().all()) values.push_back(detail::block_from<Scalar>(archive, path, b));
    for (std::size_t k = 0; k < values.size(); ++k) {
      auto const to = this->values(this->blocks().all()[k].name);
      std::copy(values[k].begin(), values[k].end(), to.begin());
    }
  }

 private:
  bool is_of_absent_head(std::string const& array) const {
    for (std::size_t k = 0; k < head_kinds; ++k) {
      auto const kind = static_cast<head_kind>(k);
      if (this->head_width(kind) == 0 && array.rfind(std::string(name_of(kind)) + ".", 0) == 0) return true;
    }
    return false;
  }
};

}  // namespace tacit::inline TACIT_ABI
