// A Polis export as a finished consultation.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/consultation/model.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::consultation {

/// The texts of a Polis export folder; `summary` may be empty.
struct PolisExport {
  std::string_view summary;
  std::string_view comments;
  std::string_view votes;  // votes.csv, a history
};

struct ImportOptions {
  assemblies::AssemblyId assembly;
  bool dry_run = false;
  bool matrix_public = false;
  bool demonstration = false;
  std::string language = "zh-CN";
  std::string attribution;
  std::string attribution_url;
  std::string attribution_licence;
};

struct RefusedRow {
  std::string file;
  std::size_t row = 0;  // from 1, the header included
  std::string code;     // message key
};

struct ImportReport {
  ConsultationId consultation;  // 0 in a dry run
  std::string title;
  std::size_t statements = 0;
  std::size_t shown = 0;        // moderated 0 or 1
  std::size_t participants = 0;
  std::size_t votes = 0;
  std::size_t superseded = 0;   // earlier votes of the same person on the same statement
  std::vector<RefusedRow> refused;
};

/// Somebody's votes from elsewhere. `person` 0: unknown, and never to be found again.
struct ImportedParticipant {
  PersonId person{};
  std::optional<assemblies::BodyId> sector{};
  std::optional<assemblies::AssemblyId> county{};
  std::vector<std::pair<StatementId, std::int8_t>> votes{};
};
/// Round 1, people who have not taken part yet.
void import_votes(Context& context, db::WriteTx& tx, ConsultationId id, std::span<const ImportedParticipant> people);

/// One transaction; a dry run writes nothing. Errors: those of CsvReader, import.missing_column, import.nothing.
Result<ImportReport> import_polis(Context& context, const PolisExport& files, const ImportOptions& options);

}  // namespace gongshi::consultation
