// The demonstration city in a data folder and a database, and links to sign in with: made by the application itself, before programs serve them.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "app/tests/program.hpp"
#include "app/tests/whole_city.hpp"

namespace gongshi::app::test {

struct PreparedCity {
  std::int64_t id = 0;
  std::string clerk;                 // the token of a link that works once
  std::vector<std::string> members;  // of each a token
};

inline PreparedCity prepare_city(const std::filesystem::path& data, db::Database& database, int members) {
  std::filesystem::create_directories(data);
  config::Config config;
  config.data = data;
  const SystemClock clock;
  Application app(config, database, clock, all_modules());
  load_demo(app);
  Context context = app.context();
  auto made = database.write([&](db::WriteTx& tx) -> Result<PreparedCity> {
    const auto all = assemblies::all_assemblies(tx);
    const auto id = std::ranges::find(all, std::string("demo"), &assemblies::Assembly::code)->id;
    const auto link = [&](PersonId person) { return identity::create_sign_in_link(context, tx, person); };
    PreparedCity city{.id = id.value, .clerk = link(assemblies::holders_of(tx, id, assemblies::Role::clerk, context.now()).at(0))};
    for (int i = 0; i < members; ++i) {
      city.members.push_back(link(assemblies::find_member_by_number(tx, id, fmt::format("1200{:04}", i + 1), context.now()).value()));
    }
    return city;
  });
  if (!made) throw std::runtime_error(made.error().code);
  return std::move(*made);
}

/// The body of a new consultation for members; `statements` in quotes, with commas.
inline std::string draft_text(std::string_view title, std::string_view statements = {}) {
  return fmt::format(R"({{"title":"{}","question":"问什么？","background":"","audience":"members","sectors":[],"level_needed":"member","matrix_public":false,"statements":[{}]}})", title, statements);
}

}  // namespace gongshi::app::test
