// Decompression with zlib (link with -lz): .gz files, and the deflated entries of .npz files.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "tacit/data/file.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// A zlib decompressor over `input`; window_bits as zlib defines them (16 + 15: gzip, -15: raw deflate).
class inflater {
 public:
  inflater(std::span<std::uint8_t const> input, int window_bits, std::string const& file)
      : rest_(input), total_(input.size()), file_(file) {
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
  }
  inflater(inflater const&) = delete;
  inflater& operator=(inflater const&) = delete;
  ~inflater() { ::inflateEnd(&stream_); }

  /// Bytes of the input used so far.
  std::size_t position() const { return total_ - rest_.size() - stream_.avail_in; }

  /// Appends one stream's content to `out`, which may grow to `limit` bytes.
  void run(std::vector<std::uint8_t>& out, std::size_t limit) {
    std::vector<std::uint8_t> piece(std::size_t{1} << 16);
    for (int status = Z_OK; status != Z_STREAM_END;) {
      if (stream_.avail_in == 0) feed();
      stream_.next_out = piece.data();
      stream_.avail_out = static_cast<uInt>(piece.size());
      status = ::inflate(&stream_, Z_NO_FLUSH);
      auto const produced = piece.size() - stream_.avail_out;
      if (status == Z_MEM_ERROR) throw std::bad_alloc();
      if (status == Z_BUF_ERROR) fail("the compressed data are truncated");
      if (status != Z_OK && status != Z_STREAM_END)
        fail(message("the compressed data are corrupt: {}", {stream_.msg ? stream_.msg : "unknown code"}));
      if (produced > limit - out.size()) fail(message("the content is larger than the limit of {}", {limit}));
      auto const before = out.size();
      out.resize(before + produced);
      std::copy_n(piece.data(), produced, out.data() + before);
    }
  }

  void reset() { ::inflateReset(&stream_); }

  [[noreturn]] void fail(message_part const& what) const { throw_file(file_, "byte {}: {}", {position(), what}); }

 private:
  void feed() {
    auto const count = std::min(rest_.size(), std::size_t{1} << 30);
    stream_.next_in = const_cast<Bytef*>(rest_.data());
    stream_.avail_in = static_cast<uInt>(count);
    rest_ = rest_.subspan(count);
  }

  z_stream stream_{};
  std::span<std::uint8_t const> rest_;
  std::size_t total_;
  std::string const& file_;
};

}  // namespace detail

/// The most that a .gz file may expand to unless told otherwise: 4 GiB.
inline constexpr std::size_t gunzip_limit = std::size_t{1} << 32;

/// Content of a gzip file in memory (of all its members). Throws file_error if it is truncated, corrupt, followed by
/// other bytes, or larger than `limit` bytes.
inline std::vector<std::uint8_t> gunzip(std::span<std::uint8_t const> bytes, std::string const& file,
                                        std::size_t limit = gunzip_limit) {
  detail::inflater input(bytes, 16 + 15, file);
  std::vector<std::uint8_t> out;
  input.run(out, limit);
  while (input.position() < bytes.size()) {
    if (bytes[input.position()] != 0x1f) input.fail("expected the end of the file or another gzip member");
    input.reset();
    input.run(out, limit);
  }
  return out;
}

/// A raw deflate stream that holds exactly `size` bytes; pass it to `read_npz` to read compressed archives.
inline std::vector<std::uint8_t> inflate_raw(std::span<std::uint8_t const> bytes, std::size_t size,
                                             std::string const& file) {
  detail::inflater input(bytes, -15, file);
  std::vector<std::uint8_t> out;
  input.run(out, size);
  if (out.size() != size || input.position() != bytes.size())
    input.fail(detail::message("content: expected {} bytes from {}, got {} from {}",
                               {size, bytes.size(), out.size(), input.position()}));
  return out;
}

/// A file's content, decompressed if it is a gzip file (by its first two bytes, not its name).
inline std::vector<std::uint8_t> read_plain_or_gzip(std::string const& path, std::size_t limit = gunzip_limit) {
  auto bytes = read_bytes(path);
  if (bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) return gunzip(bytes, path, limit);
  return bytes;
}

}  // namespace tacit::inline TACIT_ABI
