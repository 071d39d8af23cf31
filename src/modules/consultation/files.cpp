#include "modules/consultation/files.hpp"

#include <algorithm>

#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

Result<Consultation> find_mine(Context& context, db::ReadTx& tx, ConsultationId id) {
  TRY_ASSIGN(Consultation consultation, find_visible(context, tx, id));
  if (!is_staff(context.actor, consultation)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return consultation;
}

}  // namespace

Result<files::File> add_file(Context& context, const AddFile& request) {
  TRY(context.db.read([&](db::ReadTx& tx) { return find_mine(context, tx, request.id); }));
  TRY_ASSIGN(const files::Content content, files::accept(context, request.body.bytes));
  return context.db.write([&](db::WriteTx& tx) -> Result<files::File> {
    TRY_ASSIGN(const Consultation consultation, find_mine(context, tx, request.id));
    const auto before = files::list(tx, {"consultation", request.id.value});
    files::File file = files::store(context, tx, request.name, content, {"consultation", request.id.value});
    if (std::ranges::find(before, file.id, &files::File::id) != before.end()) return file;  // the same request, sent again
    journal::record(context, tx,
                    {.verb = "consultation.add_file", .subject_kind = "consultation", .subject = request.id.value, .scope = consultation.assembly});
    context.after_commit = {[&live = context.app.use<Live>(), id = request.id] { live.forget(id); }};
    return file;
  });
}

Result<Nothing> remove_file(Context& context, db::WriteTx& tx, const RemoveFile& request) {
  TRY_ASSIGN(const Consultation consultation, find_mine(context, tx, request.id));
  TRY(files::remove(tx, request.file, {"consultation", request.id.value}));
  journal::record(context, tx,
                  {.verb = "consultation.remove_file", .subject_kind = "consultation", .subject = request.id.value, .scope = consultation.assembly});
  context.after_commit.push_back([&live = context.app.use<Live>(), id = request.id] { live.forget(id); });
  return Nothing{};
}

}  // namespace gongshi::consultation
