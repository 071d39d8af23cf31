// The office sends, reminds, and notes what was said on the telephone.
#include "embedded/circulars.hpp"
#include "modules/circulars/use_cases.hpp"
#include "platform/journal/journal.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::circulars {
namespace {

constexpr std::chrono::hours kBetweenReminders{12};

std::string link_of(CircularId id) { return "/circulars/" + std::to_string(id.value); }

bool blank(std::string_view text) { return text.find_first_not_of(" \n\t") == text.npos; }

}  // namespace

Result<CircularView> send(Context& context, db::WriteTx& tx, const NewCircular& request) {
  std::vector<FieldError> wrong;
  if (blank(request.title)) wrong.push_back({"/title", "circulars.needed", {}});
  if (blank(request.text)) wrong.push_back({"/text", "circulars.needed", {}});
  if (request.due_at && *request.due_at <= context.now()) wrong.push_back({"/due_at", "circulars.due_is_over", {}});
  if (!wrong.empty()) return std::unexpected(Error{ErrorKind::unprocessable, "request.invalid", {}, std::move(wrong)});
  TRY_ASSIGN(const auto members, members_of(context, tx, request.segment));
  const Circular circular{context.ids.next<CircularId>(), context.actor.scope, request.title, request.text, request.receipt, request.due_at, audience_of(context, tx, request.segment), context.actor.person, context.now()};
  tx.run(sql::add, circular.id, circular.assembly, circular.title, circular.text, circular.receipt, circular.due_at, circular.audience, circular.sent_by, circular.sent_at);
  std::vector<PersonId> people;
  for (const auto& member : members) {
    tx.run(sql::add_recipient, context.ids.next_value(), circular.id, member.person, member.number, member.name, member.sector_name);
    people.push_back(member.person);
  }
  journal::record(context, tx, {.verb = "circulars.send", .subject_kind = "circular", .subject = circular.id.value, .scope = circular.assembly});
  notices::tell(context, tx, people,
                {.kind = request.receipt ? "circulars.with_receipt" : "circulars.sent", .subject_kind = "circular", .subject = circular.id.value, .link = link_of(circular.id), .args = {{"title", circular.title}}, .calls = true});
  return view(tx, circular);
}

Result<Reminded> remind(Context& context, db::WriteTx& tx, const ByCircular& request) {
  TRY_ASSIGN(const Circular circular, find(context, tx, request.id));
  std::vector<PersonId> people;
  for (const Recipient& one : tx.all<Recipient>(sql::recipients, circular.id)) {
    const bool lately = context.now() - one.reminded_at.value_or(circular.sent_at) < kBetweenReminders;
    if (!one.open(circular.receipt) || lately) continue;
    tx.run(sql::set_reminded, one.id, context.now());
    people.push_back(one.person);
  }
  if (people.empty()) return fail(ErrorKind::conflict, "circulars.nobody_to_remind");
  journal::record(context, tx, {.verb = "circulars.remind", .subject_kind = "circular", .subject = circular.id.value, .scope = circular.assembly});
  notices::tell(context, tx, people,
                {.kind = "circulars.reminder", .subject_kind = "circular", .subject = circular.id.value, .link = link_of(circular.id), .args = {{"title", circular.title}}, .calls = true});
  return Reminded{static_cast<std::int64_t>(people.size())};
}

Result<RecipientList> note_call(Context& context, db::WriteTx& tx, const NoteCall& request) {
  TRY_ASSIGN(const Circular circular, find(context, tx, request.id));
  if (!tx.one<RecipientId>(sql::find_recipient, request.recipient, circular.id)) return fail(ErrorKind::not_found, "circulars.no_such_recipient");
  tx.run(sql::add_call, context.ids.next_value(), request.recipient, context.now(), context.actor.person, request.outcome, request.note);
  if (request.outcome == Outcome::told) tx.run(sql::set_told, request.recipient, context.now());
  journal::record(context, tx, {.verb = "circulars.note_call", .subject_kind = "circular", .subject = circular.id.value, .scope = circular.assembly});
  return read(context, tx, {circular.id});
}

}  // namespace gongshi::circulars
