#include "platform/config/config.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

extern char** environ;

namespace gongshi::config {
namespace {

struct Setting {
  std::string name;
  std::function<bool(std::string_view)> set;  // false: not a value of this setting
};

template <class T>
bool set_number(T& target, std::string_view text, T least, T most) {
  T value{};
  const auto end = text.data() + text.size();
  if (std::from_chars(text.data(), end, value).ptr != end || text.empty() || value < least || value > most) return false;
  target = value;
  return true;
}

bool set_flag(bool& target, std::string_view text) {
  if (text != "true" && text != "false") return false;
  target = text == "true";
  return true;
}

std::vector<Setting> settings(Config& config) {
  const auto text = [](std::string& target) { return [&target](std::string_view value) { target = value; return true; }; };
  const auto flag = [](bool& target) { return [&target](std::string_view value) { return set_flag(target, value); }; };
  return {
      {"data", text(config.data)},
      {"address", text(config.address)},
      {"port", [&](std::string_view v) { return set_number<std::uint16_t>(config.port, v, 0, 65535); }},
      {"public_url", text(config.public_url)},
      {"database", text(config.database)},
      {"copy_to", text(config.copy_to)},
      {"certificate", text(config.certificate)},
      {"key", text(config.key)},
      {"workers", [&](std::string_view v) { return set_number(config.workers, v, 1, 1024); }},
      {"io_threads", [&](std::string_view v) { return set_number(config.io_threads, v, 1, 64); }},
      {"connections_per_address", [&](std::string_view v) { return set_number(config.connections_per_address, v, 1, 1'000'000); }},
      {"development_outbox", flag(config.development_outbox)},
      {"log_requests", flag(config.log_requests)},
      {"demo", flag(config.demo)},
      {"site_name", text(config.site_name)},
      {"filing_number", text(config.filing_number)},
      {"complaint_contact", text(config.complaint_contact)},
  };
}

void apply(std::vector<Setting>& known, Config& config, const std::map<std::string, std::string>& values, const std::string& origin) {
  for (const auto& [name, value] : values) {
    const auto found = std::ranges::find(known, name, &Setting::name);
    if (found == known.end()) throw std::runtime_error(fmt::format("{}: there is no setting \"{}\"", origin, name));
    if (!found->set(value)) throw std::runtime_error(fmt::format("{}: \"{}\" is not a value for {}", origin, value, name));
    config.origins[name] = origin;
  }
}

std::map<std::string, std::string> read_toml(const std::string& file) {
  std::map<std::string, std::string> values;
  try {
    for (const auto& [key, node] : toml::parse_file(file)) {
      std::ostringstream text;
      if (const auto* s = node.as_string()) {
        text << s->get();
      } else {
        text << toml::node_view<const toml::node>(node);
      }
      values.emplace(std::string(key.str()), text.str());
    }
  } catch (const toml::parse_error& error) {
    throw std::runtime_error(fmt::format("{} line {}: {}", file, error.source().begin.line, error.description()));
  }
  return values;
}

}  // namespace

Config load(const std::string& file, const std::map<std::string, std::string>& environment,
            const std::map<std::string, std::string>& command_line) {
  Config config;
  auto known = settings(config);
  for (const auto& setting : known) config.origins[setting.name] = "default";
  if (!file.empty()) apply(known, config, read_toml(file), file);
  apply(known, config, environment, "environment");
  apply(known, config, command_line, "command line");
  if (config.certificate.empty() != config.key.empty()) throw std::runtime_error("certificate and key are given together or not at all");
  return config;
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
      if (!in) throw std::runtime_error("cannot read " + value + " named by " + std::string(text.substr(0, equals)));
      std::getline(in, value);
      name.resize(name.size() - 5);
    }
    values.emplace(std::move(name), std::move(value));
  }
  return values;
}

}  // namespace gongshi::config
