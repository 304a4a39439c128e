// .npz archives.
#include "tacit/data/npz.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "files.hpp"
#include "tacit/data/gzip.hpp"
#include "tacit/tensor/standard.hpp"

namespace {

using Catch::Contains;
using files::bytes;
using files::operator+;

tacit::npz example() {
  tacit::npz archive;
  archive.add("weights", tacit::tensor<float, 2>({2, 3}, {1, 2, 3, 4, 5, 6}));
  archive.add("layer.0/bias", std::vector<double>{-1, 0.5});
  return archive;
}

bytes deflated(bytes const& content) {
  bytes out(1000 + content.size());
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = const_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// An archive of one entry, field by field, so that each can be wrong.
struct hand_made {
  std::string name = "x.npy", local_name = "x.npy";
  bytes content = tacit::encode_npy(tacit::make_npy(std::vector<double>{1, 2}));
  unsigned flags = 0, method = 0, crc = tacit::detail::crc32(content), copies = 1, disk = 0;
  std::size_t size = content.size(), offset = 0;

  bytes file() const {
    auto const packed = method == 8 ? deflated(content) : content;
    bytes out, directory;
    auto const put = [](bytes& to, std::uint64_t v, int n) { files::put_little_endian(to, v, n); };
    put(out, 0x04034b50, 4), put(out, 20, 2), put(out, flags, 2), put(out, method, 2), put(out, 0, 4);
    put(out, crc, 4), put(out, packed.size(), 4), put(out, size, 4), put(out, local_name.size(), 2), put(out, 0, 2);
    out = out + files::of_text(local_name) + packed;
    for (unsigned k = 0; k < copies; ++k) {
      put(directory, 0x02014b50, 4), put(directory, 20, 2), put(directory, 20, 2), put(directory, flags, 2);
      put(directory, method, 2), put(directory, 0, 4), put(directory, crc, 4), put(directory, packed.size(), 4);
      put(directory, size, 4), put(directory, name.size(), 2), put(directory, 0, 2), put(directory, 0, 2);
      put(directory, 0, 8), put(directory, offset, 4);
      directory = directory + files::of_text(name);
    }
    auto const at = out.size();
    out = out + directory;
    put(out, 0x06054b50, 4), put(out, disk, 2), put(out, 0, 2), put(out, copies, 2), put(out, copies, 2);
    put(out, directory.size(), 4), put(out, at, 4), put(out, 0, 2);
    return out;
  }
};

std::string error(bytes const& file) {
  return files::message_of<tacit::file_error>([&] { tacit::parse_npz(file, "a.npz", tacit::inflate_raw); });
}
std::string error(std::function<void(hand_made&)> const& change) {
  hand_made archive;
  change(archive);
  return error(archive.file());
}

void check_example(tacit::npz const& archive) {
  REQUIRE(archive.entries().size() == 2);
  CHECK(archive.at("weights").to<float, 2>()(1, 2) == 6);
  CHECK(archive.at("layer.0/bias").values<double>() == std::vector<double>{-1, 0.5});
}

}  // namespace

TEST_CASE("npz: archives survive being written and read") {
  files::folder const folder;
  auto const path = folder.path("a.npz");
  tacit::write_npz(path, example());
  check_example(tacit::read_npz(path));
  CHECK(tacit::encode_npz(example()) == tacit::encode_npz(tacit::read_npz(path)));
  CHECK(folder.count() == 1);
  CHECK(tacit::parse_npz(tacit::encode_npz({}), "empty.npz").entries().empty());
}

TEST_CASE("npz: names") {
  auto archive = example();
  CHECK(archive.contains("weights"));
  CHECK_FALSE(archive.contains("weight"));
  CHECK_THAT(files::message_of<tacit::file_error>([&] { archive.at("weight"); }),
             Contains("expected an array named weight, got weights, layer.0/bias"));
  CHECK_THAT(files::message_of<tacit::value_error>([&] { archive.add("weights", std::vector<int>{1}); }),
             Contains("array weights: expected a new name"));
}

TEST_CASE("npz: the 64-bit form is written and read") {
  auto const small = tacit::encode_npz(example());
  for (std::uint64_t from : {0, 1, 200, 400}) {
    tacit::detail::zip_writer writer(from);
    for (auto const& e : example().entries()) writer.add(e.name + ".npy", tacit::encode_npy(e.array));
    auto const file = std::move(writer).finish();
    CHECK(file.size() > small.size());
    check_example(tacit::parse_npz(file, "a.npz"));
    for (std::size_t length = 0; length < file.size(); ++length)
      CHECK_THAT(error({file.begin(), file.begin() + static_cast<long>(length)}), Contains("a.npz: byte"));
  }
}

TEST_CASE("npz: compressed archives need the decompressor, and say so") {
  hand_made archive;
  CHECK(tacit::parse_npz(archive.file(), "a.npz").at("x").values<double>()[1] == 2);
  archive.method = 8;
  CHECK(tacit::parse_npz(archive.file(), "a.npz", tacit::inflate_raw).at("x").values<double>()[1] == 2);
  CHECK_THAT(files::message_of<tacit::file_error>([&] { tacit::parse_npz(archive.file(), "a.npz"); }),
             Contains("a.npz (entry x.npy): the entry is compressed: include tacit/data/gzip.hpp"));
  archive.size += 1;
  CHECK_THAT(error(archive.file()), Contains("content: expected 145 bytes") && Contains("got 144"));
  archive.size -= 2;
  CHECK_THAT(error(archive.file()), Contains("larger than the limit of 143"));
}

TEST_CASE("npz: damaged archives are refused") {
  auto const good = tacit::encode_npz(example());
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_THAT(error({good.begin(), good.begin() + static_cast<long>(length)}), Contains("a.npz: byte"));
  CHECK_THAT(error(good + bytes{0}), Contains("a zip archive with its end record"));
  CHECK_THAT(error([](hand_made& a) { a.content[140] ^= 1; }),
             Contains("a.npz (entry x.npy): checksum: expected") && !Contains("no exception"));
  CHECK_THAT(error([](hand_made& a) { a.flags = 1; }), Contains("encrypted entries are not supported"));
  CHECK_THAT(error([](hand_made& a) { a.method = 12; }), Contains("expected stored (0) or deflate (8), got 12"));
  CHECK_THAT(error([](hand_made& a) { a.size += 1; }), Contains("size: expected 144, as stored, got 145"));
  CHECK_THAT(error([](hand_made& a) { a.local_name = "y.npy"; }), Contains("name of an entry: expected x.npy"));
  CHECK_THAT(error([](hand_made& a) { a.name = a.local_name = "x.txt"; }), Contains("ends with .npy"));
  CHECK_THAT(error([](hand_made& a) { a.copies = 2; }), Contains("an overlap with another entry"));
  CHECK_THAT(error([](hand_made& a) { a.offset = 9; }), Contains("byte 9: local header"));
  CHECK_THAT(error([](hand_made& a) { a.offset = 999999; }), Contains("offset of an entry"));
  CHECK_THAT(error([](hand_made& a) { a.disk = 1; }), Contains("expected one file, got a part of several"));

  auto moved = hand_made{}.file();
  moved[moved.size() - 6] ^= 1;  // the directory's offset
  CHECK_THAT(error(moved), Contains("central directory: expected"));
  auto counted = hand_made{}.file();
  counted[counted.size() - 12] = 7;
  CHECK_THAT(error(counted), Contains("expected 7 entries") && Contains("got 1"));
}

TEST_CASE("npz: names come once, and an array is as strict as a file") {
  auto const entry = tacit::encode_npy(tacit::make_npy(std::vector<double>{1}));
  tacit::detail::zip_writer twice;
  twice.add("x.npy", entry);
  twice.add("x.npy", entry);
  CHECK_THAT(error(std::move(twice).finish()), Contains("expected each name once, got it twice"));
  tacit::detail::zip_writer longer;
  longer.add("x.npy", entry + bytes{0});
  CHECK_THAT(error(std::move(longer).finish()),
             Contains("a.npz (entry x.npy): byte 136: values: expected end of file"));
}
