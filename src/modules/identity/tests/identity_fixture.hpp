// People with and without seats, in an application of identity alone; the seats' module is played by the fixture.
#pragma once

#include <chrono>
#include <regex>
#include <string>

#include <gtest/gtest.h>

#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::identity {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr std::string_view kClerkMay[] = {"consultation.read", "roster.read"};
inline constexpr ScopeId kCity{7};

inline config::Config with_outbox() {
  config::Config config;
  config.development_outbox = true;
  config.workers = 8;
  return config;
}

class IdentityTest : public testing::TestWithParam<db::Engine> {
 protected:
  explicit IdentityTest(config::Config config = with_outbox()) : world_{GetParam(), {identity_module()}, std::move(config)} {
    Offices offices;
    offices.standing = [this](db::ReadTx&, PersonId person, Timestamp) {
      Standing standing{.member = person == member_};
      if (person == clerk_) {
        standing.seats.push_back({SeatId{11}, kCity, "City", "Office", "clerk", kClerkMay, true});
        standing.seats.push_back({SeatId{12}, kCity, "City", "", "member", kOwnVoice, false});
      }
      if (person == administrator_) standing.seats.push_back({SeatId{13}, kCity, "City", "", "administrator", kClerkMay, true});
      return standing;
    };
    offices.has_administrator = [this](db::ReadTx&, Timestamp) { return static_cast<bool>(administrator_); };
    offices.appoint_first_administrator = [this](Context&, db::WriteTx&, PersonId person) {
      administrator_ = person;
      return SeatId{13};
    };
    register_offices(world_.app(), std::move(offices));
    clerk_ = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "Clerk"}); });
    member_ = world_.build([](Context& context, db::WriteTx& tx) { return create_person(context, tx, {.name = "Member", .phone = "+8613800001234"}); });
  }

  void give_password(PersonId person, std::string_view login, std::string_view password) {
    Context context = world_.app().context();
    const auto hash = hash_password(context, login, password);
    ASSERT_TRUE(hash.has_value());
    world_.build([&](Context& c, db::WriteTx& tx) { EXPECT_TRUE(set_password(c, tx, person, *hash).has_value()); });
  }

  std::string link_for(PersonId person, SeatId seat = {}) {
    return world_.build([&](Context& context, db::WriteTx& tx) { return create_sign_in_link(context, tx, person, seat); });
  }

  void sign_in(Browser& browser, PersonId person, SeatId seat = {}) {
    ASSERT_EQ(browser.post("/api/v1/session/link", R"({"token":")" + link_for(person, seat) + "\"}").status, 200);
  }

  std::string last_code(Browser& browser) {
    const std::string outbox = browser.get("/api/v1/development/outbox").body;
    std::smatch found;
    return std::regex_search(outbox, found, std::regex("is ([0-9]{6}),")) ? found[1].str() : "";
  }

  World world_;
  PersonId clerk_, member_, administrator_;
};

}  // namespace gongshi::identity
