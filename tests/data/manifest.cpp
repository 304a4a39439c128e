// Manifests of label splits.
#include "tacit/data/manifest.hpp"

#include <catch2/catch.hpp>

#include "files.hpp"
#include "tacit/data/two_moons.hpp"

namespace {

using Catch::Contains;
using indices = std::vector<tacit::index_t>;

tacit::label_split parse(std::string_view text, tacit::index_t samples = 20) {
  return tacit::parse_manifest(files::of_text(text), "m.txt", "cafe", samples);
}
std::string error(std::string_view text, tacit::index_t samples = 20) {
  return files::message_of<tacit::file_error>([&] { parse(text, samples); });
}
std::string const head = "tacit-split 1\ngenerator mine\ndata cafe\nsamples 20\nseed 18446744073709551615\n";

}  // namespace

TEST_CASE("manifest: a split survives being saved and loaded, nothing is drawn again") {
  auto const data = tacit::two_moons({.samples = 200});
  files::folder const folder;
  for (bool include : {true, false}) {
    auto split =
        tacit::make_split(data, {.labels = 6, .validation = 10, .seed = 9, .include_labelled_in_pool = include});
    std::swap(split.labelled[0], split.labelled[3]);  // the order is part of it
    tacit::save_manifest(folder.path("m.txt"), split, data);
    auto const loaded = tacit::load_manifest(folder.path("m.txt"), data);
    CHECK(loaded.labelled == split.labelled);
    CHECK(loaded.pool == split.pool);
    CHECK(loaded.validation == split.validation);
    CHECK(loaded.seed == 9);
    CHECK(loaded.data_hash == split.data_hash);
    CHECK(loaded.generator == split.generator);
  }
  CHECK(folder.count() == 1);
}

TEST_CASE("manifest: the text is short and readable") {
  tacit::label_split split;
  split.labelled = {3, 17, 18, 19, 5};
  split.pool = {0, 1, 2};
  split.data_hash = "cafe";
  split.seed = 7;
  CHECK(tacit::manifest_text(split, 20) ==
        "tacit-split 1\ngenerator tacit-1\ndata cafe\nsamples 20\nseed 7\n"
        "labelled 3 17-19 5\nvalidation\npool 0-2\n");
  auto const read = parse(head + "labelled 3 17-19 5\nvalidation\npool 0-2\n");
  CHECK(read.labelled == split.labelled);
  CHECK(read.validation.empty());
  CHECK(read.pool == split.pool);
  CHECK(read.seed == ~std::uint64_t{0});
  CHECK(read.generator == "mine");
}

TEST_CASE("manifest: of other data is refused") {
  auto const data = tacit::two_moons({.samples = 200}), other = tacit::two_moons({.samples = 200, .seed = 1});
  files::folder const folder;
  auto split = tacit::make_split(data, {.labels = 6});
  tacit::save_manifest(folder.path("m.txt"), split, data);
  CHECK_THAT(files::message_of<tacit::file_error>([&] { tacit::load_manifest(folder.path("m.txt"), other); }),
             Contains("m.txt: line 3, column 6: expected the data with hash " + tacit::data_hash(other)) &&
                 Contains("got a split of " + tacit::data_hash(data)));
  CHECK_THAT(files::message_of<tacit::value_error>([&] { tacit::save_manifest(folder.path("n.txt"), split, other); }),
             Contains("save_manifest: hash of the data: expected"));
  CHECK_THAT(error(head + "labelled 3\nvalidation\npool\n", 21), Contains("line 4") && Contains("expected 21 samples"));
  CHECK_THAT(files::message_of<tacit::file_error>([&] { tacit::load_manifest(folder.path("absent"), data); }),
             Contains("absent: cannot open"));
}

TEST_CASE("manifest: duplicate and leaking indices are refused, naming file and index") {
  auto const data = tacit::two_moons({.samples = 20});
  files::folder const folder;
  auto const load = [&](std::string const& lists) {
    auto const path = folder.write(
        "m.txt", "tacit-split 1\ngenerator mine\ndata " + tacit::data_hash(data) + "\nsamples 20\nseed 0\n" + lists);
    return files::message_of<tacit::file_error>([&] { tacit::load_manifest(path, data); });
  };
  CHECK(load("labelled 0-3\nvalidation 19\npool 0-18\n") == "no exception");
  CHECK_THAT(load("labelled 0-3 2\nvalidation\npool 0-19\n"),
             Contains("m.txt: label split: labelled: index 2: expected once, got it twice"));
  CHECK_THAT(load("labelled 0-3\nvalidation 19\npool 0-19\n"), Contains("index 19") && Contains("got both"));
  CHECK_THAT(load("labelled 0-3\nvalidation 3\npool 5\n"), Contains("index 3") && Contains("got both"));
}

TEST_CASE("manifest: text that is not a manifest is refused with line and column") {
  std::string const good = head + "labelled 3 17-19\nvalidation\npool 0-16\n";
  CHECK(parse(good).pool.size() == 17);
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_THAT(error(good.substr(0, length)), Contains("m.txt: line") && Contains("truncated"));
  CHECK_THAT(error("hello\n"), Contains("line 1, column 1: expected 'tacit-split', got 'hello'"));
  CHECK_THAT(error("tacit-split 2\n"), Contains("line 1, column 13: expected version 1, got '2'"));
  CHECK_THAT(error(head + "labelled 3 x\n"), Contains("line 6, column 12: expected a number, got 'x'"));
  CHECK_THAT(error(head + "labelled 3,4\n"), Contains("line 6, column 11: expected a space, got ',4'"));
  CHECK_THAT(error(head + "labelled 20\n"),
             Contains("column 10: expected an index or an ascending range from 0 to 19"));
  CHECK_THAT(error(head + "labelled 5-4\n"), Contains("ascending range") && Contains("got '5-4'"));
  CHECK_THAT(error(head + "labelled -4\n"), Contains("got '-4'"));
  CHECK_THAT(error(head + "labelled 0-99999999999\n"), Contains("got '0-99999999999'"));
  CHECK_THAT(error(head + "labelled 0-19 0-19\n"), Contains("column 15: expected at most 20 indices, each once"));
  CHECK_THAT(error(head + "validation\nlabelled\npool\n"), Contains("line 6, column 1: expected 'labelled'"));
  CHECK_THAT(error(good + "more\n"), Contains("line 9, column 1: expected the end of the file, got 'more"));
  CHECK_THAT(error("tacit-split 1\ngenerator g\ndata cafe\nsamples 20 \n"), Contains("expected the end of the line"));
}
