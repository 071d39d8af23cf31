// The use cases of assemblies, one function each; http.cpp gives them their addresses.
#pragma once

#include "modules/assemblies/wire.hpp"

namespace gongshi::assemblies {

/// 404 without such an assembly, 403 without the permission in it.
Result<void> require(Context& context, db::ReadTx& tx, AssemblyId assembly, std::string_view permission);

Result<AssemblyList> list_assemblies(Context& context, db::ReadTx& tx, const Nothing&);
Result<AssemblyDetail> read_assembly(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<MemberList> list_members(Context& context, db::ReadTx& tx, const ListMembers& request);
Result<MemberList> search_members(Context& context, db::ReadTx& tx, const SearchMembers& request);
Result<RosterReport> import_roster(Context& context, db::WriteTx& tx, const ImportRoster& request);
Result<AssemblyDetail> change_assembly(Context& context, db::WriteTx& tx, const ChangeAssembly& request);
Result<AssemblyDetail> set_term(Context& context, db::WriteTx& tx, const SetTerm& request);
Result<AssemblyDetail> set_bodies(Context& context, db::WriteTx& tx, const SetBodies& request);
Result<AccountList> list_accounts(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<AccountView> create_account(Context& context, db::WriteTx& tx, const CreateAccount& request);
Result<AccountLink> make_account_link(Context& context, db::WriteTx& tx, const BySeat& request);
Result<Nothing> end_account(Context& context, db::WriteTx& tx, const BySeat& request);
Result<http::Response> export_roster(Context& context, const ByAssembly& request);
Result<http::Response> export_roster_workbook(Context& context, const ByAssembly& request);

}  // namespace gongshi::assemblies
