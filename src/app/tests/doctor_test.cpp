// Each trouble is found, and said in a sentence of both languages.
#include <filesystem>
#include <fstream>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/doctor.hpp"
#include "app/modules.hpp"
#include "app/own_certificate.hpp"
#include "app/words.hpp"
#include "platform/db/testing.hpp"
#include "platform/operations/application.hpp"
#include "platform/tests/fake_janus.hpp"

namespace gongshi::app {
namespace {

namespace fs = std::filesystem;

class Doctor : public testing::Test {
 protected:
  Doctor() : folder_(fs::temp_directory_path() / fmt::format("gongshi-doctor-{}", ::getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "data");
    ::chmod((folder_ / "data").c_str(), 0700);
    fs::create_directories(folder_ / "fonts/noto");
    std::ofstream(folder_ / "fonts/noto/NotoSansCJK-Regular.ttc") << "a font";
    config_.data = folder_ / "data";
    config_.port = 0;
    config_.public_url = "https://localhost";
    config_.filing_number = config_.complaint_contact = config_.privacy_contact = "x";
  }
  ~Doctor() override { fs::remove_all(folder_); }

  /// A database as the program makes it.
  void fill() {
    const auto database = db::open_sqlite({.path = config_.data + "/gongshi.sqlite"});
    Application app(config_, *database, clock_, all_modules());
    database->close();
  }
  static void run(db::Database& database, const std::string& statement) {
    const auto done = database.write([&](db::WriteTx& tx) -> Result<bool> {
      tx.script(statement);
      return true;
    });
    ASSERT_TRUE(done.has_value());
  }
  void change(const std::string& statement) {
    const auto database = db::open_sqlite({.path = config_.data + "/gongshi.sqlite"});
    run(*database, statement);
    database->close();
  }

  Surroundings surroundings() { return {.config = config_, .clock = clock_, .starting = starting_, .font_folders = {folder_ / "fonts"}, .least_room = least_room_, .little_room = 0}; }

  /// The codes that are not fine, failures with an exclamation mark.
  std::vector<std::string> found() {
    std::vector<std::string> codes;
    for (const Finding& finding : examine(surroundings())) {
      for (const Words* words : {&chinese_, &english_}) {
        const std::string said = words->say("doctor." + finding.code, finding.args);
        EXPECT_NE(said, "doctor." + finding.code) << "no words";
        EXPECT_EQ(said.find('{'), std::string::npos) << said;
        EXPECT_EQ(said.find('\n'), std::string::npos) << "one sentence: " << said;
      }
      // A machine that tests may have no time server and few files.
      if (finding.weight == Weight::fine || finding.code == "clock_alone" || finding.code == "sender_missing" || finding.code == "files_few") continue;
      codes.push_back(finding.code + (finding.weight == Weight::failure ? "!" : ""));
    }
    return codes;
  }
  using Codes = std::vector<std::string>;

  const fs::path folder_;
  config::Config config_;
  SystemClock clock_;
  bool starting_ = false;
  std::uint64_t least_room_ = 0;
  const Words chinese_{i18n::Language::zh_cn}, english_{i18n::Language::en};
};

TEST_F(Doctor, FindsNothingWhereAllIsWell) {
  EXPECT_EQ(found(), Codes{}) << "before the first start";
  fill();
  EXPECT_EQ(found(), Codes{}) << "and after it";
}

TEST_F(Doctor, FindsWhatIsWrongWithTheFolderAndTheDisk) {
  config_.data = folder_ / "not/made/yet";
  EXPECT_EQ(found(), Codes{});
  config_.data = folder_ / "fonts/noto/NotoSansCJK-Regular.ttc/below";
  EXPECT_EQ(found(), Codes{"folder_cannot_be_made!"});
  config_.data = folder_ / "fonts/noto/NotoSansCJK-Regular.ttc";
  EXPECT_EQ(found(), (Codes{"folder_is_none!"}));
  config_.data = folder_ / "data";
  ::chmod(config_.data.c_str(), 0755);
  EXPECT_EQ(found(), Codes{"folder_open"});
  ::chmod(config_.data.c_str(), 0700);
  least_room_ = std::uint64_t{1} << 60;
  EXPECT_EQ(found(), Codes{"room_none!"});
}

TEST_F(Doctor, FindsAnotherProcessInTheFolder) {
  const auto database = db::open_sqlite({.path = config_.data + "/gongshi.sqlite"});
  EXPECT_EQ(found(), Codes{}) << "a running server is no trouble";
  starting_ = true;
  EXPECT_EQ(found(), Codes{"folder_in_use!"});
}

TEST_F(Doctor, FindsAWrongClock) {
  fill();
  struct At final : Clock {
    explicit At(Timestamp t) : time(t) {}
    Timestamp now() const override { return time; }
    Timestamp time;
  };
  const auto codes_at = [&](const Clock& clock) {
    Codes codes;
    for (const Finding& finding : examine({.config = config_, .clock = clock, .font_folders = {folder_ / "fonts"}, .least_room = 0, .little_room = 0})) {
      if (finding.weight == Weight::failure) codes.push_back(finding.code);
    }
    return codes;
  };
  EXPECT_EQ(codes_at(At(Timestamp{0})), Codes{"clock_before_release"});
  const Timestamp written = clock_.now();
  const fs::file_time_type tomorrow = fs::file_time_type::clock::now() + std::chrono::hours(24);
  fs::last_write_time(config_.data + "/gongshi.sqlite", tomorrow);
  EXPECT_EQ(codes_at(At(written)), Codes{"clock_behind"});
  fs::last_write_time(config_.data + "/gongshi.sqlite", fs::file_time_type::clock::now() - std::chrono::hours(24));
  change(fmt::format("INSERT INTO platform_journal (id, scope, at, person, verb, subject_kind, subject, detail) VALUES (1, 0, {}, 0, 'a', 'b', 0, '')",
                     (written + std::chrono::hours(24 * 365)).milliseconds));
  EXPECT_EQ(codes_at(At(clock_.now())), Codes{"clock_behind_journal"});
}

TEST_F(Doctor, FindsADatabaseOfAnotherVersion) {
  fill();
  change("DELETE FROM schema_migration WHERE module = 'consultation'");
  EXPECT_EQ(found(), Codes{"schema_older"});
  change("INSERT INTO schema_migration (module, number, name, checksum, applied_at) VALUES ('consultation', 99, '0099_later', 'x', 0)");
  EXPECT_EQ(found(), Codes{"schema_newer!"});
  change("DELETE FROM schema_migration WHERE number = 99");
  change("UPDATE schema_migration SET checksum = 'x' WHERE module = 'identity' AND number = 1");
  EXPECT_EQ(found(), Codes{"schema_altered!"});
  std::ofstream(config_.data + "/gongshi.sqlite", std::ios::trunc) << std::string(8192, 'x');
  EXPECT_EQ(found(), Codes{"database_unreadable!"});
}

TEST_F(Doctor, FindsPostgresWhereItIsAndWhereItIsNot) {
  db::FreshDatabase postgres(db::Engine::postgres);
  config_.database = postgres.connection();
  EXPECT_EQ(found(), Codes{}) << "empty";
  Application(config_, *postgres, clock_, all_modules());
  EXPECT_EQ(found(), Codes{});
  run(*postgres, "INSERT INTO schema_migration (module, number, name, checksum, applied_at) VALUES ('consultation', 99, '0099_later', 'x', 0)");
  EXPECT_EQ(found(), Codes{"schema_newer!"});
  config_.database = "host=" + (folder_ / "nowhere").string() + " password=secret";
  EXPECT_EQ(found(), Codes{"database_unreachable!"});
  for (const Finding& finding : examine(surroundings())) EXPECT_EQ(english_.say("doctor." + finding.code, finding.args).find("secret"), std::string::npos);
}

TEST_F(Doctor, FindsCertificatesThatBrowsersRefuse) {
  const auto [certificate, key] = own_certificate(folder_ / "one", "127.0.0.1");
  const auto [other_certificate, other_key] = own_certificate(folder_ / "two", "127.0.0.1");
  config_.address = "0.0.0.0";
  EXPECT_EQ(found(), Codes{"certificate_own"}) << "made at the start";
  config_.address = "127.0.0.1";
  config_.certificate = certificate;
  config_.key = key;
  EXPECT_EQ(found(), Codes{"certificate_own"});
  config_.public_url = "https://zx.example.gov.cn:8443";
  EXPECT_EQ(found(), Codes{"certificate_other_name!"});
  config_.public_url = "https://127.0.0.1:8443";
  EXPECT_EQ(found(), Codes{"certificate_own"});
  config_.key = other_key;
  EXPECT_EQ(found(), Codes{"certificate_other_key!"});
  config_.key = certificate;
  EXPECT_EQ(found(), Codes{"certificate_no_pem!"});
  config_.key = folder_ / "none";
  EXPECT_EQ(found(), Codes{"certificate_unreadable!"});
  config_.key = key;
  for (const auto& [days, code] : {std::pair{800, "certificate_ends_soon"}, std::pair{830, "certificate_expired"}, std::pair{-1, "certificate_not_yet"}}) {
    const FakeClock then(clock_.now() + std::chrono::hours(24 * days));
    Codes codes;
    for (const Finding& finding : examine({.config = config_, .clock = then, .font_folders = {folder_ / "fonts"}})) codes.push_back(finding.code);
    EXPECT_NE(std::ranges::find(codes, code), codes.end()) << code;
  }
}

TEST_F(Doctor, FindsAPortInUseAndOddAddresses) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
  ::listen(socket, 1);
  socklen_t size = sizeof where;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&where), &size);
  config_.port = ntohs(where.sin_port);
  EXPECT_EQ(found(), Codes{"port_busy!"});
  ::close(socket);
  EXPECT_EQ(found(), Codes{});
  config_.address = "192.0.2.77";
  EXPECT_EQ(found(), (Codes{"certificate_own", "address_not_here!"}));
  config_.address = "somewhere";
  EXPECT_EQ(found(), (Codes{"certificate_own", "address_odd!"}));
}

TEST_F(Doctor, FindsWhatGoesOverANetworkUnproved) {
  const auto codes = [&] {
    Codes codes;
    for (const Finding& finding : glance(surroundings())) {
      if (finding.code == "database_unproved" || finding.code == "scanner_plain" || finding.code == "mail_plain") codes.push_back(finding.code);
    }
    return codes;
  };
  for (const char* fine : {"", "dbname=gongshi", "host=/run/postgresql dbname=gongshi", "host=localhost", "postgresql://127.0.0.1/gongshi", "host=db1,db2 sslmode=verify-full",
                           "postgresql://db.example.org/gongshi?sslmode=verify-full"}) {
    config_.database = fine;
    EXPECT_EQ(codes(), Codes{}) << fine;
  }
  for (const char* unproved : {"host=db.example.org", "host=10.0.0.7 sslmode=require", "postgresql://gongshi@db.example.org/gongshi?sslmode=verify-ca", "host=/run/postgresql,10.0.0.7",
                               "host=localhost hostaddr=10.0.0.7"}) {
    config_.database = unproved;
    EXPECT_EQ(codes(), Codes{"database_unproved"}) << unproved;
  }
  config_.database.clear();
  for (const char* fine : {"/run/clamav/clamd.ctl", "127.0.0.1:3310", "localhost:3310"}) {
    config_.clamav = fine;
    EXPECT_EQ(codes(), Codes{}) << fine;
  }
  config_.clamav = "10.0.0.7:3310";
  EXPECT_EQ(codes(), Codes{"scanner_plain"});
  config_.clamav.clear();
  config_.mail_plain = true;
  config_.mail_server = "smtp://10.0.0.8:25";
  EXPECT_EQ(codes(), Codes{"mail_plain"});
}

TEST_F(Doctor, FindsWhatIsMissingAround) {
  fs::remove_all(folder_ / "fonts");
  config_.filing_number = config_.complaint_contact = config_.privacy_contact = config_.public_url = "";
  EXPECT_EQ(found(), (Codes{"fonts_missing", "public_url_missing", "filing_number_missing", "complaint_contact_missing", "privacy_contact_missing"}));
  config_.demo = true;
  EXPECT_EQ(found(), Codes{"fonts_missing"});
  config_.clamav = folder_ / "no-such-socket";
  EXPECT_EQ(found(), (Codes{"fonts_missing", "scanner_away!"}));
  config_.clamav.clear();
  config_.mail_server = "smtp://127.0.0.1:1";
  EXPECT_EQ(found(), (Codes{"fonts_missing", "mail_away!"}));
  config_.mail_server.clear();
  config_.conference_janus = "http://127.0.0.1:1/janus";
  EXPECT_EQ(found(), (Codes{"fonts_missing", "conference_away!"}));
  conference::test::FakeJanus janus;
  config_.conference_janus = janus.url();
  EXPECT_EQ(found(), (Codes{"fonts_missing", "conference_away!"})) << "without its secret";
  config_.conference_janus_secret = conference::test::FakeJanus::kSecret;
  EXPECT_EQ(found(), Codes{"fonts_missing"});
  config_.conference_janus.clear();
  config_.text_message_url = "https://gateway.example/sms";
  EXPECT_EQ(found(), (Codes{"fonts_missing", "gateway_wrong!"})) << "without a secret";
  config_.text_message_url.clear();
  config_.demo = false;
  config_.filing_number = config_.complaint_contact = config_.privacy_contact = config_.public_url = "x://x";
  config_.development_outbox = true;
  EXPECT_EQ(found(), (Codes{"fonts_missing", "outbox_public!"}));
}

}  // namespace
}  // namespace gongshi::app
