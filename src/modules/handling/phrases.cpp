// 常用语: stock phrases for replies and letters, an assembly's or a unit's own, in versions. What is inserted becomes the reply's own words and stays as it was.
#include "modules/handling/phrases.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "embedded/handling.hpp"
#include "modules/identity/api.hpp"
#include "platform/documents/document.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::handling {
namespace {

constexpr std::size_t kMostPhrases = 200;              // of an assembly, or of a unit
constexpr std::string_view kByHand = "＿＿＿＿";      // what the record does not say

/// Both names of each may be written.
struct PlaceholderRow {
  std::string_view chinese;
  std::string_view english;
  std::string_view meaning;  // message
  std::string PhraseValues::*value;
};
constexpr auto kPlaceholders = std::to_array<PlaceholderRow>({
    {"案号", "case number", "handling.placeholder.number", &PhraseValues::number},
    {"案由", "title", "handling.placeholder.title", &PhraseValues::title},
    {"提案人", "proposer", "handling.placeholder.proposer", &PhraseValues::proposer},
    {"承办单位", "unit", "handling.placeholder.unit", &PhraseValues::unit},
    {"会办单位", "assisting units", "handling.placeholder.assisting", &PhraseValues::assisting},
    {"答复期限", "deadline", "handling.placeholder.deadline", &PhraseValues::deadline},
    {"政协", "assembly", "handling.placeholder.assembly", &PhraseValues::assembly},
    {"今天", "today", "handling.placeholder.today", &PhraseValues::today},
});

const PlaceholderRow* placeholder(std::string_view name) {
  const auto found = std::ranges::find_if(kPlaceholders, [&](const PlaceholderRow& row) { return row.chinese == name || row.english == name; });
  return found == kPlaceholders.end() ? nullptr : &*found;
}

/// `what(name)` for each {name} gives what stands in its place; text without one stays.
template <class What>
std::string with_placeholders(std::string_view text, What what) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('{', at), close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) return out.append(text.substr(at));
    out.append(text.substr(at, open - at));
    out += what(text.substr(open + 1, close - open - 1));
    at = close + 1;
  }
  return out;
}

Result<void> check_placeholders(std::string_view text) {
  std::string unknown;
  (void)with_placeholders(text, [&](std::string_view name) {
    if (!placeholder(name) && unknown.empty()) unknown = name.substr(0, 40);
    return std::string();
  });
  if (unknown.empty()) return {};
  return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{"/text", "handling.unknown_placeholder", {{"name", unknown}}}}});
}

std::string fill(std::string_view text, const PhraseValues& values) {
  return with_placeholders(text, [&](std::string_view name) {
    const PlaceholderRow* const row = placeholder(name);
    const std::string& value = row ? values.*(row->value) : std::string();
    return value.empty() ? std::string(kByHand) : value;
  });
}

/// Comes with the program: the words that replies, requests and notices usually have.
struct DefaultRow {
  std::string_view code;
  PhraseKind kind;
  std::string_view title;
  std::string_view text;
};
constexpr auto kDefaults = std::to_array<DefaultRow>({
    {"opening", PhraseKind::reply_opening, "答复开头（委员个人）", "您提出的《{案由}》（{案号}）收悉。感谢您对我们工作的关心和支持。经认真研究，现答复如下："},
    {"opening_joint", PhraseKind::reply_opening, "答复开头（会同办理）", "{提案人}提出的《{案由}》（{案号}）收悉。我单位会同{会办单位}认真研究办理，现答复如下："},
    {"closing", PhraseKind::reply_closing, "答复结尾", "感谢您对我们工作的关心和支持，欢迎今后继续提出宝贵意见和建议。对以上答复如有不同意见，请在征询意见表上填写，我们将认真研究。"},
    {"closing_formal", PhraseKind::reply_closing, "答复结尾（函）", "专此函复，诚挚感谢对{承办单位}工作的监督和支持。"},
    {"extension", PhraseKind::extension_request, "需要更多调研", "《{案由}》涉及面广，需要进一步调研论证，并征求有关部门和提案人的意见，难以在{答复期限}前形成答复，特申请延期。延期期间我们将继续与提案人保持联系。"},
    {"return", PhraseKind::return_reason, "不属职责范围", "经研究，《{案由}》所提事项不属于{承办单位}的职责范围，建议改由主管该项工作的单位办理。"},
    {"urging", PhraseKind::urging, "临近或超过期限", "《{案由}》（{案号}）应于{答复期限}前答复。请{承办单位}抓紧办理，主动与提案人沟通，按期答复；确有困难的，请及时书面说明情况和预计时间。"},
    {"non_filing", PhraseKind::non_filing_reason, "没有具体建议", "所提内容反映了情况，但没有提出具体建议，不符合立案条件，转为意见和建议送有关单位研究参考。"},
    {"non_filing_done", PhraseKind::non_filing_reason, "已有明确规定或正在办理", "所提事项已有明确规定，有关单位正在办理，转为意见和建议送其参考，并请其向您说明进展。"},
    {"contact", PhraseKind::contact_note, "办理前沟通", "与提案人沟通《{案由}》的办理打算，听取了提案人的意见。提案人表示："},
    {"contact_draft", PhraseKind::contact_note, "答复前征求意见", "就《{案由}》的答复稿征求提案人意见。提案人表示："},
});

/// A row of handling_phrase with its latest version.
struct Phrase {
  PhraseId id;
  assemblies::AssemblyId assembly;
  assemblies::BodyId unit;
  PhraseKind kind = PhraseKind::reply_opening;
  bool offered = true;
  std::int64_t version = 0;
  std::string title;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Phrase, (), (id, assembly, unit, kind, offered, version, title, text))
struct StoredVersion {
  std::int64_t version = 0;
  std::string title;
  std::string text;
  PersonId person;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(StoredVersion, (), (version, title, text, person, at))

std::string kind_name(const Context& context, PhraseKind kind) { return context.say("handling.phrase." + std::string(enum_name(kind))); }

/// What only the office writes.
bool of_office_alone(PhraseKind kind) { return kind == PhraseKind::urging || kind == PhraseKind::non_filing_reason; }

/// Whose phrases the actor works with in an assembly: a unit's own, or (unit 0) the office's; 403 for others.
Result<assemblies::BodyId> writes_for(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly) {
  if (!assemblies::find_assembly(tx, assembly)) return fail(ErrorKind::not_found, "assemblies.not_found");
  if (context.actor.may("handling.assign", assembly)) return assemblies::BodyId{};
  const auto unit = context.actor.may("handling.handle", assembly) ? own_unit(context, tx) : std::nullopt;
  if (!unit) return fail(ErrorKind::forbidden, "request.not_permitted");
  return *unit;
}

std::vector<Phrase> phrases_of(db::ReadTx& tx, assemblies::AssemblyId assembly, assemblies::BodyId unit) { return tx.all<Phrase>(sql::phrases_of, assembly, unit); }

Result<PhraseList> list(Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, assemblies::BodyId own) {
  PhraseList list;
  for (const Phrase& one : phrases_of(tx, assembly, own)) {
    const bool mine = one.unit == own;
    if (!mine && (!one.offered || of_office_alone(one.kind))) continue;
    PhraseView view{.id = one.id, .code = {}, .kind = one.kind, .kind_name = kind_name(context, one.kind), .of_name = one.unit ? assemblies::body_name(tx, one.unit) : context.say("handling.phrase_of_office"), .title = one.title, .text = one.text,
                    .offered = one.offered, .version = one.version, .earlier = {}, .may_write = mine, .may_switch = mine};
    if (mine) {
      for (const StoredVersion& past : tx.all<StoredVersion>(sql::versions_of_phrase, one.id)) {
        if (past.version < one.version) view.earlier.push_back({past.version, past.title, past.text, identity::display_name(tx, past.person), past.at});
      }
    }
    list.items.push_back(std::move(view));
  }
  const auto off = tx.all<std::string>(sql::phrases_off, assembly);
  for (const DefaultRow& row : kDefaults) {
    const bool offered = std::ranges::find(off, row.code) == off.end();
    if (own && (!offered || of_office_alone(row.kind))) continue;
    list.items.push_back({.id = {}, .code = std::string(row.code), .kind = row.kind, .kind_name = kind_name(context, row.kind), .of_name = context.say("handling.phrase_of_program"), .title = std::string(row.title), .text = std::string(row.text),
                          .offered = offered, .version = 0, .earlier = {}, .may_write = false, .may_switch = !own});
  }
  std::ranges::stable_sort(list.items, {}, &PhraseView::kind);
  for (const std::string_view name : enum_names<PhraseKind>()) {
    const PhraseKind kind = *enum_from_name<PhraseKind>(name);
    if (!own || !of_office_alone(kind)) list.kinds.push_back({kind, kind_name(context, kind)});
  }
  for (const PlaceholderRow& row : kPlaceholders) list.placeholders.push_back({std::string(row.chinese), context.say(row.meaning)});
  return list;
}

struct OwnPhrase {
  Phrase phrase;
  assemblies::BodyId own;
};
Result<OwnPhrase> find_own(Context& context, db::ReadTx& tx, PhraseId id) {
  auto phrase = tx.one<Phrase>(sql::find_phrase, id);
  if (!phrase) return fail(ErrorKind::not_found, "handling.no_such_phrase");
  const auto own = writes_for(context, tx, phrase->assembly);
  // Another unit's is as good as absent; the office's own is read by units, not written.
  if (!own || (phrase->unit && phrase->unit != *own)) return fail(ErrorKind::not_found, "handling.no_such_phrase");
  if (phrase->unit != *own) return fail(ErrorKind::forbidden, "handling.phrase_of_the_office");
  return OwnPhrase{std::move(*phrase), *own};
}

std::vector<ReadyPhrase> ready(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, assemblies::BodyId unit, const PhraseValues& values) {
  std::vector<ReadyPhrase> phrases;
  const auto add = [&](PhraseKind kind, std::string_view title, std::string_view text) { phrases.push_back({std::string(enum_name(kind)), kind_name(context, kind), std::string(title), fill(text, values)}); };
  for (const Phrase& one : phrases_of(tx, assembly, unit)) {
    if (one.offered) add(one.kind, one.title, one.text);
  }
  const auto off = tx.all<std::string>(sql::phrases_off, assembly);
  for (const DefaultRow& row : kDefaults) {
    if (std::ranges::find(off, row.code) == off.end()) add(row.kind, row.title, row.text);
  }
  return phrases;
}

void add_version(Context& context, db::WriteTx& tx, PhraseId id, std::int64_t version, const std::string& title, const std::string& text) {
  tx.run(sql::add_phrase_version, id, version, title, text, context.actor.person, context.now());
}

}  // namespace

Result<PhraseList> list_phrases(Context& context, db::ReadTx& tx, const InAssembly& request) {
  TRY_ASSIGN(const assemblies::BodyId own, writes_for(context, tx, request.id));
  return list(context, tx, request.id, own);
}

Result<PhraseList> add_phrase(Context& context, db::WriteTx& tx, const AddPhrase& request) {
  TRY_ASSIGN(const assemblies::BodyId own, writes_for(context, tx, request.id));
  if (own && of_office_alone(request.kind)) return wrong("/kind", "handling.phrase_of_the_office");
  TRY(check_placeholders(request.text));
  if (std::ranges::count(phrases_of(tx, request.id, own), own, &Phrase::unit) >= static_cast<std::ptrdiff_t>(kMostPhrases)) return fail(ErrorKind::conflict, "handling.too_many_phrases");
  const auto id = context.ids.next<PhraseId>();
  tx.run(sql::add_phrase, id, request.id, own, request.kind);
  add_version(context, tx, id, 1, request.title, request.text);
  journal::record(context, tx, {.verb = "handling.add_phrase", .subject_kind = "phrase", .subject = id.value, .scope = request.id});
  return list(context, tx, request.id, own);
}

Result<PhraseList> save_phrase(Context& context, db::WriteTx& tx, const SavePhrase& request) {
  TRY_ASSIGN(const auto found, find_own(context, tx, request.id));
  const auto& [phrase, own] = found;
  TRY(check_placeholders(request.text));
  const bool written = request.title != phrase.title || request.text != phrase.text;
  if (tx.run(sql::save_phrase, phrase.id, request.version, request.offered, written ? 1 : 0) == 0) return fail(ErrorKind::conflict, "handling.moved_meanwhile");
  if (written) add_version(context, tx, phrase.id, phrase.version + 1, request.title, request.text);
  journal::record(context, tx, {.verb = "handling.save_phrase", .subject_kind = "phrase", .subject = phrase.id.value, .scope = phrase.assembly});
  return list(context, tx, phrase.assembly, own);
}

Result<PhraseList> switch_phrase(Context& context, db::WriteTx& tx, const SwitchPhrase& request) {
  TRY_ASSIGN(const assemblies::BodyId own, writes_for(context, tx, request.id));
  if (own) return fail(ErrorKind::forbidden, "request.not_permitted");
  if (std::ranges::find(kDefaults, request.code, &DefaultRow::code) == kDefaults.end()) return wrong("/code", "handling.no_such_phrase");
  tx.run(request.offered ? sql::phrase_on : sql::phrase_off, request.id, request.code);
  journal::record(context, tx, {.verb = "handling.switch_phrase", .subject_kind = "assembly", .subject = request.id.value, .scope = request.id});
  return list(context, tx, request.id, own);
}

Result<ReadyPhrases> phrases_of_task(Context& context, db::ReadTx& tx, const ByTask& request) {
  TRY_ASSIGN(const auto found, find_task(context, tx, request.id));
  const auto& [item, task] = found;
  TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item.kind));
  const Reference reference = hooks->reference ? hooks->reference(context, tx, item.subject) : Reference{};
  const auto assembly = assemblies::find_assembly(tx, item.assembly);
  PhraseValues values{.number = reference.name, .title = item.text.empty() ? item.title : item.text, .proposer = reference.askers, .unit = assemblies::body_name(tx, task.unit), .assisting = {}, .deadline = documents::date_text(task.due),
                      .assembly = assembly ? assembly->name : "", .today = documents::date_text(context.now())};
  for (const assemblies::BodyId unit : assisting(task, tasks_of(tx, item.id))) values.assisting += (values.assisting.empty() ? "" : "、") + assemblies::body_name(tx, unit);
  return ReadyPhrases{ready(context, tx, item.assembly, own_unit(context, tx).value_or(assemblies::BodyId{}), values)};
}

ReadyPhrases office_phrases(const Context& context, db::ReadTx& tx, assemblies::AssemblyId assembly, std::string_view kind, const PhraseValues& values) {
  ReadyPhrases phrases{ready(context, tx, assembly, {}, values)};
  std::erase_if(phrases.items, [&](const ReadyPhrase& one) { return one.kind != kind; });
  return phrases;
}

}  // namespace gongshi::handling
