// One's own dot: computed for its owner alone, at the moment of asking, and kept nowhere.
#include <algorithm>
#include <cmath>

#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {
namespace {

/// How likely it is that the nearest centre is the right one, the place being uncertain: the mass of the normal distribution on this side of
/// the line between the two nearest centres.
double confidence_of(const std::vector<std::array<double, 2>>& centres, maths::Point at, double radius, std::size_t nearest) {
  double least = 1;
  for (std::size_t g = 0; g < centres.size(); ++g) {
    if (g == nearest) continue;
    const double dx = centres[g][0] - centres[nearest][0], dy = centres[g][1] - centres[nearest][1];
    const double length = std::hypot(dx, dy);
    if (length == 0 || radius == 0) continue;
    const double middle_x = (centres[g][0] + centres[nearest][0]) / 2, middle_y = (centres[g][1] + centres[nearest][1]) / 2;
    const double distance = ((middle_x - at.x) * dx + (middle_y - at.y) * dy) / length;
    least = std::min(least, 0.5 * std::erfc(-distance / (radius * std::sqrt(2.0))));
  }
  return least;
}

}  // namespace

Result<PositionView> position(Context& context, const ByConsultation& request) {
  TRY_ASSIGN(const auto live, context.app.use<Live>().get(context, request.id));
  const Voter voter = find_voter(context, *live);
  TRY(may_read(context, live->row(), voter.membership));
  if (voter.votes.empty()) return fail(ErrorKind::not_found, "consultation.no_votes_yet");
  const auto stored = context.db.read([&](db::ReadTx& tx) { return tx.one<std::string>(sql::model_of, live->row().id, live->row().round); });
  if (!stored) return fail(ErrorKind::conflict, "consultation.no_result_yet", {{"least", std::to_string(kFewestParticipants)}});
  TRY_ASSIGN(const Model model, json::decode<Model>(*stored));

  std::vector<std::pair<std::uint16_t, std::int8_t>> votes;  // statements as the model numbers them
  for (const auto& [index, value] : voter.votes) {
    const auto found = std::ranges::find(model.statements, live->statements()[index].id);
    if (found != model.statements.end()) votes.emplace_back(static_cast<std::uint16_t>(found - model.statements.begin()), value);
  }
  std::ranges::sort(votes);
  std::vector<std::uint16_t> columns;
  std::vector<std::int8_t> values;
  for (const auto& [column, value] : votes) {
    columns.push_back(column);
    values.push_back(value);
  }
  maths::Embedding embedding;
  embedding.mean = model.mean;
  for (const auto& loading : model.loading) embedding.loading.push_back({loading[0], loading[1]});
  embedding.residual_variance = model.residual_variance;
  const maths::Placement place = maths::place({columns, values}, embedding);

  PositionView view{.x = place.position.x * model.scale,
                    .y = place.position.y * model.scale,
                    .radius = place.half_major * model.scale,
                    .votes = static_cast<std::int64_t>(voter.votes.size())};
  if (!model.centres.empty()) {
    const auto distance = [&](const std::array<double, 2>& c) { return std::hypot(c[0] - place.position.x, c[1] - place.position.y); };
    const auto nearest = static_cast<std::size_t>(std::ranges::min_element(model.centres, {}, distance) - model.centres.begin());
    view.group = static_cast<int>(nearest);
    view.confidence = confidence_of(model.centres, place.position, place.half_major, nearest);
  }
  for (const auto& contribution : place.strongest) {
    const StatementId id = model.statements[contribution.statement];
    const auto index = live->index_of(id);
    const auto cast = std::ranges::find(votes, contribution.statement, &std::pair<std::uint16_t, std::int8_t>::first);
    view.because.push_back({id, index ? live->statements()[*index].text : "", static_cast<Vote>(cast->second),
                            std::hypot(contribution.shift.x, contribution.shift.y) * model.scale});
  }
  return view;
}

}  // namespace gongshi::consultation
