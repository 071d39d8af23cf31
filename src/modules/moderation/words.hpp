// The words an assembly has listed, ready for looking through a text. The list marks and refuses; it never shows or publishes anything.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "base/word_finder.hpp"
#include "modules/moderation/model.hpp"
#include "modules/moderation/wire.hpp"

namespace gongshi::moderation {

/// A row of moderation_word.
struct StoredWord {
  WordId id;
  std::string word;
  std::string pinyin;  // empty: none
  WordKind kind = WordKind::hold;
  PersonId added_by;
  Timestamp added_at;
};
BOOST_DESCRIBE_STRUCT(StoredWord, (), (id, word, pinyin, kind, added_by, added_at))

struct LastChange {
  std::int64_t id = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(LastChange, (), (id, version))

struct PreparedList {
  std::int64_t change = 0;  // the last one it has seen
  std::vector<StoredWord> words;
  WordFinder finder;
};

/// The prepared lists of this process. The list's last change is asked for with every text: what staff change holds for the next one, on every server.
class WordLists {
 public:
  std::shared_ptr<const PreparedList> of(db::ReadTx& tx, assemblies::AssemblyId assembly);

 private:
  std::mutex mutex_;
  std::map<assemblies::AssemblyId, std::shared_ptr<const PreparedList>> by_assembly_;
};

/// Error unprocessable "moderation.word_refused", with the field /text, where the text holds a word of the kind refuse. It does not say which.
Result<void> check_words(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view text);

/// What the list says of a text, for a reviewer.
std::vector<WordMark> marks_in(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view text);

}  // namespace gongshi::moderation
