// Circulars over their operations, on both engines: to whom they go, what comes back, whom somebody has to call.
#include "modules/circulars/api.hpp"
#include "modules/moderation/tests/city.hpp"
#include "platform/notices/delivery.hpp"

namespace gongshi::circulars {
namespace {

using namespace std::chrono_literals;
using moderation::test::City;

std::string number_after(const std::string& json, const std::string& key) {
  const auto at = json.find("\"" + key + "\":");
  return at == std::string::npos ? "0" : json.substr(at + key.size() + 3, json.find_first_of(",}", at) - at - key.size() - 3);
}

class CircularsTest : public testing::TestWithParam<db::Engine> {
 protected:
  CircularsTest() { city_.names["sun_number"] = std::to_string(city_.person("sun").value); }

  /// Li has a telephone and text messages leave, into a drawer.
  struct Drawer final : notices::Sender {
    std::vector<notices::Message> messages;
    notices::Outcome send(const notices::Message& message) override {
      messages.push_back(message);
      return {};
    }
  };
  std::shared_ptr<Drawer> text_messages() {
    const auto drawer = std::make_shared<Drawer>();
    notices::register_sender(city_.app(), notices::Channel::text_message, drawer);
    city_.build([&](Context& context, db::WriteTx& tx) { EXPECT_TRUE(identity::add_phone(context, tx, city_.person("li"), "+8613800001234").has_value()); });
    return drawer;
  }
  void send(const std::string& segment, bool receipt = true) {
    const auto response = city_.post("wang", "/api/v1/circulars", std::string(R"({"title":"全体会议","text":"请于周五上午九时到会。","receipt":)") + (receipt ? "true" : "false") + R"(,"segment":)" + city_.filled(segment) + "}");
    ASSERT_EQ(response.status, 201) << response.body;
    city_.names["circular"] = number_after(response.body, "id");
  }
  /// The recipient's row of a member, by name.
  std::string row_of(const std::string& name) {
    const std::string body = city_.ask("wang", http::Method::get, "/api/v1/circulars/{circular}").body;
    const auto at = body.rfind("{\"id\":", body.find("\"name\":\"" + name + "\""));
    return number_after(body.substr(at), "id");
  }

  City city_{GetParam(), {circulars_module()}};
};
INSTANTIATE_TEST_SUITE_P(Engines, CircularsTest, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(CircularsTest, GoesToTheSegmentAndIsConfirmedWithOneButton) {
  city_.run({{.name = "the office sees its segments", .as = "wang", .get = "/api/v1/circular-segments", .has = {R"("members":2)", "经济界"}},
             {.name = "a member has no business there", .as = "li", .get = "/api/v1/circulars", .status = 403}});
  send(R"({"everyone":false,"bodies":[],"members":["{sun_number}"," 李小六 "]})");
  city_.run({
      {.name = "in the inbox", .as = "li", .get = "/api/v1/me/inbox", .has = {"Notice: 全体会议 (please confirm)", R"("link":"/circulars/{circular}")"}},
      {.name = "not in others'", .as = "chen", .get = "/api/v1/me/circulars/{circular}", .status = 404, .has = {"circulars.not_found"}},
      {.name = "nor theirs to confirm", .as = "chen", .post = "/api/v1/me/circulars/{circular}/receipt", .body = R"({"word":""})", .status = 404},
      {.name = "read", .as = "sun", .post = "/api/v1/me/circulars/{circular}/reading", .body = "{}", .has = {"请于周五上午九时到会。"}},
      {.name = "opened, it is read in the inbox too", .as = "sun", .get = "/api/v1/me/inbox", .has = {R"("unread":0)"}},
      {.name = "confirmed with a word", .as = "li", .post = "/api/v1/me/circulars/{circular}/receipt", .body = R"({"word":"准时到"})", .has = {R"("confirmed_at":)", R"("word":"准时到")"}, .journal = {"circulars.confirm"}},
      {.name = "the office sees it", .as = "zhao", .get = "/api/v1/circulars/{circular}", .has = {R"("people":2,"read":2,"confirmed":1,"told":0,"open":1)", R"("word":"准时到")"}},
      {.name = "another office does not", .as = "zhou", .get = "/api/v1/circulars/{circular}", .status = 404},
      {.name = "nor its telephone list", .as = "zhou", .get = "/api/v1/circulars/{circular}/telephone-list", .status = 404},
      {.name = "one's own, for the copy of one's data", .as = "li", .get = "/api/v1/me/circulars", .has = {"全体会议"}},
      {.name = "others have none", .as = "chen", .get = "/api/v1/me/circulars", .has = {R"({"items":[]})"}},
  });
}

TEST_P(CircularsTest, TheFirstReceiptCountsAndItsWordMayChange) {
  send(R"({"everyone":true,"bodies":[],"members":[]})");
  const auto confirm = [&](const std::string& word) { return city_.post("li", "/api/v1/me/circulars/{circular}/receipt", R"({"word":")" + word + "\"}").body; };
  const std::string first = number_after(confirm("到"), "confirmed_at");
  city_.clock.advance(1h);
  const std::string second = confirm("请假");
  EXPECT_EQ(number_after(second, "confirmed_at"), first);
  EXPECT_NE(second.find("请假"), std::string::npos);
  send(R"({"everyone":true,"bodies":[],"members":[]})", false);
  city_.run({{.name = "where none is wanted", .as = "li", .post = "/api/v1/me/circulars/{circular}/receipt", .body = R"({"word":""})", .status = 409}});
}

TEST_P(CircularsTest, WhomSomebodyHasToCallStandsOnTheTelephoneList) {
  const auto drawer = text_messages();
  city_.run({{.name = "looked at before", .as = "wang", .post = "/api/v1/circulars/preview", .body = R"({"segment":{"everyone":true,"bodies":[],"members":[]}})",
              .has = {R"("people":2,"channels":[{"channel":"text_message","people":1}],"by_telephone":1,"names":["孙小五"])"}}});
  send(R"({"everyone":true,"bodies":[],"members":[]})");
  city_.app().run_job("deliver_notices");
  ASSERT_EQ(drawer->messages.size(), 1u);
  EXPECT_EQ(drawer->messages[0].text, "通知：全体会议（请确认收到）");
  city_.run({
      {.name = "whom nothing reaches", .as = "wang", .get = "/api/v1/circulars/{circular}/telephone-list", .has = {"孙小五"}, .lacks = {"李小六"}},
      {.name = "or everybody who said nothing, with numbers", .as = "wang", .get = "/api/v1/circulars/{circular}/telephone-list?whom=open", .has = {"孙小五", "李小六", "+8613800001234"}},
      {.name = "numbers stand nowhere else", .as = "wang", .get = "/api/v1/circulars/{circular}", .has = {R"("left_by":[{"channel":"text_message","state":"sent","reason":""}])"}, .lacks = {"1380000"}},
      {.name = "as a file", .as = "wang", .get = "/api/v1/circulars/{circular}/telephone-list.csv?whom=open", .has = {"Telephone", "13800001234"}},
  });
  city_.names["row"] = row_of("孙小五");
  city_.run({
      {.name = "not there", .as = "wang", .post = "/api/v1/circulars/{circular}/calls", .body = R"({"recipient":{row},"outcome":"not_there","note":""})", .has = {R"("open":2)"}, .journal = {"circulars.note_call"}},
      {.name = "told", .as = "zhao", .post = "/api/v1/circulars/{circular}/calls", .body = R"({"recipient":{row},"outcome":"told","note":"会来"})", .has = {R"("told":1,"open":1)", R"("by":"赵二","outcome":"told","note":"会来")"}, .journal = {"circulars.note_call"}},
      {.name = "off the list", .as = "wang", .get = "/api/v1/circulars/{circular}/telephone-list", .has = {R"("items":[])"}},
      {.name = "somebody it was not sent to", .as = "wang", .post = "/api/v1/circulars/{circular}/calls", .body = R"({"recipient":1,"outcome":"told","note":""})", .status = 404},
      {.name = "another office's", .as = "zhou", .post = "/api/v1/circulars/{circular}/calls", .body = R"({"recipient":{row},"outcome":"told","note":""})", .status = 404},
  });
}

TEST_P(CircularsTest, RemindersGoToWhoSaidNothingAndNotTooOften) {
  send(R"({"everyone":true,"bodies":[],"members":[]})");
  const Scenario too_soon{.name = "just sent", .as = "wang", .post = "/api/v1/circulars/{circular}/reminders", .body = "{}", .status = 409, .has = {"circulars.nobody_to_remind"}};
  city_.run(too_soon);
  city_.post("li", "/api/v1/me/circulars/{circular}/receipt", R"({"word":""})");
  city_.clock.advance(12h);
  city_.run({{.name = "one has not answered", .as = "wang", .post = "/api/v1/circulars/{circular}/reminders", .body = "{}", .has = {R"({"people":1})"}, .journal = {"circulars.remind"}},
             too_soon,
             {.name = "told", .as = "sun", .get = "/api/v1/me/inbox", .has = {"Reminder: please read “全体会议”"}},
             {.name = "not told", .as = "li", .get = "/api/v1/me/inbox", .lacks = {"Reminder"}}});
}

TEST_P(CircularsTest, WhatCannotBeSentIsSaidInWords) {
  const auto body = [](const std::string& title, const std::string& more) { return R"({"title":")" + title + R"(","text":"正文","receipt":true,)" + more + "}"; };
  city_.run({
      {.name = "to nobody", .as = "wang", .post = "/api/v1/circulars", .body = body("甲", R"("segment":{"everyone":false,"bodies":[],"members":[]})"), .status = 422, .has = {"assemblies.nobody_selected"}},
      {.name = "to a body that is not here", .as = "wang", .post = "/api/v1/circulars", .body = body("甲", R"("segment":{"everyone":false,"bodies":[4711],"members":[]})"), .status = 422, .has = {"assemblies.nobody_selected"}},
      {.name = "by a time that is over", .as = "wang", .post = "/api/v1/circulars", .body = body("甲", R"("segment":{"everyone":true,"bodies":[],"members":[]},"due_at":1)"), .status = 422, .has = {"circulars.due_is_over"}},
      {.name = "to somebody unknown", .as = "wang", .post = "/api/v1/circulars", .body = body("甲", R"("segment":{"everyone":false,"bodies":[],"members":["李小六","吴七"]})"), .status = 422, .has = {R"("pointer":"/segment/members/1")", "吴七"}},
      {.name = "nothing", .as = "wang", .post = "/api/v1/circulars", .body = body(" ", R"("segment":{"everyone":true,"bodies":[],"members":[]})"), .status = 422, .has = {R"("pointer":"/title")"}},
      {.name = "and nothing was sent", .as = "li", .get = "/api/v1/me/inbox", .has = {R"("items":[])"}},
  });
}

TEST_P(CircularsTest, NothingIsLeftOfAnAssemblyThatIsRemoved) {
  send(R"({"everyone":true,"bodies":[],"members":[]})");
  city_.names["row"] = row_of("孙小五");
  city_.post("wang", "/api/v1/circulars/{circular}/calls", R"({"recipient":{row},"outcome":"told","note":""})");
  city_.build([&](Context&, db::WriteTx& tx) { remove_all_of(tx, city_.assembly); });
  city_.run({{.name = "gone", .as = "wang", .get = "/api/v1/circulars", .has = {R"("items":[])"}}, {.name = "for members too", .as = "li", .get = "/api/v1/me/circulars", .has = {R"("items":[])"}}});
}

TEST_P(CircularsTest, EveryQueryFitsTheSchema) { city_.expect_every_query_to_prepare(); }

}  // namespace
}  // namespace gongshi::circulars
