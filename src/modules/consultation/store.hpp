// Typed functions over queries.sql that more than one use case needs.
#pragma once

#include <optional>
#include <vector>

#include "modules/consultation/model.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::consultation::store {

Result<Consultation> find(db::ReadTx& tx, ConsultationId id);
struct Unfinished {
  ConsultationId id;
  std::string title;
  State state;
};
BOOST_DESCRIBE_STRUCT(Unfinished, (), (id, title, state))
/// Of one assembly, oldest first.
std::vector<Unfinished> unfinished(db::ReadTx& tx, assemblies::AssemblyId assembly);

std::vector<assemblies::BodyId> sectors(db::ReadTx& tx, ConsultationId id);
/// All statements in order of number, whatever their state.
std::vector<Statement> statements(db::ReadTx& tx, ConsultationId id);
Result<void> replace_sectors(db::WriteTx& tx, const Consultation& consultation, const std::vector<assemblies::BodyId>& sectors, Timestamp now);
/// Adds a statement with the next number.
StatementId add_statement(Context& context, db::WriteTx& tx, ConsultationId id, const std::string& text, bool seed, std::optional<PersonId> author,
                          StatementState state);

}  // namespace gongshi::consultation::store
