// Manifests: a label split as a small text file, so that a run can be repeated and resumed without drawing again.
#pragma once

#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/data/file.hpp"
#include "tacit/data/split.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// Ascending runs become ranges, "3 17-19"; any order is kept.
inline std::string index_text(std::vector<index_t> const& indices) {
  std::string text;
  for (std::size_t k = 0; k < indices.size();) {
    std::size_t last = k;
    while (last + 1 < indices.size() && indices[last + 1] == indices[last] + 1) ++last;
    text.append(" ").append(std::to_string(indices[k]));
    if (last > k) text.append("-").append(std::to_string(indices[last]));
    k = last + 1;
  }
  return text;
}

/// Reads the lines `key value` of a manifest, in their fixed order.
class manifest_parser {
 public:
  manifest_parser(std::span<std::uint8_t const> bytes, std::string const& file)
      : rest_(reinterpret_cast<char const*>(bytes.data()), bytes.size()), file_(file) {}

  /// The text after "key" and a space on the next line; empty if the line ends after the key.
  std::string_view value(std::string_view key) {
    ++line_number_;
    auto const end = rest_.find('\n');
    if (end == std::string_view::npos)
      fail(rest_.size(), message("a line of '{}'", {key}), "the end of the file (truncated)");
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (!line_.starts_with(key) || (line_.size() > key.size() && line_[key.size()] != ' '))
      fail(0, message("'{}'", {key}), quote(line_));
    at_ = std::min(line_.size(), key.size() + 1);
    return line_.substr(at_);
  }

  template <class Integer>
  Integer number(std::string_view key) {
    value(key);
    auto const result = integer<Integer>();
    if (at_ != line_.size()) fail(at_, "the end of the line", quote(line_.substr(at_)));
    return result;
  }

  /// Indices and ranges of indices below `count`; more than `count` of them cannot be right and end the parse.
  std::vector<index_t> indices(std::string_view key, index_t count) {
    value(key);
    std::vector<index_t> list;
    while (at_ < line_.size()) {
      auto const start = at_;
      index_t const first = integer<index_t>();
      bool const range = at_ < line_.size() && line_[at_] == '-';
      if (range) ++at_;
      index_t const last = range ? integer<index_t>() : first;
      if (first < 0 || last < first || last >= count)
        fail(start, message("an index or an ascending range from 0 to {}", {count - 1}),
             quote(line_.substr(start, at_ - start)));
      if (last - first >= count - static_cast<index_t>(list.size()))
        fail(start, message("at most {} indices, each once", {count}), "more");
      for (index_t i = first; i <= last; ++i) list.push_back(i);
      if (at_ < line_.size() && line_[at_++] != ' ') fail(at_ - 1, "a space", quote(line_.substr(at_ - 1)));
    }
    return list;
  }

  void finish() {
    ++line_number_;
    if (!rest_.empty()) fail(0, "the end of the file", quote(rest_));
  }

  [[noreturn]] void fail(std::size_t column, message_part const& expected, message_part const& actual) const {
    throw_file(file_, "line {}, column {}: expected {}, got {}", {line_number_, column + 1, expected, actual});
  }
  static std::string quote(std::string_view text) { return std::string("'").append(text.substr(0, 40)).append("'"); }

 private:
  template <class Integer>
  Integer integer() {
    Integer value{};
    auto const* const first = line_.data() + at_;
    auto const result = std::from_chars(first, line_.data() + line_.size(), value);
    if (result.ec != std::errc{}) fail(at_, "a number", quote(line_.substr(at_)));
    at_ += static_cast<std::size_t>(result.ptr - first);
    return value;
  }

  std::string_view rest_, line_;
  std::string file_;
  std::size_t line_number_ = 0, at_ = 0;
};

}  // namespace detail

/// The text of a manifest: seven lines, the last three with indices and ranges of indices into the training part.
inline std::string manifest_text(label_split const& split, index_t samples) {
  return "tacit-split 1\ngenerator " + split.generator + "\ndata " + split.data_hash + "\nsamples " +
         std::to_string(samples) + "\nseed " + std::to_string(split.seed) + "\nlabelled" +
         detail::index_text(split.labelled) + "\nvalidation" + detail::index_text(split.validation) + "\npool" +
         detail::index_text(split.pool) + "\n";
}

/// Parses a manifest of the data set with this hash and number of training samples; `file` names it in errors. Throws
/// file_error if it belongs to other data or is not a manifest. Nothing is drawn anew.
inline label_split parse_manifest(std::span<std::uint8_t const> bytes, std::string const& file,
                                  std::string const& expected_hash, index_t samples) {
  detail::manifest_parser in(bytes, file);
  label_split split;
  if (auto const version = in.value("tacit-split"); version != "1")
    in.fail(12, "version 1", detail::manifest_parser::quote(version));
  split.generator = in.value("generator");
  split.data_hash = in.value("data");
  if (split.data_hash != expected_hash)
    in.fail(5, detail::message("the data with hash {}", {expected_hash}),
            detail::message("a split of {}", {split.data_hash}));
  if (auto const count = in.number<index_t>("samples"); count != samples)
    in.fail(8, detail::message("{} samples", {samples}), count);
  split.seed = in.number<std::uint64_t>("seed");
  split.labelled = in.indices("labelled", samples);
  split.validation = in.indices("validation", samples);
  split.pool = in.indices("pool", samples);
  in.finish();
  return split;
}

/// Saves a split of `data`, atomically. Throws value_error if the split does not belong to the data.
inline void save_manifest(std::string const& path, label_split const& split, dataset const& data) {
  validate(split, data);
  auto const hash = data_hash(data);
  if (split.data_hash != hash)
    detail::throw_error<value_error>("save_manifest: hash of the data: expected {}, got a split of {}",
                                     {hash, split.data_hash});
  if (split.generator.find('\n') != std::string::npos)
    throw value_error("save_manifest: generator: expected one line, got several");
  auto const text = manifest_text(split, data.train.count);
  write_bytes(path, {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()});
}

/// Loads the split of `data` that was saved. Throws file_error if the file is not a manifest of these data, or if an
/// index comes twice or leaks from validation into training.
inline label_split load_manifest(std::string const& path, dataset const& data) {
  validate(data);
  auto split = parse_manifest(read_bytes(path), path, data_hash(data), data.train.count);
  try {
    validate(split, data);
  } catch (value_error const& e) {
    detail::throw_file(path, e.what());
  }
  return split;
}

}  // namespace tacit::inline TACIT_ABI
