#include "city.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/demo.hpp"
#include "app/modules.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"

namespace gongshi::bench {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);

config::Config configuration(const std::string& folder, const std::string& database) {
  config::Config config;
  config.data = folder;
  config.database = database;
  config.demo = true;
  return config;
}

Session sign_in(Client& client, const std::string& link) {
  const Answer answer = client.send("POST", "/api/v1/session/link", {}, fmt::format("{{\"token\":\"{}\"}}", link));
  if (answer.status != 200) throw std::runtime_error(fmt::format("a sign-in answered {}: {}", answer.status, answer.body));
  const std::string cookie = answer.header("set-cookie");
  const auto at = answer.body.find("\"csrf\":\"");
  if (cookie.empty() || at == answer.body.npos) throw std::runtime_error("a sign-in gave no session");
  const auto begin = at + 8;
  return {cookie.substr(0, cookie.find(';')), answer.body.substr(begin, answer.body.find('"', begin) - begin)};
}

}  // namespace

void City::prepare(int members) {
  const config::Config config = configuration(folder(), database_);
  const SystemClock clock;
  const auto database = app::open_database(config);
  Application application(config, *database, clock, app::all_modules());
  app::load_demo(application);
  Context context = application.context();
  const auto links = database->write([&](db::WriteTx& tx) -> Result<std::vector<std::string>> {
    const auto all = assemblies::all_assemblies(tx);
    const auto city = std::ranges::find(all, std::string("demo"), &assemblies::Assembly::code);
    const auto now = context.now();
    std::vector<PersonId> people = assemblies::members_of(tx, city->id, {}, now);
    people.resize(std::min(people.size(), static_cast<std::size_t>(members)));
    people.insert(people.begin(), assemblies::holders_of(tx, city->id, assemblies::Role::clerk, now).at(0));
    std::vector<std::string> links;
    for (const PersonId person : people) links.push_back(identity::create_sign_in_link(context, tx, person));
    return links;
  });
  links_ = links.value();
  database->close();
}

void City::launch(std::uint16_t port, const std::vector<std::string>& options) {
  std::vector<std::string> command{GONGSHI_PROGRAM, "serve", "--demo", "--data", folder(), "--port", std::to_string(port), "--pace", "100000"};
  if (!database_.empty()) command.insert(command.end(), {"--database", database_});
  command.insert(command.end(), options.begin(), options.end());
  server_ = std::make_unique<Child>(start(command, folder_.path() + "/log"));
}

std::uint16_t City::serve(const std::vector<std::string>& options) {
  const std::uint16_t port = free_port();
  launch(port, options);
  for (const auto end = std::chrono::steady_clock::now() + kPatience; std::chrono::steady_clock::now() < end;) {
    try {
      if (Client(port).get("/readyz").status == 200) return port;
    } catch (const std::runtime_error&) {
      // It does not listen yet.
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("the server did not become ready");
}

Session City::sign_in_clerk(Client& client) { return sign_in(client, links_.at(0)); }

std::vector<Session> City::sign_in_members(Client& client) {
  std::vector<Session> sessions;
  for (std::size_t i = 1; i < links_.size(); ++i) sessions.push_back(sign_in(client, links_[i]));
  return sessions;
}

std::map<std::pair<std::int64_t, int>, std::uint64_t> City::stored_votes(std::int64_t consultation) const {
  static constexpr db::Query kVotes{"bench.votes", "SELECT statement, vote, count(*) FROM consultation_vote WHERE consultation = $1 GROUP BY statement, vote", 1};
  const auto database = app::open_database(configuration(folder(), database_));
  return database->read([&](db::ReadTx& tx) {
    std::map<std::pair<std::int64_t, int>, std::uint64_t> votes;
    tx.each(kVotes, [&](const db::Row& row) { votes[{row.integer(0), static_cast<int>(row.integer(1))}] = static_cast<std::uint64_t>(row.integer(2)); },
            consultation);
    return votes;
  });
}

void City::write(const std::function<void(db::WriteTx&)>& fn) {
  const auto database = app::open_database(configuration(folder(), database_));
  (void)database->write([&](db::WriteTx& tx) -> Result<bool> {
    fn(tx);
    return true;
  });
}

std::int64_t number_in(const std::string& json, const std::string& name, std::size_t from) {
  const std::string key = "\"" + name + "\":";
  const auto at = json.find(key, from);
  if (at == json.npos) throw std::runtime_error("no " + name + " in " + json.substr(0, 200));
  return std::atoll(json.c_str() + at + key.size());
}

}  // namespace gongshi::bench
