// CSV tables of numbers with a label column. Strict: a bad cell is an error with its line and column, never a zero.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tacit/data/detail/csv_rows.hpp"
#include "tacit/data/labelled_samples.hpp"
#include "tacit/data/validate.hpp"

namespace tacit::inline TACIT_ABI {

/// A column by its number (from 0; negative from the end: -1 is the last) or by its name in the header.
using csv_column = std::variant<index_t, std::string>;

/// detect: the first row is a header if no cell of a feature in it is a number.
enum class csv_header : std::uint8_t { detect, present, absent };

struct csv_options {
  char separator = ',';
  csv_header header = csv_header::detect;
  std::optional<csv_column> label = index_t{-1};  ///< nullopt: the rows have no labels
  std::vector<csv_column> skip{};                 ///< columns that are neither label nor feature
  std::vector<std::string> classes{};             ///< the labels that may occur, in order; empty: those in the file
};

/// A row is a sample, its cells in order are the features, as float. Labels may be any text: the distinct ones are the
/// classes, in numerical order if all are integers, else in the order of their bytes.
struct csv_table {
  bool has_header = false;
  std::vector<std::string> features;  ///< names from the header, or none
  sample_set samples;
  std::vector<int> labels;
  std::vector<std::string> class_names;
};

namespace detail {

/// The number that the whole text is, if it is one.
inline std::optional<double> csv_number(std::string_view text) {
  double value = 0;
  auto const result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

inline std::string csv_quote(std::string_view text) {
  return text.empty() ? "an empty cell" : std::string("'").append(text.substr(0, 40)).append("'");
}

class csv_parser {
 public:
  csv_parser(std::span<std::uint8_t const> bytes, std::string const& file, csv_options const& options)
      : rows_(bytes, file, options.separator), options_(options) {
    for (auto const& name : options.classes)
      if (!ids_.emplace(name, static_cast<int>(ids_.size())).second)
        throw_error<value_error>("csv: options: class {}: expected once, got it twice", {name});
  }

  csv_table parse() {
    if (!rows_.next(row_)) rows_.fail({}, "at least one row", "none");
    place_columns();
    if (table_.has_header) {
      for (std::size_t k : features_) table_.features.emplace_back(row_[k].text);
    } else {
      add_row();
    }
    while (rows_.next(row_)) add_row();
    if (table_.samples.count == 0) rows_.fail({}, "at least one row of numbers", "only a header");
    table_.samples.shape = {static_cast<index_t>(features_.size())};
    name_classes();
    return std::move(table_);
  }

 private:
  /// Decides from the first row what each column is, and whether the row is a header.
  void place_columns() {
    width_ = row_.size();
    bool named = options_.label && std::holds_alternative<std::string>(*options_.label);
    for (auto const& c : options_.skip) named = named || std::holds_alternative<std::string>(c);
    if (named && options_.header == csv_header::absent)
      throw value_error("csv: options: a column is given by name: expected a header, got header = absent");
    std::vector<bool> other(width_);
    if (options_.label) other[label_ = find(*options_.label)] = true;
    for (auto const& c : options_.skip) other[find(c)] = true;
    index_t numbers = 0;
    for (std::size_t k = 0; k < width_; ++k)
      if (!other[k]) {
        features_.push_back(k);
        numbers += csv_number(row_[k].text) ? 1 : 0;
      }
    if (features_.empty()) rows_.fail(row_[0], "a column of features", "none beside the label and skipped columns");
    table_.has_header =
        options_.header == csv_header::present || named || (options_.header == csv_header::detect && numbers == 0);
  }

  std::size_t find(csv_column const& column) const {
    if (auto const* name = std::get_if<std::string>(&column)) {
      auto const matches = [&](csv_cell const& c) { return c.text == *name; };
      auto const count = std::count_if(row_.begin(), row_.end(), matches);
      if (count != 1)
        rows_.fail(row_[0], message("one column named '{}'", {*name}), count == 0 ? "none" : std::to_string(count));
      return static_cast<std::size_t>(std::find_if(row_.begin(), row_.end(), matches) - row_.begin());
    }
    auto const number = std::get<index_t>(column), width = static_cast<index_t>(width_);
    if (number >= width || number < -width)
      rows_.fail(row_[0], message("a column {}", {number}), message("{} columns", {width}));
    return static_cast<std::size_t>(number < 0 ? number + width : number);
  }

  void add_row() {
    if (row_.size() != width_) rows_.fail(row_[0], message("{} cells, as in the first row", {width_}), row_.size());
    for (std::size_t k : features_) {
      auto const value = csv_number(row_[k].text);
      if (!value) rows_.fail(row_[k], "a number", csv_quote(row_[k].text));
      if (!(std::abs(*value) <= double{std::numeric_limits<float>::max()}))
        rows_.fail(row_[k], "a finite number in the range of float", csv_quote(row_[k].text));
      table_.samples.values.push_back(static_cast<float>(*value));
    }
    if (options_.label) table_.labels.push_back(class_of(row_[label_]));
    ++table_.samples.count;
  }

  int class_of(csv_cell const& cell) {
    if (cell.text.empty()) rows_.fail(cell, "a label", "an empty cell");
    auto const known = ids_.find(cell.text);
    if (known != ids_.end()) return known->second;
    if (!options_.classes.empty()) rows_.fail(cell, "one of the classes given", csv_quote(cell.text));
    return ids_.emplace(cell.text, static_cast<int>(ids_.size())).first->second;
  }

  /// Orders the classes and renumbers the labels, which so far count classes as they came.
  void name_classes() {
    table_.class_names = options_.classes;
    if (!options_.classes.empty()) return;
    std::vector<std::pair<std::int64_t, int>> order;  // sort key, class as it came; the map is sorted by bytes
    bool integers = true;
    for (auto const& [name, id] : ids_) {
      std::int64_t value = 0;
      auto const result = std::from_chars(name.data(), name.data() + name.size(), value);
      integers = integers && result.ec == std::errc{} && result.ptr == name.data() + name.size();
      order.emplace_back(value, id);
    }
    if (integers) std::stable_sort(order.begin(), order.end(), [](auto a, auto b) { return a.first < b.first; });
    std::vector<int> rank(order.size());
    for (std::size_t k = 0; k < order.size(); ++k)
      rank[static_cast<std::size_t>(order[k].second)] = static_cast<int>(k);
    table_.class_names.resize(order.size());
    for (auto const& [name, id] : ids_)
      table_.class_names[static_cast<std::size_t>(rank[static_cast<std::size_t>(id)])] = name;
    for (int& label : table_.labels) label = rank[static_cast<std::size_t>(label)];
  }

  csv_rows rows_;
  csv_options const& options_;
  std::vector<csv_cell> row_;
  std::size_t width_ = 0, label_ = 0;
  std::vector<std::size_t> features_;
  std::map<std::string, int, std::less<>> ids_;
  csv_table table_;
};

}  // namespace detail

/// Parses `bytes`; `file` names them in errors. Throws file_error, with line and column, for a cell that is not a
/// finite number, a row of another length, an unknown label, or a missing column.
inline csv_table parse_csv(std::span<std::uint8_t const> bytes, std::string const& file,
                           csv_options const& options = {}) {
  return detail::csv_parser(bytes, file, options).parse();
}

inline csv_table read_csv(std::string const& path, csv_options const& options = {}) {
  return parse_csv(read_bytes(path), path, options);
}

/// A data set from a file of training rows and, unless its name is empty, a file of test rows with the same columns.
inline dataset csv_dataset(std::string const& train_path, std::string const& test_path = {}, csv_options options = {}) {
  auto train = read_csv(train_path, options);
  csv_table test;
  if (!test_path.empty()) {
    options.classes = train.class_names;
    test = read_csv(test_path, options);
    if (test.features != train.features)
      detail::throw_file(test_path, "line 1: header: expected the same as in {}, got another", {train_path});
  }
  dataset data{train_path,
               static_cast<int>(train.class_names.size()),
               std::move(train.class_names),
               std::move(train.samples),
               std::move(test.samples),
               std::move(train.labels),
               std::move(test.labels)};
  validate(data);
  return data;
}

}  // namespace tacit::inline TACIT_ABI
