#include "platform/notices/senders.hpp"

#include <stdexcept>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "platform/fetch/fetch.hpp"
#include "platform/fetch/signed.hpp"

namespace gongshi::notices {
namespace {

constexpr std::chrono::seconds kMailPatience{30};  // some servers look for harm before they answer

class MailSender final : public Sender {
 public:
  explicit MailSender(const config::Config& config)
      : server_{config.mail_server, config.mail_plain, config.mail_authority, config.mail_user, config.mail_secret, kMailPatience}, from_(config.mail_from), name_(config.site_name) {}
  Outcome send(const Message& message) override {
    std::string text = message.text;
    for (const std::string& part : {message.link, message.more}) {
      if (!part.empty()) text += "\n\n" + part;
    }
    return mail::send(server_, {fmt::format("notice-{}", message.id), from_, name_, message.to, message.subject, text + "\n", message.at});
  }

 private:
  const mail::Server server_;
  const std::string from_, name_;
};

/// A gateway for text messages or the robot of a work chat: one signed POST.
class Gateway final : public Sender {
 public:
  Gateway(std::string url, std::string secret, std::string form, bool allow_private) : url_(std::move(url)), secret_(std::move(secret)), form_(std::move(form)), allow_private_(allow_private) {
    if (const auto read = fetch::read_url(url_); !read) throw std::invalid_argument("the address of a gateway: " + read.error());
    fetch::signature(secret_, "", 0, "");
    boost::system::error_code wrong;
    boost::json::parse(filled(form_, {}), wrong);
    if (wrong) throw std::invalid_argument("the form of a gateway's message is no JSON: " + wrong.message());
  }
  Outcome send(const Message& message) override {
    const std::string body = filled(form_, message);
    const auto answer = fetch::fetch({.method = "POST", .url = url_, .headers = fetch::signed_headers(secret_, fmt::format("msg_{}", message.id), message.at.milliseconds / 1000, body), .body = body},
                                     {.allow_private = allow_private_, .patience = std::chrono::seconds(5), .most_bytes = 64 * 1024});
    if (!answer) return {Fate::away, answer.error()};
    const std::string why = fmt::format("answered with {}", answer->status);
    if (answer->status == 408 || answer->status == 429 || answer->status / 100 == 5) return {Fate::later, why};
    if (answer->status / 100 != 2) return {Fate::refused, why};
    // Robots of WeCom and DingTalk say 200 whatever happened.
    boost::system::error_code wrong;
    const auto document = boost::json::parse(answer->body, wrong);
    const auto* code = wrong || !document.is_object() ? nullptr : document.as_object().if_contains("errcode");
    if (code != nullptr && code->is_int64() && code->as_int64() != 0) return {Fate::later, fmt::format("errcode {}", code->as_int64())};
    return {};
  }

 private:
  const std::string url_, secret_, form_;
  const bool allow_private_;
};

std::string inside_of_string(std::string_view text) {
  std::string quoted = boost::json::serialize(boost::json::string(text));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string filled(const std::string& form, const Message& message) {
  const std::pair<std::string_view, std::string> holes[] = {{"{to}", message.to},
                                                            {"{number}", message.to.starts_with("+86") ? message.to.substr(3) : message.to},
                                                            {"{subject}", message.subject},
                                                            {"{text}", message.text},
                                                            {"{link}", message.link},
                                                            {"{id}", std::to_string(message.id)}};
  std::string out;
  for (std::size_t at = 0; at < form.size();) {
    bool found = false;
    for (const auto& [hole, value] : holes) {
      if (!std::string_view(form).substr(at).starts_with(hole)) continue;
      out += inside_of_string(value);
      at += hole.size();
      found = true;
      break;
    }
    if (!found) out += form[at++];
  }
  return out;
}

std::shared_ptr<Sender> make_sender(const config::Config& config, Channel channel) {
  switch (channel) {
    case Channel::mail:
      return config.mail_server.empty() ? nullptr : std::make_shared<MailSender>(config);
    case Channel::text_message:
      return config.text_message_url.empty() ? nullptr
                                             : std::make_shared<Gateway>(config.text_message_url, config.text_message_secret, config.text_message_template, config.senders_private);
    case Channel::work_chat:
      return config.work_chat_url.empty() ? nullptr : std::make_shared<Gateway>(config.work_chat_url, config.work_chat_secret, config.work_chat_template, config.senders_private);
  }
  return nullptr;
}

}  // namespace gongshi::notices
