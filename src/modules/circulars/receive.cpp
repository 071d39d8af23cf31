// Whom it was sent to: reads it, says that it arrived.
#include "embedded/circulars.hpp"
#include "modules/circulars/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::circulars {
namespace {

struct Own {
  CircularId id;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string text;
  bool receipt = false;
  std::optional<Timestamp> due_at;
  Timestamp sent_at;
  std::optional<Timestamp> read_at;
  std::optional<Timestamp> confirmed_at;
  std::string word;
};
BOOST_DESCRIBE_STRUCT(Own, (), (id, assembly, title, text, receipt, due_at, sent_at, read_at, confirmed_at, word))

OwnCircular view(db::ReadTx& tx, Own&& own) {
  const auto assembly = assemblies::find_assembly(tx, own.assembly);
  return {own.id, assembly ? assembly->name : "", std::move(own.title), std::move(own.text), own.receipt, own.due_at, own.sent_at, own.confirmed_at,
          own.word.empty() ? std::nullopt : std::optional(std::move(own.word))};
}

Result<Own> find_own(Context& context, db::ReadTx& tx, CircularId id) {
  auto own = tx.one<Own>(sql::own, context.actor.person, id);
  if (!own) return fail(ErrorKind::not_found, "circulars.not_found");
  return std::move(*own);
}

}  // namespace

Result<OwnCirculars> list_own(Context& context, db::ReadTx& tx, const Nothing&) {
  OwnCirculars all;
  for (Own& own : tx.all<Own>(sql::all_own, context.actor.person)) all.items.push_back(view(tx, std::move(own)));
  return all;
}

Result<OwnCircular> read_own(Context& context, db::ReadTx& tx, const ByCircular& request) {
  TRY_ASSIGN(Own own, find_own(context, tx, request.id));
  return view(tx, std::move(own));
}

Result<OwnCircular> open_own(Context& context, db::WriteTx& tx, const ByCircular& request) {
  tx.run(sql::set_read, request.id, context.actor.person, context.now());
  notices::mark_read(context, tx, context.actor.person, "circular", request.id.value);
  return read_own(context, tx, request);
}

Result<OwnCircular> confirm(Context& context, db::WriteTx& tx, const Confirm& request) {
  TRY_ASSIGN(const Own own, find_own(context, tx, request.id));
  if (!own.receipt) return fail(ErrorKind::conflict, "circulars.no_receipt_wanted");
  tx.run(sql::set_confirmed, request.id, context.actor.person, context.now(), request.word);
  notices::mark_read(context, tx, context.actor.person, "circular", request.id.value);
  journal::record(context, tx, {.verb = "circulars.confirm", .subject_kind = "circular", .subject = request.id.value, .scope = own.assembly});
  return read_own(context, tx, {request.id});
}

}  // namespace gongshi::circulars
