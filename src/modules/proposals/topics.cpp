// A page for one matter: what was raised of it over the years, by whom, how it was answered, what was promised, and what is unsolved.
#include <algorithm>

#include "base/personal_data.hpp"
#include "embedded/proposals.hpp"
#include "modules/handling/api.hpp"
#include "modules/proposals/use_cases.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::proposals {
namespace {

struct Topic {
  TopicId id;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string about;
  bool published = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Topic, (), (id, assembly, title, about, published, version))

Result<Topic> find_topic(const Context& context, db::ReadTx& tx, TopicId id, bool to_change) {
  auto topic = tx.one<Topic>(sql::find_topic, id);
  if (!topic || (!context.actor.may(kReview, topic->assembly) && (to_change || !topic->published))) return fail(ErrorKind::not_found, "proposals.no_such_topic");
  return std::move(*topic);
}

TopicList lines(const std::vector<Topic>& topics) {
  TopicList list;
  for (const Topic& one : topics) list.items.push_back({one.id, one.title, one.about, one.published});
  return list;
}

TopicView shown(Context& context, db::ReadTx& tx, const Topic& topic) {
  TopicView view{.id = topic.id, .assembly = topic.assembly, .title = topic.title, .about = topic.about, .published = topic.published, .version = topic.version, .promised = 0, .kept = 0, .unsolved = 0, .items = {}};
  const auto proposals = tx.all<Proposal>(sql::of_topic, topic.id);
  std::vector<std::int64_t> ids;
  for (const Proposal& one : proposals) ids.push_back(one.id.value);
  const auto standings = handling::standings(context, tx, "proposal", ids);
  const auto told = handling::told_of(context, tx, "proposal", ids);
  const auto promised = handling::promised_of(tx, "proposal", ids);
  for (const Proposal& one : proposals) {
    const auto standing = standings.find(one.id.value);
    TopicItem item{.id = one.id, .title = outside_title(one), .label = label(context, tx, one), .proposer = proposer_name(tx, one), .submitted_at = one.submitted_at.value_or(one.state_since),
                   .state_name = standing == standings.end() ? context.say("proposals.state." + std::string(enum_name(one.state))) : standing->second.state_name, .answers = {}, .promises = {}, .unsolved = false};
    for (const handling::Told& answer : told) {
      if (answer.subject != one.id.value) continue;
      const auto version = public_reply(context, tx, one, answer.task);
      item.answers.push_back({answer.unit, answer.outcome, version.how == handling::PublicReply::How::whole ? without(answer.reply, version.masked) : version.words, answer.at});
    }
    for (const handling::Promised& promise : promised) {
      if (promise.subject != one.id.value) continue;
      const auto version = public_reply(context, tx, one, promise.task);
      if (version.how == handling::PublicReply::How::whole) item.promises.push_back({without(promise.text, version.masked), promise.due, promise.done_at});
    }
    const auto open = std::ranges::count_if(item.promises, [](const TopicPromise& promise) { return !promise.done_at; });
    item.unsolved = item.answers.empty() || open > 0;
    view.promised += static_cast<std::int64_t>(item.promises.size());
    view.kept += static_cast<std::int64_t>(item.promises.size()) - open;
    view.unsolved += item.unsolved;
    view.items.push_back(std::move(item));
  }
  return view;
}

}  // namespace

Result<TopicList> list_topics(Context&, db::ReadTx& tx, const Nothing&) { return lines(tx.all<Topic>(sql::topics_in, std::optional<assemblies::AssemblyId>())); }

Result<TopicList> list_own_topics(Context& context, db::ReadTx& tx, const OfAssembly& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return lines(tx.all<Topic>(sql::topics_in, std::optional(request.id)));
}

Result<TopicView> read_topic(Context& context, db::ReadTx& tx, const ByTopic& request) {
  TRY_ASSIGN(const Topic topic, find_topic(context, tx, request.id, false));
  return shown(context, tx, topic);
}

Result<TopicView> create_topic(Context& context, db::WriteTx& tx, const CreateTopic& request) {
  if (!assemblies::find_assembly(tx, request.id)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (!context.actor.may(kReview, request.id)) return fail(ErrorKind::forbidden, "request.not_permitted");
  const auto id = context.ids.next<TopicId>();
  tx.run(sql::add_topic, id, request.id, request.title, request.about, false);
  journal::record(context, tx, {.verb = "proposals.create_topic", .subject_kind = "topic", .subject = id.value, .scope = request.id});
  return shown(context, tx, *tx.one<Topic>(sql::find_topic, id));
}

Result<TopicView> save_topic(Context& context, db::WriteTx& tx, const SaveTopic& request) {
  TRY_ASSIGN(const Topic topic, find_topic(context, tx, request.id, true));
  for (std::size_t i = 0; i < request.proposals.size(); ++i) {
    const auto proposal = find(tx, request.proposals[i]);
    const bool fits = proposal && proposal->assembly == topic.assembly && is_public(*proposal);
    if (!fits) return wrong("/proposals/" + std::to_string(i), "proposals.not_public");
  }
  if (tx.run(sql::save_topic, topic.id, request.version, request.title, request.about, request.published) == 0) return fail(ErrorKind::conflict, "proposals.moved_meanwhile");
  tx.run(sql::empty_topic, topic.id);
  for (const ProposalId proposal : request.proposals) tx.run(sql::add_to_topic, topic.id, proposal);
  journal::record(context, tx, {.verb = "proposals.save_topic", .subject_kind = "topic", .subject = topic.id.value, .scope = topic.assembly});
  return shown(context, tx, *tx.one<Topic>(sql::find_topic, topic.id));
}

}  // namespace gongshi::proposals
