#include "maths/polis_csv.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

namespace gongshi::maths {
namespace {

using Fields = std::vector<std::string_view>;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(value) : std::nullopt;
}

std::unexpected<Error> wrong(const char* code, std::size_t row, std::size_t column, std::string_view value) {
  return fail(ErrorKind::invalid, code, {{"row", std::to_string(row)}, {"column", std::to_string(column + 1)}, {"value", std::string(value.substr(0, 40))}});
}

/// −1, 0 or 1, also as 1.0 which some spreadsheets write back.
std::optional<std::int8_t> vote_value(std::string_view text) {
  if (text.ends_with(".0")) {
    text.remove_suffix(2);
  }
  const auto value = whole_number(text);
  return value && *value >= -1 && *value <= 1 ? std::optional(static_cast<std::int8_t>(*value)) : std::nullopt;
}

std::optional<std::int64_t> milliseconds(std::string_view text) {
  constexpr std::int64_t kSecondsEnd = 100'000'000'000;  // the year 5138 in seconds, 1973 in milliseconds
  const auto value = whole_number(text);
  if (!value || *value < 0) {
    return std::nullopt;
  }
  return *value < kSecondsEnd ? *value * 1000 : *value;
}

std::ptrdiff_t column_named(const Fields& header, std::string_view name) {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? -1 : found - header.begin();
}

struct Cast {
  std::int64_t participant;
  std::int64_t statement;
  std::int64_t time;
  std::uint64_t line;
  std::int8_t value;
};

std::vector<std::int64_t> distinct(std::vector<std::int64_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::uint32_t index_of(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return static_cast<std::uint32_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
}

/// Numbers ids densely; `casts` hold at most one vote per person and statement.
Result<PolisVotes> numbered(const std::vector<Cast>& casts) {
  if (casts.empty()) {
    return fail(ErrorKind::invalid, "polis.no_votes");
  }
  PolisVotes votes;
  std::vector<std::int64_t> ids(casts.size());
  std::transform(casts.begin(), casts.end(), ids.begin(), [](const Cast& cast) { return cast.participant; });
  votes.participants = distinct(std::move(ids));
  ids.resize(casts.size());
  std::transform(casts.begin(), casts.end(), ids.begin(), [](const Cast& cast) { return cast.statement; });
  votes.statements = distinct(std::move(ids));
  if (votes.statements.size() > kMostStatements) {
    return fail(ErrorKind::too_large, "maths.too_many_statements", {{"most", std::to_string(kMostStatements)}});
  }
  votes.votes.reserve(casts.size());
  for (const Cast& cast : casts) {
    votes.votes.push_back({index_of(votes.participants, cast.participant), static_cast<std::uint16_t>(index_of(votes.statements, cast.statement)), cast.value});
  }
  return votes;
}

Result<PolisVotes> read_history(CsvReader& reader, const Fields& header) {
  const std::ptrdiff_t time_at = column_named(header, "timestamp");
  const auto statement_at = static_cast<std::size_t>(column_named(header, "comment-id"));
  const auto participant_at = static_cast<std::size_t>(column_named(header, "voter-id"));
  const auto vote_at = static_cast<std::size_t>(column_named(header, "vote"));
  std::vector<Cast> casts;
  while (true) {
    TRY_ASSIGN(const Fields* row, reader.next());
    if (row == nullptr) {
      break;
    }
    const auto statement = whole_number((*row)[statement_at]);
    const auto participant = whole_number((*row)[participant_at]);
    const auto value = vote_value((*row)[vote_at]);
    const auto time = time_at < 0 ? std::optional<std::int64_t>(0) : milliseconds((*row)[static_cast<std::size_t>(time_at)]);
    if (!statement) {
      return wrong("polis.invalid_number", reader.row(), statement_at, (*row)[statement_at]);
    }
    if (!participant) {
      return wrong("polis.invalid_number", reader.row(), participant_at, (*row)[participant_at]);
    }
    if (!value) {
      return wrong("polis.invalid_vote", reader.row(), vote_at, (*row)[vote_at]);
    }
    if (!time) {
      return wrong("polis.invalid_time", reader.row(), static_cast<std::size_t>(time_at), (*row)[static_cast<std::size_t>(time_at)]);
    }
    casts.push_back({*participant, *statement, *time, reader.row(), *value});
  }
  const std::size_t rows = casts.size();
  std::sort(casts.begin(), casts.end(), [](const Cast& a, const Cast& b) {
    return std::tie(a.participant, a.statement, b.time, b.line) < std::tie(b.participant, b.statement, a.time, a.line);
  });
  const auto same = [](const Cast& a, const Cast& b) { return a.participant == b.participant && a.statement == b.statement; };
  casts.erase(std::unique(casts.begin(), casts.end(), same), casts.end());
  TRY_ASSIGN(PolisVotes votes, numbered(casts));
  votes.rows_read = rows;
  return votes;
}

Result<PolisVotes> read_matrix(CsvReader& reader, const Fields& header) {
  std::vector<std::optional<std::int64_t>> statement_of(header.size());
  std::vector<std::int64_t> statements;
  for (std::size_t column = 1; column < header.size(); ++column) {
    statement_of[column] = whole_number(header[column]);
    if (statement_of[column]) {
      statements.push_back(*statement_of[column]);
    }
  }
  if (distinct(statements).size() != statements.size()) {
    return fail(ErrorKind::invalid, "polis.duplicate_statement", {{"row", "1"}});
  }
  const std::ptrdiff_t group_at = column_named(header, "group-id");
  std::vector<Cast> casts;
  std::vector<std::pair<std::int64_t, std::int16_t>> people;
  while (true) {
    TRY_ASSIGN(const Fields* row, reader.next());
    if (row == nullptr) {
      break;
    }
    const auto participant = whole_number((*row)[0]);
    if (!participant) {
      return wrong("polis.invalid_number", reader.row(), 0, (*row)[0]);
    }
    std::int16_t group = -1;
    if (group_at >= 0 && !(*row)[static_cast<std::size_t>(group_at)].empty()) {
      const std::string_view text = (*row)[static_cast<std::size_t>(group_at)];
      const auto number = whole_number(text);
      if (!number || *number < 0 || *number > 1000) {
        return wrong("polis.invalid_number", reader.row(), static_cast<std::size_t>(group_at), text);
      }
      group = static_cast<std::int16_t>(*number);
    }
    people.emplace_back(*participant, group);
    for (std::size_t column = 1; column < row->size(); ++column) {
      const std::string_view text = (*row)[column];
      if (!statement_of[column] || text.empty()) {
        continue;
      }
      const auto value = vote_value(text);
      if (!value) {
        return wrong("polis.invalid_vote", reader.row(), column, text);
      }
      casts.push_back({*participant, *statement_of[column], 0, reader.row(), *value});
    }
  }
  std::sort(people.begin(), people.end());
  const auto twice = std::adjacent_find(people.begin(), people.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twice != people.end()) {
    return fail(ErrorKind::invalid, "polis.duplicate_participant", {{"participant", std::to_string(twice->first)}});
  }
  TRY_ASSIGN(PolisVotes votes, numbered(casts));
  votes.rows_read = people.size();
  votes.group.reserve(votes.participants.size());
  for (const std::int64_t id : votes.participants) {
    votes.group.push_back(std::lower_bound(people.begin(), people.end(), std::pair<std::int64_t, std::int16_t>(id, -1))->second);
  }
  return votes;
}

}  // namespace

Result<PolisVotes> read_polis_votes(std::string_view text, const CsvLimits& limits) {
  CsvReader reader(text, limits);
  TRY_ASSIGN(const Fields* first, reader.next());
  const Fields header = first == nullptr ? Fields{} : *first;
  if (column_named(header, "comment-id") >= 0 && column_named(header, "voter-id") >= 0 && column_named(header, "vote") >= 0) {
    return read_history(reader, header);
  }
  if (!header.empty() && header[0] == "participant") {
    return read_matrix(reader, header);
  }
  return fail(ErrorKind::invalid, "polis.unknown_header", {{"row", "1"}, {"column", "1"}});
}

Result<std::vector<PolisComment>> read_polis_comments(std::string_view text, const CsvLimits& limits) {
  CsvReader reader(text, limits);
  TRY_ASSIGN(const Fields* first, reader.next());
  const Fields header = first == nullptr ? Fields{} : *first;
  const std::ptrdiff_t id_at = column_named(header, "comment-id");
  const std::ptrdiff_t moderated_at = column_named(header, "moderated");
  const std::ptrdiff_t text_at = column_named(header, "comment-body");
  if (id_at < 0 || moderated_at < 0 || text_at < 0) {
    return fail(ErrorKind::invalid, "polis.unknown_header", {{"row", "1"}, {"column", "1"}});
  }
  const std::ptrdiff_t author_at = column_named(header, "author-id");
  const std::ptrdiff_t time_at = column_named(header, "timestamp");
  const std::ptrdiff_t meta_at = column_named(header, "is-meta");
  const std::ptrdiff_t seed_at = column_named(header, "is-seed");
  std::vector<PolisComment> comments;
  while (true) {
    TRY_ASSIGN(const Fields* row, reader.next());
    if (row == nullptr) {
      break;
    }
    const auto field = [&](std::ptrdiff_t at) { return at < 0 ? std::string_view{} : (*row)[static_cast<std::size_t>(at)]; };
    const auto id = whole_number(field(id_at));
    const auto moderated = vote_value(field(moderated_at));
    const auto author = author_at < 0 ? std::optional<std::int64_t>(0) : whole_number(field(author_at));
    const auto time = time_at < 0 ? std::optional<std::int64_t>(0) : milliseconds(field(time_at));
    if (!id) {
      return wrong("polis.invalid_number", reader.row(), static_cast<std::size_t>(id_at), field(id_at));
    }
    if (!moderated) {
      return wrong("polis.invalid_number", reader.row(), static_cast<std::size_t>(moderated_at), field(moderated_at));
    }
    if (!author) {
      return wrong("polis.invalid_number", reader.row(), static_cast<std::size_t>(author_at), field(author_at));
    }
    if (!time) {
      return wrong("polis.invalid_time", reader.row(), static_cast<std::size_t>(time_at), field(time_at));
    }
    comments.push_back({*id, *author, *time, *moderated, field(meta_at) == "true", field(seed_at) == "true", std::string(field(text_at))});
  }
  std::sort(comments.begin(), comments.end(), [](const PolisComment& a, const PolisComment& b) { return a.id < b.id; });
  return comments;
}

PolisVotes without_refused(PolisVotes all, const std::vector<PolisComment>& comments) {
  std::vector<std::int64_t> refused;
  for (const PolisComment& comment : comments) {
    if (comment.moderated < 0) {
      refused.push_back(comment.id);
    }
  }
  refused = distinct(std::move(refused));
  constexpr std::uint32_t kGone = 0xFFFF'FFFF;
  PolisVotes kept;
  kept.rows_read = all.rows_read;
  std::vector<std::uint32_t> statement(all.statements.size(), kGone);
  for (std::size_t j = 0; j < all.statements.size(); ++j) {
    if (!std::binary_search(refused.begin(), refused.end(), all.statements[j])) {
      statement[j] = static_cast<std::uint32_t>(kept.statements.size());
      kept.statements.push_back(all.statements[j]);
    }
  }
  std::erase_if(all.votes, [&](const Vote& vote) { return statement[vote.statement] == kGone; });
  std::vector<std::uint32_t> person(all.participants.size(), kGone);
  for (const Vote& vote : all.votes) {
    person[vote.participant] = 0;
  }
  for (std::size_t i = 0; i < all.participants.size(); ++i) {
    if (person[i] != kGone) {
      person[i] = static_cast<std::uint32_t>(kept.participants.size());
      kept.participants.push_back(all.participants[i]);
      if (!all.group.empty()) {
        kept.group.push_back(all.group[i]);
      }
    }
  }
  for (const Vote& vote : all.votes) {
    kept.votes.push_back({person[vote.participant], static_cast<std::uint16_t>(statement[vote.statement]), vote.value});
  }
  return kept;
}

}  // namespace gongshi::maths
