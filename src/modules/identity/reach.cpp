#include "modules/identity/reach.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "embedded/identity.hpp"
#include "modules/identity/phones.hpp"
#include "modules/identity/service.hpp"
#include "modules/identity/throttle.hpp"
#include "modules/identity/wrong_field.hpp"

namespace gongshi::identity {
namespace {

using notices::Channel;

constexpr std::chrono::minutes kMailCodeLife{30};  // mail may be slow
constexpr std::chrono::seconds kMailResendAfter{60};
constexpr int kMostMailTries = 5;
constexpr char kTooManyMailCodes[] = "identity.too_many_codes";

struct StoredMailCode {
  db::Bytes sealed;
  std::string code;
  Timestamp sent_at;
  Timestamp expires_at;
  int tries = 0;
};
BOOST_DESCRIBE_STRUCT(StoredMailCode, (), (sealed, code, sent_at, expires_at, tries))

std::string hash_of(Context& context, PersonId person, std::string_view code) { return secrets::keyed_hash(service(context).look_up_key, fmt::format("mail code|{}|{}", person.value, code)); }

bool wants(db::ReadTx& tx, PersonId person, Channel channel) { return tx.one<std::int64_t>(sql::channel_wanted, person, channel).value_or(1) != 0; }

/// Whether there is one, wanted or not.
std::optional<std::string> any_address(Context& context, db::ReadTx& tx, PersonId person, Channel channel) {
  if (channel == Channel::mail) return mail_of(context, tx, person);
  const auto found = find_person(tx, person);
  // The numbers of the demonstration are somebody's: they go nowhere but to the page that developers read.
  const bool nowhere = !found || (found->demonstration && !(channel == Channel::text_message && service(context).outbox));
  return nowhere ? std::nullopt : phone_of(context, tx, person);
}

struct Attempt {
  std::optional<Error> refused{};
  ReachView reach{};
};

}  // namespace

std::string mail_sealed_for(PersonId person) { return fmt::format("mail|{}", person.value); }

std::optional<std::string> mail_of(Context& context, db::ReadTx& tx, PersonId person) {
  const auto sealed = tx.one<db::Bytes>(sql::mail_of, person);
  return sealed ? secrets::unseal(service(context).phone_keys, *sealed, mail_sealed_for(person)) : std::nullopt;
}

std::optional<std::string> address_of(Context& context, db::ReadTx& tx, PersonId person, Channel channel) {
  return wants(tx, person, channel) ? any_address(context, tx, person, channel) : std::nullopt;
}

Result<ReachView> read_reach(Context& context, db::ReadTx& tx, const Nothing&) {
  const PersonId person = context.actor.person;
  ReachView reach;
  for (const Channel channel : notices::kChannels) {
    if (!notices::sender_of(context.app, channel)) continue;
    auto address = any_address(context, tx, person, channel);
    if (address) address = channel == Channel::mail ? mail::masked(*address) : masked_phone(*address);
    reach.channels.push_back({channel, std::move(address), wants(tx, person, channel)});
  }
  return reach;
}

Result<ReachView> choose_reach(Context& context, db::WriteTx& tx, const ChooseReach& request) {
  tx.run(sql::choose_channel, context.actor.person, request.channel, request.wanted);
  return read_reach(context, tx, {});
}

Result<CodeSent> ask_for_mail_code(Context& context, const AskForMailCode& request) {
  const auto sender = notices::sender_of(context.app, Channel::mail);
  if (!sender) return fail(ErrorKind::unprocessable, "identity.no_mail_here");
  std::string address = request.address;
  while (address.ends_with(' ')) address.pop_back();
  while (address.starts_with(' ')) address.erase(0, 1);
  if (!mail::is_address(address)) return wrong_field("/address", "identity.not_a_mail_address");
  const PersonId person = context.actor.person;
  const Timestamp now = context.now();
  const std::string code = fmt::format("{:06}", randombytes_uniform(1'000'000));
  const std::int64_t id = context.ids.next_value();
  const auto stored = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    if (const auto earlier = tx.one<StoredMailCode>(sql::find_mail_code, person); earlier && earlier->sent_at <= now && earlier->sent_at + kMailResendAfter > now) {
      const auto wait = (earlier->sent_at + kMailResendAfter) - now;
      return fail(ErrorKind::too_many, "identity.code_sent_already", {{"seconds", std::to_string((wait.count() + 999) / 1000)}});
    }
    using std::chrono::hours;
    const std::vector<Limit> limits{{fmt::format("mail code of|{}", person.value), 10, hours(24)}, {"mail code|" + address, 5, hours(24)}};
    TRY(take(context, tx, limits, kTooManyMailCodes));
    tx.run(sql::put_mail_code, person, secrets::seal(service(context).phone_keys.front(), address, mail_sealed_for(person)), hash_of(context, person, code), now, now + kMailCodeLife);
    return true;
  });
  TRY(stored);
  const std::string& site = context.app.config().site_name;
  const auto outcome = sender->send({.id = id,
                                     .to = address,
                                     .subject = fmt::format("[{}] {}", site, context.say("identity.mail_code_subject")),
                                     .text = context.say("identity.mail_code_message", {{"site", site}, {"code", code}, {"minutes", std::to_string(kMailCodeLife.count())}}),
                                     .at = now});
  if (outcome.fate == notices::Fate::refused) return wrong_field("/address", "identity.mail_refused");
  if (outcome.fate != notices::Fate::taken) return fail(ErrorKind::unavailable, "identity.mail_away");
  return CodeSent{now + kMailCodeLife, now + kMailResendAfter};
}

Result<ReachView> confirm_mail(Context& context, const ConfirmMail& request) {
  const PersonId person = context.actor.person;
  // A wrong try has to be counted, so a refusal is a value here: errors are rolled back.
  auto done = context.db.write([&](db::WriteTx& tx) -> Result<Attempt> {
    const auto refuse = [](std::unexpected<Error> why) { return Attempt{.refused = std::move(why).error()}; };
    const auto stored = tx.one<StoredMailCode>(sql::find_mail_code, person);
    if (!stored || stored->expires_at <= context.now()) return refuse(wrong_field("/code", "identity.code_expired"));
    if (stored->tries >= kMostMailTries) return refuse(wrong_field("/code", "identity.code_used_up"));
    if (!secrets::same(stored->code, hash_of(context, person, request.code))) {
      tx.run(sql::count_mail_code_try, person);
      const int left = kMostMailTries - stored->tries - 1;
      if (left == 0) return refuse(wrong_field("/code", "identity.code_used_up"));
      return refuse(wrong_field("/code", "identity.wrong_code", {{"left", std::to_string(left)}}));
    }
    tx.run(sql::put_mail, person, stored->sealed, context.now());
    tx.run(sql::remove_mail_code, person);
    tx.run(sql::choose_channel, person, Channel::mail, true);
    log_security(context, tx, person, "mail_address_set");
    Attempt attempt;
    TRY_ASSIGN(attempt.reach, read_reach(context, tx, {}));
    return attempt;
  });
  TRY(done);
  if (done->refused) return std::unexpected(std::move(*done->refused));
  return std::move(done->reach);
}

Result<ReachView> remove_mail(Context& context, db::WriteTx& tx, const Nothing&) {
  tx.run(sql::remove_mail, context.actor.person);
  tx.run(sql::remove_mail_code, context.actor.person);
  log_security(context, tx, context.actor.person, "mail_address_removed");
  return read_reach(context, tx, {});
}

}  // namespace gongshi::identity
