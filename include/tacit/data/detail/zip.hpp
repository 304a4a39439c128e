// Zip archives as .npz uses them: stored entries, deflated ones through a function of the caller, ZIP64. No zlib here.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/data/detail/byte_cursor.hpp"
#include "tacit/data/detail/crc32.hpp"

namespace tacit::inline TACIT_ABI {

/// Expands a raw deflate stream to exactly `size` bytes or throws file_error; `inflate_raw` of data/gzip.hpp is one.
using inflate_function = std::vector<std::uint8_t> (*)(std::span<std::uint8_t const> bytes, std::size_t size,
                                                       std::string const& file);

namespace detail {

struct zip_entry {
  std::string name;
  std::vector<std::uint8_t> content;
};

/// An entry as the central directory describes it.
struct zip_record {
  std::string name;
  std::uint16_t flags = 0, method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, size = 0, offset = 0;
};

inline constexpr std::uint32_t zip_local = 0x04034b50, zip_central = 0x02014b50, zip_end = 0x06054b50,
                               zip64_end = 0x06064b50, zip64_locator = 0x07064b50, zip_max32 = 0xFFFFFFFF;
inline constexpr std::uint16_t zip_max16 = 0xFFFF, zip_stored = 0, zip_deflated = 8;

inline std::string zip_text(std::span<std::uint8_t const> bytes) { return {bytes.begin(), bytes.end()}; }

inline void expect_signature(byte_cursor& in, std::uint32_t signature, char const* what) {
  auto const at = in.position();
  if (in.little_endian<std::uint32_t>(what) == signature) return;
  in.seek(at, what);
  in.fail(what, "its signature", "other bytes");
}

class zip_reader {
 public:
  zip_reader(std::span<std::uint8_t const> bytes, std::string const& file) : bytes_(bytes), in_(bytes, file) {}

  std::vector<zip_entry> read(inflate_function inflate) {
    auto const records = directory();
    std::vector<zip_entry> entries;
    std::vector<std::pair<std::size_t, std::size_t>> used;
    for (auto const& r : records) {
      auto const packed = content(r, used);
      entries.push_back({r.name, expand(r, packed, inflate)});
    }
    return entries;
  }

 private:
  /// All records of the central directory, which must lie right before its end record.
  std::vector<zip_record> directory() {
    auto const end = find_end();
    in_.seek(end + 4, "end of central directory");
    auto const disk = in_.little_endian<std::uint16_t>("disk number");
    auto const start_disk = in_.little_endian<std::uint16_t>("disk number");
    in_.little_endian<std::uint16_t>("number of entries");
    std::uint64_t count = in_.little_endian<std::uint16_t>("number of entries");
    std::uint64_t size = in_.little_endian<std::uint32_t>("size of the central directory");
    std::uint64_t offset = in_.little_endian<std::uint32_t>("offset of the central directory");
    if (disk != start_disk || (disk != 0 && disk != zip_max16)) in_.fail("archive", "one file", "a part of several");
    std::uint64_t directory_end = end;
    if (count == zip_max16 || size == zip_max32 || offset == zip_max32) {
      if (end < 20) in_.fail("ZIP64 locator", "20 bytes before the end record", end);
      in_.seek(end - 20, "ZIP64 locator");
      expect_signature(in_, zip64_locator, "ZIP64 locator");
      in_.little_endian<std::uint32_t>("disk number");
      directory_end = in_.little_endian<std::uint64_t>("offset of the ZIP64 end record");
      in_.seek(directory_end, "offset of the ZIP64 end record");
      expect_signature(in_, zip64_end, "ZIP64 end record");
      in_.take(28, "ZIP64 end record");
      count = in_.little_endian<std::uint64_t>("number of entries");
      size = in_.little_endian<std::uint64_t>("size of the central directory");
      offset = in_.little_endian<std::uint64_t>("offset of the central directory");
    }
    if (offset > directory_end || size != directory_end - offset)
      in_.fail("central directory", message("{} bytes from byte {} to its end", {size, offset}),
               message("an end at byte {}", {directory_end}));
    in_.seek(offset, "central directory");
    std::vector<zip_record> records;
    while (in_.position() < directory_end) records.push_back(record());
    if (in_.position() != directory_end || records.size() != count)
      in_.fail("central directory", message("{} entries up to byte {}", {count, directory_end}), records.size());
    return records;
  }

  /// The end record is the last thing in the file, but for a comment whose length it states.
  std::size_t find_end() {
    if (bytes_.size() < 22) in_.fail("archive", "at least 22 bytes", bytes_.size());
    std::size_t const last = bytes_.size() - 22, first = last > zip_max16 ? last - zip_max16 : 0;
    for (std::size_t at = last + 1; at-- > first;) {
      auto const b = bytes_.subspan(at);
      if (b[0] == 'P' && b[1] == 'K' && b[2] == 5 && b[3] == 6 && b.size() == 22u + b[20] + 256u * b[21]) return at;
    }
    in_.fail("archive", "a zip archive with its end record", "none (not a zip file, or truncated)");
  }

  zip_record record() {
    zip_record r;
    expect_signature(in_, zip_central, "central directory entry");
    in_.take(4, "versions");
    r.flags = in_.little_endian<std::uint16_t>("flags");
    r.method = in_.little_endian<std::uint16_t>("method");
    in_.take(4, "time");
    r.crc = in_.little_endian<std::uint32_t>("checksum");
    r.packed = in_.little_endian<std::uint32_t>("compressed size");
    r.size = in_.little_endian<std::uint32_t>("size");
    auto const name = in_.little_endian<std::uint16_t>("length of the name");
    auto const extra = in_.little_endian<std::uint16_t>("length of the extra field");
    auto const comment = in_.little_endian<std::uint16_t>("length of the comment");
    in_.take(8, "attributes");
    r.offset = in_.little_endian<std::uint32_t>("offset");
    r.name = zip_text(in_.take(name, "name"));
    auto const extra_end = in_.position() + extra;
    while (in_.position() + 4 <= extra_end) {
      auto const id = in_.little_endian<std::uint16_t>("extra field");
      auto const length = in_.little_endian<std::uint16_t>("extra field");
      byte_cursor field(in_.take(length, "extra field"), in_.file() + " (entry " + r.name + ", ZIP64 field)");
      if (id != 1) continue;
      for (auto* value : {&r.size, &r.packed, &r.offset})
        if (*value == zip_max32) *value = field.little_endian<std::uint64_t>("64-bit size");
    }
    in_.seek(extra_end, "extra field");
    in_.take(comment, "comment");
    return r;
  }

  /// The bytes of an entry. `used` keeps what earlier entries cover: two entries may not share bytes.
  std::span<std::uint8_t const> content(zip_record const& r, std::vector<std::pair<std::size_t, std::size_t>>& used) {
    in_.seek(r.offset, "offset of an entry");
    auto const first = in_.position();
    expect_signature(in_, zip_local, "local header");
    in_.take(4, "local header");
    if (in_.little_endian<std::uint16_t>("method") != r.method) in_.fail("method", "that of the directory", "another");
    in_.take(16, "local header");
    auto const name = in_.little_endian<std::uint16_t>("length of the name");
    auto const extra = in_.little_endian<std::uint16_t>("length of the extra field");
    if (zip_text(in_.take(name, "name")) != r.name) in_.fail("name of an entry", r.name, "another in its local header");
    in_.take(extra, "extra field");
    if (r.packed > in_.remaining())
      in_.fail(message("entry {}", {r.name}), message("{} bytes", {r.packed}), in_.remaining());
    auto const packed = in_.take(static_cast<std::size_t>(r.packed), "content");
    auto const place = std::lower_bound(used.begin(), used.end(), std::pair{first, first});
    if ((place != used.end() && place->first < in_.position()) ||
        (place != used.begin() && std::prev(place)->second > first))
      in_.fail(message("entry {}", {r.name}), "bytes of its own", "an overlap with another entry");
    used.insert(place, {first, in_.position()});
    return packed;
  }

  std::vector<std::uint8_t> expand(zip_record const& r, std::span<std::uint8_t const> packed,
                                   inflate_function inflate) const {
    auto const where = in_.file() + " (entry " + r.name + ")";
    if (r.flags & 1u) throw_file(where, "encrypted entries are not supported");
    std::vector<std::uint8_t> content;
    if (r.method == zip_stored) {
      if (r.size != r.packed) throw_file(where, "size: expected {}, as stored, got {}", {r.packed, r.size});
      content.assign(packed.begin(), packed.end());
    } else if (r.method == zip_deflated) {
      if (inflate == nullptr)
        throw_file(where, "the entry is compressed: include tacit/data/gzip.hpp and pass tacit::inflate_raw");
      content = inflate(packed, static_cast<std::size_t>(r.size), where);
    } else {
      throw_file(where, "compression method: expected stored (0) or deflate (8), got {}", {r.method});
    }
    if (auto const crc = crc32(content); crc != r.crc) throw_file(where, "checksum: expected {}, got {}", {r.crc, crc});
    return content;
  }

  std::span<std::uint8_t const> bytes_;
  byte_cursor in_;
};

/// All entries, in the order of the directory. `inflate` may be null: then a deflated entry is an error.
inline std::vector<zip_entry> parse_zip(std::span<std::uint8_t const> bytes, std::string const& file,
                                        inflate_function inflate) {
  return zip_reader(bytes, file).read(inflate);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
