// The whole change of term on a copy of the data: what it does, and nothing here changes but that it was tried.
#include "embedded/assemblies.hpp"
#include "modules/assemblies/next_term.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "platform/backup/scratch_copy.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::assemblies {
namespace {

/// With `keep` false it is done and taken back: PostgreSQL shows nobody else what a transaction has done, so this is a copy, too.
Result<TermReport> change(Context& context, db::Database& database, AssemblyId assembly, bool keep) {
  std::optional<TermReport> report;
  const auto done = database.write([&](db::WriteTx& tx) -> Result<bool> {
    report.reset();
    context.after_commit.clear();
    const auto next = find_next_term(tx, assembly);
    if (!next) return fail(ErrorKind::not_found, "assemblies.no_next_term");
    TRY_ASSIGN(report, change_term(context, tx, *next));
    if (!keep) return fail(ErrorKind::conflict, "request.failed");
    return true;
  });
  context.after_commit.clear();  // nothing of it leaves
  if (!report) return std::unexpected(done.error());
  return std::move(*report);
}

}  // namespace

Result<TermReport> rehearse_next_term(Context& context, const ByAssembly& request) {
  TRY_ASSIGN(const std::int64_t version, context.db.read([&](db::ReadTx& tx) -> Result<std::int64_t> {
    TRY(require(context, tx, request.id, "roster.write"));
    const auto next = find_next_term(tx, request.id);
    if (!next) return fail(ErrorKind::not_found, "assemblies.no_next_term");
    return next->version;
  }));
  return rehearse_term(context, request.id, version);
}

Result<TermReport> rehearse_term(Context& context, AssemblyId assembly, std::int64_t version) {
  Result<TermReport> report = fail(ErrorKind::conflict, "assemblies.no_next_term");
  if (context.db.engine() == db::Engine::sqlite) {
    backup::ScratchCopy copy(context.db, context.app.config().data);
    Context there{.app = context.app, .db = copy.database(), .clock = context.clock, .ids = context.ids, .messages = context.messages, .actor = context.actor, .language = context.language};
    report = change(there, copy.database(), assembly, true);
  } else {
    report = change(context, context.db, assembly, false);
  }
  if (!report || !report->problems.empty()) return report;
  TRY(context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (const auto next = find_next_term(tx, assembly)) tx.run(sql::mark_rehearsed, next->id, version, context.now());
    return true;
  }));
  return report;
}

}  // namespace gongshi::assemblies
