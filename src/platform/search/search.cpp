#include "platform/search/search.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/text.hpp"
#include "embedded/platform.hpp"

namespace gongshi::search {
namespace {

/// The last character of valid UTF-8.
std::string_view last_character(std::string_view word) {
  std::size_t at = word.size();
  while (at > 0 && (static_cast<unsigned char>(word[--at]) & 0xC0) == 0x80) continue;
  return word.substr(at);
}

/// A pair of Han characters, as bigrams() gives them: three bytes each, or four beyond the first plane.
bool is_pair(std::string_view term) {
  return code_points(term) == 2 && term.size() >= 6;
}

/// Every Han character begins a term, so that looking for one alone is looking for a beginning: the last of a run gets a term of its own.
std::vector<std::string> index_terms(std::string_view text) {
  const std::vector<std::string> pairs = bigrams(text);
  std::vector<std::string> terms;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    terms.push_back(pairs[i]);
    if (!is_pair(pairs[i])) continue;
    const std::string_view last = last_character(pairs[i]);
    if (i + 1 == pairs.size() || !pairs[i + 1].starts_with(last)) terms.emplace_back(last);
  }
  std::ranges::sort(terms);
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

/// FTS5 and tsquery alike: quoted terms, all of which must be there; the last may go on. Terms hold letters, digits and marks only.
std::string match_expression(const std::vector<std::string>& terms, db::Engine engine) {
  const bool postgres = engine == db::Engine::postgres;
  std::string expression;
  for (const std::string& term : terms) {
    if (!expression.empty()) expression += postgres ? " & " : " AND ";
    expression += postgres ? fmt::format("'{}'", term) : fmt::format("\"{}\"", term);
  }
  return expression + (postgres ? ":*" : " *");
}

}  // namespace

void put(db::WriteTx& tx, std::string_view kind, std::int64_t id, ScopeId scope, Visibility visibility, std::string_view text) {
  std::string terms;
  for (const std::string& term : index_terms(text)) terms += (terms.empty() ? "" : " ") + term;
  tx.run(platform::sql::put_search, id, kind, scope, static_cast<int>(visibility));
  tx.run(platform::sql::put_search_terms, id, terms);
}

void remove(db::WriteTx& tx, std::string_view kind, std::int64_t id) {
  if (tx.run(platform::sql::remove_search, id, kind) > 0) tx.run(platform::sql::remove_search_terms, id);
}

std::vector<std::int64_t> find(db::ReadTx& tx, std::string_view kind, std::optional<ScopeId> scope, std::string_view query,
                               Visibility reader, std::int64_t limit) {
  const auto terms = bigrams(query);
  if (terms.empty()) return {};
  return tx.all<std::int64_t>(platform::sql::find_by_terms, match_expression(terms, tx.engine()), kind, scope, static_cast<int>(reader),
                              limit);
}

}  // namespace gongshi::search
