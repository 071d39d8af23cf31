// From votes to the published result.
#pragma once

#include "maths/api.hpp"
#include "modules/consultation/wire_result.hpp"

namespace gongshi::consultation {

/// A result is shown once as many have taken part.
inline constexpr std::int64_t kFewestParticipants = 5;
inline constexpr std::size_t kMostPoints = 2'000;

struct PartName {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::int64_t> could;  // members who could take part
};

struct ResultInput {
  Consultation consultation;
  std::vector<Statement> statements;  // approved ones
  std::vector<maths::Vote> votes;     // participant: index into `sector` and `county`
  std::vector<std::int16_t> sector;   // index into `sectors`, −1 none
  std::vector<std::int16_t> county;
  std::vector<PartName> sectors;
  std::vector<PartName> counties;
  Timestamp now;
};

struct Published {
  ResultView view;
  Model model;
};

/// Pure. Error where the maths refuses the votes.
Result<Published> compute(const ResultInput& input);

/// Statements' pull on the map by a stored model, for routing; empty when it does not fit them.
std::vector<double> extremity_from(const std::string& model, const std::vector<Statement>& statements);

/// Takes the result anew where enough new people have taken part, or the consultation has closed since. The number taken.
int refresh_results(Context& context);
Result<void> refresh_result(Context& context, ConsultationId id);

}  // namespace gongshi::consultation
