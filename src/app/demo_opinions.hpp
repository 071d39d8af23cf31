// Made-up people with made-up opinions for the demonstration city: two camps that share much and differ on some points.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "maths/random.hpp"

namespace gongshi::app {

struct DemoStatement {
  std::string text;
  double lean[2];  // of each camp, −1 … 1
};

struct DemoConsultation {
  std::string title;
  std::string question;
  std::string background;
  std::vector<DemoStatement> statements;
};

/// demo/manufacturing.json, compiled in.
DemoConsultation manufacturing();

/// One person's votes: statement index and −1, 0 or 1. People see between a third and all of the statements.
std::vector<std::pair<std::size_t, std::int8_t>> made_up_votes(const DemoConsultation& consultation, int camp, maths::Random& random);

}  // namespace gongshi::app
