// Ratings on paper: the office enters one with its scan for who asked and has not rated, and somebody else of the office compares it. No unit can.
#include "modules/handling/paper.hpp"

#include <algorithm>

#include "embedded/handling.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::handling {
namespace {

struct Paper {
  PaperId id;
  ItemId item;
  std::int64_t round = 1;
  std::int64_t asker = 0;
  Satisfaction overall = Satisfaction::satisfied;
  Satisfaction attitude = Satisfaction::satisfied;
  std::string text;
  PersonId entered_by;
  Timestamp entered_at;
  std::optional<PersonId> confirmed_by;
  std::optional<Timestamp> confirmed_at;
};
BOOST_DESCRIBE_STRUCT(Paper, (), (id, item, round, asker, overall, attitude, text, entered_by, entered_at, confirmed_by, confirmed_at))

files::Owner owner_of(PaperId id) { return {"handling_paper", id.value}; }

bool is_open(const Item& item) { return item.state == ItemState::replied || item.state == ItemState::tracking; }

/// The matter, for somebody of the office who sits in none of its units.
Result<Item> find_for_office(Context& context, db::ReadTx& tx, ItemId id) {
  TRY_ASSIGN(Item item, find_item(context, tx, id));
  if (!office_may(context, tx, item, "handling.supervise")) return fail(ErrorKind::forbidden, "request.not_permitted");
  for (const Task& task : tasks_of(tx, id)) {
    if (sits_in(context, tx, task.unit)) return fail(ErrorKind::forbidden, "handling.own_unit");
  }
  return item;
}

/// Those who asked by name and have not rated in this round, on paper or otherwise.
std::vector<Asker> unrated(Context& context, db::ReadTx& tx, const Item& item) {
  const auto hooks = hooks_of(context, item.kind);
  if (!hooks || !(*hooks)->askers || !is_open(item)) return {};
  auto askers = (*hooks)->askers(context, tx, item.subject);
  std::erase_if(askers, [&](const Asker& one) {
    return tx.one<Satisfaction>(sql::rating_of, item.id, item.round, one.key).has_value() || tx.one<PaperId>(sql::find_paper_of, item.id, item.round, one.key).has_value();
  });
  return askers;
}

Result<Paper> find(db::ReadTx& tx, PaperId id) {
  auto paper = tx.one<Paper>(sql::find_paper, id);
  if (!paper) return fail(ErrorKind::not_found, "handling.not_found");
  return std::move(*paper);
}

}  // namespace

void show_papers(Context& context, db::ReadTx& tx, const Item& item, ItemView& view) {
  const auto hooks = hooks_of(context, item.kind);
  const auto askers = hooks && (*hooks)->askers ? (*hooks)->askers(context, tx, item.subject) : std::vector<Asker>{};
  const auto words = [&](Satisfaction one) { return context.say("handling.satisfaction." + std::string(enum_name(one))); };
  for (const Paper& paper : tx.all<Paper>(sql::papers_of, item.id)) {
    PaperView shown{.id = paper.id, .name = {}, .overall = words(paper.overall), .attitude = words(paper.attitude), .text = paper.text, .files = files::list(tx, owner_of(paper.id)),
                    .entered_by = identity::display_name(tx, paper.entered_by), .entered_at = paper.entered_at, .confirmed_by = {}, .actions = {}};
    if (const auto asker = std::ranges::find(askers, paper.asker, &Asker::key); asker != askers.end()) shown.name = asker->name;
    if (paper.confirmed_by) shown.confirmed_by = identity::display_name(tx, *paper.confirmed_by);
    if (!paper.confirmed_by && is_open(item) && paper.round == item.round) {
      if (paper.entered_by != context.actor.person) shown.actions.push_back("confirm");
      shown.actions.push_back("refuse");
    }
    view.papers.push_back(std::move(shown));
  }
  for (Asker& one : unrated(context, tx, item)) view.unrated.push_back({one.key, std::move(one.name)});
}

Result<ItemView> enter_paper(Context& context, const EnterPaper& request) {
  const auto check = [&](db::ReadTx& tx) -> Result<Item> {
    TRY_ASSIGN(Item item, find_for_office(context, tx, request.id));
    const auto missing = unrated(context, tx, item);
    if (std::ranges::find(missing, request.asker, &Asker::key) == missing.end()) return fail(ErrorKind::conflict, "handling.paper_not_now");
    return item;
  };
  const auto sent_before = [&](db::ReadTx& tx) -> Result<std::optional<ItemView>> {
    const auto item = tx.one<Item>(sql::find_item, request.id);
    const auto there = item ? tx.one<PaperId>(sql::find_paper_of, item->id, item->round, request.asker) : std::nullopt;
    const auto paper = there ? tx.one<Paper>(sql::find_paper, *there) : std::nullopt;
    if (!paper || paper->entered_by != context.actor.person || paper->overall != request.overall || paper->attitude != request.attitude || paper->text != request.text.value_or("")) return std::nullopt;
    TRY_ASSIGN(const Item mine, find_for_office(context, tx, request.id));
    TRY_ASSIGN(ItemView shown, view(context, tx, mine));
    return shown;
  };
  TRY_ASSIGN(auto before, context.db.read(sent_before));
  if (before) return std::move(*before);
  TRY(context.db.read(check));
  TRY_ASSIGN(const files::Content content, files::accept(context, request.body.bytes));
  if (!content.type().media_type.starts_with("image/") && content.type().media_type != "application/pdf") return fail(ErrorKind::unprocessable, "handling.paper_type");
  return context.db.write([&](db::WriteTx& tx) -> Result<ItemView> {
    TRY_ASSIGN(const Item item, check(tx));
    const auto id = context.ids.next<PaperId>();
    if (tx.run(sql::add_paper, id, item.id, item.round, request.asker, request.overall, request.attitude, request.text.value_or(""), context.actor.person, context.now()) == 0) return fail(ErrorKind::conflict, "handling.paper_not_now");
    files::store(context, tx, request.name, content, owner_of(id));
    journal::record(context, tx, {.verb = "handling.enter_paper", .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly});
    return view(context, tx, item);
  });
}

Result<ItemView> decide_paper(Context& context, db::WriteTx& tx, const DecidePaper& request) {
  TRY_ASSIGN(const Paper paper, find(tx, request.id));
  TRY_ASSIGN(Item item, find_for_office(context, tx, paper.item));
  if (paper.confirmed_by || !is_open(item) || paper.round != item.round) return fail(ErrorKind::conflict, "workflow.not_now");
  if (request.confirm && paper.entered_by == context.actor.person) return fail(ErrorKind::forbidden, "handling.paper_second_person");
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item.kind));
  journal::record(context, tx, {.verb = request.confirm ? "handling.confirm_paper" : "handling.refuse_paper", .subject_kind = "handling", .subject = item.id.value, .scope = item.assembly});
  if (!request.confirm) {
    for (const auto& file : files::list(tx, owner_of(paper.id))) TRY(files::remove(tx, file.id, owner_of(paper.id)));
    tx.run(sql::remove_paper, paper.id);
    return view(context, tx, item);
  }
  // Who has rated meanwhile themselves has said it.
  if (tx.run(sql::add_rating, item.id, item.round, paper.asker, paper.overall, paper.attitude, paper.text, 1) == 0) return fail(ErrorKind::conflict, "handling.rated_already");
  tx.run(sql::confirm_paper, paper.id, context.actor.person, context.now());
  TRY(follow_rating(context, tx, item, *hooks));
  return view(context, tx, item);
}

Result<void> may_read_paper(Context& context, db::ReadTx& tx, std::int64_t id) {
  TRY_ASSIGN(const Paper paper, find(tx, PaperId{id}));
  TRY(find_for_office(context, tx, paper.item));
  return {};
}

void remove_papers(db::WriteTx& tx, std::string_view kind, std::int64_t subject) {
  for (const auto id : tx.all<PaperId>(sql::papers_of_subject, kind, subject)) {
    for (const auto& file : files::list(tx, owner_of(id))) (void)files::remove(tx, file.id, owner_of(id));
    tx.run(sql::remove_paper, id);
  }
}

}  // namespace gongshi::handling
