// The use cases of assemblies, one function each; http.cpp gives them their addresses.
#pragma once

#include "modules/assemblies/wire.hpp"

namespace gongshi::assemblies {

/// 404 without such an assembly, 403 without the permission in it.
Result<void> require(Context& context, db::ReadTx& tx, AssemblyId assembly, std::string_view permission);

Result<AssemblyList> list_assemblies(Context& context, db::ReadTx& tx, const Nothing&);
Result<AssemblyDetail> read_assembly(Context& context, db::ReadTx& tx, const ByAssembly& request);
Result<MemberList> list_members(Context& context, db::ReadTx& tx, const ListMembers& request);
Result<RosterReport> import_roster(Context& context, db::WriteTx& tx, const ImportRoster& request);
Result<http::Response> export_roster(Context& context, const ByAssembly& request);

}  // namespace gongshi::assemblies
