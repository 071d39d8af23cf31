// What each role may do within its assembly.
#include "modules/assemblies/roles.hpp"

#include <algorithm>
#include <array>

#include "modules/identity/api.hpp"

namespace gongshi::assemblies {
namespace {

constexpr std::size_t kOwn = std::size(identity::kOwnVoice);

/// The office's permissions behind those of one's own voice.
template <class... P>
constexpr auto with_own_voice(P... office) {
  std::array<std::string_view, kOwn + sizeof...(office)> all{};
  std::ranges::copy(identity::kOwnVoice, all.begin());
  const std::array<std::string_view, sizeof...(office)> more{office...};
  std::ranges::copy(more, all.begin() + kOwn);
  return all;
}

constexpr auto kAdministrator = with_own_voice("assembly.read", "roster.read", "roster.write", "operator", "calendar.manage");
constexpr auto kClerk = with_own_voice("assembly.read", "roster.read", "roster.write", "consultation.write", "consultation.publish", "moderation.work",
                                       "sheet.write", "assisted.enter", "assisted.check", "account.recover", "handover.send", "handover.receive", "quarantine.work", "handling.read", "handling.assign",
                                       "handling.supervise", "proposals.review", "settings.manage", "circulars.send", "conferences.manage");
constexpr auto kChair = with_own_voice("assembly.read", "roster.read", "sheet.sign", "quarantine.work", "proposals.lead");
constexpr auto kSupervisor = with_own_voice("assembly.read", "handling.read", "handling.assign", "handling.supervise");
// Units are no part of the assembly: what is only among its members is not theirs to read.
constexpr auto kHandler = with_own_voice("handling.read", "handling.handle");
constexpr auto kUnitLeader = with_own_voice("handling.read", "handling.handle", "handling.approve");
constexpr auto kConvener = with_own_voice("assembly.read", "proposals.propose_for_body");
constexpr auto kSecurityAdministrator = with_own_voice("assembly.read", "account.recover", "account.recover_staff");
constexpr auto kAuditAdministrator = with_own_voice("assembly.read", "security_log.read");

/// Nothing but reading the tree and their own voice is common to two of them.
constexpr bool apart(std::span<const std::string_view> one, std::span<const std::string_view> other) {
  return std::ranges::none_of(one.subspan(kOwn), [&](std::string_view p) { return p != "assembly.read" && std::ranges::find(other, p) != other.end(); });
}
static_assert(apart(kAdministrator, kSecurityAdministrator) && apart(kAdministrator, kAuditAdministrator) && apart(kSecurityAdministrator, kAuditAdministrator));

struct Row {
  Role role;
  std::span<const std::string_view> permissions;
  bool staff;
};
constexpr Row kRoles[] = {
    {Role::administrator, kAdministrator, true},
    {Role::clerk, kClerk, true},
    {Role::chair, kChair, true},
    {Role::member, identity::kOwnVoice, false},
    {Role::security_administrator, kSecurityAdministrator, true},
    {Role::audit_administrator, kAuditAdministrator, true},
    {Role::supervisor, kSupervisor, true},
    {Role::handler, kHandler, true},
    {Role::unit_leader, kUnitLeader, true},
    {Role::convener, kConvener, true},
};
static_assert(std::ranges::all_of(kRoles, [](const Row& row) { return &kRoles[static_cast<std::size_t>(row.role)] == &row; }));

}  // namespace

std::span<const std::string_view> permissions_of(Role role) { return kRoles[static_cast<std::size_t>(role)].permissions; }
bool is_administration(Role role) { return role == Role::administrator || role == Role::security_administrator || role == Role::audit_administrator; }
bool speaks_for_body(Role role) { return role == Role::convener; }
bool sits_in_unit(Role role) { return role == Role::handler || role == Role::unit_leader; }
bool is_staff(Role role) { return kRoles[static_cast<std::size_t>(role)].staff; }

}  // namespace gongshi::assemblies
