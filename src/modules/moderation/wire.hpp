// What crosses the wire about moderation, and nothing else.
#pragma once

#include <array>

#include "modules/moderation/model.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::moderation {

inline constexpr std::int64_t kNoteLength = 300;    // code points
inline constexpr std::int64_t kAppealLength = 500;  // code points

struct ListQueue {
  assemblies::AssemblyId id;
  std::optional<Kind> kind;
  std::optional<std::int64_t> consultation;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListQueue, (), (id, kind, consultation, cursor))

/// What happens where a listed word is written: the reviewer sees it marked, or the text is not taken.
enum class WordKind { hold, refuse };
BOOST_DESCRIBE_ENUM(WordKind, hold, refuse)

/// A listed word in a text, and how it is written there. For reviewers only.
struct WordMark {
  std::string word;
  WordKind kind = WordKind::hold;
  std::string written;
};
BOOST_DESCRIBE_STRUCT(WordMark, (), (word, kind, written))

/// A contribution as staff see it. `reason` and `note` are given once it is refused, `first_reason` while an appeal waits.
struct QueueItem {
  Kind kind;
  std::int64_t id = 0;
  std::int64_t consultation = 0;
  std::string consultation_title;
  std::string text;
  Timestamp at;
  std::string author_name;
  State state;
  std::optional<std::string> appeal;
  std::optional<ReasonView> first_reason;
  std::optional<std::string> first_note;
  std::vector<Similar> similar;
  std::vector<WordMark> marks;  // as the list is now, in the text and the appeal
  std::vector<workflow::Offer> actions;
};
BOOST_DESCRIBE_STRUCT(QueueItem, (),
                      (kind, id, consultation, consultation_title, text, at, author_name, state, appeal, first_reason, first_note, similar,
                       marks, actions))

struct ListWords {
  assemblies::AssemblyId id;
  std::optional<std::string> search;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListWords, (), (id, search, cursor))
constexpr auto limits(const ListWords*) { return std::array{json::Limit{"search", 0, 100}}; }

struct Word {
  WordId id;
  std::string word;
  std::optional<std::string> pinyin;
  WordKind kind = WordKind::hold;
  std::string added_by_name;
  Timestamp added_at;
};
BOOST_DESCRIBE_STRUCT(Word, (), (id, word, pinyin, kind, added_by_name, added_at))

/// Newest first. `version` is 0 before the first change.
struct WordList {
  std::int64_t version = 0;
  std::int64_t total = 0;
  std::vector<Word> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(WordList, (), (version, total, items, next))

/// One entry a line: "word", or "word = pin yin" with a syllable for each character. A word that is listed already gets this kind.
struct AddWords {
  assemblies::AssemblyId id;
  std::string text;
  WordKind kind = WordKind::hold;
};
BOOST_DESCRIBE_STRUCT(AddWords, (), (id, text, kind))
constexpr auto limits(const AddWords*) { return std::array{json::Limit{"text", 1, 200'000}}; }

struct WordsAdded {
  std::int64_t version = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t known = 0;
};
BOOST_DESCRIBE_STRUCT(WordsAdded, (), (version, added, changed, known))

struct RemoveWord {
  assemblies::AssemblyId id;
  WordId word;
};
BOOST_DESCRIBE_STRUCT(RemoveWord, (), (id, word))

struct WordRemoved {
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(WordRemoved, (), (version))

struct ListWordChanges {
  assemblies::AssemblyId id;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListWordChanges, (), (id, cursor))

enum class WordVerb { add, change, remove };
BOOST_DESCRIBE_ENUM(WordVerb, add, change, remove)

struct WordChange {
  std::int64_t id = 0;
  std::int64_t version = 0;
  WordVerb verb = WordVerb::add;
  std::string word;
  std::optional<std::string> pinyin;
  WordKind kind = WordKind::hold;
  std::string person_name;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(WordChange, (), (id, version, verb, word, pinyin, kind, person_name, at))

/// Newest first.
struct WordChanges {
  std::vector<WordChange> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(WordChanges, (), (items, next))

struct TryWords {
  assemblies::AssemblyId id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TryWords, (), (id, text))
constexpr auto limits(const TryWords*) { return std::array{json::Limit{"text", 0, 2000}}; }

struct TriedWords {
  std::vector<WordMark> marks;
};
BOOST_DESCRIBE_STRUCT(TriedWords, (), (marks))

struct QueueCounts {
  std::int64_t pending = 0;
  std::int64_t appealed = 0;
};
BOOST_DESCRIBE_STRUCT(QueueCounts, (), (pending, appealed))

struct Queue {
  std::vector<QueueItem> items;
  std::optional<std::string> next;
  std::vector<ReasonView> reasons;
  QueueCounts counts;
};
BOOST_DESCRIBE_STRUCT(Queue, (), (items, next, reasons, counts))

enum class Decision { approve, refuse };
BOOST_DESCRIBE_ENUM(Decision, approve, refuse)

struct Decide {
  std::int64_t id = 0;  // of the statement or the post
  Decision verb = Decision::approve;
  std::optional<Reason> reason;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Decide, (), (id, verb, reason, note))
constexpr auto limits(const Decide*) { return std::array{json::Limit{"note", 0, kNoteLength}}; }

struct Appeal {
  std::int64_t id = 0;  // of the statement or the post
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Appeal, (), (id, text))
constexpr auto limits(const Appeal*) { return std::array{json::Limit{"text", 1, kAppealLength}}; }

struct ListMine {
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMine, (), (cursor))

struct MyContributions {
  std::vector<MyContribution> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MyContributions, (), (items, next))

struct ReadCounts {
  std::int64_t id = 0;  // of the consultation
};
BOOST_DESCRIBE_STRUCT(ReadCounts, (), (id))

struct RefusalCount {
  Reason code;
  std::string text;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(RefusalCount, (), (code, text, count))

/// Every reason stands in the list, those that were not used with 0. `approved` includes `approved_on_appeal`.
struct ModerationCounts {
  std::int64_t submitted = 0;
  std::int64_t approved = 0;
  std::int64_t pending = 0;
  std::int64_t approved_on_appeal = 0;
  std::vector<RefusalCount> refused;
};
BOOST_DESCRIBE_STRUCT(ModerationCounts, (), (submitted, approved, pending, approved_on_appeal, refused))

}  // namespace gongshi::moderation
