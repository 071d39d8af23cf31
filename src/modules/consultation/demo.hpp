// The demonstration city's consultations: one out of a Polis export, one with made-up people.
#pragma once

#include <string>
#include <vector>

#include "modules/assemblies/api.hpp"
#include "modules/consultation/api.hpp"

namespace gongshi::consultation {

struct DemoMember {
  PersonId person;
  assemblies::BodyId sector;
  assemblies::AssemblyId county;
  int sector_index = 0;
};

struct DemoVoter {
  DemoMember member;
  std::vector<std::pair<std::size_t, std::int8_t>> votes;  // index of the statement
};

struct MadeUpDemo {
  assemblies::AssemblyId assembly;
  PersonId clerk;
  std::string title;
  std::string question;
  std::string background;
  std::vector<std::string> statements;
  Timestamp closes_at;
  std::vector<DemoVoter> voters;
  std::vector<DemoVoter> held;       // citizens whose votes look arranged and wait for the reviewers
  std::vector<std::string> pending;  // statements that wait for review, by the first voters
  std::vector<std::string> posts;
};

Result<ConsultationId> load_polis_demo(Context& context, assemblies::AssemblyId assembly, std::string_view summary, std::string_view comments,
                                       std::string_view votes);
Result<ConsultationId> load_made_up_demo(Context& context, const MadeUpDemo& demo);

/// All consultations of an assembly that goes, with everything in them.
void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly);

}  // namespace gongshi::consultation
