// Everything handover adds to the product.
#include "embedded/handover.hpp"
#include "modules/handover/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handover {
namespace {

struct Unfinished {
  HandoverId id;
  std::string title;
  State state;
};
BOOST_DESCRIBE_STRUCT(Unfinished, (), (id, title, state))

std::vector<assemblies::OpenItem> open_items(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  std::vector<assemblies::OpenItem> items;
  for (Unfinished& one : tx.all<Unfinished>(sql::unfinished, assembly)) {
    items.push_back({.id = one.id.value, .title = std::move(one.title), .state_key = "handover.state_" + std::string(enum_name(one.state)), .keeper = assemblies::Role::clerk});
  }
  return items;
}

std::vector<Operation> operations() {
  return {
      get("/api/v1/assemblies/{id}/handovers", "handover.send", list, "What this assembly handed up and what was handed up to it, newest first"),
      post("/api/v1/handovers", "handover.send", hand_up, "Hand a finished matter up to the assembly above").answers(201),
      get("/api/v1/handovers/{id}", "handover.send", read, "One of them, for both offices"),
      post("/api/v1/handovers/{id}/transitions", "handover.send", move, "Accept, send back, hand up again, answer or withdraw"),
      get("/api/v1/handed-up/{kind}/{subject}", kAnyone, read_handed_up, "What of a matter was handed up, and what was answered"),
  };
}

}  // namespace

void register_subject(Application& app, std::string kind, SubjectHooks hooks) { app.use<Subjects>().by_kind.emplace(std::move(kind), std::move(hooks)); }

void remove_subject(db::WriteTx& tx, std::string_view kind, std::int64_t subject) { tx.run(sql::remove_subject, kind, subject); }

Module handover_module() {
  return {
      .name = "handover",
      .operations = operations(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"handover.send", "handover.receive"},
      .start =
          [](Application& app) {
            app.provide(std::make_shared<Subjects>());
            assemblies::register_open_items(app, "handover", open_items);
          },
  };
}

}  // namespace gongshi::handover
