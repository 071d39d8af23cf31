// Whom a circular is for, and how they would hear of it.
#include <algorithm>
#include <map>

#include "modules/circulars/use_cases.hpp"

namespace gongshi::circulars {
namespace {

constexpr std::size_t kNamesShown = 20;

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
  return assemblies::select_members(tx, context.actor.scope, {.everyone = segment.everyone, .bodies = segment.bodies, .members = segment.members}, "/segment", context.now());
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
