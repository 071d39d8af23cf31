// What other modules may use of handling 办理: a matter of theirs is assigned to units, answered by a deadline, and rated by who asked.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "modules/assemblies/api.hpp"
#include "platform/files/files.hpp"
#include "platform/journal/done.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::handling {

using ItemId = Id<struct HandlingItemTag>;

/// What is to be handled; `point` 0: the whole of the subject, else which of its points, from 1. `link`: path within the site.
struct Matter {
  assemblies::AssemblyId assembly;
  std::string_view kind;
  std::int64_t subject = 0;
  std::int64_t point = 0;
  std::string title;
  std::string text;
  std::string link;
  std::string category{};  // of its owner's, by which many are assigned at once; empty: none
};
/// Waits from now on to be assigned. A matter that is here already stays as it is.
void open(Context& context, db::WriteTx& tx, const Matter& matter);

/// In what way the askers of a kind of subject ask.
enum class Asking {
  by_name,    // each rates in the own name, having just proved who they are; units keep contact with them
  under_key,  // a crowd, none of whom is known to anybody: only numbers are shown, and from five on
};

/// In what words letters speak of a subject and to who asked, in Chinese: "王某委员等3位委员", "十三届一次会议第0012号提案".
struct Reference {
  std::string askers;
  std::string name;
};

/// One who asked by name, under the key that `asker` gives.
struct Asker {
  std::int64_t key = 0;
  std::string name;
};

/// How who reads a subject from outside reads one reply to it: as it is but for what is `masked`, in the office's `words` instead, or not, and why in `words`.
struct PublicReply {
  enum class How { whole, summary, withheld };
  How how = How::whole;
  std::string words;
  std::vector<std::string> masked;
};
/// What who reads a subject from outside reads of it.
struct Outsider {
  std::vector<std::string> suggestions;  // as they are public
  std::function<PublicReply(std::int64_t task)> reply;
};

struct SubjectHooks {
  Asking asking = Asking::by_name;
  /// Error 404 where the actor may not read the subject.
  std::function<Result<void>(Context&, db::ReadTx&, std::int64_t subject)> may_read;
  /// The key under which the actor is one of those who asked; none: is not.
  std::function<std::optional<std::int64_t>(Context&, db::ReadTx&, std::int64_t subject)> asker;
  /// What is suggested, in its order, which does not change any more; none: the subject is not made of suggestions. Each reply says what it does with each.
  std::function<std::vector<std::string>(db::ReadTx&, std::int64_t subject)> suggestions = {};
  /// Whether the actor speaks for all who asked by name (the first proposer): units keep contact with them.
  std::function<bool(Context&, db::ReadTx&, std::int64_t subject)> speaks = {};
  /// All who asked by name.
  std::function<std::vector<Asker>(Context&, db::ReadTx&, std::int64_t subject)> askers = {};
  /// What a category of theirs is called, in the reader's language.
  std::function<std::string(const Context&, std::string_view category)> category_name = {};
  /// None: the reader is one of those inside, and reads replies as they are; not given: so does everybody who reads the subject.
  std::function<std::optional<Outsider>(Context&, db::ReadTx&, std::int64_t subject)> outsider = {};
  /// None: letters name the matter by its title, and are written to the assembly.
  std::function<Reference(Context&, db::ReadTx&, std::int64_t subject)> reference = {};
};
/// From the owning module's start().
void register_subject(Application& app, std::string kind, SubjectHooks hooks);

/// Where a subject as a whole stands ("Being handled"), in the reader's language, and by when the first of its units has to answer.
struct Standing {
  std::string state_name;
  std::string next;  // who has to act
  Timestamp since;
  std::optional<Timestamp> due;
};
/// Of those that are handled.
std::unordered_map<std::int64_t, Standing> standings(const Context& context, db::ReadTx& tx, std::string_view kind, std::span<const std::int64_t> subjects);

/// The words alone, of all subjects of a kind in an assembly.
std::unordered_map<std::int64_t, std::string> standings(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view kind);

/// What everybody reads of subjects that are answered: each unit's reply with what came of it, in the reader's language, and what was promised.
struct Told {
  std::int64_t subject = 0;
  std::int64_t task = 0;  // the unit's part
  std::string unit;
  std::string outcome;
  std::string reply;
  Timestamp at;
};
std::vector<Told> told_of(const Context& context, db::ReadTx& tx, std::string_view kind, std::span<const std::int64_t> subjects);
struct Promised {
  std::int64_t subject = 0;
  std::int64_t task = 0;
  std::string text;
  Timestamp due;
  std::optional<Timestamp> done_at;
};
BOOST_DESCRIBE_STRUCT(Promised, (), (subject, task, text, due, done_at))
std::vector<Promised> promised_of(db::ReadTx& tx, std::string_view kind, std::span<const std::int64_t> subjects);

/// A reply that who reads the subject reads, in all its parts: what it says, of each suggestion and what it promises.
struct ReplyText {
  struct Part {
    std::string place;  // "reply", "word", "promise"
    std::int64_t number = 0;
    std::string text;
  };
  std::int64_t task = 0;
  bool latest = true;  // of the round that was answered last
  std::string unit;
  Timestamp at;
  std::vector<Part> parts;
  bool may_be_whole = true;  // its unit has not asked otherwise
  std::string openness;      // what its unit proposes about that, in words; empty: nothing
};
std::vector<ReplyText> replies_of(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject);

/// Whether the actor's unit has a part in one of the subject's matters: it reads what it is to handle.
bool takes_part(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject);

/// A notice of the subject's module to the units that have a part in it, with the title of their matter.
void tell_units(Context& context, db::WriteTx& tx, std::string_view kind, std::int64_t subject, std::string_view notice);

/// By when the actor should have rated an answer of the subject's; none: did not ask, or it does not wait for that.
std::optional<Timestamp> rating_due(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject);

/// Whether nothing is left to do with any of its matters; true where it has none.
bool is_closed(db::ReadTx& tx, std::string_view kind, std::int64_t subject);

/// What is on record of a subject's matters, as the office reads it: of each a text and the same as JSON, by path; and what was done.
struct Record {
  struct File {
    std::string path;
    std::string text;
  };
  std::vector<File> files;
  std::vector<files::File> attachments;  // what stands in their views, as content
  std::vector<journal::Done> log;
};
Result<Record> record_of(Context& context, db::ReadTx& tx, std::string_view kind, std::int64_t subject);

/// How each unit handles, as a table in the reader's language: a heading, then rows of a name and figures. None: not to be shown.
struct UnitTable {
  std::vector<std::string> heading;
  std::vector<std::pair<std::string, std::vector<std::optional<std::int64_t>>>> rows;
};
/// Error 403 where the actor does not supervise handling there.
Result<UnitTable> unit_table(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly);

/// What a stock phrase may name; empty: the record does not say it.
struct PhraseValues {
  std::string number;
  std::string title;
  std::string proposer;
  std::string unit;
  std::string assisting;
  std::string deadline;
  std::string assembly;
  std::string today;
};
/// A phrase that is ready to be inserted.
struct ReadyPhrase {
  std::string kind;
  std::string kind_name;
  std::string title;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReadyPhrase, (), (kind, kind_name, title, text))
struct ReadyPhrases {
  std::vector<ReadyPhrase> items;
};
BOOST_DESCRIBE_STRUCT(ReadyPhrases, (), (items))
/// Those of the office's of a kind ("non_filing_reason").
ReadyPhrases office_phrases(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view kind, const PhraseValues& values);

/// Units that have a part in one of the subject's matters now.
std::vector<assemblies::Unit> units_with(db::ReadTx& tx, std::string_view kind, std::int64_t subject);

/// Agreed when the handling was supervised: from now on a promise of the unit's part that is under way. False where it has none, or all is closed.
bool promise_agreed(Context& context, db::WriteTx& tx, std::string_view kind, std::int64_t subject, assemblies::BodyId unit, const std::string& text, Timestamp due, std::int64_t source);

/// What an assembly wrote for itself, when it is removed; its matters go with their subjects.
void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly);
/// When the subject itself is removed.
void remove_subject(db::WriteTx& tx, std::string_view kind, std::int64_t subject);

/// Heard by the subject's module, which tells its askers: every unit that had to has answered.
struct Answered {
  static constexpr std::string_view kName = "handling.answered";
  ItemId item;
  std::string kind;
  std::int64_t subject = 0;
};
BOOST_DESCRIBE_STRUCT(Answered, (), (item, kind, subject))

Module handling_module();

}  // namespace gongshi::handling
