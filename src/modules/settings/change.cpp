#include <algorithm>

#include "embedded/settings.hpp"
#include "modules/identity/api.hpp"
#include "modules/settings/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::settings {
namespace {

struct Stored {
  std::string key;
  std::int64_t value = 0;
  Timestamp from;
  PersonId by;
  Timestamp at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Stored, (), (key, value, from, by, at, note))

RuleList shown(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  const auto stored = tx.all<Stored>(sql::history, assembly);
  RuleList list{.items = {}, .version = static_cast<std::int64_t>(stored.size())};
  for (const Rule& rule : context.app.use<Rules>().all) {
    RuleView view{.key = rule.key, .name = context.say("settings." + rule.key), .found = context.say("settings." + rule.key + ".found"), .unit = rule.unit, .value = rule.usual, .usual = rule.usual, .least = rule.least, .most = rule.most, .history = {}};
    for (const Stored& one : stored) {
      if (one.key != rule.key) continue;
      if (one.from <= context.now()) view.value = one.value;
      view.history.insert(view.history.begin(), {one.value, one.from, identity::display_name(tx, one.by), one.at, one.note});
    }
    list.items.push_back(std::move(view));
  }
  return list;
}

std::unexpected<Error> wrong(std::string pointer, std::string code) { return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{std::move(pointer), std::move(code)}}}); }

}  // namespace

std::unordered_map<std::string, std::int64_t> values_of(db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view module, Timestamp at) {
  std::unordered_map<std::string, std::int64_t> values;
  const std::string prefix = std::string(module) + ".";
  // In the order in which they began to hold: the latest stays.
  tx.each(sql::holding, [&](const db::Row& row) {
    if (row.text(0).starts_with(prefix)) values[std::string(row.text(0).substr(prefix.size()))] = row.integer(1);
  }, assembly, at);
  return values;
}

void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly) { tx.run(sql::purge, assembly); }

Result<RuleList> list_rules(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("assembly.read", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return shown(context, tx, request.id);
}

Result<Changed> change_rules(Context& context, db::WriteTx& tx, const ChangeRules& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may("settings.manage", request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const Timestamp from = request.from.value_or(context.now());
  if (from < context.now() - std::chrono::minutes(1)) return wrong("/from", "settings.in_the_past");
  const RuleList before = shown(context, tx, request.id);
  if (before.version != request.version) return fail(ErrorKind::conflict, "settings.changed_meanwhile");
  Changed changed{.changes = {}, .from = from, .rules = {}};
  for (std::size_t i = 0; i < request.values.size(); ++i) {
    const NewValue& wanted = request.values[i];
    const std::string pointer = "/values/" + std::to_string(i);
    const auto rule = std::ranges::find(before.items, wanted.key, &RuleView::key);
    if (rule == before.items.end()) return wrong(pointer + "/key", "settings.no_such_rule");
    if (wanted.value < rule->least || wanted.value > rule->most) return wrong(pointer + "/value", "settings.out_of_bounds");
    const auto holding = values_of(tx, request.id, wanted.key.substr(0, wanted.key.find('.')), from);
    const auto found = holding.find(wanted.key.substr(wanted.key.find('.') + 1));
    const std::int64_t held = found == holding.end() ? rule->usual : found->second;
    if (held != wanted.value) changed.changes.push_back({rule->key, rule->name, rule->unit, held, wanted.value});
  }
  if (!request.dry_run) {
    for (const Change& one : changed.changes) {
      // One that was to hold from the same moment on is taken back by this one.
      tx.run(sql::set, request.id, one.key, from, one.after, context.actor.person, context.now(), request.note);
      journal::record(context, tx, {.verb = "settings.change", .subject_kind = "assembly", .subject = request.id.value, .scope = request.id, .detail = "{\"key\":\"" + one.key + "\",\"before\":" + std::to_string(one.before) + ",\"after\":" + std::to_string(one.after) + "}"});
    }
  }
  changed.rules = shown(context, tx, request.id);
  return changed;
}

}  // namespace gongshi::settings
