// csv_rows: cuts comma-separated text into rows of cells, with the place of each (RFC 4180; LF or CRLF; BOM allowed).
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/data/file.hpp"

namespace tacit::inline TACIT_ABI::detail {

struct csv_cell {
  std::string_view text;
  std::size_t line = 1, column = 1;  // of its first character, from 1; columns count bytes
};

class csv_rows {
 public:
  csv_rows(std::span<std::uint8_t const> bytes, std::string const& file, char separator)
      : text_(reinterpret_cast<char const*>(bytes.data()), bytes.size()), file_(file), separator_(separator) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  /// The next row into `row` (valid until the next call); false at the end. Only the last lines may be empty.
  bool next(std::vector<csv_cell>& row) {
    row.clear();
    unquoted_.clear();
    if (at_ == text_.size()) return false;
    if (text_.find_first_not_of("\r\n", at_) == std::string_view::npos) return false;
    do row.push_back(cell());
    while (accept(separator_));
    if (accept('\r') && (at_ == text_.size() || text_[at_] != '\n'))
      fail({{}, line_, column() - 1}, "a line feed after the carriage return", "none");
    if (accept('\n')) {
      ++line_;
      line_start_ = at_;
    }
    return true;
  }

  [[noreturn]] void fail(csv_cell const& where, message_part const& expected, message_part const& actual) const {
    throw_file(file_, "line {}, column {}: expected {}, got {}", {where.line, where.column, expected, actual});
  }

 private:
  std::size_t column() const { return at_ - line_start_ + 1; }
  bool accept(char c) {
    bool const found = at_ < text_.size() && text_[at_] == c;
    at_ += found ? 1 : 0;
    return found;
  }
  bool blank(char c) const { return (c == ' ' || c == '\t') && c != separator_; }
  void skip_blanks() {
    while (at_ < text_.size() && blank(text_[at_])) ++at_;
  }

  /// Blanks around a cell do not belong to it.
  csv_cell cell() {
    skip_blanks();
    csv_cell result{{}, line_, column()};
    if (accept('"')) {
      result.text = quoted(result);
      skip_blanks();
      if (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\r' && text_[at_] != '\n')
        fail({{}, line_, column()}, "the end of the cell after its closing quote", std::string("'") + text_[at_] + "'");
      return result;
    }
    auto const first = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\r' && text_[at_] != '\n') {
      if (text_[at_] == '"') fail({{}, line_, column()}, "quotes around the whole cell", "one inside it");
      ++at_;
    }
    auto last = at_;
    while (last > first && blank(text_[last - 1])) --last;
    result.text = text_.substr(first, last - first);
    return result;
  }

  /// The text up to the closing quote; a doubled quote stands for one.
  std::string_view quoted(csv_cell const& start) {
    auto& out = unquoted_.emplace_back();
    while (at_ < text_.size()) {
      char const c = text_[at_++];
      if (c == '"' && !accept('"')) return out;
      out += c;
      if (c == '\n') {
        ++line_;
        line_start_ = at_;
      }
    }
    fail(start, "a closing quote", "the end of the file");
  }

  std::string_view text_;
  std::string file_;
  char separator_;
  std::size_t at_ = 0, line_ = 1, line_start_ = 0;
  std::deque<std::string> unquoted_;  // a deque: cells point into its strings
};

}  // namespace tacit::inline TACIT_ABI::detail
