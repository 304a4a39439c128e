// Decompression.
#include "tacit/data/gzip.hpp"

#include <catch2/catch.hpp>

#include "files.hpp"

namespace {

using Catch::Contains;
using files::bytes;
using files::operator+;

bytes deflated(bytes const& content, int window_bits) {
  bytes out(1000 + content.size());
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = const_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
bytes gzip(bytes const& content) { return deflated(content, 16 + 15); }

std::string error(bytes const& file, std::size_t limit = tacit::gunzip_limit) {
  return files::message_of<tacit::file_error>([&] { tacit::gunzip(file, "a.gz", limit); });
}

}  // namespace

TEST_CASE("gzip files are expanded, also of several members and of none but empty content") {
  bytes long_content(300000);
  for (std::size_t i = 0; i < long_content.size(); ++i) long_content[i] = static_cast<std::uint8_t>(i * i >> 7);
  for (auto const& content : {bytes{}, files::of_text("hello"), long_content})
    CHECK(tacit::gunzip(gzip(content), "a.gz") == content);
  CHECK(tacit::gunzip(gzip(files::of_text("one ")) + gzip(files::of_text("two")), "a.gz") == files::of_text("one two"));
}

TEST_CASE("damaged gzip files are refused") {
  auto const good = gzip(files::of_text("a file of some length, a file of some length"));
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_THAT(error({good.begin(), good.begin() + static_cast<long>(length)}),
               Contains("a.gz: byte") && Contains("truncated"));
  CHECK_THAT(error(files::of_text("not a gzip file")), Contains("corrupt: incorrect header check"));
  auto bad = good;
  bad[bad.size() - 6] ^= 1;
  CHECK_THAT(error(bad), Contains("corrupt: incorrect data check"));
  CHECK_THAT(error(good + bytes{0, 0}), Contains("byte " + std::to_string(good.size())) &&
                                            Contains("expected the end of the file or another gzip member"));
}

TEST_CASE("a small file cannot expand beyond the limit") {
  auto const bomb = gzip(bytes(1000000));
  CHECK(bomb.size() < 2000);
  CHECK_THAT(error(bomb, 999999), Contains("larger than the limit of 999999"));
  CHECK(tacit::gunzip(bomb, "a.gz", 1000000).size() == 1000000);
}

TEST_CASE("raw deflate streams must hold exactly what was promised") {
  auto const content = files::of_text("some text, some text");
  auto const raw = deflated(content, -15);
  CHECK(tacit::inflate_raw(raw, content.size(), "a") == content);
  auto const error = [](bytes const& b, std::size_t size) {
    return files::message_of<tacit::file_error>([&] { tacit::inflate_raw(b, size, "a"); });
  };
  CHECK_THAT(error(raw, content.size() + 1), Contains("expected 21 bytes") && Contains("got 20"));
  CHECK_THAT(error(raw, content.size() - 1), Contains("larger than the limit of 19"));
  CHECK_THAT(error(raw + bytes{0}, content.size()), Contains("content: expected 20 bytes"));
}

TEST_CASE("files are told apart by content, not by name") {
  files::folder const folder;
  CHECK(tacit::read_plain_or_gzip(folder.write("plain.gz", "plain")) == files::of_text("plain"));
  CHECK(tacit::read_plain_or_gzip(folder.write("zipped", gzip(files::of_text("text")))) == files::of_text("text"));
}
