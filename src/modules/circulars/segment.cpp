// Whom a circular is for, and how they would hear of it.
#include <algorithm>
#include <map>

#include "modules/circulars/use_cases.hpp"

namespace gongshi::circulars {
namespace {

constexpr std::size_t kNamesShown = 20;

bool is_in(const assemblies::RosterEntry& member, assemblies::BodyId body) { return member.sector == body || member.party == body || member.committee == body; }

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<SegmentChoice> read_segments(Context& context, db::ReadTx& tx, const Nothing&) {
  const auto roster = assemblies::roster_of(tx, context.actor.scope, context.now());
  SegmentChoice choice{.members = static_cast<std::int64_t>(roster.size())};
  std::map<std::pair<assemblies::BodyKind, assemblies::BodyId>, SegmentBody> bodies;
  const auto count = [&](assemblies::BodyKind kind, assemblies::BodyId id, const std::string& name) {
    ++bodies.try_emplace({kind, id}, SegmentBody{id, kind, name}).first->second.members;
  };
  for (const auto& member : roster) {
    count(assemblies::BodyKind::sector, member.sector, member.sector_name);
    if (member.committee) count(assemblies::BodyKind::committee, *member.committee, *member.committee_name);
    if (member.party) count(assemblies::BodyKind::party, *member.party, *member.party_name);
  }
  for (const auto kind : {assemblies::BodyKind::sector, assemblies::BodyKind::committee, assemblies::BodyKind::party}) {
    for (auto& [key, body] : bodies) {
      if (key.first == kind) choice.bodies.push_back(std::move(body));
    }
  }
  return choice;
}

Result<std::vector<assemblies::RosterEntry>> members_of(Context& context, db::ReadTx& tx, const Segment& segment) {
  auto roster = assemblies::roster_of(tx, context.actor.scope, context.now());
  if (!segment.everyone) {
    std::vector<bool> chosen(roster.size());
    for (std::size_t i = 0; i < roster.size(); ++i) chosen[i] = std::ranges::any_of(segment.bodies, [&](assemblies::BodyId body) { return is_in(roster[i], body); });
    std::vector<FieldError> unknown;
    for (std::size_t i = 0; i < segment.members.size(); ++i) {
      const std::string_view wanted = trimmed(segment.members[i]);
      auto found = std::ranges::find(roster, wanted, &assemblies::RosterEntry::number);
      const char* code = "circulars.no_such_member";
      if (found == roster.end()) {
        found = std::ranges::find(roster, wanted, &assemblies::RosterEntry::name);
        // Of two with the same name none is guessed.
        if (found != roster.end() && std::find_if(found + 1, roster.end(), [&](const auto& other) { return other.name == wanted; }) != roster.end()) {
          found = roster.end();
          code = "circulars.two_of_that_name";
        }
      }
      if (found == roster.end()) {
        unknown.push_back({"/segment/members/" + std::to_string(i), code, {{"name", std::string(wanted)}}});
      } else {
        chosen[static_cast<std::size_t>(found - roster.begin())] = true;
      }
    }
    if (!unknown.empty()) return std::unexpected(Error{ErrorKind::unprocessable, "circulars.members_unknown", {{"name", unknown.front().args.at("name")}}, std::move(unknown)});
    std::size_t i = 0;
    std::erase_if(roster, [&](const auto&) { return !chosen[i++]; });
  }
  // Who holds two memberships here is one person.
  std::vector<PersonId> seen;
  std::erase_if(roster, [&](const auto& member) {
    const bool twice = std::ranges::find(seen, member.person) != seen.end();
    if (!twice) seen.push_back(member.person);
    return twice;
  });
  if (roster.empty()) return std::unexpected(Error{ErrorKind::unprocessable, "circulars.nobody", {}, {{"/segment", "circulars.nobody"}}});
  return roster;
}

std::string audience_of(Context& context, db::ReadTx& tx, const Segment& segment) {
  if (segment.everyone) return context.say("circulars.everyone");
  std::string words;
  for (const assemblies::BodyId body : segment.bodies) words += (words.empty() ? "" : "、") + assemblies::body_name(tx, body);
  if (!segment.members.empty()) words += (words.empty() ? "" : "、") + context.say("circulars.named", {{"count", std::to_string(segment.members.size())}});
  return words;
}

Result<Preview> preview(Context& context, const PreviewCircular& request) {
  return context.db.read([&](db::ReadTx& tx) -> Result<Preview> {
    TRY_ASSIGN(const auto members, members_of(context, tx, request.segment));
    Preview preview{.people = static_cast<std::int64_t>(members.size())};
    for (const notices::Channel channel : notices::kChannels) {
      if (notices::sender_of(context.app, channel)) preview.channels.push_back({channel, 0});
    }
    for (const auto& member : members) {
      const auto channels = notices::channels_of(context, tx, member.person);
      for (ChannelCount& count : preview.channels) count.people += std::ranges::count(channels, count.channel);
      if (!channels.empty()) continue;
      if (preview.names.size() < kNamesShown) preview.names.push_back(member.name);
      ++preview.by_telephone;
    }
    return preview;
  });
}

}  // namespace gongshi::circulars
