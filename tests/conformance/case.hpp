// One stored case: its keys, its tensors, and how they are read from a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "tacit/tensor/view.hpp"

namespace conformance {

/// A folder, file or key that is not what the layout of the vectors promises: the set is at fault, not the library.
class bad_input : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A stored tensor: <f8, <i8 or |u1, in row-major order.
struct stored {
  std::vector<tacit::index_t> shape;
  std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::uint8_t>> values;

  bool is_floating() const { return values.index() == 0; }
  bool is_bytes() const { return values.index() == 2; }
  std::size_t size() const;
  double operator[](std::size_t i) const;  ///< exact for every stored integer below 2^53
};

/// case.txt and the tensors that it declares, `in.<name>` and `out.<name>` apart.
class test_case {
 public:
  /// Reads everything; throws bad_input with a sentence that names the file.
  explicit test_case(std::filesystem::path const& folder);

  std::string const& area() const { return text("area"); }
  std::string const& op() const { return text("op"); }
  std::string label() const { return area() + "/" + text("case"); }

  bool has_key(std::string const& key) const { return keys_.count(key) != 0; }
  std::string const& text(std::string const& key) const;
  double number(std::string const& key) const;
  bool flag(std::string const& key) const;
  std::vector<double> list(std::string const& key) const;

  bool has_input(std::string const& name) const { return inputs_.count(name) != 0; }
  stored const& input(std::string const& name) const;
  std::map<std::string, stored> const& outputs() const { return outputs_; }

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::string> keys_;
  std::map<std::string, stored> inputs_, outputs_;
};

/// The case folders below a whole set, an area, or a single case, in order of their names.
std::vector<std::filesystem::path> find_cases(std::filesystem::path const& root);

}  // namespace conformance
