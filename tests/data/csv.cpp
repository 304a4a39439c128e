// CSV tables.
#include "tacit/data/csv.hpp"

#include <catch2/catch.hpp>

#include "files.hpp"

namespace {

using Catch::Contains;
using index_list = std::vector<tacit::index_t>;

tacit::csv_table parse(std::string_view text, tacit::csv_options const& options = {}) {
  return tacit::parse_csv(files::of_text(text), "a.csv", options);
}
std::string error(std::string_view text, tacit::csv_options const& options = {}) {
  return files::message_of<tacit::file_error>([&] { parse(text, options); });
}

}  // namespace

TEST_CASE("csv: rows are samples, the last column is the label") {
  auto const table = parse("1,2.5,0\n-3e2,.5,1\n");
  CHECK_FALSE(table.has_header);
  CHECK(table.samples.shape == index_list{2});
  CHECK(table.samples.values == std::vector<float>{1, 2.5f, -300, 0.5f});
  CHECK(table.labels == std::vector<int>{0, 1});
  CHECK(parse("1,2,0\n3,4,1").samples.count == 2);          // no line end at the end
  CHECK(parse("1,2,0\n3,4,1\n\n\r\n").samples.count == 2);  // empty lines at the end
}

TEST_CASE("csv: a header is detected, reported and never parsed as numbers") {
  auto const table = parse("\xEF\xBB\xBFwidth,\"height, \"\"cm\"\"\",kind\r\n1,2,cat\r\n3,4,ant\r\n");
  CHECK(table.has_header);
  CHECK(table.features == std::vector<std::string>{"width", "height, \"cm\""});
  CHECK(table.samples.count == 2);
  CHECK(table.class_names == std::vector<std::string>{"ant", "cat"});
  CHECK(table.labels == std::vector<int>{1, 0});

  CHECK(parse("1,2,0\n3,4,1\n", {.header = tacit::csv_header::present}).samples.count == 1);
  CHECK_THAT(error("a,b,c\n1,2,0\n", {.header = tacit::csv_header::absent}),
             Contains("line 1, column 1: expected a number, got 'a'"));
  CHECK_THAT(error("a,2,c\n1,2,0\n"), Contains("line 1, column 1: expected a number, got 'a'"));
}

TEST_CASE("csv: columns are chosen by name or by number") {
  std::string const text = "id,kind,x,y\n7,b,1,2\n8,a,3,4\n";
  for (tacit::csv_options const& options :
       {tacit::csv_options{.label = "kind", .skip = {"id"}}, tacit::csv_options{.label = 1, .skip = {0}},
        tacit::csv_options{.label = -3, .skip = {-4}}}) {
    auto const table = parse(text, options);
    CHECK(table.samples.values == std::vector<float>{1, 2, 3, 4});
    CHECK(table.labels == std::vector<int>{1, 0});
    CHECK(table.features == std::vector<std::string>{"x", "y"});
  }
  auto const unlabelled = parse("1,2\n3,4\n", {.label = std::nullopt});
  CHECK(unlabelled.samples.shape == index_list{2});
  CHECK(unlabelled.labels.empty());

  CHECK_THAT(error(text, {.label = "sort"}), Contains("one column named 'sort', got none"));
  CHECK_THAT(error("a,a,b\n1,2,3\n", {.label = "a"}), Contains("one column named 'a', got 2"));
  CHECK_THAT(error(text, {.label = 4}), Contains("a column 4, got 4 columns"));
  CHECK_THAT(error(text, {.label = -5}), Contains("a column -5, got 4 columns"));
  CHECK_THAT(error("a\nb\n"), Contains("a column of features"));
  CHECK_THAT(files::message_of<tacit::value_error>(
                 [&] { parse(text, {.header = tacit::csv_header::absent, .label = "kind"}); }),
             Contains("expected a header, got header = absent"));
}

TEST_CASE("csv: classes are in numerical order if all are integers, else in the order of their bytes") {
  CHECK(parse("1,10\n1,9\n1,-1\n").class_names == std::vector<std::string>{"-1", "9", "10"});
  CHECK(parse("1,10\n1,9\n1,x\n").class_names == std::vector<std::string>{"10", "9", "x"});
  auto const given = parse("1,b\n1,a\n", {.classes = {"b", "c", "a"}});
  CHECK(given.labels == std::vector<int>{0, 2});
  CHECK(given.class_names.size() == 3);
  CHECK_THAT(error("1,b\n1,d\n", {.classes = {"b", "c"}}),
             Contains("a.csv: line 2, column 3: expected one of the classes given, got 'd'"));
  CHECK_THAT(files::message_of<tacit::value_error>([] {
               parse("1,b\n", {.classes = {"b", "b"}});
             }),
             Contains("class b: expected once, got it twice"));
}

TEST_CASE("csv: quotes, blanks and other separators") {
  CHECK(parse("\"1\",\"two\nlines\"\n2,b\n").class_names[1] == "two\nlines");
  CHECK(parse(" 1 ,\t2 , \"a\" \n3,4,b\n").samples.values == std::vector<float>{1, 2, 3, 4});
  CHECK(parse("1;2,5;x\n", {.separator = ';', .skip = {1}}).samples.values == std::vector<float>{1});
  CHECK(parse("1 2 7\n3 4 8\n", {.separator = ' '}).samples.values == std::vector<float>{1, 2, 3, 4});
  CHECK_THAT(error("1,\"a\n"), Contains("line 1, column 3: expected a closing quote"));
  CHECK_THAT(error("1,a\"b\n"), Contains("line 1, column 4: expected quotes around the whole cell"));
  CHECK_THAT(error("1,\"a\"b\n"), Contains("line 1, column 6: expected the end of the cell"));
  CHECK_THAT(error("1,a\r2,b\n"), Contains("line 1, column 4: expected a line feed"));
  CHECK_THAT(error("\"x\ny\",a\n1,b\n2\n"), Contains("line 4, column 1: expected 2 cells"));
}

TEST_CASE("csv: a bad cell is an error, never a zero") {
  for (std::string const cell : {"", "x", "1x", "1,5x", "0x10", "1 2", "--1", "+1", "nan", "-inf", "1e39", "1e999"})
    CHECK_THAT(error("1,2,0\n3," + cell + ",1\n"), Contains("a.csv: line 2, column ") && Contains("expected "));
  CHECK_THAT(error("1,2,0\n3,NaN,1\n"), Contains("line 2, column 3: expected a finite number") && Contains("'NaN'"));
  CHECK_THAT(error("1,2,0\n3,,1\n"), Contains("line 2, column 3: expected a number, got an empty cell"));
  CHECK_THAT(error("1,2,0\n3,4,\n"), Contains("line 2, column 5: expected a label, got an empty cell"));
  CHECK_THAT(error("1,2,0\n3,4\n"), Contains("line 2, column 1: expected 3 cells, as in the first row, got 2"));
  CHECK_THAT(error("1,2,0\n3,4,1,1\n"), Contains("got 4"));
  CHECK_THAT(error("1,2,0\n\n3,4,1\n"), Contains("line 2, column 1: expected 3 cells, as in the first row, got 1"));
  CHECK_THAT(error(""), Contains("expected at least one row, got none"));
  CHECK_THAT(error("a,b\n"), Contains("only a header"));
}

TEST_CASE("csv: files of training and test rows become a data set") {
  files::folder const folder;
  auto const train = folder.write("train.csv", "x,y,kind\n1,2,b\n3,4,a\n5,6,b\n");
  auto const test = folder.write("test.csv", "x,y,kind\n7,8,b\n");
  auto const data = tacit::csv_dataset(train, test);
  CHECK(data.classes == 2);
  CHECK(data.train_labels == std::vector<int>{1, 0, 1});
  CHECK(data.test_labels == std::vector<int>{1});
  CHECK(tacit::csv_dataset(train).test.count == 0);

  auto const error = [&](std::string_view text) {
    folder.write("test.csv", text);
    return files::message_of<tacit::file_error>([&] { tacit::csv_dataset(train, test); });
  };
  CHECK_THAT(error("x,y,kind\n7,8,c\n"), Contains("test.csv: line 2, column 5: expected one of the classes given"));
  CHECK_THAT(error("y,x,kind\n7,8,b\n"), Contains("test.csv: line 1: header: expected the same as in"));
  CHECK_THAT(files::message_of<tacit::value_error>([&] { tacit::csv_dataset(folder.write("one.csv", "1,a\n2,a\n")); }),
             Contains("classes: expected at least 2, got 1"));
}
