// .npy files.
#include "tacit/data/npy.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <limits>

#include "files.hpp"
#include "tacit/tensor/standard.hpp"

namespace {

using Catch::Contains;
using files::bytes;
using files::operator+;

bytes npy(std::string const& dictionary, bytes const& values, int version = 1) {
  auto file = files::of_text("\x93NUMPY") + bytes{static_cast<std::uint8_t>(version), 0};
  files::put_little_endian(file, dictionary.size(), version == 1 ? 2 : 4);
  return file + files::of_text(dictionary) + values;
}
std::string dictionary(std::string const& descr, std::string const& shape, std::string const& fortran = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }   \n";
}
bytes doubles(std::vector<double> const& values, bool big_endian = false) {
  bytes b;
  for (double v : values)
    big_endian ? files::put_big_endian(b, std::bit_cast<std::uint64_t>(v), 8)
               : files::put_little_endian(b, std::bit_cast<std::uint64_t>(v), 8);
  return b;
}

std::string error(bytes const& file) {
  return files::message_of<tacit::file_error>([&] { tacit::parse_npy(file, "a.npy"); });
}
std::string header_error(std::string const& text) { return error(npy(text, doubles({1}))); }

template <class Scalar>
void round_trip(std::vector<Scalar> const& values) {
  tacit::npy_array const array = tacit::parse_npy(tacit::encode_npy(tacit::make_npy(values)), "a.npy");
  CHECK(array.type == tacit::npy_type_of<Scalar>);
  CHECK(array.template values<Scalar>() == values);
}

}  // namespace

TEST_CASE("npy: every number type survives being written and read") {
  round_trip<float>({1.5f, -2, std::numeric_limits<float>::infinity(), 1e-45f});
  round_trip<double>({1.5, -2, 1e-320, 1e308});
  round_trip<std::int8_t>({-128, 127});
  round_trip<std::int16_t>({-32768, 32767});
  round_trip<std::int32_t>({std::numeric_limits<std::int32_t>::min(), 5});
  round_trip<std::int64_t>({std::numeric_limits<std::int64_t>::min(), 5});
  round_trip<std::uint8_t>({0, 255});
  round_trip<std::uint16_t>({0, 65535});
  round_trip<std::uint32_t>({0, ~0u});
  round_trip<std::uint64_t>({0, ~std::uint64_t{0}});
  round_trip<double>({});
}

TEST_CASE("npy: strided tensors are written in row-major order") {
  std::vector<float> const memory{0, 1, 2, 3, 4, 5};
  tacit::matrix_view<float const> const m(memory.data(), {2, 3});
  auto const turned = tacit::make_npy(m.transposed());
  CHECK(turned.shape == std::vector<tacit::index_t>{3, 2});
  CHECK(turned.values<float>() == std::vector<float>{0, 3, 1, 4, 2, 5});
  auto const back = turned.to<double, 2>();
  CHECK(back(2, 1) == 5);
  CHECK(back(0, 1) == 3);
}

TEST_CASE("npy: files are what NumPy writes") {
  auto const file = tacit::encode_npy(tacit::make_npy(tacit::tensor<std::uint8_t, 2>({2, 1}, {7, 8})));
  std::string const text = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1), }";
  std::string const padded = text + std::string(128 - 10 - 1 - text.size(), ' ') + "\n";
  CHECK(file == npy(padded, {7, 8}));
  CHECK(file.size() == 130);
  CHECK(tacit::encode_npy(tacit::make_npy(std::vector<double>(3))).size() == 128 + 24);

  files::folder const folder;
  tacit::write_npy(folder.path("a.npy"), std::vector<double>{1, 2});
  CHECK(tacit::read_npy(folder.path("a.npy")).values<double>() == std::vector<double>{1, 2});

  auto const stored = tacit::read_npy(TACIT_GOLDEN_DIR "/optim/lars/w0.npy");
  CHECK(stored.type == tacit::npy_type{'f', 8});
  CHECK(static_cast<std::size_t>(stored.size()) * 8 == stored.bytes.size());
}

TEST_CASE("npy: versions, byte orders, Fortran order and scalars") {
  std::vector<double> const values{1, 2, 3, 4, 5, 6};
  for (int version : {1, 2, 3}) {
    auto const little = tacit::parse_npy(npy(dictionary("<f8", "(2, 3)"), doubles(values), version), "a.npy");
    CHECK(little.to<double, 2>()(1, 0) == 4);
    auto const big = tacit::parse_npy(npy(dictionary(">f8", "(2, 3)"), doubles(values, true), version), "a.npy");
    CHECK(big.bytes == little.bytes);
  }
  auto const fortran = tacit::parse_npy(npy(dictionary("<f8", "(3, 2)", "True"), doubles(values)), "a.npy");
  CHECK(fortran.values<double>() == std::vector<double>{1, 4, 2, 5, 3, 6});
  auto const cube = tacit::parse_npy(npy(dictionary(">f8", "(1, 2, 3)", "True"), doubles(values, true)), "a.npy");
  CHECK(cube.values<double>() == std::vector<double>{1, 3, 5, 2, 4, 6});

  CHECK(tacit::parse_npy(npy(dictionary("<f8", "()"), doubles({7})), "a.npy").values<double>()[0] == 7);
  CHECK(tacit::parse_npy(npy(dictionary("|b1", "(2,)"), {1, 0}), "a.npy").values<int>() == std::vector<int>{1, 0});
  CHECK(tacit::parse_npy(npy(dictionary("<f8", "(0, 5)"), {}), "a.npy").values<double>().empty());
  CHECK(tacit::parse_npy(npy("{\"shape\":(1,),\"fortran_order\":False,\"descr\":\"<f8\"}", doubles({7})), "a.npy")
            .values<float>()[0] == 7);
}

TEST_CASE("npy: conversions are exact or refused") {
  auto const convert_to_int = [](auto const& values) {
    return files::message_of<tacit::value_error>([&] { tacit::make_npy(values).template values<std::int32_t>(); });
  };
  CHECK(tacit::make_npy(std::vector<std::uint8_t>{200}).values<double>()[0] == 200);
  CHECK(tacit::make_npy(std::vector<double>{0.1}).values<float>()[0] == 0.1f);
  CHECK_THAT(convert_to_int(std::vector<std::int64_t>{1, 1LL << 40}),
             Contains("element 1: 1099511627776 of type i8 does not fit"));
  CHECK_THAT(convert_to_int(std::vector<double>{1}), Contains("expected integers, got type f8"));
  CHECK_THAT(files::message_of<tacit::value_error>(
                 [] { tacit::make_npy(std::vector<std::int32_t>{(1 << 24) + 1}).values<float>(); }),
             Contains("element 0: 16777217 of type i4 does not fit"));
  CHECK_THAT(files::message_of<tacit::shape_error>([] { tacit::make_npy(std::vector<float>(4)).to<float, 2>(); }),
             Contains("number of dimensions: expected 2, got 1"));
}

TEST_CASE("npy: files that are not what they say are refused") {
  auto const good = npy(dictionary("<f8", "(2,)"), doubles({1, 2}));
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_THAT(error({good.begin(), good.begin() + static_cast<long>(length)}), Contains("truncated"));
  CHECK_THAT(error(good + bytes{0}), Contains("a.npy: byte") && Contains("expected end of file, got 1 more bytes"));
  CHECK_THAT(error(files::of_text("PK\3\4 something")), Contains("byte 0: magic string: expected \\x93NUMPY"));
  CHECK_THAT(error(npy(dictionary("<f8", "(1,)"), doubles({1}), 4)), Contains("version: expected 1.0, 2.0 or 3.0"));
  CHECK_THAT(error(npy(dictionary("|b1", "(2,)"), {1, 2})), Contains("boolean 1: expected 0 or 1, got 2"));
  CHECK_THAT(error(npy(dictionary("<f8", "(1000000000,)"), doubles({1}))),
             Contains("expected 8000000000 bytes, got 8"));
}

TEST_CASE("npy: headers that are not understood are refused") {
  for (std::string const descr : {"<f2", "<c16", "|O", "<U3", "=f8", "f8", "|f8", "<f3", "<b2", ""})
    CHECK_THAT(header_error(dictionary(descr, "(1,)")), Contains("data type") && Contains("'" + descr + "'"));
  CHECK_THAT(header_error("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }"),
             Contains("structured types are not supported"));
  CHECK_THAT(header_error(dictionary("<f8", "(4611686018427387904, 4)")), Contains("overflow"));
  CHECK_THAT(header_error(dictionary("<f8", "(99999999999999999999999,)")), Contains("overflow"));
  CHECK_THAT(header_error(dictionary("<f8", "(0, 4611686018427387904, 4)")), Contains("overflow"));
  CHECK_THAT(header_error(dictionary("<f8", "(-1,)")), Contains("expected a size"));
  CHECK_THAT(header_error(dictionary("<f8", "1")), Contains("expected '('"));
  CHECK_THAT(header_error(dictionary("<f8", "(1,)", "Maybe")), Contains("expected True or False"));
  std::string many = "(";
  for (int k = 0; k < 33; ++k) many += "1, ";
  CHECK_THAT(header_error(dictionary("<f8", many + ")")), Contains("at most 32 dimensions"));
  CHECK_THAT(header_error("{'descr': '<f8', 'shape': (1,), }"), Contains("got only some of them"));
  CHECK_THAT(header_error("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}"),
             Contains("each once, got 'descr'"));
  CHECK_THAT(header_error("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}"), Contains("'more'"));
  CHECK_THAT(header_error(dictionary("<f8", "(1,)") + "x"), Contains("expected the end of the header"));
  CHECK_THAT(header_error("{'descr': '<f8"), Contains("a closed string"));
  CHECK_THAT(header_error("import os"), Contains("expected '{'"));
}
