// The use cases of assemblies, one function each; http.cpp gives them their addresses.
#pragma once

#include "modules/assemblies/wire.hpp"

namespace gongshi::assemblies {

/// 404 without such an assembly, 403 without the permission in it.
Result<void> require(Context& context, db::ReadTx& tx, AssemblyId assembly, std::string_view permission);

Result<AssemblyList> list_assemblies(Context& context, db::ReadTx& tx, const Nothing&);
Result<AssemblyDetail> read_assembly(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<MemberList> list_members(Context& context, const ListMembers& request);
Result<MemberList> search_members(Context& context, const SearchMembers& request);
Result<RosterReport> import_roster(Context& context, db::WriteTx& tx, const ImportRoster& request);
Result<AssemblyDetail> change_assembly(Context& context, db::WriteTx& tx, const ChangeAssembly& request);
Result<AssemblyDetail> set_term(Context& context, db::WriteTx& tx, const SetTerm& request);
Result<AssemblyDetail> set_bodies(Context& context, db::WriteTx& tx, const SetBodies& request);
Result<AccountList> list_accounts(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<AccountView> create_account(Context& context, db::WriteTx& tx, const CreateAccount& request);
Result<AccountLink> make_account_link(Context& context, db::WriteTx& tx, const BySeat& request);
/// Given with the assembly, to somebody who has neither a password nor a telephone number yet.
bool waits_for_first_link(Context& context, db::ReadTx& tx, const Official& one);
Result<Nothing> end_account(Context& context, db::WriteTx& tx, const BySeat& request);
// units.cpp
Result<BodyList> list_bodies(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<UnitList> list_units(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<Unit> create_unit(Context& context, db::WriteTx& tx, const CreateUnit& request);
Result<UnitList> list_channels(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<Unit> create_channel(Context& context, db::WriteTx& tx, const CreateUnit& request);
// counties.cpp
/// Error of the field "level" unless it is below the assembly above and above those below.
Result<void> check_level(db::ReadTx& tx, AssemblyId parent, AssemblyId assembly, Tier level);
Result<CountyList> list_counties(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<CountyView> create_county(Context& context, db::WriteTx& tx, const CreateCounty& request);

// next_term.cpp, rehearse_term.cpp, terms.cpp
Result<NextTermView> read_next_term(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<NextTermView> save_next_term(Context& context, db::WriteTx& tx, const SaveNextTerm& request);
Result<RosterReport> bring_next_roster(Context& context, db::WriteTx& tx, const BringNextRoster& request);
Result<NextTermMoved> move_next_term(Context& context, db::WriteTx& tx, const MoveNextTerm& request);
Result<TermReport> rehearse_next_term(Context& context, const ByAssembly& request);
Result<TermList> list_terms(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<MemberList> list_term_members(Context& context, const ListTermMembers& request);

Result<http::Response> export_roster(Context& context, const ByAssembly& request);
Result<http::Response> export_roster_workbook(Context& context, const ByAssembly& request);

}  // namespace gongshi::assemblies
