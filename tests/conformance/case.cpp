// Reading a case's folder: strict, so that a damaged set is never taken for a failing library.
#include "case.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "tacit/data/npy.hpp"

namespace conformance {
namespace {

namespace fs = std::filesystem;

double parse_number(std::string const& where, std::string const& text) {
  double value = 0;
  auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size())
    throw bad_input(where + ": expected a number, got '" + text + "'");
  return value;
}

std::vector<std::string> split(std::string const& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t const end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// The declaration "f8 8x10" that a tensor's file must match.
std::string declaration(stored const& t) {
  std::string s = t.is_floating() ? "f8 " : t.is_bytes() ? "u1 " : "i8 ";
  for (std::size_t k = 0; k < t.shape.size(); ++k) s += (k ? "x" : "") + std::to_string(t.shape[k]);
  return s;
}

stored load(fs::path const& file) {
  try {
    auto const array = tacit::read_npy(file.string());
    std::string const type = array.type.name();
    if (type == "f8") return {array.shape, array.values<double>()};
    if (type == "i8") return {array.shape, array.values<std::int64_t>()};
    if (type == "u1") return {array.shape, array.values<std::uint8_t>()};
    throw bad_input(file.string() + ": expected elements of type f8, i8 or u1, got " + type);
  } catch (tacit::error const& e) {
    throw bad_input(e.what());
  }
}

std::vector<fs::path> subfolders(fs::path const& folder) {
  std::vector<fs::path> found;
  for (auto const& entry : fs::directory_iterator(folder))
    if (entry.is_directory()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::size_t stored::size() const {
  return std::visit([](auto const& v) { return v.size(); }, values);
}

double stored::operator[](std::size_t i) const {
  return std::visit([i](auto const& v) { return static_cast<double>(v[i]); }, values);
}

test_case::test_case(fs::path const& folder) : folder_(folder) {
  fs::path const file = folder / "case.txt";
  std::ifstream in(file);
  if (!in) throw bad_input(file.string() + ": cannot be read");
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty()) continue;
    auto const at = line.find(" =");
    if (at == std::string::npos)
      throw bad_input(file.string() + ", line " + std::to_string(number) + ": expected 'key = value', got '" + line +
                      "'");
    keys_[line.substr(0, at)] = line.substr(std::min(at + 3, line.size()));
  }
  for (char const* key : {"area", "case", "op"}) text(key);
  for (auto const& [key, value] : keys_) {
    bool const is_input = key.rfind("in.", 0) == 0;
    if (!is_input && key.rfind("out.", 0) != 0) continue;
    std::string const name = key.substr(is_input ? 3 : 4);
    stored t = load(folder / (name + ".npy"));
    if (declaration(t) != value)
      throw bad_input((folder / (name + ".npy")).string() + ": case.txt declares '" + value + "', the file holds '" +
                      declaration(t) + "'");
    (is_input ? inputs_ : outputs_).emplace(name, std::move(t));
  }
}

std::string const& test_case::text(std::string const& key) const {
  auto const found = keys_.find(key);
  if (found == keys_.end()) throw bad_input((folder_ / "case.txt").string() + ": no key '" + key + "'");
  return found->second;
}

double test_case::number(std::string const& key) const {
  return parse_number((folder_ / "case.txt").string() + ", key '" + key + "'", text(key));
}

bool test_case::flag(std::string const& key) const {
  if (text(key) == "true") return true;
  if (text(key) == "false") return false;
  throw bad_input((folder_ / "case.txt").string() + ", key '" + key + "': expected true or false, got '" + text(key) +
                  "'");
}

std::vector<double> test_case::list(std::string const& key) const {
  std::vector<double> values;
  if (!text(key).empty())
    for (auto const& part : split(text(key), ','))
      values.push_back(parse_number((folder_ / "case.txt").string() + ", key '" + key + "'", part));
  return values;
}

stored const& test_case::input(std::string const& name) const {
  auto const found = inputs_.find(name);
  if (found == inputs_.end()) throw bad_input((folder_ / "case.txt").string() + ": no input 'in." + name + "'");
  return found->second;
}

std::vector<fs::path> find_cases(fs::path const& root) {
  if (!fs::is_directory(root)) throw bad_input(root.string() + ": no such folder");
  if (fs::exists(root / "case.txt")) return {root};
  std::vector<fs::path> cases;
  for (auto const& folder : subfolders(root)) {
    if (fs::exists(folder / "case.txt")) {
      cases.push_back(folder);
      continue;
    }
    auto const inner = subfolders(folder);
    if (inner.empty()) throw bad_input(folder.string() + ": neither a case (no case.txt) nor an area (no cases)");
    cases.insert(cases.end(), inner.begin(), inner.end());
  }
  if (cases.empty()) throw bad_input(root.string() + ": no cases found");
  if (std::ifstream index(root / "INDEX.txt"); index)
    for (std::string line; std::getline(index, line);)
      if (!line.empty() && !fs::exists(root / line / "case.txt"))
        throw bad_input((root / "INDEX.txt").string() + ": lists '" + line + "', which has no case.txt");
  return cases;
}

}  // namespace conformance
