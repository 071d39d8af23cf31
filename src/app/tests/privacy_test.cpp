// Opinions are not profiled: what is stored, what may be asked of it, what staff are answered, and what leaves.
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/map_command.hpp"
#include "app/tests/whole_city.hpp"
#include "base/csv.hpp"
#include "base/sha256.hpp"

namespace gongshi::app {
namespace {

using http::Method;
using test::WholeCity;

class Privacy : public testing::TestWithParam<db::Engine> {
 protected:
  std::vector<std::vector<std::string>> rows(const std::string& sql) {
    const db::Query query{"test.rows", sql, 0};
    std::vector<std::vector<std::string>> found;
    city_.database().read([&](db::ReadTx& tx) {
      tx.each(query, [&](const db::Row& row) {
        std::vector<std::string> cells;
        for (int i = 0; i < row.columns(); ++i) cells.emplace_back(row.is_null(i) ? std::string_view("null") : row.text(i));
        found.push_back(std::move(cells));
      });
    });
    return found;
  }
  std::set<std::string> columns(const std::string& table) {
    std::set<std::string> names;
    const std::string sql = GetParam() == db::Engine::sqlite ? "SELECT name FROM pragma_table_info('" + table + "')"
                                                             : "SELECT column_name::text FROM information_schema.columns WHERE table_name = '" + table + "'";
    for (const auto& row : rows(sql)) names.insert(row[0]);
    return names;
  }
  http::Response download(std::string_view role, std::int64_t consultation, const std::string& file) {
    return city_.browser(role).get("/api/v1/consultations/" + std::to_string(consultation) + "/export/" + file);
  }
  /// People enough for a result, without signing each one in.
  void vote_as_members(std::int64_t consultation, int from, int people) {
    const auto ids = city_.statements("clerk", consultation);
    for (int i = from; i < from + people; ++i) {
      const std::string name = "voter" + std::to_string(i);
      city_.actors[name] = city_.look([&](Context& context, db::ReadTx& tx) {
        const auto person = assemblies::find_member_by_number(tx, city_.assembly, fmt::format("1200{:04}", i), context.now());
        return identity::actor_of(context, tx, person.value());
      });
      for (std::size_t s = 0; s < ids.size(); ++s) {
        const auto response = city_.send(Method::put, fmt::format("/api/v1/consultations/{}/votes/{}", consultation, ids[s]),
                                         (i + static_cast<int>(s)) % 3 == 0 ? R"({"vote":"disagree"})" : R"({"vote":"agree"})",
                                         {{"X-Test-Actor", name}, {"X-CSRF-Token", "test"}});
        ASSERT_EQ(response.status, 200) << response.body;
      }
    }
  }

  WholeCity city_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Privacy, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(Privacy, AVoteHasNeitherPersonNorTime) {
  EXPECT_EQ(columns("consultation_vote"), (std::set<std::string>{"consultation", "round", "participant", "statement", "vote"}));
  EXPECT_EQ(columns("consultation_participant"), (std::set<std::string>{"key", "consultation", "person_reference", "sector", "county", "assisted", "arrival", "set_aside"}));
  if (GetParam() == db::Engine::sqlite) {
    const auto made = rows("SELECT sql FROM sqlite_master WHERE name = 'consultation_vote'");
    EXPECT_TRUE(made.at(0).at(0).contains("WITHOUT ROWID")) << "a row number would keep the order of the votes";
  }
}

TEST_P(Privacy, NoStatementJoinsWhatOnePersonThinksAcrossConsultations) {
  static const std::set<std::string> kMayReadReference{"consultation.participant_of", "consultation.add_participant", "consultation.participant_references",
                                                       "consultation.arrivals_of", "consultation.reference_of"};
  int looked = 0;
  for (const Module& module : city_.app().modules()) {
    for (const db::Query* query : module.queries) {
      const std::string text(query->text), name(query->name);
      if (text.contains("person_reference")) EXPECT_TRUE(kMayReadReference.contains(name)) << name << " reads who a participant is";
      if (!text.contains("consultation_vote") && !text.contains("consultation_participant")) continue;
      ++looked;
      EXPECT_EQ(module.name, "consultation") << name << " reads votes of another module";
      // What a backup is asked answers with one number and nothing else.
      if (name.starts_with("consultation.check_")) {
        EXPECT_TRUE(text.starts_with("SELECT count(*) FROM ")) << name;
        continue;
      }
      static const std::regex one_consultation(R"((consultation = \$1|VALUES \(\$1|VALUES \(\$1, \$2|c\.id = \$1))");
      EXPECT_TRUE(std::regex_search(text, one_consultation)) << name << " is not about one consultation";
      EXPECT_FALSE(text.contains("identity_") || text.contains("assemblies_")) << name << " joins votes with people";
    }
  }
  EXPECT_GE(looked, 10);
}

TEST_P(Privacy, APersonIsAnotherParticipantInEachConsultation) {
  const auto first = city_.published("clerk", "第一份"), second = city_.published("clerk", "第二份");
  for (const auto id : {first, second}) EXPECT_EQ(city_.vote("member", id, city_.statements("clerk", id)[0]).status, 200);
  const auto one = rows(fmt::format("SELECT key, {} FROM consultation_participant WHERE consultation = {}",
                                    GetParam() == db::Engine::sqlite ? "hex(person_reference)" : "encode(person_reference, 'hex')", first));
  const auto two = rows(fmt::format("SELECT key, {} FROM consultation_participant WHERE consultation = {}",
                                    GetParam() == db::Engine::sqlite ? "hex(person_reference)" : "encode(person_reference, 'hex')", second));
  ASSERT_EQ(one.size(), 1U);
  ASSERT_EQ(two.size(), 1U);
  EXPECT_NE(one[0][0], two[0][0]);
  EXPECT_NE(one[0][1], two[0][1]);
  // Half of the reference neither: the cipher covers consultation and person at once.
  EXPECT_NE(one[0][1].substr(0, 16), two[0][1].substr(0, 16));
  EXPECT_NE(one[0][1].substr(16), two[0][1].substr(16));
}

TEST_P(Privacy, HowSomebodyCameIsSealedAndForgotten) {
  const auto id = city_.published("clerk", "怎么来的");
  for (const std::string_view role : {"member", "citizen"}) EXPECT_EQ(city_.vote(role, id, city_.statements("clerk", id)[0]).status, 200);
  const std::string one = fmt::format(" FROM consultation_participant WHERE consultation = {}", id);
  EXPECT_EQ(city_.count("SELECT count(arrival)" + one), 1) << "whoever stands on a roster needs no looking at";
  // Sealed: neither the time, which the journal holds beside the person, nor the registration can be read or compared.
  const auto sealed = rows(fmt::format("SELECT {}{} AND arrival IS NOT NULL", GetParam() == db::Engine::sqlite ? "hex(arrival)" : "encode(arrival, 'hex')", one)).at(0).at(0);
  EXPECT_EQ(sealed.size(), 2U * (24 + 32 + 16));
  for (const std::string& time : {fmt::format("{:016x}", city_.clock.now().milliseconds), fmt::format("{:016x}", __builtin_bswap64(static_cast<std::uint64_t>(city_.clock.now().milliseconds)))}) {
    EXPECT_FALSE(sealed.contains(time));
  }
  ASSERT_EQ(city_.move("clerk", id, "close").status, 200);
  city_.clock.advance(std::chrono::hours(24 * 59));
  city_.app().run_job("watch_arrivals");
  EXPECT_EQ(city_.count("SELECT count(arrival)" + one), 1);
  city_.clock.advance(std::chrono::hours(24 * 2));
  city_.app().run_job("watch_arrivals");
  EXPECT_EQ(city_.count("SELECT count(arrival)" + one), 0);
}

TEST_P(Privacy, ACaseLeadsToNobodysVotes) {
  // Whoever copies the database finds no participant's key in a case, and in the journal of an appeal no case.
  EXPECT_FALSE(columns("consultation_held").contains("key") || columns("consultation_held").contains("person"));
  EXPECT_GT(city_.count("SELECT count(*) FROM consultation_held"), 0) << "the demonstration has some";
  EXPECT_EQ(city_.count("SELECT count(*) FROM consultation_held h JOIN consultation_participant p ON p.consultation = h.consultation AND p.person_reference = h.participant"), 0);
  Browser& held = city_.browser("held");
  const auto id = city_.count("SELECT consultation FROM consultation_finding");
  ASSERT_EQ(held.post(fmt::format("/api/v1/consultations/{}/appeal", id), R"({"text":"我是自己来的"})").status, 200);
  EXPECT_EQ(city_.count("SELECT count(*) FROM platform_journal WHERE verb = 'consultation.appeal_set_aside' AND subject_kind = 'consultation'"), 1);
  const auto list = city_.browser("clerk").get("/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/quarantine");
  ASSERT_EQ(list.status, 200) << list.body;
  EXPECT_TRUE(list.body.contains("我是自己来的"));
  EXPECT_FALSE(list.body.contains("市民示例")) << "who it is stays out of it";
}

TEST_P(Privacy, NoAnswerToStaffTiesAPersonToAVote) {
  // In the words of the API: which schemas speak of a vote at all, and none of them of a person, save the paper ballot until it is checked.
  const auto api = json::parse(city_.app().openapi());
  ASSERT_TRUE(api.has_value());
  // OwnVote and BecauseView are the reader's own; nobody else's can be asked for.
  static const std::set<std::string> kSpeakOfVotes{"consultation.AssistedView", "consultation.AssistedVote", "consultation.BecauseView", "consultation.OwnVote"};
  static const std::set<std::string> kName{"person", "person_id", "member", "member_name", "member_number", "author", "author_name", "participant", "key", "reference"};
  for (const auto& [name, schema] : api->at("components").at("schemas").as_object()) {
    const auto* properties = schema.as_object().if_contains("properties");
    if (properties == nullptr) continue;
    bool vote = false, person = false;
    for (const auto& [property, type] : properties->as_object()) {
      vote |= property == "vote" || (property == "votes" && type.as_object().if_contains("type") != nullptr && type.at("type") == "array");
      person |= kName.contains(std::string(property));
    }
    if (vote) EXPECT_TRUE(kSpeakOfVotes.contains(std::string(name))) << name << " speaks of single votes";
    if (vote && person) EXPECT_EQ(std::string(name), "consultation.AssistedView");
  }
}

TEST_P(Privacy, APaperBallotIsForgottenOnceItIsChecked) {
  const auto id = city_.published("clerk", "纸面表决");
  const auto statement = city_.statements("clerk", id)[0];
  const std::string path = "/api/v1/consultations/" + std::to_string(id) + "/assisted";
  const std::string ballot = R"({"member_number":"12000002","votes":[{"statement":)" + std::to_string(statement) + R"(,"vote":"disagree"}]})";
  const auto entered = city_.browser("clerk").post(path, ballot, "the-paper-of-number-two");
  ASSERT_EQ(entered.status, 201) << entered.body;
  EXPECT_TRUE(city_.browser("second").get(path).body.contains(R"("vote":"disagree")")) << "who checks must see it";
  const auto checked = city_.browser("second").post("/api/v1/assisted/" + std::to_string(test::number_in(entered, "id")) + "/check", R"({"agree":true})");
  ASSERT_EQ(checked.status, 200) << checked.body;
  EXPECT_FALSE(city_.browser("clerk").get(path).body.contains("\"vote\"")) << "checked, and so forgotten";
  EXPECT_FALSE(city_.browser("clerk").post(path, ballot, "the-paper-of-number-two").body.contains("\"vote\"")) << "nor is it in the answer to a replay";
  EXPECT_EQ(city_.count("SELECT count(*) FROM platform_idempotency WHERE answer LIKE '%disagree%'"), 0) << "nor in what is kept for replays";
  EXPECT_EQ(city_.count("SELECT count(*) FROM platform_idempotency WHERE request = '" + to_hex(sha256(path + "?\n" + ballot)) + "'"), 0)
      << "nor can the few possible ballots be tried against what is kept";
  EXPECT_EQ(city_.count("SELECT count(*) FROM consultation_assisted WHERE votes <> ''"), 0);
  EXPECT_EQ(city_.count("SELECT count(*) FROM platform_journal WHERE detail LIKE '%disagree%'"), 0);
}

TEST_P(Privacy, VotesAreGivenOutOnlyWhereThatWasAnnounced) {
  const auto quiet = city_.published("clerk", "不公布");
  vote_as_members(quiet, 3, 7);
  city_.app().run_job("refresh_results");
  ASSERT_EQ(city_.move("clerk", quiet, "close").status, 200);
  city_.app().run_job("refresh_results");
  for (const std::string_view role : {"anonymous", "member", "clerk", "chair", "administrator"}) {
    for (const char* file : {"votes.csv", "participants-votes.csv"}) {
      const auto answer = download(role, quiet, file);
      EXPECT_EQ(answer.status, 403) << role;
      EXPECT_EQ(problem_code(answer), "consultation.export_not_announced");
    }
    EXPECT_EQ(download(role, quiet, "statements.csv").status, 200);
  }
  // Nor can it be announced afterwards.
  const std::string path = "/api/v1/consultations/" + std::to_string(quiet);
  const auto version = test::number_in(city_.browser("clerk").get(path), "version");
  std::string text = city_.text_of("不公布", "public", true);
  text.insert(text.size() - 1, ",\"version\":" + std::to_string(version));
  EXPECT_EQ(city_.browser("clerk").put(path, text).status, 409);
}

TEST_P(Privacy, WhatPeopleWroteDoesNotRunInASpreadsheet) {
  const std::string text = R"json({"title":"=HYPERLINK(1)","question":"+1+1","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":["=cmd|' /C calc'!A0","-1+1","@SUM(1)"]})json";
  const auto made = city_.browser("clerk").post("/api/v1/assemblies/" + std::to_string(city_.assembly.value) + "/consultations", text);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto id = test::number_in(made, "id");
  ASSERT_EQ(city_.move("clerk", id, "publish").status, 200);
  vote_as_members(id, 3, 7);
  city_.app().run_job("refresh_results");
  for (const char* file : {"summary.csv", "statements.csv", "comments.csv"}) {
    const auto answer = download("clerk", id, file);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(answer.body.contains("'=")) << answer.body;
    CsvReader csv(answer.body);
    for (;;) {
      const auto row = csv.next();
      ASSERT_TRUE(row.has_value());
      if (*row == nullptr) break;
      for (const std::string_view cell : **row) EXPECT_TRUE(cell.empty() || !std::string_view("=+-@\t\r").contains(cell[0])) << file << ": " << cell;
    }
  }
}

TEST_P(Privacy, VotesAreNotGivenOutWhileTheyComeIn) {
  const auto open = city_.published("clerk", "公布", "public", true);
  vote_as_members(open, 3, 7);
  city_.app().run_job("refresh_results");
  EXPECT_EQ(download("anonymous", open, "result.json").status, 200);
  EXPECT_EQ(problem_code(download("clerk", open, "votes.csv")), "consultation.export_after_closing") << "two downloads would differ by one person's votes";
  ASSERT_EQ(city_.move("clerk", open, "close").status, 200);
  EXPECT_EQ(problem_code(download("clerk", open, "votes.csv")), "consultation.export_after_closing") << "not before the final result, which the digest is of";
  city_.clock.advance(std::chrono::seconds(5));
  city_.app().run_job("refresh_results");
  EXPECT_EQ(download("anonymous", open, "votes.csv").status, 200);
  // Opened again and closed with one vote changed: the result follows.
  ASSERT_EQ(city_.move("clerk", open, "reopen").status, 200);
  EXPECT_EQ(problem_code(download("clerk", open, "votes.csv")), "consultation.export_after_closing");
  const auto before = city_.browser("clerk").get("/api/v1/consultations/" + std::to_string(open) + "/result").body;
  EXPECT_EQ(city_.vote("member", open, city_.statements("clerk", open)[0], "disagree").status, 200);
  city_.clock.advance(std::chrono::seconds(5));
  ASSERT_EQ(city_.move("clerk", open, "close").status, 200);
  city_.clock.advance(std::chrono::seconds(5));
  city_.app().run_job("refresh_results");
  EXPECT_NE(city_.browser("clerk").get("/api/v1/consultations/" + std::to_string(open) + "/result").body, before) << "the last votes are in the final result";
  EXPECT_EQ(download("anonymous", open, "votes.csv").status, 200);
}

/// Column of each line of a CSV without quotes.
std::vector<std::vector<std::string>> cells(const std::string& csv) {
  std::vector<std::vector<std::string>> lines;
  std::istringstream text(csv);
  for (std::string line; std::getline(text, line);) {
    if (line.ends_with('\r')) line.pop_back();
    std::vector<std::string> fields;
    std::istringstream one(line);
    for (std::string field; std::getline(one, field, ',');) fields.push_back(field);
    if (line.ends_with(',')) fields.emplace_back();
    lines.push_back(std::move(fields));
  }
  return lines;
}

TEST_P(Privacy, EachDownloadHasPseudonymsOfItsOwnAndTheSameDigest) {
  const auto id = city_.count("SELECT id FROM consultation_consultation WHERE language = 'zh-TW'");
  const auto first = download("anonymous", id, "votes.csv"), second = download("anonymous", id, "votes.csv");
  ASSERT_EQ(first.status, 200) << first.body.substr(0, 300);
  ASSERT_EQ(second.status, 200);
  // The votes of each pseudonym, in the order of the pseudonyms, and without them.
  const auto people = [](const std::string& csv) {
    std::map<int, std::vector<std::string>> by_person;
    const auto lines = cells(csv);
    EXPECT_EQ(lines[0], (std::vector<std::string>{"timestamp", "datetime", "comment-id", "voter-id", "vote"}));
    for (std::size_t i = 1; i < lines.size(); ++i) {
      EXPECT_EQ(lines[i][0] + lines[i][1], "0") << "no time";
      by_person[std::stoi(lines[i][3])].push_back(lines[i][2] + ":" + lines[i][4]);
    }
    std::vector<std::vector<std::string>> in_order;
    int expected = 0;
    for (const auto& [pseudonym, votes] : by_person) {
      EXPECT_EQ(pseudonym, expected++) << "pseudonyms are dealt from 0";
      in_order.push_back(votes);
    }
    return in_order;
  };
  auto one = people(first.body), two = people(second.body);
  EXPECT_GT(one.size(), 1000U);
  std::size_t same = 0;
  for (std::size_t i = 0; i < std::min(one.size(), two.size()); ++i) same += one[i] == two[i] && one[i].size() > 20;
  EXPECT_LT(same, one.size() / 20) << "the second download deals the pseudonyms anew";
  std::ranges::sort(one);
  std::ranges::sort(two);
  EXPECT_EQ(one, two) << "the votes are the same";

  // Anybody recomputes the digest from the file.
  const auto published = test::parsed(city_.browser("anonymous").get("/api/v1/consultations/" + std::to_string(id) + "/result"));
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / fmt::format("gongshi_privacy_{}", ::getpid());
  std::filesystem::create_directories(folder);
  for (const char* name : {"votes.csv", "participants-votes.csv"}) {
    const auto file = download("anonymous", id, name);
    ASSERT_EQ(file.status, 200);
    std::ofstream(folder / name, std::ios::binary) << file.body;
    const auto comments = download("anonymous", id, "comments.csv");
    std::ofstream(folder / "comments.csv", std::ios::binary) << comments.body;
    const std::string votes_path = folder / name, comments_path = folder / "comments.csv";
    const std::vector<std::string_view> arguments{votes_path, "--comments", comments_path, "--json", "-"};
    std::ostringstream out, err;
    ASSERT_EQ(map_command(arguments, out, err), 0) << err.str();
    const auto map = boost::json::parse(out.str());
    EXPECT_EQ(map.at("digest").at("votes"), published.at("digest").at("votes")) << name;
    EXPECT_EQ(map.at("digest").at("result"), published.at("digest").at("result")) << name;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gongshi::app
