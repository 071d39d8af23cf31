// What pages show of assemblies and their members.
#include "base/csv.hpp"
#include "embedded/assemblies.hpp"
#include "modules/assemblies/roster_file.hpp"
#include "modules/assemblies/rows.hpp"
#include "modules/assemblies/use_cases.hpp"
#include "modules/identity/api.hpp"
#include "platform/spreadsheet/write_xlsx.hpp"

namespace gongshi::assemblies {
namespace {

constexpr std::int64_t kPageSize = 50;

/// The heading and a row for each member, as imports read them. Who took the whole list away is on record before they have it.
Result<std::vector<std::vector<std::string>>> exported_rows(Context& context, AssemblyId assembly) {
  const auto recorded = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    TRY(require(context, tx, assembly, "roster.read"));
    identity::log_security(context, tx, context.actor.person, "roster_exported");
    return true;
  });
  TRY(recorded);
  std::vector<std::vector<std::string>> rows(1);
  for (std::size_t i = 0; i < kColumns; ++i) rows[0].emplace_back(heading(static_cast<Column>(i)));
  context.db.read([&](db::ReadTx& tx) {
    const std::optional<std::string> any;
    for (ListedMember& member : tx.all<ListedMember>(sql::list_members, assembly, context.now(), any, any, std::optional<MembershipId>(), std::int64_t{1} << 40)) {
      rows.push_back({std::move(member.number), std::move(member.name), std::move(member.sector_name), member.party.value_or(""), member.committee.value_or(""),
                      member.assembly == assembly ? "" : std::move(member.assembly_short_name), identity::masked_phone_of(context, tx, member.person).value_or(""),
                      day_text(member.from), member.to ? day_text(*member.to) : ""});
    }
  });
  return rows;
}

AssemblyView view(const Assembly& a) { return {a.id, a.name, a.level, a.parent, a.short_name, a.code}; }

MemberView view(Context& context, db::ReadTx& tx, ListedMember member) {
  return {.person = member.person,
          .number = std::move(member.number),
          .name = std::move(member.name),
          .assembly = member.assembly,
          .assembly_name = std::move(member.assembly_name),
          .sector = member.sector,
          .sector_name = std::move(member.sector_name),
          .party = std::move(member.party),
          .committee = std::move(member.committee),
          .phone_masked = identity::masked_phone_of(context, tx, member.person),
          .from = member.from,
          .to = member.to};
}

/// Of members asked for with one more than a page holds.
MemberList page(Context& context, db::ReadTx& tx, std::int64_t total, std::vector<ListedMember> members) {
  MemberList list;
  list.total = total;
  if (static_cast<std::int64_t>(members.size()) > kPageSize) {
    members.resize(kPageSize);
    list.next = std::to_string(members.back().id.value);
  }
  for (ListedMember& member : members) list.items.push_back(view(context, tx, std::move(member)));
  return list;
}

/// Who looked, and where there is but one, at whom, is on record before they see it; for a visit, and not for each page of the list.
Result<MemberList> recorded(Context& context, bool first_page, db::FunctionRef<Result<MemberList>(db::ReadTx&)> read) {
  auto list = context.db.read(read);
  if (!list || !first_page || list->items.empty()) return list;
  if (list->items.size() == 1) identity::log_reading(context, "member_read", list->items[0].person);
  else identity::log_reading(context, "roster_read");
  return list;
}

}  // namespace

Result<void> require(Context& context, db::ReadTx& tx, AssemblyId assembly, std::string_view permission) {
  if (context.actor.may(permission, assembly)) return {};
  // Assemblies are public: that one exists is no secret.
  if (!find_assembly(tx, assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  return fail(ErrorKind::forbidden, "request.not_permitted");
}

Result<AssemblyList> list_assemblies(Context&, db::ReadTx& tx, const Nothing&) {
  AssemblyList list;
  for (const Assembly& assembly : all_assemblies(tx)) list.items.push_back(view(assembly));
  return list;
}

Result<AssemblyDetail> read_assembly(Context& context, db::ReadTx& tx, const ByAssembly& request) {
  const auto assembly = find_assembly(tx, request.id);
  if (!assembly) return fail(ErrorKind::not_found, "assemblies.not_found");
  AssemblyDetail detail{view(*assembly), {}, {}, {}, {}, 0};
  const Timestamp now = context.now();
  if (const auto term = current_term(tx, request.id, now)) {
    detail.term = TermView{term->id, term->number, term->name, term->from, term->to};
    detail.plenary = tx.one<PlenaryView>(sql::latest_plenary, term->id);
  }
  for (SectorCount& sector : members_by_sector(tx, request.id, {}, now)) detail.sectors.push_back({sector.id, std::move(sector.name), sector.members});
  for (Sector& committee : tx.all<Sector>(sql::latest_bodies, request.id, BodyKind::committee, now)) {
    detail.committees.push_back({committee.id, std::move(committee.name)});
  }
  detail.members = count_members(tx, request.id, {}, now);
  return detail;
}

Result<MemberList> list_members(Context& context, const ListMembers& request) {
  SearchMembers all;
  static_cast<ListMembers&>(all) = request;
  return search_members(context, all);
}

Result<MemberList> search_members(Context& context, const SearchMembers& request) {
  return recorded(context, !request.cursor, [&](db::ReadTx& tx) -> Result<MemberList> {
    TRY(require(context, tx, request.id, "roster.read"));
    const Timestamp now = context.now();
    const auto q = request.q.empty() ? std::nullopt : std::optional(request.q);
    const auto sector = request.sector ? std::optional(tx.one<std::string>(sql::body_name, *request.sector).value_or("")) : std::nullopt;
    return page(context, tx, tx.one<std::int64_t>(sql::count_listed, request.id, now, q, sector).value_or(0),
                tx.all<ListedMember>(sql::list_members, request.id, now, q, sector, request.cursor, kPageSize + 1));
  });
}

Result<MemberList> list_term_members(Context& context, const ListTermMembers& request) {
  return recorded(context, !request.cursor, [&](db::ReadTx& tx) -> Result<MemberList> {
    TRY(require(context, tx, request.id, "roster.read"));
    const auto terms = tx.all<Term>(sql::terms_of, request.id);
    if (std::ranges::find(terms, request.term, &Term::id) == terms.end()) return fail(ErrorKind::not_found, "assemblies.no_such_term");
    return page(context, tx, tx.one<std::int64_t>(sql::count_members_of_term, request.id, request.term).value_or(0),
                tx.all<ListedMember>(sql::members_of_term, request.id, request.term, request.cursor, kPageSize + 1));
  });
}

Result<TermList> list_terms(Context& context, db::ReadTx& tx, const ByAssembly& request) {
  if (!find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  const auto current = current_term(tx, request.id, context.now());
  TermList list;
  for (const Term& term : tx.all<Term>(sql::terms_of, request.id)) {
    PastTermView shown;
    static_cast<TermView&>(shown) = {term.id, term.number, term.name, term.from, term.to};
    shown.under_way = current && current->id == term.id;
    // Who sat there in its last moment, if that has passed.
    const Timestamp at = term.to && *term.to <= context.now() ? *term.to - std::chrono::milliseconds(1) : context.now();
    std::map<BodyId, std::int64_t> members;
    tx.each(sql::members_of_term_by_sector, [&](const db::Row& row) { members[BodyId{row.integer(0)}] = row.integer(1); }, request.id, term.id, at);
    for (NamedBody& body : tx.all<NamedBody>(sql::bodies_of_term, request.id, term.id)) {
      if (body.kind == BodyKind::sector) shown.sectors.push_back({body.id, std::move(body.name), members[body.id]});
      if (body.kind == BodyKind::committee) shown.committees.push_back({body.id, std::move(body.name)});
    }
    for (const auto& [sector, count] : members) shown.members += count;
    list.items.push_back(std::move(shown));
  }
  return list;
}

Result<http::Response> export_roster(Context& context, const ByAssembly& request) {
  TRY_ASSIGN(const auto rows, exported_rows(context, request.id));
  CsvWriter csv;
  for (const auto& row : rows) {
    for (const std::string& cell : row) csv.guarded_field(cell);
    csv.end_row();
  }
  http::Response response;
  response.body = "\xEF\xBB\xBF" + csv.take();
  response.set("Content-Type", "text/csv; charset=utf-8");
  response.set("Content-Disposition", "attachment; filename=\"roster.csv\"");
  return response;
}

Result<http::Response> export_roster_workbook(Context& context, const ByAssembly& request) {
  TRY_ASSIGN(const auto rows, exported_rows(context, request.id));
  http::Response response;
  response.body = spreadsheet::write_xlsx("名册", rows);
  response.set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  response.set("Content-Disposition", "attachment; filename=\"roster.xlsx\"");
  return response;
}

}  // namespace gongshi::assemblies
