// gongshi admin, in process and asked of the running program; what the real program says when it cannot start; what it tells about itself.
#include <fstream>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "app/administer.hpp"
#include "app/modules.hpp"
#include "app/tests/program.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"
#include "platform/operations/testing.hpp"

namespace gongshi::app {
namespace {

namespace fs = std::filesystem;

class Admin : public testing::TestWithParam<db::Engine> {
 protected:
  Admin() {
    world_.build([&](Context& context, db::WriteTx& tx) {
      assembly_ = assemblies::create_assembly(context, tx, {.name = "某市政协", .short_name = "市政协", .code = "c"});
      first_ = identity::create_person(context, tx, {.name = "甲"});
      assemblies::add_seat(context, tx, first_, assembly_, assemblies::Role::administrator, Timestamp{0});
    });
  }
  /// Whether it went well, and what was said.
  Spoken say(std::vector<std::string> words) { return administer(world_.app(), english_, words, "https://example.com"); }
  static std::string token_in(const std::string& text) {
    const auto at = text.find("/link#");
    return at == std::string::npos ? "" : text.substr(at + 6, text.find('\n', at) - at - 6);
  }
  http::Response enter(Browser& browser, const std::string& text) { return browser.post("/api/v1/session/link", "{\"token\":\"" + token_in(text) + "\"}"); }

  World world_{GetParam(), all_modules()};
  const Words english_{i18n::Language::en};
  assemblies::AssemblyId assembly_;
  PersonId first_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Admin, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(Admin, MakesAndUnmakesAdministrators) {
  EXPECT_EQ(say({"disable", std::to_string(first_.value)}).text, "this is the last administrator; create another one first\n");
  const Spoken made = say({"create", "--name=乙"});
  EXPECT_EQ(made.status, 0) << made.text;
  EXPECT_NE(made.text.find("https://example.com/link#"), std::string::npos) << made.text;
  Browser browser(world_);
  const auto inside = enter(browser, made.text);
  EXPECT_EQ(inside.status, 200);
  EXPECT_NE(inside.body.find(R"("role":"administrator")"), std::string::npos) << inside.body;
  EXPECT_EQ(enter(browser, made.text).status, 410) << "once";

  const Spoken list = say({"list"});
  EXPECT_NE(list.text.find("甲  某市政协  no password yet"), std::string::npos) << list.text;
  EXPECT_NE(list.text.find("乙"), std::string::npos) << list.text;
  EXPECT_EQ(say({"disable", std::to_string(first_.value)}).status, 0);
  EXPECT_EQ(say({"list"}).text.find("甲"), std::string::npos);
  EXPECT_EQ(say({"disable", std::to_string(first_.value)}).status, 1) << "no administrator any more";
}

TEST_P(Admin, GivesLinksAndEndsSessions) {
  Browser browser(world_);
  const std::string who = std::to_string(first_.value);
  const Spoken old = say({"link", who});
  const Spoken link = say({"link", who});
  EXPECT_EQ(enter(browser, old.text).status, 410) << "a new link ends the one before";
  EXPECT_EQ(enter(browser, link.text).status, 200);
  EXPECT_EQ(browser.post("/api/v1/me/password", R"({"login":"Jia","password":"correct horse battery"})").status, 200);
  const Spoken unused = say({"link", "jia"});
  EXPECT_EQ(unused.status, 0) << "by login, in any case";
  EXPECT_EQ(say({"end-sessions", "JIA"}).status, 0);
  EXPECT_EQ(browser.get("/api/v1/me/inbox").status, 401);
  EXPECT_EQ(enter(browser, unused.text).status, 410) << "links that nobody used end as well";
  EXPECT_EQ(enter(browser, say({"link", who}).text).status, 200);
  EXPECT_EQ(say({"end-sessions", "--all"}).text, "1 session has ended: everybody is signed out\n");
  EXPECT_EQ(browser.get("/api/v1/me/inbox").status, 401);
}

TEST_P(Admin, RefusesInWordsAndChangesNothing) {
  const std::pair<std::vector<std::string>, int> table[] = {
      {{}, 2}, {{"appoint"}, 2}, {{"create"}, 2}, {{"create", "--name= "}, 2}, {{"create", "--name=x", "--assembly=none"}, 1}, {{"link"}, 2}, {{"link", "a", "b"}, 2},
      {{"link", "nobody"}, 1}, {{"link", "1"}, 1}, {{"disable", "nobody"}, 1}, {{"end-sessions"}, 2}, {{"end-sessions", "x", "--all"}, 2},
  };
  const Words chinese(i18n::Language::zh_cn);
  for (const auto& [words, status] : table) {
    SCOPED_TRACE(words.empty() ? "" : words.back());
    const Spoken spoken = say(words);
    EXPECT_EQ(spoken.status, status) << spoken.text;
    EXPECT_NE(administer(world_.app(), chinese, words, "").text, spoken.text);
  }
  const auto officials = world_.look([](Context& context, db::ReadTx& tx) { return assemblies::officials(tx, {}, context.now()); });
  EXPECT_EQ(officials.size(), 1U);
}

/// Runs the program to its end: exit code and everything it printed.
std::pair<int, std::string> run(const std::string& words) {
  const std::string command = "env -i PATH=\"$PATH\" LSAN_OPTIONS=\"$LSAN_OPTIONS\" GONGSHI_CONFIG=/dev/null LANG=C " GONGSHI_PROGRAM " " + words + " 2>&1";
  FILE* const pipe = ::popen(command.c_str(), "r");
  std::string printed;
  char bytes[4096];
  while (const auto got = std::fread(bytes, 1, sizeof bytes, pipe)) printed.append(bytes, got);
  return {WEXITSTATUS(::pclose(pipe)), printed};
}

class RunningProgram : public testing::Test {
 protected:
  RunningProgram() : data_(fs::temp_directory_path() / ("gongshi-admin-test-" + std::to_string(::getpid()) + "-with-a-name-longer-than-the-address-of-a-socket-may-be-in-all-its-hundred-bytes")) {
    fs::remove_all(data_);
  }
  ~RunningProgram() override { fs::remove_all(data_); }
  const std::string data_;
};

TEST_F(RunningProgram, DoesWhatCommandsAskOfIt) {
  test::Program program({"--data", data_});
  EXPECT_EQ(run("admin list --data " + data_).second, "there is no administrator yet\n");
  EXPECT_EQ(run("admin list --language zh-CN --data " + data_).second, "还没有管理员\n");
  EXPECT_EQ(run("admin create --name x --data " + data_).first, 1) << "the first one comes by the link";
  struct stat socket{};
  ASSERT_EQ(::stat((data_ + "/control.sock").c_str(), &socket), 0);
  EXPECT_EQ(socket.st_mode & 0777, 0600U);
  const auto looked = run("doctor --data " + data_ + " --port " + std::to_string(program.port()));
  EXPECT_NE(looked.second.find("The server is running (process " + std::to_string(program.process())), std::string::npos) << looked.second;
  EXPECT_EQ(looked.first, 0) << looked.second;
  program.end(SIGTERM);
  EXPECT_FALSE(fs::exists(data_ + "/control.sock"));
  EXPECT_EQ(run("admin list --data " + data_).second, "there is no administrator yet\n") << "and without a server just as well";
}

TEST_F(RunningProgram, LeavesNothingInTheWayWhenItIsKilled) {
  {
    test::Program program({"--data", data_});
    program.end(SIGKILL);
  }
  EXPECT_TRUE(fs::exists(data_ + "/control.sock"));
  EXPECT_EQ(run("admin list --data " + data_).second, "there is no administrator yet\n") << "nobody answers, so the command does it";
  test::Program again({"--data", data_});
  EXPECT_EQ(run("admin list --data " + data_).second, "there is no administrator yet\n");
}

TEST_F(RunningProgram, SaysInWordsWhyItCannotStart) {
  test::Program program({"--data", data_});
  const std::string port = std::to_string(program.port());
  std::ofstream(data_ + ".toml") << "port = \"many\"\n";
  std::ofstream(data_ + ".pem") << "no certificate\n";
  const struct {
    std::string words;
    int code;
    std::string said;
  } table[] = {
      {"serve --port 0 --data " + data_, 1, "is in use by another process (process " + std::to_string(program.process())},
      {"serve --data " + data_ + "2 --port " + port, 1, "Port " + port + " of 127.0.0.1 is in use by another program: stop it"},
      {"serve --data " + data_ + ".toml --port 0", 1, "is not a folder: name another one with --data"},
      {"serve --data " + data_ + "2 --port 0 --certificate " + data_ + ".pem --key " + data_ + ".pem", 1, ".pem is not a PEM file"},
      {"serve --data " + data_ + "2 --port 0 --language zh-CN --certificate " + data_ + ".pem --key " + data_ + ".none", 1, "读不了"},
      {"serve --config " + data_ + ".toml", 2, ".toml:1: port is a whole number within 0–65535"},
      {"serve --prot 1", 2, "--prot: there is no setting prot"},
      {"no-such-command", 2, "there is no command \"no-such-command\""},
      {"no-such-command --language zh", 2, "没有“no-such-command”这个命令"},
  };
  for (const auto& [words, code, said] : table) {
    SCOPED_TRACE(words);
    const auto [exit, printed] = run(words);
    EXPECT_EQ(exit, code);
    EXPECT_NE(printed.find(said), std::string::npos) << printed;
    EXPECT_LE(std::ranges::count(printed, '\n'), 1) << "one sentence: " << printed;
  }
  for (const char* rest : {"2", ".toml", ".pem"}) fs::remove_all(data_ + rest);
}

TEST_F(RunningProgram, TellsItsServiceManagerWhenItIsReadyAndWhenItStops) {
  fs::create_directories(data_);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  const std::string path = fs::temp_directory_path() / ("gongshi-notify-" + std::to_string(::getpid()));
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const auto next = [&] {
    char bytes[256]{};
    timeval patience{30, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto got = ::recv(socket, bytes, sizeof bytes, 0);
    return std::string(bytes, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  };
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  test::Program program({"--data", data_});
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_EQ(next(), "READY=1");
  program.end(SIGTERM);
  EXPECT_EQ(next(), "STOPPING=1");
  ::close(socket);
  fs::remove(path);
}

TEST_F(RunningProgram, SpeaksTlsAloneBeyondLoopback) {
  const std::string ask = "GET /api/v1/assemblies HTTP/1.1\r\nHost: gongshi.example\r\n\r\n";
  for (const char* address : {"127.0.0.1", "0.0.0.0"}) {
    test::Program program({"--data", data_, "--address", address});
    const bool outside = address[0] == '0';
    EXPECT_EQ(program.words().contains("https://"), outside) << program.words();
    http::test::Client plain(program.port());
    const auto answer = plain.ask(ask);
    EXPECT_EQ(answer.status, outside ? 400 : 200);
    EXPECT_EQ(answer.body.contains("items"), !outside);
    if (!outside) continue;
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    http::test::Client secure(program.port(), tls.get());
    EXPECT_EQ(SSL_version(secure.ssl()), TLS1_3_VERSION);
    EXPECT_EQ(secure.ask(ask).status, 200);
  }
}

TEST_F(RunningProgram, ShowsItsFiguresToThisMachineAlone) {
  test::Program program({"--data", data_, "--log-requests"});
  http::test::Client client(program.port());
  const auto ask = [&](const std::string& path, const std::string& more = "") {
    return client.ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n");
  };
  EXPECT_EQ(ask("/api/v1/assemblies").status, 200);
  const auto figures = ask("/metrics");
  EXPECT_EQ(figures.status, 200);
  for (const char* line : {"gongshi_operation_seconds_count{operation=\"GET /api/v1/assemblies\"} 1\n", "gongshi_query_seconds_count{query=\"assemblies.all_assemblies\"} 1\n",
                           "# TYPE gongshi_query_seconds histogram\n", "gongshi_query_seconds_bucket{query=\"assemblies.all_assemblies\",le=\"+Inf\"} 1\n", "gongshi_writes_queued ",
                           "gongshi_outbox_queued ", "gongshi_http_queued "}) {
    EXPECT_NE(figures.body.find(line), std::string::npos) << line << " is not in\n" << figures.body;
  }
  EXPECT_EQ(ask("/metrics", "X-Forwarded-For: 192.0.2.1\r\n").status, 404) << "asked through a proxy on this machine";
}

/// What the log and the addresses may not hold: names, numbers, texts, tokens, network addresses.
TEST_F(RunningProgram, WritesNoPersonalDataIntoItsLog) {
  const std::string log = data_ + ".log";
  const std::string link = [&] {
    test::Program program({"--data", data_, "--log-requests", "--development-outbox"});
    test::Wire wire;
    wire.connect(program.port());
    const auto at = program.words().find("/first#");
    const std::string token = program.words().substr(at + 7, 43);
    EXPECT_EQ(wire.ask("POST", "/api/v1/session/first-administrator", R"({"token":")" + token + R"(","name":"欧阳管理","login":"ouyang","password":"lighthouse pear 42"})").status, 200);
    const auto assemblies = wire.ask("GET", "/api/v1/assemblies");
    const auto id = std::to_string(json::parse(assemblies.body)->at("items").at(0).at("id").as_int64());
    EXPECT_EQ(wire.ask("PUT", "/api/v1/assemblies/" + id + "/bodies", R"({"sectors":["经济界"],"committees":[]})").status, 200);
    EXPECT_EQ(wire.ask("POST", "/api/v1/assemblies/" + id + "/roster", "number,name,sector,phone\n1,司马委员,经济界,13812345678\n").status, 200);
    EXPECT_EQ(wire.ask("POST", "/api/v1/assemblies/" + id + "/members/search", R"({"q":"司马"})").status, 200);
    EXPECT_EQ(wire.ask("GET", "/api/v1/assemblies/" + id + "/members?q=%E5%8F%B8%E9%A9%AC").status, 400) << "what a person typed does not go into an address";
    EXPECT_EQ(wire.ask("POST", "/api/v1/session/phone-codes", R"({"phone":"13812345678"})").status, 202);
    EXPECT_EQ(wire.ask("POST", "/api/v1/session/password", R"({"login":"ouyang","password":"not this one"})").status, 422);
    program.end(SIGTERM);
    return token + program.rest();
  }();
  const std::string token = link.substr(0, 43), logged = link.substr(43);
  EXPECT_NE(logged.find(R"("operation":"POST /api/v1/assemblies/{id}/members/search","status":"200")"), std::string::npos) << logged;
  for (const std::string& secret : {token, std::string("欧阳"), std::string("ouyang"), std::string("司马"), std::string("1381234"), std::string("127.0.0.1"), std::string("lighthouse")}) {
    EXPECT_EQ(logged.find(secret), std::string::npos) << secret << " is in " << logged;
  }
}

}  // namespace
}  // namespace gongshi::app
