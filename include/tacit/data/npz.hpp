// .npz: named arrays in one file. Written uncompressed; deflated archives are read with the help of data/gzip.hpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tacit/data/detail/zip_writer.hpp"
#include "tacit/data/npy.hpp"

namespace tacit::inline TACIT_ABI {

/// Named arrays, in the order in which they were added.
class npz {
 public:
  struct entry {
    std::string name;
    npy_array array;
  };

  npz() = default;
  /// `name` stands for the archive in errors.
  explicit npz(std::string name) : name_(std::move(name)) {}

  /// Adds a copy of any readable tensor of numbers.
  template <Readable T>
  void add(std::string name, T const& t) {
    add(std::move(name), make_npy(t));
  }
  void add(std::string name, npy_array array) {
    if (contains(name))
      detail::throw_error<value_error>("{}: array {}: expected a new name, got one that is there", {name_, name});
    entries_.push_back({std::move(name), std::move(array)});
  }

  bool contains(std::string const& name) const { return find(name) != nullptr; }

  /// Throws file_error, listing what the archive holds, if there is no such array.
  npy_array const& at(std::string const& name) const& {
    if (auto const* array = find(name)) return *array;
    std::string names;
    for (auto const& e : entries_) names += (names.empty() ? "" : ", ") + e.name;
    detail::throw_error<file_error>("{}: expected an array named {}, got {}",
                                    {name_, name, (names.empty() ? "none" : names)});
  }

  std::vector<entry> const& entries() const& { return entries_; }

  // Out of a temporary, `for (auto const& e : read_npz(path).entries())`, they are moved.
  npy_array at(std::string const& name) && { return std::as_const(*this).at(name); }
  std::vector<entry> entries() && { return std::move(entries_); }

 private:
  npy_array const* find(std::string const& name) const {
    for (auto const& e : entries_)
      if (e.name == name) return &e.array;
    return nullptr;
  }

  std::string name_ = "npz";
  std::vector<entry> entries_;
};

/// Parses an archive; `file` names it in errors. Throws file_error unless every entry is whole and its checksum right.
/// Pass `inflate_raw` (data/gzip.hpp) as the last argument to read compressed archives too.
inline npz parse_npz(std::span<std::uint8_t const> bytes, std::string const& file, inflate_function inflate = nullptr) {
  npz archive(file);
  for (auto const& e : detail::parse_zip(bytes, file, inflate)) {
    auto const where = file + " (entry " + e.name + ")";
    if (!e.name.ends_with(".npy")) detail::throw_file(where, "expected a name that ends with .npy");
    auto name = e.name.substr(0, e.name.size() - 4);
    if (archive.contains(name)) detail::throw_file(where, "expected each name once, got it twice");
    archive.add(std::move(name), parse_npy(e.content, where));
  }
  return archive;
}

inline npz read_npz(std::string const& path, inflate_function inflate = nullptr) {
  return parse_npz(read_bytes(path), path, inflate);
}

/// The bytes of the archive; equal arrays give equal bytes.
inline std::vector<std::uint8_t> encode_npz(npz const& archive) {
  detail::zip_writer writer;
  for (auto const& e : archive.entries()) writer.add(e.name + ".npy", encode_npy(e.array));
  return std::move(writer).finish();
}

/// Replaces or creates the file in one step.
inline void write_npz(std::string const& path, npz const& archive) { write_bytes(path, encode_npz(archive)); }

}  // namespace tacit::inline TACIT_ABI
