// Finds in a text what says who somebody is or where they live: Chinese mobile numbers, identity numbers (GB 11643-1999, with their check character), bank
// cards (Luhn), mail addresses, home addresses; and marks of secrecy. Pure. People decide on what is found: it may be an office's or an example.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

namespace gongshi {

/// A member heard in public: 李小明 -> 李**, of whatever length.
std::string masked_name(std::string_view name);

enum class PersonalKind { mobile, identity_number, bank_card, mail, address, secrecy };
BOOST_DESCRIBE_ENUM(PersonalKind, mobile, identity_number, bank_card, mail, address, secrecy)

struct PersonalData {
  PersonalKind kind = PersonalKind::mobile;
  std::size_t begin = 0;  // bytes [begin, end) of the text
  std::size_t end = 0;
  bool operator==(const PersonalData&) const = default;
};

/// In the order in which they stand. Digits may be full-width, and stand in groups with a blank or a hyphen between.
std::vector<PersonalData> find_personal_data(std::string_view text);

/// The text with a mark in the place of each of these parts.
std::string without(std::string text, std::span<const std::string> parts);

}  // namespace gongshi
