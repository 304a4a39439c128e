// The name of a term in reports, where a method has several.
#pragma once

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// The same term under another name than "unsup": `named("anti", consistency(...))`. The name is a literal.
template <class Term>
requires requires(Term& t, char const* name) { t.name = name; }
constexpr Term named(char const* name, Term term) {
  term.name = name;
  return term;
}

}  // namespace tacit::inline TACIT_ABI
