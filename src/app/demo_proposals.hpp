// The made-up register of the demonstration city: about 900 proposals of two sessions, in every state, with units, replies and ratings.
#pragma once

#include <span>

#include "modules/assemblies/api.hpp"

namespace gongshi::app {

struct DemoWriter {
  PersonId person;
  assemblies::SectorId sector;
};
/// A party or a committee, and who speaks for it.
struct DemoBody {
  assemblies::BodyId id;
  PersonId convener;
};
/// `writers`: members; `units`: who handles; `channels`: the Party committee's office and the government's; `places`: what the titles are about; `leader`: of key
/// proposals; `clerk`: who wrote their minutes; `citizen`: whose clues.
struct DemoPeople {
  std::span<const DemoWriter> writers;
  std::span<const assemblies::BodyId> units;
  std::span<const assemblies::BodyId> channels;
  std::span<const std::string> places;
  std::span<const DemoBody> bodies;
  PersonId leader;
  PersonId clerk;
  PersonId citizen;
};
void load_demo_proposals(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly, const DemoPeople& people);

}  // namespace gongshi::app
