#include "platform/config/config.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "embedded/platform.hpp"
#include "platform/i18n/messages.hpp"
#include "platform/mail/mail.hpp"

extern char** environ;

namespace gongshi::config {
namespace {

using Text = std::string Config::*;
using Port = std::uint16_t Config::*;
using Number = int Config::*;
using Flag = bool Config::*;
using List = std::vector<std::string> Config::*;

struct Setting {
  std::string_view name;
  std::variant<Text, Port, Number, Flag, List> place;
  std::int64_t least = 0, most = 0;  // of numbers
  bool secret = false;               // may hold a password
};

constexpr std::int64_t kMostPort = 65'535;

// One row each; the order is the documentation's.
const Setting kSettings[] = {
    {"data", &Config::data},
    {"database", &Config::database, 0, 0, true},
    {"copy_to", &Config::copy_to},
    {"node", &Config::node, 0, 14},
    {"address", &Config::address},
    {"port", &Config::port, 0, kMostPort},
    {"public_url", &Config::public_url},
    {"certificate", &Config::certificate},
    {"key", &Config::key},
    {"strict_transport", &Config::strict_transport},
    {"trusted_proxies", &Config::trusted_proxies},
    {"site_name", &Config::site_name},
    {"filing_number", &Config::filing_number},
    {"police_filing_number", &Config::police_filing_number},
    {"complaint_contact", &Config::complaint_contact},
    {"privacy_contact", &Config::privacy_contact},
    {"clamav", &Config::clamav},
    {"fonts", &Config::fonts},
    {"video_address", &Config::video_address},
    {"video_port", &Config::video_port, 1, kMostPort},
    {"video_gigabytes", &Config::video_gigabytes, 1, 1'000'000},
    {"video_origins", &Config::video_origins},
    {"require_second_factor", &Config::require_second_factor},
    {"oidc_issuer", &Config::oidc_issuer},
    {"oidc_client_id", &Config::oidc_client_id},
    {"oidc_client_secret", &Config::oidc_client_secret, 0, 0, true},
    {"oidc_name", &Config::oidc_name},
    {"oidc_private", &Config::oidc_private},
    {"webhook_url", &Config::webhook_url},
    {"webhook_secret", &Config::webhook_secret, 0, 0, true},
    {"webhook_private", &Config::webhook_private},
    {"mail_server", &Config::mail_server},
    {"mail_plain", &Config::mail_plain},
    {"mail_authority", &Config::mail_authority},
    {"mail_from", &Config::mail_from},
    {"mail_user", &Config::mail_user},
    {"mail_secret", &Config::mail_secret, 0, 0, true},
    {"mail_budget", &Config::mail_budget, 1, 1000},
    {"text_message_url", &Config::text_message_url},
    {"text_message_secret", &Config::text_message_secret, 0, 0, true},
    {"text_message_template", &Config::text_message_template},
    {"text_message_budget", &Config::text_message_budget, 1, 1000},
    {"work_chat_url", &Config::work_chat_url},
    {"work_chat_secret", &Config::work_chat_secret, 0, 0, true},
    {"work_chat_template", &Config::work_chat_template},
    {"work_chat_budget", &Config::work_chat_budget, 1, 1000},
    {"senders_private", &Config::senders_private},
    {"conference_janus", &Config::conference_janus},
    {"conference_janus_secret", &Config::conference_janus_secret, 0, 0, true},
    {"conference_link", &Config::conference_link},
    {"conference_ice", &Config::conference_ice},
    {"conference_ice_secret", &Config::conference_ice_secret, 0, 0, true},
    {"quiet_from", &Config::quiet_from},
    {"quiet_to", &Config::quiet_to},
    {"language", &Config::language},
    {"metrics_from", &Config::metrics_from},
    {"log_requests", &Config::log_requests},
    {"workers", &Config::workers, 1, 1024},
    {"io_threads", &Config::io_threads, 1, 64},
    {"connections_per_address", &Config::connections_per_address, 1, 1'000'000},
    {"hall_port", &Config::hall_port, 0, kMostPort},
    {"hall_nats", &Config::hall_nats, 0, 0, true},
    {"hall_url", &Config::hall_url},
    {"hall_shards", &Config::hall_shards, 0, 200},
    {"pace", &Config::pace, 0, 100'000},
    {"demo", &Config::demo},
    {"development_outbox", &Config::development_outbox},
};

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

[[noreturn]] void refuse(std::string code, std::map<std::string, std::string> args) {
  throw Refused(Error{ErrorKind::invalid, std::move(code), std::move(args)});
}

const Setting& find(std::string_view name, const std::string& origin) {
  const auto found = std::ranges::find(kSettings, name, &Setting::name);
  if (found == std::end(kSettings)) refuse("config.unknown", {{"where", origin}, {"name", std::string(name)}});
  return *found;
}

[[noreturn]] void refuse_value(const Setting& setting, const std::string& origin, std::string_view value) {
  static constexpr std::string_view kCodes[] = {"config.not_text", "config.not_a_number", "config.not_a_number", "config.not_a_flag", "config.not_a_list"};
  refuse(std::string(kCodes[setting.place.index()]),
         {{"where", origin},
          {"name", std::string(setting.name)},
          // In quotes, or the message would group the digits of a number.
          {"value", setting.secret ? "***" : value.starts_with('"') || value.starts_with('\'') ? std::string(value) : in_quotes(value)},
          {"range", fmt::format("{}–{}", setting.least, setting.most)}});
}

std::optional<std::int64_t> number_in(std::string_view text, const Setting& setting) {
  std::int64_t value{};
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end || value < setting.least || value > setting.most) return std::nullopt;
  return value;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

/// From the environment or the command line, where everything is text; a list has commas.
void set(Config& config, const Setting& setting, const std::string& text, const std::string& origin) {
  const auto number = [&](auto place) {
    const auto value = number_in(text, setting);
    if (!value) refuse_value(setting, origin, text);
    config.*place = static_cast<std::remove_reference_t<decltype(config.*place)>>(*value);
  };
  std::visit(Cases{[&](Text place) { config.*place = text; }, [&](Port place) { number(place); }, [&](Number place) { number(place); },
                   [&](Flag place) {
                     if (text != "true" && text != "false") refuse_value(setting, origin, text);
                     config.*place = text == "true";
                   },
                   [&](List place) { config.*place = split(text); }},
             setting.place);
  config.origins[std::string(setting.name)] = origin;
}

/// From the file, where values have types: "8443" is no number there.
void set(Config& config, const Setting& setting, const toml::node& node, const std::string& origin) {
  std::ostringstream written;
  written << toml::node_view<const toml::node>(node);
  const auto wrong = [&] { refuse_value(setting, origin, written.str()); };
  if (std::holds_alternative<List>(setting.place)) {
    std::vector<std::string> items;
    if (!node.is_array()) wrong();
    for (const toml::node& item : *node.as_array()) {
      if (!item.is_string()) wrong();
      items.push_back(item.as_string()->get());
    }
    config.*std::get<List>(setting.place) = std::move(items);
    config.origins[std::string(setting.name)] = origin;
    return;
  }
  const bool fits = std::holds_alternative<Text>(setting.place) ? node.is_string() : std::holds_alternative<Flag>(setting.place) ? node.is_boolean() : node.is_integer();
  if (!fits) wrong();
  set(config, setting, node.is_string() ? node.as_string()->get() : written.str(), origin);
}

void read_table(Config& config, const toml::table& table, const std::string& file, const std::string& prefix) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str()), origin = fmt::format("{}:{}", file, key.source().begin.line);
    if (const auto* inner = node.as_table()) {
      read_table(config, *inner, file, name + "_");
    } else {
      set(config, find(name, origin), node, origin);
    }
  }
}

void read_file(Config& config, const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) refuse("config.unreadable", {{"where", file}, {"why", std::strerror(errno)}});
  try {
    read_table(config, toml::parse(in, file), file, "");
  } catch (const toml::parse_error& error) {
    refuse("config.not_toml", {{"where", fmt::format("{}:{}", file, error.source().begin.line)}, {"why", std::string(error.description())}});
  }
}

/// "https://host[:port]" and nothing more, since it becomes part of the pages' policy. http:// for a network that has no other.
bool is_origin(std::string_view text) {
  const auto host = text.starts_with("https://") ? text.substr(8) : text.starts_with("http://") ? text.substr(7) : std::string_view();
  return !host.empty() && std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == ':'; });
}

/// What is right by itself but not together.
void check(const Config& config) {
  if (config.certificate.empty() != config.key.empty()) {
    const std::string given = config.certificate.empty() ? "key" : "certificate";
    refuse("config.half_a_pair", {{"where", config.origins.find(given)->second}});
  }
  if (!config.language.empty() && config.language != "zh-CN" && config.language != "en") {
    refuse("config.not_a_language", {{"where", config.origins.find("language")->second}, {"value", config.language}});
  }
  for (const auto& [name, value] : {std::pair{"quiet_from", &config.quiet_from}, std::pair{"quiet_to", &config.quiet_to}}) {
    const auto digit = [&](std::size_t at, char most) { return (*value)[at] >= '0' && (*value)[at] <= most; };
    const bool is_time = value->size() == 5 && (*value)[2] == ':' && digit(0, '2') && digit(1, (*value)[0] == '2' ? '3' : '9') && digit(3, '5') && digit(4, '9');
    if (!is_time) refuse("config.not_a_time", {{"where", config.origins.find(name)->second}, {"value", *value}});
  }
  if (!config.mail_server.empty()) {
    const std::string& where = config.origins.find("mail_server")->second;
    if (!config.mail_server.starts_with("smtp://") && !config.mail_server.starts_with("smtps://")) refuse("config.not_a_mail_server", {{"where", where}, {"value", config.mail_server}});
    if (!mail::is_address(config.mail_from)) refuse("config.no_mail_from", {{"where", where}, {"value", config.mail_from}});
  }
  for (const std::string& origin : config.video_origins) {
    if (!is_origin(origin)) refuse("config.not_an_origin", {{"where", config.origins.find("video_origins")->second}, {"value", origin}});
  }
  if (!config.conference_janus.empty() && !config.conference_link.empty()) refuse("config.two_conferences", {{"where", config.origins.find("conference_link")->second}});
  for (const auto& [name, value] : {std::pair{"conference_janus", &config.conference_janus}, std::pair{"conference_link", &config.conference_link}}) {
    const bool web = value->starts_with("https://") || value->starts_with("http://");
    if (!value->empty() && (!web || value->ends_with('/'))) refuse("config.not_a_web_address", {{"where", config.origins.find(name)->second}, {"value", *value}});
  }
  if (!config.public_url.empty()) {
    const bool odd = (!config.public_url.starts_with("https://") && !config.public_url.starts_with("http://")) || config.public_url.ends_with('/');
    if (odd) refuse("config.not_a_url", {{"where", config.origins.find("public_url")->second}, {"value", config.public_url}});
  }
}

}  // namespace

Refused::Refused(Error e)
    : std::runtime_error([&] {
        i18n::Messages messages;
        messages.add(platform::kMessages_zh_CN, platform::kMessages_en);
        return messages.text(i18n::Language::en, e.code, e.args);
      }()),
      error(std::move(e)) {}

Config load(const std::string& file, const std::map<std::string, std::string>& environment,
            const std::map<std::string, std::string>& command_line) {
  Config config;
  for (const Setting& setting : kSettings) config.origins[std::string(setting.name)] = "default";
  if (!file.empty()) read_file(config, file);
  for (const auto& [name, value] : environment) {
    std::string variable = "GONGSHI_" + name;
    for (char& c : variable) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    set(config, find(name, variable), value, variable);
  }
  for (const auto& [name, value] : command_line) {
    std::string option = "--" + name;
    std::ranges::replace(option, '_', '-');
    set(config, find(name, option), value, option);
  }
  check(config);
  return config;
}

std::string file_to_read(const std::string& named, std::map<std::string, std::string>& environment) {
  const auto variable = environment.extract("config");
  if (!named.empty()) return named;
  if (variable) return variable.mapped();
  // Looked for and not opened: a file that is there but may not be read is told, and not passed over.
  std::error_code ignored;
  return std::filesystem::exists(std::string(kUsualFile), ignored) ? std::string(kUsualFile) : std::string();
}

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> values;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    const auto equals = text.find('=');
    if (!text.starts_with("GONGSHI_") || text.starts_with("GONGSHI_TEST_") || equals == std::string_view::npos) continue;
    std::string name(text.substr(8, equals - 8));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::string value(text.substr(equals + 1));
    if (name.ends_with("_file")) {
      std::ifstream in(value);
      if (!in) refuse("config.unreadable", {{"where", fmt::format("{} ({})", value, text.substr(0, equals))}, {"why", std::strerror(errno)}});
      std::getline(in, value);
      name.resize(name.size() - 5);
    }
    values.emplace(std::move(name), std::move(value));
  }
  return values;
}

std::vector<std::string_view> flags() {
  std::vector<std::string_view> names;
  for (const Setting& setting : kSettings) {
    if (std::holds_alternative<Flag>(setting.place)) names.push_back(setting.name);
  }
  return names;
}

std::string masked(std::string_view connection) {
  std::string out(connection);
  // postgresql://user:PASSWORD@host/…
  if (const auto scheme = out.find("://"); scheme != std::string::npos) {
    const auto begin = scheme + 3, at = out.substr(0, out.find('/', begin)).rfind('@');
    const auto colon = out.find(':', begin);
    if (at != std::string::npos && colon < at) out.replace(colon + 1, at - colon - 1, "***");
  }
  // password=SECRET or password='SE CRET', in either form
  for (std::size_t at = 0; (at = out.find("password", at)) != std::string::npos;) {
    at = out.find_first_not_of(' ', at + 8);
    if (at == std::string::npos || out[at] != '=') continue;
    const auto begin = out.find_first_not_of(' ', at + 1);
    if (begin == std::string::npos) break;
    auto end = begin;
    if (out[begin] == '\'') {
      for (++end; end < out.size() && out[end] != '\''; ++end) end += out[end] == '\\';
      ++end;
    } else {
      while (end < out.size() && out[end] != ' ' && out[end] != '&') end += out[end] == '\\' ? 2 : 1;
    }
    end = std::min(end, out.size());
    out.replace(begin, end - begin, "***");
    at = begin + 3;
  }
  return out;
}

std::vector<Shown> show(const Config& config) {
  std::vector<Shown> all;
  for (const Setting& setting : kSettings) {
    const std::string value = std::visit(
        Cases{[&](Text place) {
                const std::string& text = config.*place;
                // One is a connection string, in which most is no secret; the other is nothing else.
                if (setting.name.ends_with("_secret") && !text.empty()) return in_quotes("***");
                return in_quotes(setting.secret ? masked(text) : text);
              },
              [&](Port place) { return std::to_string(config.*place); }, [&](Number place) { return std::to_string(config.*place); },
              [&](Flag place) { return std::string(config.*place ? "true" : "false"); },
              [&](List place) {
                std::vector<std::string> items;
                for (const std::string& item : config.*place) items.push_back(in_quotes(item));
                return fmt::format("[{}]", fmt::join(items, ", "));
              }},
        setting.place);
    all.push_back({std::string(setting.name), value, config.origins.find(setting.name)->second});
  }
  return all;
}

std::string_view origin_of(std::string_view address) {
  const auto scheme = address.find("://");
  return scheme == address.npos ? std::string_view() : address.substr(0, address.find('/', scheme + 3));
}

}  // namespace gongshi::config
