// What is CBOR to us and what is not.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/cbor.hpp"

namespace gongshi::cbor {
namespace {

std::string octets(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return out;
}

TEST(Cbor, ReadsWhatAuthenticatorsWrite) {
  const std::string map = octets("a40102032620012158200001020304050607080910111213141516171819202122232425262728293031");
  const auto value = read(map);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->kind, Kind::map);
  EXPECT_EQ(value->find(1)->integer, 2);
  EXPECT_EQ(value->find(3)->integer, -7);
  EXPECT_EQ(value->find(-1)->integer, 1);
  EXPECT_EQ(value->find(-2)->text.size(), 32U);
  EXPECT_EQ(value->find(-3), nullptr);
  EXPECT_EQ(value->find("1"), nullptr);
  EXPECT_EQ(read_first(map + "xyz")->length, map.size());
}

TEST(Cbor, Table) {
  const struct {
    const char* hex;
    bool good;
    const char* why;
  } rows[] = {
      {"00", true, "0"},
      {"1818", true, "24"},
      {"1817", false, "23 in two octets"},
      {"1900ff", false, "255 in three"},
      {"1a0000ffff", false, "65535 in five"},
      {"1b00000000ffffffff", false, "2^32-1 in nine"},
      {"1b7fffffffffffffff", true, "the greatest"},
      {"1b8000000000000000", false, "greater than that"},
      {"3b7fffffffffffffff", true, "the least"},
      {"3bffffffffffffffff", false, "less than that"},
      {"f4", true, "false"},
      {"f5", true, "true"},
      {"f6", true, "null"},
      {"f7", false, "undefined"},
      {"f97e00", false, "a float"},
      {"c074323031332d30332d32315432303a30343a30305a", false, "a tag"},
      {"5f42010243030405ff", false, "octets of indefinite length"},
      {"9fff", false, "an array of indefinite length"},
      {"bfff", false, "a map of indefinite length"},
      {"80", true, "an empty array"},
      {"8301", false, "two of three are missing"},
      {"43010203", true, "octets"},
      {"430102", false, "an octet is missing"},
      {"6161", true, "text"},
      {"61ff", false, "no UTF-8"},
      {"a10102", true, "a map"},
      {"a1", false, "its entry is missing"},
      {"a201020103", false, "a key twice"},
      {"a2616101616102", false, "a text key twice"},
      {"a1410102", false, "a key of octets"},
      {"a1f502", false, "a key that is true"},
      {"0000", false, "something behind it"},
      {"", false, "nothing"},
      {"1c", false, "a reserved head"},
      {"9bffffffffffffffff", false, "an array of 2^64-1"},
      {"bb7fffffffffffffff", false, "a map of 2^63-1"},
      {"5bffffffffffffffff", false, "octets of 2^64-1"},
      {"8181818181818180", true, "eight deep"},
      {"818181818181818180", true, "nine deep, the least that is enough"},
      {"81818181818181818180", false, "too deep"},
  };
  for (const auto& row : rows) EXPECT_EQ(read(octets(row.hex)).has_value(), row.good) << row.why;
  std::string wide = octets("990500");
  wide.append(0x500, '\0');
  EXPECT_FALSE(read(wide)) << "more items than any attestation has";
}

TEST(Cbor, AnyOctetsAreReadOrRefusedWithinThem) {
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random());
    const auto found = read_first(text);
    EXPECT_LE(found ? found->length : 0, text.size());
  }
}

}  // namespace
}  // namespace gongshi::cbor
