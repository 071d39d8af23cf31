#include "app/map_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <type_traits>

namespace gongshi {
namespace {

using namespace maths;

/// Commas and quotes; the caller keeps objects and arrays balanced.
class Json {
 public:
  Json& open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
    return *this;
  }
  Json& close(char bracket) {
    text_ += bracket;
    first_ = false;
    return *this;
  }
  Json& key(std::string_view name) {
    value(name);
    text_ += ':';
    first_ = true;
    return *this;
  }
  Json& value(std::string_view text) {
    separate();
    text_ += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') {
        text_ += '\\';
        text_ += c;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        fmt::format_to(std::back_inserter(text_), "\\u{:04x}", static_cast<unsigned>(c));
      } else {
        text_ += c;
      }
    }
    text_ += '"';
    return *this;
  }
  Json& value(const char* text) { return value(std::string_view(text)); }
  Json& value(bool flag) {
    separate();
    text_ += flag ? "true" : "false";
    return *this;
  }
  template <class Number>
    requires std::is_arithmetic_v<Number>
  Json& value(Number number) {
    separate();
    fmt::format_to(std::back_inserter(text_), "{}", number);
    return *this;
  }
  template <class Value>
  Json& field(std::string_view name, const Value& own) {
    return key(name).value(own);
  }
  template <class Sequence, class Each>
  Json& list(std::string_view name, const Sequence& sequence, Each each) {
    key(name).open('[');
    for (const auto& own : sequence) {
      each(own);
    }
    return close(']');
  }
  template <class Sequence>
  Json& values(std::string_view name, const Sequence& sequence) {
    return list(name, sequence, [&](const auto& own) { value(own); });
  }
  std::string take() { return std::move(text_ += '\n'); }

 private:
  void separate() {
    if (!first_) {
      text_ += ',';
    }
    first_ = false;
  }
  std::string text_;
  bool first_ = true;
};

void put_point(Json& json, Point point) { json.open('[').value(point.x).value(point.y).close(']'); }

void put_counts(Json& json, const Tally& tally) {
  const Interval agree = wilson(tally.agree, tally.seen());
  json.field("agree", tally.agree).field("disagree", tally.disagree).field("pass", tally.pass).field("seen", tally.seen());
  json.field("mean", posterior_mean(tally.agree, tally.seen()));
  json.key("interval").open('[').value(agree.low).value(agree.high).close(']');
}

void put_representative(Json& json, const PolisVotes& votes, const Representative& own) {
  json.open('{').field("statement", votes.statements[own.statement]).field("direction", own.agree ? "agree" : "disagree");
  json.field("successes", own.successes).field("trials", own.trials).field("share", own.share).field("share_z", own.share_z);
  json.field("ratio", own.ratio).field("ratio_z", own.ratio_z).close('}');
}

template <class Statements>
void put_statements(Json& json, std::string_view name, const PolisVotes& votes, const Statements& statements) {
  json.list(name, statements, [&](std::uint16_t j) { json.value(votes.statements[j]); });
}

void put_group_test(Json& json, const GroupTest& test) {
  json.key("group_test").open('{').field("accepted", test.accepted_k).field("people", test.people).field("replicates", test.replicates);
  json.key("candidates").open('[');
  for (std::size_t c = 0; c < test.silhouette.size(); ++c) {
    json.open('{').field("groups", c + 2).field("large_enough", test.silhouette[c] > kNoSilhouette);
    json.field("silhouette", test.silhouette[c]).field("null_mean", test.null_mean[c]).field("null_max", test.null_max[c]).close('}');
  }
  json.close(']').close('}');
}

void put_groups(Json& json, const PolisVotes& votes, const Analysis& map, const std::vector<std::uint32_t>& row_of) {
  json.key("groups").open('[');
  for (std::size_t g = 0; g < map.grouping.groups.size(); ++g) {
    const Group& group = map.grouping.groups[g];
    json.open('{').field("id", g).field("size", group.size).field("uncertain", group.uncertain);
    json.key("centre");
    put_point(json, group.centre);
    json.list("hull", group.hull, [&](Point corner) { put_point(json, corner); });
    json.key("members").open('[');
    for (std::size_t person = 0; person < votes.participants.size(); ++person) {
      if (map.grouping.of_row[row_of[person]] == static_cast<int>(g)) {
        json.value(votes.participants[person]);
      }
    }
    json.close(']').close('}');
  }
  json.close(']');
}

void put_statement(Json& json, const PolisVotes& votes, const std::vector<PolisComment>& comments, const Analysis& map, std::size_t j) {
  const std::int64_t id = votes.statements[j];
  const StatementScores& scores = map.scores[j];
  json.open('{').field("id", id);
  const auto comment = std::lower_bound(comments.begin(), comments.end(), id, [](const PolisComment& own, std::int64_t wanted) { return own.id < wanted; });
  if (comment != comments.end() && comment->id == id) {
    json.field("text", comment->text);
  }
  put_counts(json, map.overall[j]);
  json.field("group_consensus", scores.group_consensus).field("group_mean", scores.group_mean).field("spectrum", scores.spectrum);
  json.field("least_bound", scores.least_bound);
  json.field("standing", scores.standing == Standing::common_ground ? "common_ground"
                         : scores.standing == Standing::difference  ? "difference"
                                                                    : "undecided");
  json.key("loading");
  put_point(json, map.embedding.loading[j]);
  json.key("by_group").open('[');
  for (std::size_t g = 0; g < map.by_group.parts; ++g) {
    json.open('{').field("group", g);
    put_counts(json, map.by_group.at(g, j));
    json.close('}');
  }
  json.close(']').close('}');
}

}  // namespace

std::string map_json(const PolisVotes& votes, const std::vector<PolisComment>& comments, const VoteMatrix& matrix, const Analysis& map,
                     const GroupTest& test) {
  const std::vector<std::uint32_t> row_of = matrix.row_of_participant();
  Json json;
  json.open('{').field("participants", votes.participants.size()).field("statements", votes.statements.size()).field("votes", matrix.votes());
  json.field("votes_to_be_clustered", map.votes_to_be_clustered).field("clear_groups", map.clear_groups);
  put_groups(json, votes, map, row_of);
  put_group_test(json, test);
  json.key("people").open('[');
  for (std::size_t person = 0; person < votes.participants.size(); ++person) {
    const std::uint32_t row = row_of[person];
    json.open('{').field("id", votes.participants[person]).field("votes", matrix.row(row).size()).key("position");
    put_point(json, map.embedding.position[row]);
    json.field("group", static_cast<int>(map.grouping.of_row[row])).field("certain", map.grouping.certain_row[row] != 0).close('}');
  }
  json.close(']');
  json.key("per_statement").open('[');
  for (std::size_t j = 0; j < votes.statements.size(); ++j) {
    put_statement(json, votes, comments, map, j);
  }
  json.close(']');
  json.list("representative", map.representative, [&](const std::vector<Representative>& list) {
    json.open('[');
    for (const Representative& own : list) {
      put_representative(json, votes, own);
    }
    json.close(']');
  });
  json.key("consensus").open('{');
  put_statements(json, "agree", votes, map.majority.agree);
  put_statements(json, "disagree", votes, map.majority.disagree);
  json.close('}').key("lists").open('{');
  put_statements(json, "common_ground", votes, map.lists.common_ground);
  put_statements(json, "differences", votes, map.lists.differences);
  put_statements(json, "undecided", votes, map.lists.undecided);
  json.close('}').key("digest").open('{').field("votes", map.digest.votes).field("result", map.digest.result).close('}').close('}');
  return json.take();
}

std::string polis_json(const PolisVotes& votes, const std::vector<std::uint8_t>& moderated, const VoteMatrix& matrix, const PolisMap& map) {
  const std::vector<std::uint32_t> row_of = matrix.row_of_participant();
  Json json;
  json.open('{').field("n", votes.participants.size()).field("m", votes.statements.size()).field("nvotes", matrix.votes());
  json.values("tids", votes.statements).values("pids", votes.participants).key("mod_out").open('[');
  for (std::size_t j = 0; j < moderated.size(); ++j) {
    if (moderated[j] != 0) {
      json.value(votes.statements[j]);
    }
  }
  json.close(']').values("mean", map.principal.mean).values("pc1", map.principal.axis[0]).values("pc2", map.principal.axis[1]);
  json.values("eig", map.principal.eigenvalue).field("eig_total", map.principal.trace);
  json.values("pc1_nomod", map.unmoderated.axis[0]).values("pc2_nomod", map.unmoderated.axis[1]).values("eig_nomod", map.unmoderated.eigenvalue);
  json.list("x", row_of, [&](std::uint32_t row) { json.value(map.position[row].x); });
  json.list("y", row_of, [&](std::uint32_t row) { json.value(map.position[row].y); });
  json.key("in_conv").open('[');
  for (std::size_t person = 0; person < votes.participants.size(); ++person) {
    if (map.counted[row_of[person]] != 0) {
      json.value(votes.participants[person]);
    }
  }
  json.close(']').values("extremity", map.extremity).values("published_group", votes.group);
  const auto counts = [&](const char* name, auto count) {
    json.key(name).open('[');
    for (std::size_t g = 0; g < map.by_group.parts; ++g) {
      json.open('[');
      for (std::size_t j = 0; j < votes.statements.size(); ++j) {
        json.value(count(map.by_group.at(g, j)));
      }
      json.close(']');
    }
    json.close(']');
  };
  counts("A", [](const Tally& own) { return own.agree; });
  counts("D", [](const Tally& own) { return own.disagree; });
  counts("S", [](const Tally& own) { return own.seen(); });
  json.values("gac", map.group_consensus);
  json.list("repness", map.representative, [&](const std::vector<Representative>& list) {
    json.open('[');
    for (const Representative& own : list) {
      json.open('{').field("tid", votes.statements[own.statement]).field("rf", own.agree ? "agree" : "disagree");
      json.field("n_success", own.successes).field("n_trials", own.trials).field("p", own.share).field("pt", own.share_z);
      json.field("r", own.ratio).field("rt", own.ratio_z).close('}');
    }
    json.close(']');
  });
  json.key("consensus").open('{');
  put_statements(json, "agree", votes, map.majority.agree);
  put_statements(json, "disagree", votes, map.majority.disagree);
  json.close('}').values("priority", map.priority).close('}');
  return json.take();
}

}  // namespace gongshi
