#include "app/map_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <string>

#include "app/map_json.hpp"
#include "maths/api.hpp"

namespace gongshi {
namespace {

constexpr std::string_view kUsage =
    "usage: gongshi map VOTES.csv [--comments COMMENTS.csv] [--polis] [--json OUT|-] [--threads N] [--seed N]\n";
constexpr int kFailed = 1;
constexpr int kRefused = 2;

struct MapArguments {
  std::string votes;
  std::string comments;
  std::string json;
  bool polis = false;
  int threads = 0;
  std::uint64_t seed = 1;
};

std::optional<std::uint64_t> whole(std::string_view text, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} && end == text.data() + text.size() && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<MapArguments> parse(std::span<const std::string_view> args, std::ostream& err) {
  MapArguments parsed;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string_view name = args[i];
    if (name == "--polis") {
      parsed.polis = true;
      continue;
    }
    if (!name.starts_with("--")) {
      if (!parsed.votes.empty()) {
        err << fmt::format("gongshi map: one vote file only, not also {}\n", name);
        return std::nullopt;
      }
      parsed.votes = name;
      continue;
    }
    const bool known = name == "--comments" || name == "--json" || name == "--threads" || name == "--seed";
    if (!known || i + 1 == args.size()) {
      err << fmt::format("gongshi map: {} {}\n", name, known ? "needs a value" : "is not an option") << kUsage;
      return std::nullopt;
    }
    const std::string_view value = args[++i];
    if (name == "--comments") {
      parsed.comments = value;
    } else if (name == "--json") {
      parsed.json = value;
    } else if (const auto number = whole(value, name == "--threads" ? 1024 : ~std::uint64_t{0})) {
      (name == "--threads" ? parsed.threads = static_cast<int>(*number) : parsed.seed = *number);
    } else {
      err << fmt::format("gongshi map: {} {} is not a whole number in range\n", name, value);
      return std::nullopt;
    }
  }
  if (parsed.votes.empty()) {
    err << kUsage;
    return std::nullopt;
  }
  return parsed;
}

std::string_view words_for(std::string_view code) {
  struct Words {
    std::string_view code;
    std::string_view words;
  };
  static constexpr Words kWords[] = {
      {"csv.too_large", "the file is too large"},
      {"csv.too_many_rows", "too many rows"},
      {"csv.too_many_columns", "too many columns"},
      {"csv.field_too_long", "a field is too long"},
      {"csv.unclosed_quote", "a quoted field is never closed"},
      {"csv.stray_quote", "a quotation mark inside an unquoted field"},
      {"csv.text_after_quote", "text after a closing quotation mark"},
      {"csv.bare_carriage_return", "a carriage return without a line feed"},
      {"csv.nul_byte", "a zero byte"},
      {"csv.broken_utf8", "not valid UTF-8"},
      {"csv.column_count", "a different number of fields than the first row"},
      {"polis.unknown_header", "the header is not one of Polis's export formats"},
      {"polis.invalid_number", "not a whole number"},
      {"polis.invalid_vote", "a vote must be 1, 0 or -1"},
      {"polis.invalid_time", "not a time in seconds or milliseconds"},
      {"polis.duplicate_participant", "the same participant in two rows"},
      {"polis.duplicate_statement", "the same statement in two columns"},
      {"polis.no_votes", "no votes in the file"},
      {"maths.too_many_statements", "too many statements"},
  };
  const auto* const found = std::find_if(std::begin(kWords), std::end(kWords), [&](const Words& own) { return own.code == code; });
  return found == std::end(kWords) ? code : found->words;
}

/// votes.csv, row 3, column 5: a vote must be 1, 0 or -1 (value 7)
void report(std::ostream& err, const std::string& file, const Error& error) {
  const auto argument = [&](const char* name) {
    const auto found = error.args.find(name);
    return found == error.args.end() ? std::string() : found->second;
  };
  std::string message = file;
  for (const char* place : {"row", "column"}) {
    message += argument(place).empty() ? "" : fmt::format(", {} {}", place, argument(place));
  }
  message += fmt::format(": {}", words_for(error.code));
  std::string details;
  for (const char* detail : {"value", "participant", "expected", "found", "most"}) {
    if (!argument(detail).empty()) {
      details += fmt::format("{}{} {}", details.empty() ? "" : ", ", detail, argument(detail));
    }
  }
  err << message << (details.empty() ? "" : " (" + details + ")") << '\n';
}

std::optional<std::string> read_file(const std::string& path, std::ostream& err) {
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure)) {
    err << path << ": is a directory\n";
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    err << path << ": cannot be read\n";
    return std::nullopt;
  }
  return text;
}

/// A regular file appears whole or not at all.
bool write_file(const std::string& path, const std::string& text) {
  const std::string partial = path + ".partial";
  std::ofstream file(partial, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code failure;
  if (file.good()) {
    std::filesystem::rename(partial, path, failure);
  }
  if (!file.good() || failure) {
    std::filesystem::remove(partial, failure);
    return false;
  }
  return true;
}

std::string summary(const maths::PolisVotes& votes, const maths::VoteMatrix& matrix, const maths::Analysis& map) {
  std::string text = fmt::format("{} participants, {} statements, {} votes\n", votes.participants.size(), votes.statements.size(), matrix.votes());
  if (map.clear_groups) {
    text += fmt::format("{} clear groups:", map.grouping.groups.size());
    for (const maths::Group& group : map.grouping.groups) {
      text += fmt::format(" {}", group.size);
    }
    text += '\n';
  } else {
    text += "no clear groups\n";
  }
  text += fmt::format("{} statements of common ground, {} of difference, {} undecided\n", map.lists.common_ground.size(), map.lists.differences.size(),
                      map.lists.undecided.size());
  return text + fmt::format("digest of the votes {}\n", map.digest.votes);
}

std::vector<std::uint8_t> refused_statements(const maths::PolisVotes& votes, const std::vector<maths::PolisComment>& comments) {
  std::vector<std::uint8_t> refused(votes.statements.size(), 0);
  for (const maths::PolisComment& comment : comments) {
    const auto found = std::lower_bound(votes.statements.begin(), votes.statements.end(), comment.id);
    if (comment.moderated < 0 && found != votes.statements.end() && *found == comment.id) {
      refused[static_cast<std::size_t>(found - votes.statements.begin())] = 1;
    }
  }
  return refused;
}

}  // namespace

int map_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err) {
  const auto parsed = parse(args, err);
  if (!parsed) {
    return kRefused;
  }
  const auto votes_text = read_file(parsed->votes, err);
  if (!votes_text) {
    return kRefused;
  }
  auto read = maths::read_polis_votes(*votes_text);
  if (!read) {
    report(err, parsed->votes, read.error());
    return kRefused;
  }
  std::vector<maths::PolisComment> comments;
  if (!parsed->comments.empty()) {
    const auto text = read_file(parsed->comments, err);
    if (!text) {
      return kRefused;
    }
    auto found = maths::read_polis_comments(*text);
    if (!found) {
      report(err, parsed->comments, found.error());
      return kRefused;
    }
    comments = std::move(*found);
  }
  maths::PolisVotes votes = std::move(*read);
  if (!parsed->polis) {
    votes = maths::without_refused(std::move(votes), comments);
  }
  if (votes.votes.empty()) {
    err << parsed->votes << ": no votes left after moderation\n";
    return kRefused;
  }
  const auto matrix = maths::VoteMatrix::build(votes.votes, static_cast<std::uint32_t>(votes.participants.size()),
                                               static_cast<std::uint32_t>(votes.statements.size()), parsed->threads);
  if (!matrix) {
    report(err, parsed->votes, matrix.error());
    return kRefused;
  }
  std::string json;
  std::string text;
  if (parsed->polis) {
    const std::vector<std::uint8_t> refused = refused_statements(votes, comments);
    std::vector<std::int16_t> group = votes.group;
    group.resize(votes.participants.size(), -1);
    const auto groups = static_cast<std::uint16_t>(*std::max_element(group.begin(), group.end()) + 1);
    json = polis_json(votes, refused, *matrix, maths::polis_map(*matrix, refused, {group, groups}, parsed->threads));
    text = json;
  } else {
    const maths::GroupTest test = maths::test_groups(*matrix, {.seed = parsed->seed, .threads = parsed->threads});
    const maths::Analysis map = maths::analyse(*matrix, nullptr, {.threads = parsed->threads, .seed = parsed->seed}, &test);
    json = map_json(votes, comments, *matrix, map, test);
    text = summary(votes, *matrix, map);
  }
  if (parsed->json.empty() || parsed->json == "-") {
    out << (parsed->json.empty() ? text : json) << std::flush;
    return out.good() ? 0 : kFailed;
  }
  if (!write_file(parsed->json, json)) {
    err << parsed->json << ": cannot be written\n";
    return kFailed;
  }
  if (!parsed->polis) {
    out << text << std::flush;
  }
  return 0;
}

}  // namespace gongshi
