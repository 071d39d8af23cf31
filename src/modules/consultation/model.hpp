// What a consultation is: a question put to people, statements they vote on, a result everyone can check.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "base/id.hpp"
#include "base/time.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/consultation/api.hpp"

namespace gongshi::consultation {

enum class State { draft, open, closed, signed_, withdrawn };
BOOST_DESCRIBE_ENUM(State, draft, open, closed, signed_, withdrawn)

enum class Audience { public_, members, sectors };
BOOST_DESCRIBE_ENUM(Audience, public_, members, sectors)

/// The identity level that voting needs; the number is identity::Level's.
enum class LevelNeeded { phone = 1, member = 2 };
BOOST_DESCRIBE_ENUM(LevelNeeded, phone, member)

enum class StatementState { pending, approved, refused };
BOOST_DESCRIBE_ENUM(StatementState, pending, approved, refused)

enum class Vote { disagree = -1, pass = 0, agree = 1 };
BOOST_DESCRIBE_ENUM(Vote, disagree, pass, agree)

/// A row of consultation_consultation.
struct Consultation {
  ConsultationId id;
  assemblies::AssemblyId assembly;
  State state = State::draft;
  Timestamp state_since;
  std::string title;
  std::string question;
  std::string background;
  std::optional<Timestamp> opens_at;
  std::optional<Timestamp> closes_at;
  Audience audience = Audience::public_;
  int level_needed = 1;
  bool matrix_public = false;
  int round = 1;
  std::string language;
  std::string attribution;
  std::string attribution_url;
  std::string attribution_licence;
  bool demonstration = false;
  std::optional<std::int64_t> created_by;
  Timestamp created_at;
  std::optional<Timestamp> published_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Consultation, (),
                      (id, assembly, state, state_since, title, question, background, opens_at, closes_at, audience, level_needed, matrix_public,
                       round, language, attribution, attribution_url, attribution_licence, demonstration, created_by, created_at, published_at,
                       version))

/// A row of consultation_statement.
struct Statement {
  StatementId id;
  ConsultationId consultation;
  std::int64_t number = 0;
  std::string text;
  bool seed = false;
  std::optional<PersonId> author;
  StatementState state = StatementState::pending;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Statement, (), (id, consultation, number, text, seed, author, state, at))

}  // namespace gongshi::consultation
