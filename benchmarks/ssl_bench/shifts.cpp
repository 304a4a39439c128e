// The table of shifts.
#include "shifts.hpp"

#include "spelling.hpp"
#include "text.hpp"

namespace bench {

std::vector<shift_entry> const& all_shifts() {
  static std::vector<shift_entry> const entries{
      {"rotated", "turned about the centre by 30 degrees; points by 35", {.degrees = 30}, {.degrees = 35}},
      {"noisy",
       "normal noise of 0.2 of the range; points: 0.4 deviations of each feature",
       {.noise = 0.2},
       {.noise = 0.4}},
      {"inverted", "dark becomes bright; images alone", {.inverted = true}, {.inverted = true}},
  };
  return entries;
}

shift_entry const* find_shift(std::string const& name) {
  std::vector<std::string> known{"none"};
  if (name == known.front()) return nullptr;
  for (auto const& entry : all_shifts()) {
    if (entry.name == name) return &entry;
    known.emplace_back(entry.name);
  }
  throw_unknown("--shift", name, known);
}

std::string text_of(tacit::domain_shift const& how, bool images) {
  std::vector<std::string> words;
  if (how.degrees != 0) words.push_back("turned by " + number(how.degrees) + " degrees");
  if (how.inverted) words.push_back("inverted");
  if (how.noise > 0)
    words.push_back("with noise of " + number(how.noise) + (images ? " of the range" : " deviations of each feature"));
  return enumerate(words);
}

tacit::label_split across_domains(tacit::label_split split, tacit::dataset const& both) {
  auto const source_count = both.train.count / 2;
  for (auto& i : split.pool) i += source_count;
  split.generator += ", two domains";
  split.data_hash = tacit::data_hash(both);
  return split;
}

}  // namespace bench
