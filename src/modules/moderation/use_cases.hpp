// The use cases of moderation, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/moderation/wire.hpp"

namespace gongshi::moderation {

// read.cpp
Result<Queue> list_queue(Context& context, db::ReadTx& tx, const ListQueue& request);
Result<MyContributions> list_mine(Context& context, db::ReadTx& tx, const ListMine& request);
Result<ModerationCounts> read_counts(Context& context, db::ReadTx& tx, const ReadCounts& request);

// decide.cpp, appeal.cpp
Result<QueueItem> decide(Context& context, db::WriteTx& tx, Kind kind, const Decide& request);
Result<MyContribution> appeal(Context& context, db::WriteTx& tx, Kind kind, const Appeal& request);

// manage_words.cpp
Result<WordList> list_words(Context& context, db::ReadTx& tx, const ListWords& request);
Result<WordsAdded> add_words(Context& context, db::WriteTx& tx, const AddWords& request);
Result<WordRemoved> remove_word(Context& context, db::WriteTx& tx, const RemoveWord& request);
Result<WordChanges> list_word_changes(Context& context, db::ReadTx& tx, const ListWordChanges& request);
Result<TriedWords> try_words(Context& context, db::ReadTx& tx, const TryWords& request);

/// Where authors find what became of their contributions.
inline constexpr std::string_view kMinePage = "/mine";

}  // namespace gongshi::moderation
