// Whole files, written atomically; hashes.
#include "tacit/data/file.hpp"

#include <catch2/catch.hpp>

#include "files.hpp"
#include "tacit/data/data_hash.hpp"
#include "tacit/data/detail/crc32.hpp"
#include "tacit/data/sha256.hpp"

using Catch::Contains;

TEST_CASE("files are written and read back whole") {
  files::folder const folder;
  auto const path = folder.path("a.bin");
  for (std::size_t size : {0, 1, 65536, 200000}) {
    files::bytes content(size);
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i * 7);
    tacit::write_bytes(path, content);
    CHECK(tacit::read_bytes(path) == content);
  }
  CHECK(folder.count() == 1);  // nothing temporary is left
}

TEST_CASE("a write that fails leaves the old file and nothing else") {
  files::folder const folder;
  std::filesystem::create_directory(folder.path("taken"));
  auto const content = files::of_text("new");
  auto const write = [&](std::string const& path) {
    return files::message_of<tacit::file_error>([&] { tacit::write_bytes(path, content); });
  };
  CHECK_THAT(write(folder.path("taken")), Contains("taken: cannot replace: Is a directory"));
  CHECK_THAT(write(folder.path("absent/a.bin")), Contains("absent/a.bin: cannot create: No such file or directory"));
  CHECK(folder.count() == 1);
}

TEST_CASE("what cannot be read is named") {
  files::folder const folder;
  auto const read = [](std::string const& path) {
    return files::message_of<tacit::file_error>([&] { tacit::read_bytes(path); });
  };
  CHECK_THAT(read(folder.path("absent")), Contains("absent: cannot open: No such file or directory"));
  CHECK_THAT(read(folder.path()), Contains("cannot read: Is a directory"));
}

TEST_CASE("a word is put before the extension of a path, if it has one") {
  CHECK(tacit::path_with("run.npz", "2") == "run.2.npz");
  CHECK(tacit::path_with("some.folder/run", "2") == "some.folder/run.2");
  CHECK(tacit::path_with("a/b.c.npz", "teacher") == "a/b.c.teacher.npz");
  CHECK(tacit::path_with("folder/.hidden", "2") == "folder/.hidden.2");
}

TEST_CASE("SHA-256 gives the values of FIPS 180-4's examples") {
  auto const hash = [](std::string_view text) {
    tacit::sha256 h;
    h.update(std::span<std::uint8_t const>(files::of_text(text)));
    return h.hex();
  };
  CHECK(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hash(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");

  // Pieces of any size give the hash of the whole.
  auto const text = files::of_text(std::string(300, 'x'));
  for (std::size_t piece : {1, 63, 64, 65, 130}) {
    tacit::sha256 h;
    for (std::size_t at = 0; at < text.size(); at += piece)
      h.update(std::span<std::uint8_t const>(text).subspan(at, std::min(piece, text.size() - at)));
    CHECK(h.hex() == hash(std::string(300, 'x')));
  }
}

TEST_CASE("CRC-32 gives the standard check value") {
  CHECK(tacit::detail::crc32(files::of_text("123456789")) == 0xCBF43926u);
  CHECK(tacit::detail::crc32({}) == 0u);
}

TEST_CASE("the hash of data changes with shape, samples and labels, not with name or test part") {
  tacit::dataset a;
  a.name = "a";
  a.classes = 2;
  a.train.shape = {2, 3, 1};
  a.train.count = 2;
  a.train.bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  a.train_labels = {0, 1};
  auto const hash = tacit::data_hash(a);
  CHECK(hash == "cda6e17997dc208a8d736bbf0c35248655abde665da884c2c78642033343f3ea");
  auto b = a;
  b.name = "b";
  b.test = b.train;
  b.test_labels = b.train_labels;
  CHECK(tacit::data_hash(b) == hash);
  b = a;
  b.train.bytes[11] = 0;
  CHECK(tacit::data_hash(b) != hash);
  b = a;
  b.train.shape = {3, 2, 1};
  CHECK(tacit::data_hash(b) != hash);
  b = a;
  b.train_labels = {1, 0};
  CHECK(tacit::data_hash(b) != hash);
}
