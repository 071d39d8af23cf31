// 不予立案理由: on what grounds proposals are not filed. The national list, or an assembly's own in versions.
#pragma once

#include "modules/proposals/wire.hpp"

namespace gongshi::proposals {

/// `key`: what a decision names. `own`: worded by the assembly; others are of the national list.
struct GroundView {
  std::string key;
  std::string text;
  bool own = false;
};
BOOST_DESCRIBE_STRUCT(GroundView, (), (key, text, own))

struct GroundVersion {
  std::int64_t version = 0;
  std::string by;
  Timestamp at;
  std::string note;
  std::vector<std::string> texts;
};
BOOST_DESCRIBE_STRUCT(GroundVersion, (), (version, by, at, note, texts))

/// `version` 0: the national list as it is. `left_out`: what of the national list does not hold here. `versions`: the latest first.
struct GroundList {
  std::vector<GroundView> items;
  std::int64_t version = 0;
  std::vector<GroundView> left_out;
  std::vector<GroundVersion> versions;
};
BOOST_DESCRIBE_STRUCT(GroundList, (), (items, version, left_out, versions))

/// One that is there, by its `key`, or a new one in words.
struct NewGround {
  std::optional<std::string> key;
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(NewGround, (), (key, text))
constexpr auto limits(const NewGround*) { return std::array{json::Limit{"key", 1, 40}, json::Limit{"text", 1, 100}}; }

/// The whole list in its order; `version`: that it was made from, `note`: what decided it.
struct ChangeGrounds {
  assemblies::AssemblyId id;
  std::int64_t version = 0;
  std::vector<NewGround> items;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ChangeGrounds, (), (id, version, items, note))
constexpr auto limits(const ChangeGrounds*) { return std::array{json::Limit{"items", 1, 40}, json::Limit{"note", 1, 200}}; }

Result<GroundList> list_grounds(Context& context, db::ReadTx& tx, const OfAssembly& request);
Result<GroundList> change_grounds(Context& context, db::WriteTx& tx, const ChangeGrounds& request);

/// Whether it is on the list that holds now.
bool holds(db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view key);
/// Its words, also when it has left the list since.
std::string ground_text(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view key);

}  // namespace gongshi::proposals
