// Every input and output of the core operations fails in turn, against a real data directory: nothing false is acknowledged, nothing half is
// kept, reading goes on, and the same request works as soon as the disk does, without a restart.
#include <cerrno>
#include <iostream>
#include <set>

#include <fmt/format.h>

#include "app/tests/io_faults.hpp"
#include "app/tests/whole_city.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::app {
namespace {

using http::Method;
using test::IoFaults;
using test::number_in;
using test::WholeCity;

/// One request, ready to be sent again.
using Attempt = std::function<http::Response()>;

struct CoreOperation {
  std::string name;
  /// Builds what the operation needs, anew each time.
  std::function<Attempt()> prepare;
  /// A number that the operation changes once, whatever happened before it worked.
  std::function<std::string()> effect;
  std::int64_t change = 0;  // by how much; 0: it differs
};

class IoFaultTest : public testing::TestWithParam<int> {
 protected:
  IoFaultTest() {
    for (const std::string_view role : WholeCity::kRoles) city_.browser(role);
    open_ = city_.published("clerk", "断盘");
    statement_ = city_.statements("member", open_).at(0);
    EXPECT_EQ(city_.vote("member", open_, statement_).status, 200);
  }

  // ---- requests

  Attempt request(std::string_view role, Method method, std::string target, std::string body = {}) {
    const std::string key = fmt::format("fault-key-{}", ++requests_);
    return [this, role = std::string(role), method, target = std::move(target), body = std::move(body), key] {
      Browser& browser = city_.browser(role);
      std::vector<http::Header> headers{{"Accept-Language", "en"}, {"Idempotency-Key", key}, {"X-CSRF-Token", browser.csrf}, {"Cookie", browser.cookie + (browser.device.empty() ? "" : "; " + browser.device)}};
      return city_.send(method, target, body, std::move(headers));
    };
  }
  Attempt post(std::string_view role, std::string target, std::string body = "{}") { return request(role, Method::post, std::move(target), std::move(body)); }
  Attempt put(std::string_view role, std::string target, std::string body) { return request(role, Method::put, std::move(target), std::move(body)); }
  /// Work without a request, answered as a request would be.
  static Attempt work(std::function<void()> run) {
    return [run = std::move(run)] {
      http::Response response;
      response.status = 200;
      try {
        run();
      } catch (const db::StorageFull&) {
        response.status = 507;
      } catch (const db::Unavailable&) {
        response.status = 503;
      }
      return response;
    };
  }
  std::int64_t made(const Attempt& attempt) {
    const auto response = attempt();
    EXPECT_TRUE(response.status == 200 || response.status == 201) << response.body;
    return number_in(response, "id");
  }

  // ---- what they need

  static std::string of(std::int64_t consultation) { return "/api/v1/consultations/" + std::to_string(consultation); }
  std::string unique() { return std::to_string(++requests_); }
  void change(const std::string& sql) {
    city_.build([&](Context&, db::WriteTx& tx) { tx.script(sql); });
  }
  /// Nobody is held up by what earlier rounds left.
  void forget_waiting() { change("UPDATE consultation_statement SET state = 'refused' WHERE state = 'pending'; UPDATE discussion_post SET state = 'refused' WHERE state = 'pending'; DELETE FROM identity_throttle"); }
  std::int64_t version_of(std::int64_t consultation) { return city_.count("SELECT version FROM consultation_consultation WHERE id = " + std::to_string(consultation)); }
  Attempt transition(std::int64_t consultation, std::string_view verb) {
    return post("clerk", of(consultation) + "/transitions", fmt::format(R"({{"verb":"{}","version":{},"reason":"因为"}})", verb, version_of(consultation)));
  }
  std::int64_t closed() {
    const auto id = city_.published("clerk", "结束" + unique());
    EXPECT_EQ(city_.vote("member", id, city_.statements("member", id).at(0)).status, 200);
    EXPECT_EQ(city_.move("clerk", id, "close").status, 200);
    return id;
  }
  std::string sheet(std::int64_t version) { return fmt::format(R"({{"version":{},"agreed":[{{"text":"一起做 {}"}}],"to_study":[],"remaining":[],"explain":[],"learned":""}})", version, unique()); }
  std::int64_t new_statement() {
    forget_waiting();
    return made(post("member", of(open_) + "/statements", R"({"text":"说法 )" + unique() + "\"}"));
  }
  std::int64_t new_post() {
    forget_waiting();
    return made(post("member", "/api/v1/threads/consultation/" + std::to_string(open_) + "/posts", R"({"text":"说一句 )" + unique() + "\"}"));
  }
  std::int64_t refused_statement() {
    const auto id = new_statement();
    EXPECT_EQ(post("clerk", "/api/v1/statements/" + std::to_string(id) + "/moderation", R"({"verb":"refuse","reason":"duplicate","note":"同 12 号"})")().status, 200);
    return id;
  }
  std::int64_t paper_ballot() {
    const auto id = city_.published("clerk", "纸票" + unique());
    return made(post("clerk", of(id) + "/assisted", fmt::format(R"({{"member_number":"12000002","votes":[{{"statement":{},"vote":"agree"}}]}})", city_.statements("clerk", id).at(0))));
  }
  std::string link_for(std::string_view who) {
    return city_.build([&](Context& context, db::WriteTx& tx) { return identity::create_sign_in_link(context, tx, city_.people.find(who)->second); });
  }
  /// The code last sent.
  std::string code() {
    const auto outbox = test::parsed(city_.browser("anonymous").get("/api/v1/development/outbox"));
    const std::string text(outbox.at("items").at(0).at("text").as_string());
    const auto at = text.find_first_of("0123456789");
    return text.substr(at, 6);
  }
  std::int64_t count_terms() { return city_.count("SELECT count(*) FROM assemblies_term"); }
  /// A roster as a change of term keeps it, in hexadecimal.
  std::string sealed_roster(std::int64_t id) {
    const auto key = city_.app().use<secrets::Secrets>().key("assemblies.next_roster");
    std::string text;
    for (const std::byte b : secrets::seal(key, "number,name,sector\n1,新示例,农业\n2,另示例" + unique() + ",农业\n", std::to_string(id))) text += fmt::format("{:02x}", static_cast<int>(b));
    return text;
  }
  std::function<std::string()> counting(std::string sql) {
    return [this, sql = std::move(sql)] { return std::to_string(city_.count(sql)); };
  }
  std::function<std::string()> rows(const std::string& table) { return counting("SELECT count(*) FROM " + table); }
  std::function<std::string()> in_state(std::string state) { return counting("SELECT count(*) FROM consultation_consultation WHERE state = '" + state + "'"); }

  std::vector<CoreOperation> operations() {
    const std::string text = R"(,"question":"问什么？","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":["甲","乙"])";
    return {
        {"a first vote", [this] { const auto id = city_.published("clerk", "新" + unique()); return put("member", of(id) + "/votes/" + std::to_string(city_.statements("member", id).at(0)), R"({"vote":"agree"})"); }, rows("consultation_vote"), 1},
        {"another vote", [this] { agree_ = !agree_; return put("member", of(open_) + "/votes/" + std::to_string(statement_), agree_ ? R"({"vote":"agree"})" : R"({"vote":"disagree"})"); }, counting(fmt::format("SELECT sum(vote) FROM consultation_vote WHERE statement = {}", statement_))},
        {"a statement", [this] { forget_waiting(); return post("member", of(open_) + "/statements", R"({"text":"说法 )" + unique() + "\"}"); }, rows("consultation_statement"), 1},
        {"a post", [this] { forget_waiting(); return post("member", "/api/v1/threads/consultation/" + std::to_string(open_) + "/posts", R"({"text":"说一句 )" + unique() + "\"}"); }, rows("discussion_post"), 1},
        {"a reply", [this] {
           const auto id = new_post();
           EXPECT_EQ(post("clerk", "/api/v1/posts/" + std::to_string(id) + "/moderation", R"({"verb":"approve"})")().status, 200);
           return post("second", "/api/v1/threads/consultation/" + std::to_string(open_) + "/posts", fmt::format(R"({{"text":"回一句 {}","reply_to":{}}})", unique(), id));
         }, rows("discussion_post WHERE reply_to IS NOT NULL"), 1},
        {"approving a statement", [this] { return post("clerk", "/api/v1/statements/" + std::to_string(new_statement()) + "/moderation", R"({"verb":"approve"})"); }, rows("consultation_statement WHERE state = 'approved'")},
        {"refusing a statement", [this] { return post("clerk", "/api/v1/statements/" + std::to_string(new_statement()) + "/moderation", R"({"verb":"refuse","reason":"duplicate","note":"同 12 号"})"); }, rows("moderation_item WHERE state = 'refused'"), 1},
        {"approving a post", [this] { return post("clerk", "/api/v1/posts/" + std::to_string(new_post()) + "/moderation", R"({"verb":"approve"})"); }, rows("discussion_post WHERE state = 'approved'"), 1},
        {"an appeal", [this] { return post("member", "/api/v1/statements/" + std::to_string(refused_statement()) + "/appeal", R"({"text":"不同意"})"); }, rows("moderation_item WHERE state = 'appealed'"), 1},
        {"deciding an appeal", [this] {
           const std::string path = "/api/v1/statements/" + std::to_string(refused_statement());
           EXPECT_EQ(post("member", path + "/appeal", R"({"text":"不同意"})")().status, 200);
           return post("second", path + "/moderation", R"({"verb":"refuse","reason":"duplicate","note":"同 12 号"})");
         }, rows("moderation_item WHERE state = 'refused_finally'"), 1},
        {"a draft", [this, text] { return post("clerk", "/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/consultations", R"({"title":"草稿)" + unique() + "\"" + text + "}"); }, rows("consultation_consultation"), 1},
        {"editing", [this, text] { const auto id = city_.draft("clerk", "改" + unique()); return put("clerk", of(id), fmt::format(R"({{"title":"改过{}"{},"version":{}}})", unique(), text, version_of(id))); }, rows("consultation_consultation WHERE title LIKE '改过%'"), 1},
        {"publishing", [this] { return transition(city_.draft("clerk", "发布" + unique()), "publish"); }, in_state("open"), 1},
        {"closing", [this] { return transition(city_.published("clerk", "关" + unique()), "close"); }, in_state("closed"), 1},
        {"undoing the closing", [this] { return transition(closed(), "reopen"); }, in_state("open"), 1},
        {"withdrawing", [this] { return transition(city_.published("clerk", "撤" + unique()), "withdraw"); }, in_state("withdrawn"), 1},
        {"attaching a file", [this] { return post("clerk", of(open_) + "/files?name=a.txt", "附件 " + unique() + "\n"); }, rows("platform_file"), 1},
        {"removing a file", [this] {
           const auto id = made(post("clerk", of(open_) + "/files?name=b.txt", "附件 " + unique() + "\n"));
           return request("clerk", Method::delete_, of(open_) + "/files/" + std::to_string(id));
         }, rows("platform_file"), -1},
        {"saving the sheet", [this] { return put("clerk", of(closed()) + "/sheet", sheet(0)); }, rows("consultation_sheet"), 1},
        {"signing the sheet", [this] {
           const auto id = closed();
           EXPECT_EQ(put("clerk", of(id) + "/sheet", sheet(0))().status, 200);
           return post("chair", of(id) + "/sheet/sign", R"({"version":1})");
         }, in_state("signed"), 1},
        {"a paper ballot", [this] {
           const auto id = city_.published("clerk", "纸" + unique());
           return post("clerk", of(id) + "/assisted", fmt::format(R"({{"member_number":"12000002","votes":[{{"statement":{},"vote":"agree"}}]}})", city_.statements("clerk", id).at(0)));
         }, rows("consultation_assisted"), 1},
        {"checking a paper ballot", [this] { return post("second", "/api/v1/assisted/" + std::to_string(paper_ballot()) + "/check", R"({"agree":true})"); }, rows("consultation_assisted WHERE state = 'checked'"), 1},
        {"importing a roster", [this] { const auto n = unique(); return post("clerk", "/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/roster", "委员编号,姓名,界别\r\n13" + n + ",新示例" + n + ",农业\r\n"); }, rows("assemblies_membership"), 1},
        {"changing the term", [this] {
           const auto n = count_terms();
           change(fmt::format("INSERT INTO assemblies_next_term (id, assembly, state, version, begins_at, plan, roster) VALUES ({0}, {1}, 'confirmed', 1, 1, '{2}', x'{3}')", n + 100, city_.abroad.value,
                              fmt::format(R"({{"number":{},"name":"第{}届","from":{},"sectors":["农业"],"committees":[],"offices":[]}})", n - 5, n, city_.clock.now().milliseconds - 1000000 + n), sealed_roster(n + 100)));
           return work([this] { city_.app().run_job("change_terms"); });
         }, rows("assemblies_term"), 1},
        {"signing in by link", [this] { return post("anonymous", "/api/v1/session/link", R"({"token":")" + link_for("stranger") + "\"}"); }, rows("identity_link WHERE used_key IS NOT NULL"), 1},
        {"signing in by password", [this] {
           forget_waiting();
           Context context = city_.app().context();
           if (!hash_) hash_ = *identity::hash_password(context, "stranger", "correct horse battery");
           city_.build([&](Context& c, db::WriteTx& tx) { EXPECT_TRUE(identity::set_password(c, tx, city_.people["stranger"], *hash_).has_value()); });
           return post("anonymous", "/api/v1/session/password", R"({"login":"stranger","password":"correct horse battery"})");
         }, rows("identity_session")},  // one that nobody was told of may be left
        {"asking for a code", [this] { forget_waiting(); return post("anonymous", "/api/v1/session/phone-codes", fmt::format(R"({{"phone":"139{:08}"}})", ++requests_)); }, rows("identity_phone_code"), 1},
        {"signing in by telephone", [this] {
           forget_waiting();
           const std::string phone = fmt::format("138{:08}", ++requests_);
           EXPECT_EQ(city_.browser("anonymous").post("/api/v1/session/phone-codes", R"({"phone":")" + phone + "\"}").status, 202);
           return post("anonymous", "/api/v1/session/phone", fmt::format(R"({{"phone":"{}","code":"{}","consent":true}})", phone, code()));
         }, rows("identity_person"), 1},
        {"choosing a seat", [this] {
           city_.sign_in("foreign");
           return put("foreign", "/api/v1/session/seat", R"({"seat":0})");
         }, rows("identity_session WHERE seat = 0"), 1},
        {"signing out", [this] { city_.sign_in("citizen"); return post("citizen", "/api/v1/session/sign-out"); }, rows("identity_session"), -1},
        {"reading the inbox", [this] { refused_statement(); return post("member", "/api/v1/me/inbox/read", R"({"up_to":9007199254740991})"); }, rows("platform_notice WHERE read_at IS NULL")},
        {"closing what is due", [this] {
           const auto id = city_.published("clerk", "到期" + unique());
           change("UPDATE consultation_consultation SET closes_at = 1 WHERE id = " + std::to_string(id));
           return work([this] { city_.app().run_job("close_due"); });
         }, in_state("closed"), 1},
        {"computing a result", [this] {
           if (!signed_in_again_) for (const char* voter : {"citizen", "stranger"}) city_.sign_in(voter);
           signed_in_again_ = true;
           const auto id = city_.published("clerk", "算" + unique());
           for (const char* voter : {"citizen", "member", "stranger", "chair", "administrator"}) EXPECT_EQ(city_.vote(voter, id, city_.statements(voter, id).at(0)).status, 200);
           return work([this] { city_.app().run_job("refresh_results"); });
         }, rows("consultation_result"), 1},
    };
  }

  void fail_every_call(const CoreOperation& operation) {
    SCOPED_TRACE(operation.name);
    for (std::int64_t call = 1;; ++call) {
      SCOPED_TRACE("call " + std::to_string(call));
      ASSERT_LT(call, 400) << "it never passes";
      // A write that nothing disturbs: a checkpoint that is due has its hundreds of calls here.
      change("UPDATE consultation_consultation SET version = version WHERE id = " + std::to_string(open_));
      const Attempt attempt = operation.prepare();
      ASSERT_FALSE(HasFailure());
      const std::string before = operation.effect();
      IoFaults::arm(folder(), call, GetParam());
      http::Response response = attempt();
      const bool failed = IoFaults::disarm();
      SCOPED_TRACE(IoFaults::what());
      const bool acknowledged = response.status >= 200 && response.status < 300;
      failures_ += failed;
      if (!acknowledged) {
        ++refusals_;
        ASSERT_TRUE(failed) << response.status << " without a failure: " << response.body;
        EXPECT_TRUE(response.status == 503 || response.status == 507) << response.status << response.body;
        EXPECT_TRUE(response.body.empty() || response.body.contains("\"code\":\"storage.")) << response.body;
        kept_ += operation.effect() != before;  // done, and the answer failed: repeating it must not do it twice
        EXPECT_EQ(city_.browser("member").get("/api/v1/consultations").status, 200) << "reading goes on";
        response = attempt();
        ASSERT_TRUE(response.status >= 200 && response.status < 300) << "without a restart: " << response.body;
      }
      const std::string after = operation.effect();
      if (operation.change != 0) {
        EXPECT_EQ(std::stoll(after) - std::stoll(before), operation.change) << "done once";
      } else {
        EXPECT_NE(after, before) << "acknowledged, and not done";
      }
      if (HasFailure() || !failed) return;
    }
  }
  std::string folder() { return std::filesystem::path(city_.app().config().data).parent_path(); }

  WholeCity city_{db::Engine::sqlite};
  std::int64_t open_ = 0;
  std::int64_t statement_ = 0;
  std::optional<identity::PasswordHash> hash_;
  bool agree_ = true;
  bool signed_in_again_ = false;
  int requests_ = 1'000'000;
  int failures_ = 0;
  int refusals_ = 0;
  int kept_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Errors, IoFaultTest, testing::Values(ENOSPC, EIO), [](const auto& info) { return info.param == ENOSPC ? "full" : "broken"; });

TEST_P(IoFaultTest, NoCoreOperationAcknowledgesWhatTheDiskRefused) {
  const auto all = operations();
  EXPECT_GE(all.size(), 30u);
  for (const CoreOperation& operation : all) {
    const int before = failures_;
    const auto started = std::chrono::steady_clock::now();
    fail_every_call(operation);
    std::cout << fmt::format("  {:<28} {:3} calls failed, {} ms\n", operation.name, failures_ - before, std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count());
    if (HasFailure()) return;
  }
  EXPECT_TRUE(city_.database().healthy());
  EXPECT_EQ(city_.count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
  EXPECT_EQ(city_.count("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
  std::cout << "  " << all.size() << " operations, " << failures_ << " failed calls, " << refusals_ << " refusals, " << kept_ << " of them after the work was done\n";
}

}  // namespace
}  // namespace gongshi::app
