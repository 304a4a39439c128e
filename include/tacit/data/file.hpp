// Whole files to and from bytes. Writing is atomic: a reader sees the old file or the new one, never half of one.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// A file beside `path`, named for one of several: "run.npz" with the word "2" becomes "run.2.npz".
inline std::string path_with(std::string const& path, std::string const& word) {
  auto const slash = path.rfind('/'), dot = path.rfind('.');
  bool const has_extension = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
  auto const end = has_extension ? dot : path.size();
  return detail::message("{}.{}{}", {path.substr(0, end), word, path.substr(end)});
}

namespace detail {

[[noreturn]] inline void throw_file(message_part const& file, message_part const& what) {
  throw_error<file_error>("{}: {}", {file, what});
}
/// throw_file(path, "line {}: expected a number", {line})
template <std::size_t Parts>
[[noreturn]] void throw_file(message_part const& file, std::type_identity_t<message_text<Parts>> text,
                             message_part const (&parts)[Parts]) {
  throw_file(file, filled(text.text, parts));
}

[[noreturn]] inline void throw_errno(message_part const& file, message_part const& operation) {
  throw_file(file, "cannot {}: {}", {operation, std::strerror(errno)});
}

inline bool file_exists(std::string const& path) { return ::access(path.c_str(), F_OK) == 0; }

/// The name of a packed copy of `path` beside it (.gz, .xz, .bz2, .zip), or nothing.
inline std::string packed_copy(std::string const& path) {
  for (char const* extension : {".gz", ".xz", ".bz2", ".zip"})
    if (file_exists(path + extension)) return path + extension;
  return {};
}

/// Throws for a file that cannot be opened; names a packed copy where that is what lies there.
[[noreturn]] inline void throw_unopened(std::string const& path) {
  int const reason = errno;
  auto const packed = packed_copy(path);
  errno = reason;
  throw_errno(path, packed.empty() ? "open" : message("open ({} is there: unpack it first)", {packed}));
}

/// A file descriptor that is closed at the end of its scope.
class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(descriptor const&) = delete;
  descriptor& operator=(descriptor const&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// A new file beside `path`, removed again unless it was renamed to `path`.
class temporary_file {
 public:
  explicit temporary_file(std::string path) : path_(std::move(path)), out_(create()) {}
  temporary_file(temporary_file const&) = delete;
  temporary_file& operator=(temporary_file const&) = delete;
  ~temporary_file() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  void write(std::span<std::uint8_t const> bytes) {
    while (!bytes.empty()) {
      auto const written = ::write(out_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) throw_errno(path_, "write");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  void rename() {
    if (::fsync(out_.get()) != 0 || !out_.close()) throw_errno(path_, "write");
    if (::rename(name_.c_str(), path_.c_str()) != 0) throw_errno(path_, "replace");
    name_.clear();
    auto const slash = path_.rfind('/');
    descriptor folder(::open(slash == std::string::npos ? "." : path_.substr(0, slash + 1).c_str(), O_RDONLY));
    // Some file systems cannot synchronise a folder (EINVAL); the rename stands all the same.
    if (!folder.open() || (::fsync(folder.get()) != 0 && errno != EINVAL)) throw_errno(path_, "synchronise the folder");
  }

 private:
  int create() {
    for (int n = 0;; ++n) {
      name_ = message("{}.tmp{}.{}", {path_, ::getpid(), n});
      int const fd = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (fd >= 0) return fd;
      if (errno == EEXIST) continue;
      name_.clear();
      throw_errno(path_, "create");
    }
  }

  std::string path_, name_;
  descriptor out_;
};

}  // namespace detail

/// All bytes of a file. Throws file_error, naming the file and the system's reason, for what cannot be read; where only
/// a packed copy is there (`path`.gz, .xz, ...), the message says so.
inline std::vector<std::uint8_t> read_bytes(std::string const& path) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) detail::throw_unopened(path);
  std::vector<std::uint8_t> bytes;
  std::size_t size = 0, got = 1;
  while (got > 0) {
    bytes.resize(std::max(size + (std::size_t{1} << 16), size * 2));
    got = std::fread(bytes.data() + size, 1, bytes.size() - size, file.get());
    size += got;
  }
  if (std::ferror(file.get())) detail::throw_errno(path, "read");
  bytes.resize(size);
  return bytes;
}

/// Replaces or creates a file in one step: a temporary file in the same folder, synchronised, then renamed.
inline void write_bytes(std::string const& path, std::span<std::uint8_t const> bytes) {
  detail::temporary_file file(path);
  file.write(bytes);
  file.rename();
}

}  // namespace tacit::inline TACIT_ABI
