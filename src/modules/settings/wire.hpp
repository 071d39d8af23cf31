// What crosses the wire about settings, and nothing else.
#pragma once

#include <array>
#include <optional>

#include "modules/settings/api.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::settings {

/// A value that was set, the latest first. `by`: who set it.
struct ValueView {
  std::int64_t value = 0;
  Timestamp from;
  std::string by;
  Timestamp at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ValueView, (), (value, from, by, at, note))

/// `value` holds now; `found`: what places have decided; `history` with what is still to come.
struct RuleView {
  std::string key;
  std::string name;
  std::string found;
  Unit unit = Unit::days;
  std::int64_t value = 0;
  std::int64_t usual = 0;
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::vector<ValueView> history;
};
BOOST_DESCRIBE_STRUCT(RuleView, (), (key, name, found, unit, value, usual, least, most, history))

struct RuleList {
  std::vector<RuleView> items;
  std::int64_t version = 0;  // how often anything was set here
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items, version))

struct OfAssembly {
  assemblies::AssemblyId id;
};
BOOST_DESCRIBE_STRUCT(OfAssembly, (), (id))

struct NewValue {
  std::string key;
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(NewValue, (), (key, value))

/// `from` absent: at once. `dry_run`: says what would change, and changes nothing.
struct ChangeRules {
  assemblies::AssemblyId id;
  std::int64_t version = 0;
  std::vector<NewValue> values;
  std::optional<Timestamp> from;
  std::string note;
  bool dry_run = false;
};
BOOST_DESCRIBE_STRUCT(ChangeRules, (), (id, version, values, from, note, dry_run))
constexpr auto limits(const ChangeRules*) { return std::array{json::Limit{"values", 1, 100}, json::Limit{"note", 1, 200}}; }

struct Change {
  std::string key;
  std::string name;
  Unit unit = Unit::days;
  std::int64_t before = 0;
  std::int64_t after = 0;
};
BOOST_DESCRIBE_STRUCT(Change, (), (key, name, unit, before, after))

struct Changed {
  std::vector<Change> changes;
  Timestamp from;
  RuleList rules;
};
BOOST_DESCRIBE_STRUCT(Changed, (), (changes, from, rules))

}  // namespace gongshi::settings
