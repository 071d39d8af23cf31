// What other modules may use of moderation 先审后发: nothing a visitor writes is visible before somebody else has read it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/workflow.hpp"
#include "modules/assemblies/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::moderation {

/// What a person wrote. Another kind is an enumerator here and two rows in module.cpp.
enum class Kind { statement, post, clue, message };
BOOST_DESCRIBE_ENUM(Kind, statement, post, clue, message)

enum class State { pending, approved, refused, appealed, refused_finally };
BOOST_DESCRIBE_ENUM(State, pending, approved, refused, appealed, refused_finally)

/// The closed, published list; criticism of a unit is not among them. Texts: message key "moderation.reason.<name>".
enum class Reason {
  off_topic,
  duplicate,
  personal_data,
  insult,
  unlawful,
  advertising,
  more_than_one_point,
  not_understandable,
  state_secret,
};
BOOST_DESCRIBE_ENUM(Reason, off_topic, duplicate, personal_data, insult, unlawful, advertising, more_than_one_point, not_understandable,
                    state_secret)

/// Where something was written: what its readers came for.
struct Place {
  std::string kind;  // "consultation"
  std::int64_t id = 0;
  std::string title;
  std::string link;  // path within the site
};

struct Submission {
  Kind kind = Kind::statement;
  std::int64_t subject = 0;         // its id in the owning module
  assemblies::AssemblyId assembly;  // whose staff moderate it
  Place place;
  PersonId author;
  std::string text;
};

struct ReasonView {
  Reason code;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReasonView, (), (code, text))

/// A contribution as its author sees it.
struct MyContribution {
  Kind kind;
  std::int64_t id = 0;
  std::int64_t consultation = 0;
  std::string consultation_title;
  std::string link;
  std::string text;
  Timestamp at;
  State state;
  std::optional<ReasonView> reason;
  std::optional<std::string> note;
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(MyContribution, (), (kind, id, consultation, consultation_title, link, text, at, state, reason, note, actions))

/// What people write, as it is kept: no control or direction characters, no blank ends, at most one empty line at a time.
std::string tidy(std::string_view text);

/// Queues what was written; the owning module keeps it hidden until it hears Approved. Give operations that answer with it 201.
Result<MyContribution> submit(Context& context, db::WriteTx& tx, const Submission& submission);

/// Where a contribution stands, as its author sees it. Error 404 when it was never submitted.
Result<MyContribution> find(Context& context, db::ReadTx& tx, Kind kind, std::int64_t subject);

/// Waiting for a first decision or one on an appeal.
std::int64_t count_pending(db::ReadTx& tx, std::string_view place_kind, std::int64_t place);

/// What a text has of the words that the assembly has listed, as it is written there; whether the list marks or refuses it.
std::vector<std::string> listed_words_in(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view text);

/// When the place itself is removed.
void remove_place(db::WriteTx& tx, std::string_view place_kind, std::int64_t place);

/// Heard *within* by the module that owns `kind`: show it. Also after an appeal.
struct Approved {
  static constexpr std::string_view kName = "moderation.approved";
  Kind kind;
  std::int64_t subject = 0;
};
BOOST_DESCRIBE_STRUCT(Approved, (), (kind, subject))

/// Heard *within* by the module that owns `kind`. It was never visible, so there is nothing to hide.
struct Refused {
  static constexpr std::string_view kName = "moderation.refused";
  Kind kind;
  std::int64_t subject = 0;
  bool finally_ = false;  // on appeal: no further step
};
BOOST_DESCRIBE_STRUCT(Refused, (), (kind, subject, finally_))

/// An approved contribution that says much the same, shown beside one that waits.
struct Similar {
  std::int64_t id = 0;
  std::int64_t number = 0;
  std::string text;
  double likeness = 0;  // 0…1
};
BOOST_DESCRIBE_STRUCT(Similar, (), (id, number, text, likeness))

/// What moderation asks of the module that owns a kind of place.
struct PlaceHooks {
  /// Error 404 where the actor may not read the place.
  std::function<Result<void>(Context&, db::ReadTx&, std::int64_t place)> may_read;
  /// Most alike first; may be null.
  std::function<std::vector<Similar>(Context&, db::ReadTx&, std::int64_t place, const std::string& text)> similar{};
  /// Something was submitted, decided or appealed against there; called once that is durable. May be null.
  std::function<void(std::int64_t place)> changed{};
};
/// From the owning module's start().
void register_place(Application& app, std::string kind, PlaceHooks hooks);

Module moderation_module();

}  // namespace gongshi::moderation
