#include "modules/consultation/result.hpp"

#include <algorithm>
#include <cmath>

namespace gongshi::consultation {
namespace {

constexpr std::string_view kAlgorithm = "gongshi-map-1";
constexpr const char* kLetters[] = {"甲", "乙", "丙", "丁", "戊"};

/// To four digits, so that the text stays short.
double rounded(double value) { return std::round(value * 1e4) / 1e4; }

ShareView share(const maths::Tally& tally, bool hidden) {
  if (hidden) return {.hidden = true};
  const auto interval = maths::wilson(tally.agree, tally.seen());
  return {.hidden = false,
          .agree = tally.agree,
          .disagree = tally.disagree,
          .pass = tally.pass,
          .seen = tally.seen(),
          .p = rounded(maths::posterior_mean(tally.agree, tally.seen())),
          .low = rounded(interval.low),
          .high = rounded(interval.high)};
}

/// Cells of the parts on one statement: hidden where few have seen it, with others so that no difference gives them away.
std::vector<bool> hidden_parts(const maths::TallyTable& table, std::size_t statement) {
  std::vector<std::uint32_t> seen;
  for (std::uint32_t part = 0; part < table.parts; ++part) seen.push_back(table.at(part, statement).seen());
  return maths::hidden_cells(seen);
}

std::vector<ParticipationView> participation(const std::vector<PartName>& names, const std::vector<std::int16_t>& of_participant) {
  std::vector<std::uint32_t> did(names.size());
  for (const auto part : of_participant) {
    if (part >= 0) ++did[static_cast<std::size_t>(part)];
  }
  const auto hidden = maths::hidden_cells(did);
  std::vector<ParticipationView> views;
  for (std::size_t i = 0; i < names.size(); ++i) {
    views.push_back({names[i].id, names[i].name, names[i].could, hidden[i] ? std::nullopt : std::optional<std::int64_t>(did[i])});
  }
  return views;
}

double scale_of(const std::vector<maths::Point>& positions) {
  double furthest = 0;
  for (const auto& p : positions) furthest = std::max({furthest, std::abs(p.x), std::abs(p.y)});
  return furthest > 0 ? 1 / furthest : 1;
}

}  // namespace

Result<Published> compute(const ResultInput& input) {
  TRY_ASSIGN(const auto matrix, maths::VoteMatrix::build(input.votes, static_cast<std::uint32_t>(input.sector.size()),
                                                         static_cast<std::uint32_t>(input.statements.size())));
  const maths::GroupTest test = maths::test_groups(matrix);
  const maths::Labels sectors{.of_participant = input.sector, .parts = static_cast<std::uint16_t>(input.sectors.size())};
  const bool any_sector = std::ranges::any_of(input.sector, [](std::int16_t sector) { return sector >= 0; });
  const maths::Analysis map = maths::analyse(matrix, any_sector ? &sectors : nullptr, {}, &test);

  Published published;
  ResultView& view = published.view;
  view.consultation = input.consultation.id;
  view.computed_at = input.now;
  view.participants = matrix.rows();
  view.statements = static_cast<std::int64_t>(input.statements.size());
  view.votes = static_cast<std::int64_t>(matrix.votes());
  view.clear_groups = map.clear_groups;
  const std::size_t k = map.clear_groups ? static_cast<std::size_t>(test.accepted_k - 2) : 0;
  const auto best = map.clear_groups
                        ? k
                        : static_cast<std::size_t>(std::ranges::max_element(test.silhouette) - test.silhouette.begin());
  view.separation = {rounded(test.silhouette[best]), rounded(test.null_max[best]), rounded(test.null_mean[best])};
  view.matrix_public = input.consultation.matrix_public;
  if (view.matrix_public) view.digest = DigestView{map.digest.votes, map.digest.result, std::string(kAlgorithm)};

  const double scale = scale_of(map.embedding.position);
  const auto to_map = [&](maths::Point p) { return std::array{rounded(p.x * scale), rounded(p.y * scale)}; };
  for (std::size_t g = 0; g < map.grouping.groups.size(); ++g) {
    const auto& group = map.grouping.groups[g];
    GroupView shown{.id = static_cast<int>(g), .letter = kLetters[g], .size = group.size};
    for (const auto corner : group.hull) shown.hull.push_back(to_map(corner));
    if (map.clear_groups) {
      for (const auto& r : map.representative[g]) shown.representative.push_back({input.statements[r.statement].id, r.agree});
    }
    view.groups.push_back(std::move(shown));
  }
  // Rows stand in canonical order, not in that of arrival; a seeded draw of them shows the shape.
  std::vector<std::uint32_t> rows(matrix.rows());
  for (std::uint32_t row = 0; row < matrix.rows(); ++row) rows[row] = row;
  maths::Random random(1);
  random.shuffle(rows);
  if (rows.size() > kMostPoints) rows.resize(kMostPoints);
  for (const auto row : rows) {
    const auto at = to_map(map.embedding.position[row]);
    view.points.push_back({at[0], at[1], static_cast<double>(map.clear_groups ? map.grouping.of_row[row] : maths::kNoGroup)});
  }

  if (any_sector) view.sectors = participation(input.sectors, input.sector);
  if (std::ranges::any_of(input.county, [](std::int16_t county) { return county >= 0; })) view.counties = participation(input.counties, input.county);

  for (std::size_t j = 0; j < input.statements.size(); ++j) {
    const Statement& statement = input.statements[j];
    const auto& scores = map.scores[j];
    StatementResultView shown{.id = statement.id, .number = statement.number, .text = statement.text, .seed = statement.seed};
    shown.all = share(map.overall[j], map.overall[j].seen() > 0 && map.overall[j].seen() < maths::kSmallestCell);
    if (map.clear_groups) {
      const auto hidden = hidden_parts(map.by_group, j);
      for (std::uint32_t g = 0; g < map.by_group.parts; ++g) shown.groups.push_back(share(map.by_group.at(g, j), hidden[g]));
    }
    if (map.by_sector.parts != 0) {
      const auto hidden = hidden_parts(map.by_sector, j);
      for (std::uint32_t s = 0; s < map.by_sector.parts; ++s) {
        shown.sectors.push_back({assemblies::BodyId{input.sectors[s].id}, share(map.by_sector.at(s, j), hidden[s])});
      }
    }
    shown.consensus = rounded(scores.group_consensus);
    shown.kernel = rounded(scores.spectrum);
    shown.uncertainty = map.overall[j].seen() == 0 ? 0 : rounded(static_cast<double>(map.overall[j].pass) / map.overall[j].seen());
    shown.kind = scores.standing == maths::Standing::common_ground ? StatementKind::common
                 : scores.standing == maths::Standing::difference  ? StatementKind::different
                                                                   : StatementKind::undecided;
    view.statements_detail.push_back(std::move(shown));
  }
  std::ranges::stable_sort(view.statements_detail, std::ranges::greater{}, &StatementResultView::consensus);
  for (const auto& [from, to] : {std::pair{&map.lists.common_ground, &view.common}, std::pair{&map.lists.differences, &view.different},
                                 std::pair{&map.lists.undecided, &view.undecided}}) {
    for (const auto j : *from) to->push_back(input.statements[j].id);
  }

  Model& model = published.model;
  for (std::size_t j = 0; j < input.statements.size(); ++j) {
    model.statements.push_back(input.statements[j].id);
    model.mean.push_back(map.embedding.mean[j]);
    model.loading.push_back({map.embedding.loading[j].x, map.embedding.loading[j].y});
  }
  model.residual_variance = map.embedding.residual_variance;
  model.scale = scale;
  if (map.clear_groups) {
    for (const auto& group : map.grouping.groups) model.centres.push_back({group.centre.x, group.centre.y});
  }
  return published;
}

std::vector<double> extremity_from(const std::string& text, const std::vector<Statement>& statements) {
  const auto model = json::decode<Model>(text);
  if (!model) return {};
  std::vector<double> extremity(statements.size());
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto found = std::ranges::find(model->statements, statements[i].id);
    if (found == model->statements.end()) continue;
    const auto j = static_cast<std::size_t>(found - model->statements.begin());
    extremity[i] = maths::extremity(model->mean[j], model->loading[j][0], model->loading[j][1], statements.size());
  }
  return extremity;
}

}  // namespace gongshi::consultation
