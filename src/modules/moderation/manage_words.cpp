// Staff keep the word list of their assembly: add many at once, change, remove; every change is a version with who and when.
#include <fmt/format.h>

#include "base/text.hpp"
#include "embedded/moderation.hpp"
#include "modules/identity/api.hpp"
#include "modules/moderation/use_cases.hpp"
#include "modules/moderation/words.hpp"
#include "platform/journal/journal.hpp"
#include "platform/operations/application.hpp"
#include "platform/operations/cursor.hpp"

namespace gongshi::moderation {
namespace {

constexpr std::size_t kWordsPage = 100;
constexpr std::size_t kMostLines = 2000;     // at once
constexpr std::int64_t kMostWords = 20'000;  // of one assembly
constexpr std::size_t kLongestWord = 40;     // code points
constexpr std::size_t kMostProblems = 20;    // told at once

/// A row of moderation_word_change.
struct StoredChange {
  std::int64_t id = 0;
  std::int64_t version = 0;
  WordVerb verb = WordVerb::add;
  std::string word;
  std::string pinyin;
  WordKind kind = WordKind::hold;
  PersonId person;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(StoredChange, (), (id, version, verb, word, pinyin, kind, person, at))

std::optional<std::string> unless_empty(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  return begin == text.npos ? std::string() : std::string(text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin));
}

Result<void> may_manage(const Context& context, assemblies::AssemblyId assembly) {
  if (!context.actor.may("moderation.work", assembly)) return fail(ErrorKind::forbidden, "request.not_permitted");
  return {};
}

/// Why a line cannot be an entry; empty when it can. One character or two letters would stand in every other text.
std::string_view wrong_with(const ListedWord& listed) {
  const std::size_t compared = compared_length(listed.word);
  const bool latin_alone = listed.word.size() == code_points(listed.word);
  if (compared < (latin_alone ? 3U : 2U)) return "moderation.word_too_short";
  if (code_points(listed.word) > kLongestWord || listed.pinyin.size() > 8 * kLongestWord) return "moderation.word_too_long";
  if (!listed.pinyin.empty() && !pinyin_fits(listed.word, listed.pinyin)) return "moderation.pinyin_does_not_fit";
  return {};
}

/// One entry a line: "word" or "word = pin yin".
Result<std::vector<ListedWord>> read_lines(std::string_view text) {
  std::vector<ListedWord> entries;
  Error error{ErrorKind::invalid, "request.invalid"};
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    const auto equals = std::min(line.find('='), line.size());
    ListedWord listed{trimmed(tidy(line.substr(0, equals))), trimmed(line.substr(std::min(equals + 1, line.size())))};
    if (listed.word.empty() && listed.pinyin.empty()) continue;
    if (const auto wrong = wrong_with(listed); !wrong.empty() && error.fields.size() < kMostProblems) {
      error.fields.push_back({"/text", std::string(wrong), {{"line", std::to_string(number)}, {"word", listed.word}}});
    }
    entries.push_back(std::move(listed));
  }
  if (entries.size() > kMostLines) error.fields = {{"/text", "moderation.too_many_lines", {{"most", std::to_string(kMostLines)}}}};
  if (entries.empty()) error.fields.push_back({"/text", "moderation.no_words"});
  if (!error.fields.empty()) return std::unexpected(std::move(error));
  return entries;
}

/// What is done within one version of the list.
class Change {
 public:
  Change(Context& context, db::WriteTx& tx, assemblies::AssemblyId assembly) : context_(context), tx_(tx), assembly_(assembly) {
    version_ = tx.one<LastChange>(sql::last_word_change, assembly).value_or(LastChange{}).version + 1;
  }
  void record(WordVerb verb, const std::string& word, const std::string& pinyin, WordKind kind) {
    ++count_;
    tx_.run(sql::add_word_change, context_.ids.next<WordId>(), assembly_, version_, verb, word, pinyin, kind, context_.actor.person, context_.now());
  }
  /// The journal says that and how much, never which words: whoever may read it need not be who may read the list.
  std::int64_t finish(std::string_view verb) {
    if (count_ == 0) return version_ - 1;
    journal::record(context_, tx_,
                    {.verb = verb,
                     .subject_kind = "word_list",
                     .subject = assembly_.value,
                     .scope = assembly_,
                     .detail = json::encode(std::map<std::string, std::int64_t>{{"version", version_}, {"words", count_}})});
    return version_;
  }

 private:
  Context& context_;
  db::WriteTx& tx_;
  assemblies::AssemblyId assembly_;
  std::int64_t version_ = 0, count_ = 0;
};

}  // namespace

Result<WordList> list_words(Context& context, db::ReadTx& tx, const ListWords& request) {
  TRY(may_manage(context, request.id));
  TRY_ASSIGN(const std::int64_t before, read_cursor(request.cursor, kFromGreatest));
  std::optional<std::string> pattern;
  if (const std::string sought = trimmed(request.search.value_or("")); !sought.empty()) {
    pattern = "%";
    for (const char c : sought) *pattern += (c == '%' || c == '_' || c == '\\' ? "\\" : "") + std::string(1, c);
    *pattern += '%';
  }
  auto words = tx.all<StoredWord>(sql::words_page, request.id, pattern, before, kWordsPage + 1);
  WordList list;
  list.next = cut_page(words, kWordsPage, [](const StoredWord& word) { return word.id.value; });
  list.version = tx.one<LastChange>(sql::last_word_change, request.id).value_or(LastChange{}).version;
  list.total = tx.one<std::int64_t>(sql::count_words, request.id).value_or(0);
  for (const StoredWord& word : words) {
    list.items.push_back({word.id, word.word, unless_empty(word.pinyin), word.kind, identity::display_name(tx, word.added_by), word.added_at});
  }
  return list;
}

Result<WordsAdded> add_words(Context& context, db::WriteTx& tx, const AddWords& request) {
  TRY(may_manage(context, request.id));
  TRY_ASSIGN(const auto entries, read_lines(request.text));
  std::map<std::string, StoredWord, std::less<>> listed;
  for (StoredWord& word : tx.all<StoredWord>(sql::words, request.id)) listed.emplace(word.word, std::move(word));
  WordsAdded done;
  Change change(context, tx, request.id);
  for (const ListedWord& entry : entries) {
    const auto found = listed.find(entry.word);
    if (found == listed.end()) {
      const StoredWord added{context.ids.next<WordId>(), entry.word, entry.pinyin, request.kind, context.actor.person, context.now()};
      tx.run(sql::add_word, added.id, request.id, added.word, added.pinyin, added.kind, added.added_by, added.added_at);
      change.record(WordVerb::add, entry.word, entry.pinyin, request.kind);
      listed.emplace(entry.word, added);
      ++done.added;
    } else if (found->second.kind != request.kind || (!entry.pinyin.empty() && found->second.pinyin != entry.pinyin)) {
      StoredWord& word = found->second;
      word.kind = request.kind;
      if (!entry.pinyin.empty()) word.pinyin = entry.pinyin;
      tx.run(sql::change_word, word.id, word.pinyin, word.kind);
      change.record(WordVerb::change, word.word, word.pinyin, word.kind);
      ++done.changed;
    } else {
      ++done.known;
    }
  }
  if (static_cast<std::int64_t>(listed.size()) > kMostWords) {
    return fail(ErrorKind::conflict, "moderation.list_is_full", {{"most", std::to_string(kMostWords)}});
  }
  done.version = change.finish("moderation.add_words");
  return done;
}

Result<WordRemoved> remove_word(Context& context, db::WriteTx& tx, const RemoveWord& request) {
  TRY(may_manage(context, request.id));
  const auto word = tx.one<StoredWord>(sql::find_word, request.id, request.word);
  if (!word) return fail(ErrorKind::not_found, "moderation.word_not_found");
  tx.run(sql::remove_word, word->id);
  Change change(context, tx, request.id);
  change.record(WordVerb::remove, word->word, word->pinyin, word->kind);
  return WordRemoved{change.finish("moderation.remove_word")};
}

Result<WordChanges> list_word_changes(Context& context, db::ReadTx& tx, const ListWordChanges& request) {
  TRY(may_manage(context, request.id));
  TRY_ASSIGN(const std::int64_t before, read_cursor(request.cursor, kFromGreatest));
  auto changes = tx.all<StoredChange>(sql::word_changes, request.id, before, kWordsPage + 1);
  WordChanges list;
  list.next = cut_page(changes, kWordsPage, [](const StoredChange& change) { return change.id; });
  for (const StoredChange& change : changes) {
    list.items.push_back({change.id, change.version, change.verb, change.word, unless_empty(change.pinyin), change.kind, identity::display_name(tx, change.person), change.at});
  }
  return list;
}

Result<TriedWords> try_words(Context& context, db::ReadTx& tx, const TryWords& request) {
  TRY(may_manage(context, request.id));
  return TriedWords{marks_in(context, tx, request.id, request.text)};
}

}  // namespace gongshi::moderation
