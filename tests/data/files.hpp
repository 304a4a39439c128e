// Small files for the tests of the readers, and the messages of the exceptions they throw.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace files {

using bytes = std::vector<std::uint8_t>;

inline bytes of_text(std::string_view text) { return {text.begin(), text.end()}; }

/// Appends `size` bytes of a number, the highest first.
inline void put_big_endian(bytes& to, std::uint64_t value, int size) {
  for (int k = size; k-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> 8 * k));
}
inline void put_little_endian(bytes& to, std::uint64_t value, int size) {
  for (int k = 0; k < size; ++k) to.push_back(static_cast<std::uint8_t>(value >> 8 * k));
}

inline bytes operator+(bytes a, bytes const& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// A new folder that vanishes at the end of the scope.
class folder {
 public:
  folder() {
    auto name = (std::filesystem::temp_directory_path() / "tacit_test_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  folder(folder const&) = delete;
  folder& operator=(folder const&) = delete;
  ~folder() { std::filesystem::remove_all(path_); }

  std::string path() const { return path_.string(); }
  std::string path(std::string const& name) const { return (path_ / name).string(); }

  std::string write(std::string const& name, std::span<std::uint8_t const> content) const {
    std::ofstream(path(name), std::ios::binary)
        .write(reinterpret_cast<char const*>(content.data()), static_cast<std::streamsize>(content.size()));
    return path(name);
  }
  std::string write(std::string const& name, std::string_view content) const { return write(name, of_text(content)); }

  /// How many files lie in it.
  long count() const { return static_cast<long>(std::distance(std::filesystem::directory_iterator(path_), {})); }

 private:
  std::filesystem::path path_;
};

/// The message of the Error that f throws; another exception, or none, says so instead.
template <class Error, class F>
std::string message_of(F f) {
  try {
    f();
  } catch (Error const& e) {
    return e.what();
  } catch (std::exception const& e) {
    return std::string("another exception: ") + e.what();
  }
  return "no exception";
}

}  // namespace files
