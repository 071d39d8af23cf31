#include "modules/proposals/grounds.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "embedded/proposals.hpp"
#include "modules/identity/api.hpp"
#include "modules/proposals/store.hpp"
#include "modules/proposals/workflow.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::proposals {
namespace {

/// The National Committee's rules of 2018, in their order.
constexpr auto kNationalGrounds = std::to_array<std::string_view>({"secret", "forbidden", "party_internal", "democratic_party_internal", "litigation", "academic", "personal", "advertising", "accusation", "empty"});

bool is_national(std::string_view key) { return std::ranges::find(kNationalGrounds, key) != kNationalGrounds.end(); }

struct GroundRow {
  std::int64_t version = 0;
  std::string key;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(GroundRow, (), (version, key, text))
struct GroundListRow {
  std::int64_t version = 0;
  PersonId person;
  Timestamp at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(GroundListRow, (), (version, person, at, note))

std::string national_words(const Context& context, std::string_view key) { return context.say("proposals.ground." + std::string(key)); }
std::string words_of(const Context& context, const GroundRow& row) { return is_national(row.key) ? national_words(context, row.key) : row.text; }

GroundList shown_grounds(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  GroundList list;
  const auto rows = tx.all<GroundRow>(sql::grounds_of, assembly);
  for (const GroundListRow& one : tx.all<GroundListRow>(sql::ground_lists_of, assembly)) {
    GroundVersion version{one.version, identity::display_name(tx, one.person), one.at, one.note, {}};
    for (const GroundRow& row : rows) {
      if (row.version == one.version) version.texts.push_back(words_of(context, row));
    }
    list.versions.push_back(std::move(version));
  }
  if (!list.versions.empty()) list.version = list.versions.front().version;
  for (const GroundRow& row : rows) {
    if (row.version == list.version) list.items.push_back({row.key, words_of(context, row), !is_national(row.key)});
  }
  for (const std::string_view key : kNationalGrounds) {
    if (std::ranges::find(list.items, key, &GroundView::key) != list.items.end()) continue;
    (list.version == 0 ? list.items : list.left_out).push_back({std::string(key), national_words(context, key), false});
  }
  return list;
}

}  // namespace

bool holds(db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view key) {
  const auto rows = tx.all<GroundRow>(sql::grounds_of, assembly);  // the latest version first
  if (rows.empty()) return is_national(key);
  return std::ranges::any_of(rows, [&](const GroundRow& row) { return row.version == rows.front().version && row.key == key; });
}

std::string ground_text(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view key) {
  return is_national(key) ? national_words(context, key) : tx.one<std::string>(sql::ground_text, assembly, key).value_or("");
}

Result<GroundList> list_grounds(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return shown_grounds(context, tx, request.id);
}

Result<GroundList> change_grounds(Context& context, db::WriteTx& tx, const ChangeGrounds& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("settings.manage", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const GroundList before = shown_grounds(context, tx, request.id);
  if (before.version != request.version) return fail(ErrorKind::conflict, "proposals.grounds_changed_meanwhile");
  const std::int64_t version = before.version + 1;
  std::set<std::string> words;
  for (std::size_t i = 0; i < request.items.size(); ++i) {
    const NewGround& one = request.items[i];
    const std::string pointer = "/items/" + std::to_string(i);
    std::string key = one.key.value_or(""), text;
    if (!one.key) {
      if (!one.text) return wrong(pointer + "/text", "request.missing");
      key = fmt::format("own-{}-{}", version, i + 1);
      text = *one.text;
    } else if (!is_national(key)) {
      const auto kept = std::ranges::find(before.items, key, &GroundView::key);
      if (kept == before.items.end()) return wrong(pointer + "/key", "proposals.no_such_ground");
      text = kept->text;
    }
    if (!words.insert(is_national(key) ? national_words(context, key) : text).second) return wrong(pointer, "proposals.ground_twice");
    tx.run(sql::add_ground, request.id, version, static_cast<std::int64_t>(i) + 1, key, text);
  }
  tx.run(sql::add_ground_list, request.id, version, context.actor.person, context.now(), request.note);
  journal::record(context, tx, {.verb = "proposals.change_grounds", .subject_kind = "assembly", .subject = request.id.value, .scope = request.id, .detail = fmt::format(R"({{"version":{}}})", version)});
  return shown_grounds(context, tx, request.id);
}

}  // namespace gongshi::proposals
