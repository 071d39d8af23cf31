#include "modules/webhooks/delivery.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "embedded/webhooks.hpp"
#include "platform/fetch/fetch.hpp"
#include "platform/fetch/signed.hpp"
#include "platform/log/log.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::webhooks {
namespace {

constexpr std::chrono::seconds kPatience{5}, kFirstPause{10}, kLongestPause{3600};

struct ConsultationStep {
  consultation::ConsultationId consultation;
  assemblies::AssemblyId assembly;
  std::string state;
  std::string url;
};
BOOST_DESCRIBE_STRUCT(ConsultationStep, (), (consultation, assembly, state, url))

struct ProposalStep {
  proposals::ProposalId proposal;
  assemblies::AssemblyId assembly;
  std::string state;
  std::string url;
};
BOOST_DESCRIBE_STRUCT(ProposalStep, (), (proposal, assembly, state, url))

/// Every unit that had to has answered; `kind` says what `subject` is a number of.
struct AnswerStep {
  handling::ItemId matter;
  std::string kind;
  std::int64_t subject = 0;
};
BOOST_DESCRIBE_STRUCT(AnswerStep, (), (matter, kind, subject))

template <class Step>
struct Message {
  std::string type;
  Timestamp timestamp;
  Step data;
};
BOOST_DESCRIBE_STRUCT(Message<ConsultationStep>, (), (type, timestamp, data))
BOOST_DESCRIBE_STRUCT(Message<ProposalStep>, (), (type, timestamp, data))
BOOST_DESCRIBE_STRUCT(Message<AnswerStep>, (), (type, timestamp, data))

struct Delivery {
  std::int64_t id = 0;
  std::string body;
  Timestamp at;
  std::int64_t tries = 0;
  Timestamp next_at;
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (id, body, at, tries, next_at))

std::chrono::seconds pause_after(std::int64_t tries) {
  return std::min(kLongestPause, kFirstPause * (std::int64_t{1} << std::min<std::int64_t>(tries, 20)));
}

/// Empty when it was taken, otherwise why not.
std::string send(Context& context, const Delivery& delivery) {
  const config::Config& config = context.app.config();
  const auto answer = fetch::fetch({.method = "POST",
                                    .url = config.webhook_url,
                                    .headers = fetch::signed_headers(config.webhook_secret, fmt::format("msg_{}", delivery.id), context.now().milliseconds / 1000, delivery.body),
                                    .body = delivery.body},
                                   {.allow_private = config.webhook_private, .patience = kPatience, .most_bytes = 64 * 1024});
  if (!answer) return answer.error();
  return answer->status / 100 == 2 ? std::string() : fmt::format("answered with {}", answer->status);
}

void remove(Context& context, const Delivery& delivery) {
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    tx.run(sql::remove, delivery.id);
    return true;
  });
}

std::string page_of(Context& context, std::string_view kind, std::int64_t id) { return fmt::format("{}/{}/{}", context.app.config().public_url, kind, id); }

template <class Step>
Result<void> put_down(Context& context, db::WriteTx& tx, std::string type, Step step) {
  if (context.app.config().webhook_url.empty()) return {};
  tx.run(sql::add, context.ids.next_value(), json::encode(Message<Step>{std::move(type), context.now(), std::move(step)}), context.now());
  return {};
}

}  // namespace

Result<void> note(Context& context, db::WriteTx& tx, const consultation::Moved& event) {
  return put_down(context, tx, "consultation." + event.action,
                  ConsultationStep{event.consultation, event.assembly, event.state, page_of(context, "consultations", event.consultation.value)});
}

Result<void> note_proposal(Context& context, db::WriteTx& tx, const proposals::Moved& event) {
  return put_down(context, tx, "proposal." + event.action, ProposalStep{event.proposal, event.assembly, event.state, page_of(context, "proposals", event.proposal.value)});
}

Result<void> note_answer(Context& context, db::WriteTx& tx, const handling::Answered& event) {
  return put_down(context, tx, std::string(handling::Answered::kName), AnswerStep{event.item, event.kind, event.subject});
}

void deliver(Context& context) {
  if (context.app.config().webhook_url.empty()) return;
  for (;;) {
    const auto first = context.db.read([](db::ReadTx& tx) { return tx.one<Delivery>(sql::first); });
    if (!first || first->next_at > context.now()) return;
    const auto claimed = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      return tx.run(sql::claim, first->id, first->tries, context.now() + pause_after(first->tries)) == 1;
    });
    if (!claimed || !*claimed) return;
    const std::string why = send(context, *first);
    const bool given_up = !why.empty() && context.now() - first->at > kGivenUpAfter;
    context.app.metrics().add(why.empty() ? "webhook_taken" : given_up ? "webhook_given_up" : "webhook_refused");
    if (!why.empty()) log::warning(given_up ? "a webhook was given up" : "a webhook was not taken", {{"id", std::to_string(first->id)}, {"tries", std::to_string(first->tries + 1)}, {"why", why}});
    if (!why.empty() && !given_up) return;
    remove(context, *first);
  }
}

}  // namespace gongshi::webhooks
