#include "app/demo_opinions.hpp"

#include "app/demo_files.hpp"
#include "base/assert.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::app {
namespace {

constexpr double kPassShare = 0.12;

std::string text(const boost::json::value& value) { return std::string(value.as_string()); }

}  // namespace

DemoConsultation manufacturing() {
  const auto document = json::parse(demo_file("manufacturing.json"));
  GONGSHI_ASSERT(document.has_value());
  const auto& object = document->as_object();
  DemoConsultation consultation{text(object.at("title")), text(object.at("question")), text(object.at("background")), {}};
  for (const auto& row : object.at("statements").as_array()) {
    consultation.statements.push_back({text(row.at(0)), {row.at(1).to_number<double>(), row.at(2).to_number<double>()}});
  }
  return consultation;
}

std::vector<std::pair<std::size_t, std::int8_t>> made_up_votes(const DemoConsultation& consultation, int camp, maths::Random& random) {
  const std::size_t all = consultation.statements.size();
  std::vector<std::size_t> order(all);
  for (std::size_t i = 0; i < all; ++i) order[i] = i;
  random.shuffle(order);
  order.resize(all / 3 + random.below(all - all / 3 + 1));
  std::vector<std::pair<std::size_t, std::int8_t>> votes;
  for (const std::size_t statement : order) {
    const double agrees = (1 + 0.9 * consultation.statements[statement].lean[camp]) / 2;
    const std::int8_t vote = random.unit() < kPassShare ? 0 : random.unit() < agrees ? 1 : -1;
    votes.emplace_back(statement, vote);
  }
  return votes;
}

}  // namespace gongshi::app
