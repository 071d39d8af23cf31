#include "modules/consultation/store.hpp"

#include <algorithm>

#include "embedded/consultation.hpp"

namespace gongshi::consultation::store {

Result<Consultation> find(db::ReadTx& tx, ConsultationId id) {
  auto found = tx.one<Consultation>(sql::find, id);
  if (!found) return fail(ErrorKind::not_found, "consultation.not_found");
  return std::move(*found);
}

std::vector<Unfinished> unfinished(db::ReadTx& tx, assemblies::AssemblyId assembly) { return tx.all<Unfinished>(sql::unfinished_of, assembly); }

std::vector<assemblies::BodyId> sectors(db::ReadTx& tx, ConsultationId id) { return tx.all<assemblies::BodyId>(sql::sectors_of, id); }

std::vector<Statement> statements(db::ReadTx& tx, ConsultationId id) { return tx.all<Statement>(sql::statements_of, id); }

Result<void> replace_sectors(db::WriteTx& tx, const Consultation& consultation, const std::vector<assemblies::BodyId>& sectors, Timestamp now) {
  const auto known = assemblies::sectors_of(tx, consultation.assembly, now);
  tx.run(sql::forget_sectors, consultation.id);
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    if (std::ranges::find(known, sectors[i], &assemblies::Sector::id) == known.end() ||
        std::ranges::find(sectors.begin(), sectors.begin() + static_cast<std::ptrdiff_t>(i), sectors[i]) !=
            sectors.begin() + static_cast<std::ptrdiff_t>(i)) {
      return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/sectors/" + std::to_string(i), "consultation.unknown_sector"}}});
    }
    tx.run(sql::add_sector, consultation.id, sectors[i]);
  }
  return {};
}

StatementId add_statement(Context& context, db::WriteTx& tx, ConsultationId id, const std::string& text, bool seed, std::optional<PersonId> author,
                          StatementState state) {
  const auto statement = context.ids.next<StatementId>();
  tx.run(sql::add_statement, statement, id, tx.one<std::int64_t>(sql::next_statement_number, id).value_or(1), text, seed, author, state,
         context.now());
  return statement;
}

}  // namespace gongshi::consultation::store
