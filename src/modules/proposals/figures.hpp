// Figures of a session and what stands behind them: wire structs, and one function for each use case.
#pragma once

#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {

/// How many of a session there are, by what came of them; `received`: all of them. `key`: what the list is filtered by. `person_times`: who wrote or signed
/// them, each time; `people`: each once; neither where it would say of fewer than five.
struct Figures {
  std::string key;
  std::string name;
  std::int64_t received = 0;
  std::int64_t under_review = 0;
  std::int64_t filed = 0;
  std::int64_t merged = 0;
  std::int64_t converted = 0;
  std::int64_t other = 0;  // returned or withdrawn
  std::optional<std::int64_t> people;
  std::optional<std::int64_t> person_times;
};
BOOST_DESCRIBE_STRUCT(Figures, (), (key, name, received, under_review, filed, merged, converted, other, people, person_times))

/// `person_times`: who wrote or signed, each time; `people`: each once.
struct Statistics {
  std::vector<SessionName> sessions;  // the latest first
  std::optional<SessionId> session;
  Figures all;
  std::int64_t person_times = 0;
  std::int64_t people = 0;
  std::int64_t seconded = 0;  // times, apart from who signed
  std::vector<Figures> categories;
  std::vector<Figures> kinds;  // of proposers
  std::vector<Figures> parties;  // that propose
  std::vector<Figures> bodies;   // other than parties
  std::vector<Figures> sectors;
  std::vector<Figures> member_parties;  // that the members who proposed belong to
};
BOOST_DESCRIBE_STRUCT(Statistics, (), (sessions, session, all, person_times, people, seconded, categories, kinds, parties, bodies, sectors, member_parties))

/// Who stands behind a figure of people: all of the session, or one row of one table.
struct AskPeople {
  assemblies::AssemblyId id;
  std::optional<SessionId> session;
  std::optional<CategoryFilter> category;
  std::optional<ProposerKind> kind;
  std::optional<assemblies::BodyId> body;
  std::optional<std::int64_t> sector;
  std::optional<std::int64_t> party;
};
BOOST_DESCRIBE_STRUCT(AskPeople, (), (id, session, category, kind, body, sector, party))
struct PersonFigure {
  std::string name;
  std::int64_t wrote = 0;
  std::int64_t cosigned = 0;
};
BOOST_DESCRIBE_STRUCT(PersonFigure, (), (name, wrote, cosigned))
struct PeopleOfFigure {
  std::vector<PersonFigure> items;  // who wrote and signed most first
  std::vector<FilterView> filters;
};
BOOST_DESCRIBE_STRUCT(PeopleOfFigure, (), (items, filters))

/// `session` none: the latest.
struct AskStatistics {
  assemblies::AssemblyId id;
  std::optional<SessionId> session;
};
BOOST_DESCRIBE_STRUCT(AskStatistics, (), (id, session))

Result<Statistics> statistics(Context& context, db::ReadTx& tx, const AskStatistics& request);
/// Who stands behind a figure of people; 409 proposals.figure_hidden where the figure is not shown.
Result<PeopleOfFigure> people_of_figure(Context& context, db::ReadTx& tx, const AskPeople& request);
Result<http::Response> export_statistics(Context& context, const AskStatistics& request);

}  // namespace gongshi::proposals
