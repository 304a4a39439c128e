// What the library's methods are made of: the table of --list and of docs/methods/README.md, and --explain.
#pragma once

#include <string>
#include <string_view>

namespace bench {

/// A line a method and a line a term, slot by slot, for a terminal.
std::string method_table();

/// The same as a Markdown table with links to the pages.
std::string method_table_markdown();

/// Slots, views and state of one method, and its page (formula, paper, defaults). Throws usage_error with the nearest
/// spelling.
std::string explain(std::string const& method);

/// The text of docs/methods/<name>.md; empty if there is none.
std::string_view method_page(std::string_view name);

}  // namespace bench
