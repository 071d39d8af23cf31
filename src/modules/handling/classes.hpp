// 办理结果类别: by which letters and words replies are classed. The usual table, or an assembly's own in versions.
#pragma once

#include "modules/handling/store.hpp"

namespace gongshi::handling {

struct ClassVersion {
  std::int64_t version = 0;
  std::string by;
  Timestamp at;
  std::string note;
  std::vector<OutcomeView> items;
};
BOOST_DESCRIBE_STRUCT(ClassVersion, (), (version, by, at, note, items))

/// `version` 0: the usual table as it is. `usual`: letters and words to begin with. `versions`: the latest first.
struct ClassList {
  std::vector<OutcomeView> items;
  std::int64_t version = 0;
  std::vector<OutcomeView> usual;
  std::vector<ClassVersion> versions;
};
BOOST_DESCRIBE_STRUCT(ClassList, (), (items, version, usual, versions))

/// `name` none: the usual words, in each reader's language.
struct NewClass {
  Outcome code = Outcome::resolved;
  std::string letter;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(NewClass, (), (code, letter, name))
constexpr auto limits(const NewClass*) { return std::array{json::Limit{"letter", 1, 1}, json::Limit{"name", 1, 40}}; }

/// The whole table in its order; `version`: that it was made from, `note`: what decided it.
struct ChangeClasses {
  assemblies::AssemblyId id;
  std::int64_t version = 0;
  std::vector<NewClass> items;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ChangeClasses, (), (id, version, items, note))
constexpr auto limits(const ChangeClasses*) { return std::array{json::Limit{"items", 1, 5}, json::Limit{"note", 1, 200}}; }

Result<ClassList> list_classes(Context& context, db::ReadTx& tx, const InAssembly& request);
Result<ClassList> change_classes(Context& context, db::WriteTx& tx, const ChangeClasses& request);

/// Whether a reply may be classed so from now on.
bool is_class(db::ReadTx& tx, assemblies::AssemblyId assembly, Outcome outcome);
/// Letter and words as they were at that time.
OutcomeView class_of(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, Outcome outcome, Timestamp at);
/// Of a part whose reply has a class: as its unit's leader signed it, and until then as it is now.
OutcomeView class_of(const Context& context, db::ReadTx& tx, const Item& item, const Task& task);

}  // namespace gongshi::handling
