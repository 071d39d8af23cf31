#include "modules/moderation/words.hpp"

#include "embedded/moderation.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::moderation {
namespace {

std::shared_ptr<const PreparedList> list_of(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  return context.app.use<WordLists>().of(tx, assembly);
}

}  // namespace

std::shared_ptr<const PreparedList> WordLists::of(db::ReadTx& tx, assemblies::AssemblyId assembly) {
  const auto last = tx.one<LastChange>(sql::last_word_change, assembly);
  if (!last) return nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_assembly_.find(assembly); found != by_assembly_.end() && found->second->change == last->id) return found->second;
  }
  auto words = tx.all<StoredWord>(sql::words, assembly);
  std::vector<ListedWord> listed;
  listed.reserve(words.size());
  for (const StoredWord& word : words) listed.push_back({word.word, word.pinyin});
  auto made = std::make_shared<const PreparedList>(last->id, std::move(words), WordFinder(listed));
  const std::lock_guard lock(mutex_);
  return by_assembly_[assembly] = std::move(made);
}

Result<void> check_words(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view text) {
  const auto list = list_of(context, tx, assembly);
  if (!list) return {};
  for (const WordFinder::Hit& hit : list->finder.find(text)) {
    if (list->words[hit.word].kind == WordKind::refuse) {
      return std::unexpected(Error{ErrorKind::unprocessable, "moderation.word_refused", {}, {{"/text", "moderation.word_refused"}}});
    }
  }
  return {};
}

std::vector<WordMark> marks_in(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view text) {
  std::vector<WordMark> marks;
  const auto list = list_of(context, tx, assembly);
  if (!list) return marks;
  for (const WordFinder::Hit& hit : list->finder.find(text)) {
    const StoredWord& word = list->words[hit.word];
    marks.push_back({word.word, word.kind, std::string(text.substr(hit.begin, hit.end - hit.begin))});
  }
  return marks;
}

std::vector<std::string> listed_words_in(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view text) {
  std::vector<std::string> written;
  for (WordMark& mark : marks_in(context, tx, assembly, text)) written.push_back(std::move(mark.written));
  return written;
}

}  // namespace gongshi::moderation
