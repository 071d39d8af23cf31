// Official documents of a unit's part, out of its record: what the office sends, what the unit sends, and the form for who asked.
#include <algorithm>

#include <fmt/format.h>

#include "embedded/handling.hpp"
#include "modules/handling/classes.hpp"
#include "modules/handling/use_cases.hpp"

namespace gongshi::handling {
namespace {

using documents::Document, documents::Form;

/// Written by hand: the day is not in the record.
constexpr const char* kNoDate = "　　　　年　　月　　日";
constexpr const char* kFeedback = "办理情况征询意见表";

struct OwnRating {
  Satisfaction overall = Satisfaction::satisfied;
  Satisfaction attitude = Satisfaction::satisfied;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(OwnRating, (), (overall, attitude, text))

struct Source {
  Context& context;  // speaks Chinese
  db::ReadTx& tx;
  const Item& item;
  const Task& task;
  Reference reference;
  std::string assembly;
  std::string unit;
  std::optional<std::int64_t> asker;

  /// "十三届1次会议第0123号提案《…》"
  std::string matter() const { return reference.name + "《" + item.title + "》"; }
  /// For titles.
  std::string subject() const { return reference.name.empty() ? "《" + item.title + "》" : reference.name; }
  std::string say(std::string_view group, std::string_view name) const { return context.say("handling." + std::string(group) + "." + std::string(name)); }
  /// Units of this round in one of these roles.
  std::string units(std::initializer_list<TaskRole> roles) const {
    std::string names;
    for (const Task& other : tasks_of(tx, item.id)) {
      if (other.round == task.round && other.state != TaskState::returned && std::ranges::find(roles, other.role) != roles.end()) names += (names.empty() ? "" : "、") + assemblies::body_name(tx, other.unit);
    }
    return names;
  }
};

void add(Document& document, std::string_view text) { std::ranges::move(documents::paragraphs_of(text), std::back_inserter(document.body)); }

std::string day(const std::optional<Timestamp>& at) { return at ? documents::date_text(*at) : kNoDate; }
Document letter(std::string from, std::string title, std::string to, const std::optional<Timestamp>& at, Timestamp written) {
  return {.form = Form::letter, .mark = from, .title = std::move(title), .addressee = std::move(to), .signature = from, .date = day(at), .written = written};
}

Document assignment(const Source& from) {
  const Task& task = from.task;
  Document document{.form = Form::official, .mark = from.assembly + "文件", .title = "关于交办" + from.subject() + "的通知", .addressee = from.unit, .attachments = {from.item.title}, .signature = from.assembly,
                    .date = documents::date_text(task.assigned_at), .copies = {}, .printed_by = from.assembly, .written = task.assigned_at};
  const bool again = task.round > 1;
  add(document, fmt::format("现将{}交你单位{}，请按照要求认真办理。", from.matter(), again ? "再次办理（" + from.say("role", enum_name(task.role)) + "）" : from.say("role", enum_name(task.role))));
  if (!from.item.text.empty()) add(document, "办理事项：" + from.item.text);
  if (task.role == TaskRole::assisting) {
    document.copies = from.units({TaskRole::lead});
    add(document, fmt::format("一、会同办理\n本件由{}主办。请于{}前向主办单位提出会办意见。", document.copies, documents::date_text(task.due)));
  } else {
    const std::string assisting = from.units({TaskRole::assisting});
    if (task.role == TaskRole::lead && !assisting.empty()) {
      document.copies = assisting;
      add(document, fmt::format("一、会同办理\n本件由你单位主办，{}会办。请收齐会办意见后一并答复。", assisting));
    } else {
      add(document, "一、专人负责\n请明确负责人和承办人，研究所提意见和建议，提出切实可行的办理措施。");
    }
    add(document, fmt::format("二、加强沟通\n请于{}前与提出人联系，办理过程中听取意见，答复前充分沟通。", documents::date_text(task.contact_by)));
    add(document, fmt::format("三、按期答复\n请于{}前书面答复，并注明办理结果的类别。", documents::date_text(task.due)));
  }
  if (!again) add(document, fmt::format("如不属于你单位职责范围，请于{}前说明理由，申请退回。", documents::date_text(task.return_by)));
  return document;
}

Document return_request(const Source& from) {
  Document document = letter(from.unit, "关于退回" + from.subject() + "的函", from.assembly, from.task.state_since, from.task.state_since);
  add(document, fmt::format("贵会交我单位办理的{}收悉。经研究，因下列原因，申请退回：", from.matter()));
  add(document, from.task.request);
  if (from.task.suggested) add(document, fmt::format("建议改由{}办理。", assemblies::body_name(from.tx, *from.task.suggested)));
  add(document, "请予审定。");
  return document;
}

Document extension(const Source& from) {
  // Of requests before there was a record of them the day stays empty.
  const auto record = from.tx.one<Extension>(sql::extension_of, from.task.id);
  const bool asked = from.task.state == TaskState::extension_requested;
  const auto at = record ? std::optional(record->asked_at) : asked ? std::optional(from.task.state_since) : std::nullopt;
  const auto due = record ? std::optional(record->due) : asked ? std::optional(from.task.due) : std::nullopt;
  Document document = letter(from.unit, "关于延期办理" + from.subject() + "的函", from.assembly, at, at.value_or(from.task.state_since));
  add(document, fmt::format("贵会交我单位办理的{}，{}因下列原因，申请延期办理：", from.matter(), due ? "应于" + documents::date_text(*due) + "前答复。" : ""));
  add(document, from.task.request);
  add(document, "请予批准。");
  if (record && record->decided_at && record->granted_until) add(document, fmt::format("办理意见：{}同意延期至{}。", documents::date_text(*record->decided_at), documents::date_text(*record->granted_until)));
  return document;
}

Document opinion(const Source& from) {
  Document document = letter(from.unit, "关于" + from.subject() + "的会办意见", from.units({TaskRole::lead}), from.task.approved_at, from.task.approved_at.value_or(from.task.state_since));
  document.number = from.task.document_number;
  add(document, from.task.reply);
  return document;
}

Document reply(const Source& from) {
  const Task& task = from.task;
  Document document = letter(from.unit, "关于" + from.subject() + "的答复", from.reference.askers.empty() ? from.assembly : from.reference.askers, task.approved_at, task.approved_at.value_or(task.state_since));
  document.number = task.document_number;
  if (task.outcome) document.class_mark = class_of(from.context, from.tx, from.item, task).letter;
  if (!task.reply.contains("收悉")) add(document, fmt::format("您提出的《{}》收悉。现答复如下：", from.item.title));
  add(document, task.reply);
  const auto suggestions = view_suggestions(from.context, from.tx, from.item, task);
  if (!suggestions.empty()) add(document, "对各条建议的办理意见：");
  for (const SuggestionView& one : suggestions) add(document, fmt::format("{}. {}{}{}{}", one.number, one.text, one.adoption ? "：" + one.name : "", one.word.empty() ? "" : "。", one.word));
  auto promises = promises_of(from.tx, task.id);
  std::erase_if(promises, [](const Promise& one) { return one.agreed != 0; });  // have minutes of their own
  if (!promises.empty()) add(document, "下列事项我们将按期落实：");
  for (std::size_t i = 0; i < promises.size(); ++i) add(document, fmt::format("{}. {}（{}前）", i + 1, promises[i].text, documents::date_text(promises[i].due)));
  if (!from.reference.askers.empty()) {
    document.attachments = {kFeedback};
    document.copies = from.assembly;
  }
  return document;
}

std::string choices(const Source& from, const std::optional<Satisfaction>& chosen) {
  std::string all;
  for (const std::string_view name : enum_names<Satisfaction>()) {
    all += (all.empty() ? "" : "　　") + std::string(chosen == enum_from_name<Satisfaction>(name) ? "√ " : "□ ") + from.say("satisfaction", name);
  }
  return all;
}

Document feedback(const Source& from) {
  const Task& task = from.task;
  const auto own = from.asker ? from.tx.one<OwnRating>(sql::own_rating, from.item.id, task.round, *from.asker) : std::nullopt;
  const OutcomeView outcome = class_of(from.context, from.tx, from.item, task);
  return {.form = Form::sheet,
          .title = kFeedback,
          .body = {documents::Table{{{"编号", from.reference.name},
                                     {"标题", from.item.title},
                                     {"提出人", from.reference.askers},
                                     {"承办单位", from.unit},
                                     {"答复文号", task.document_number},
                                     {"办理结果", outcome.letter + "（" + outcome.name + "）"},
                                     {"对办理结果", choices(from, own ? std::optional(own->overall) : std::nullopt)},
                                     {"对办理态度", choices(from, own ? std::optional(own->attitude) : std::nullopt)},
                                     {"意见和建议", own && !own->text.empty() ? own->text : "\n\n\n\n\n"},
                                     {"签名、日期", "\n"}}}},
          .written = task.accepted_at.value_or(task.state_since)};
}

Document urging(const Source& from) {
  const Task& task = from.task;
  const auto last = from.tx.one<Urging>(sql::last_urging, task.id);
  const auto at = last ? std::optional(last->at) : std::nullopt;
  Document document = letter(from.assembly, "关于催办" + from.subject() + "的通知", from.unit, at, at.value_or(task.assigned_at));
  if (last && !last->words.empty()) add(document, last->words);
  else add(document, fmt::format("{}交你单位办理的{}，应于{}前{}。请抓紧办理，按期完成；确有困难的，请及时说明情况。", documents::date_text(task.assigned_at), from.matter(), documents::date_text(task.due), task.role == TaskRole::assisting ? "提出会办意见" : "答复"));
  add(document, "特此通知。");
  return document;
}

/// `exists`: whether the record has what it says; `readers`: who may have it then.
struct Row {
  DocumentKind kind;
  bool (*exists)(const Task& task);
  bool (*readers)(const Task& task, const DocumentReader& reader);
  Document (*compose)(const Source& from);
};
bool office_or_unit(const Task&, const DocumentReader& reader) { return reader.office || reader.own; }
bool answers(const Task& task) { return task.role != TaskRole::assisting; }
bool is_return(const Task& task) { return task.state == TaskState::return_requested || task.state == TaskState::returned; }

constexpr auto kDocuments = std::to_array<Row>({
    {DocumentKind::assignment, [](const Task&) { return true; }, office_or_unit, assignment},
    {DocumentKind::return_request, [](const Task& task) { return is_return(task) && !task.request.empty(); }, office_or_unit, return_request},
    {DocumentKind::extension, [](const Task& task) { return !is_return(task) && !task.request.empty() && (task.extended || task.state == TaskState::extension_requested); }, office_or_unit, extension},
    {DocumentKind::opinion, [](const Task& task) { return !answers(task) && !task.reply.empty(); },
     [](const Task& task, const DocumentReader& reader) { return reader.own || (reader.office && row_of(task.state).shown_to_office) || (reader.leads && task.state == TaskState::accepted); }, opinion},
    {DocumentKind::reply, [](const Task& task) { return answers(task) && !task.reply.empty(); },
     [](const Task& task, const DocumentReader& reader) { return reader.own || reader.subject || (reader.office && row_of(task.state).shown_to_office); }, reply},
    {DocumentKind::feedback, [](const Task& task) { return answers(task) && task.state == TaskState::accepted && task.outcome; },
     [](const Task&, const DocumentReader& reader) { return reader.own || reader.office || reader.asker; }, feedback},
    {DocumentKind::urging, [](const Task& task) { return task.urged > 0; }, office_or_unit, urging},
});

std::string name_of(const Context& context, DocumentKind kind) { return context.say("handling.document." + std::string(enum_name(kind))); }

/// What the actor is to this part.
DocumentReader reader_of(Context& context, db::ReadTx& tx, const Item& item, const Task& task, const SubjectHooks& hooks) {
  const auto unit = own_unit(context, tx);
  DocumentReader reader{.office = is_office(context, tx, item), .own = unit && *unit == task.unit};
  reader.leads = unit && std::ranges::any_of(tasks_of(tx, item.id), [&](const Task& other) { return other.round == item.round && other.unit == *unit && other.role == TaskRole::lead; });
  if (!told(item, task) || !hooks.may_read(context, tx, item.subject)) return reader;
  const auto outsider = hooks.outsider ? hooks.outsider(context, tx, item.subject) : std::nullopt;
  const PublicReply shown = outsider ? outsider->reply(task.id.value) : PublicReply{};
  // A letter names everything as it was written.
  reader.subject = !outsider || (shown.how == PublicReply::How::whole && shown.masked.empty() && !outsider->suggestions.empty());
  reader.asker = hooks.asking == Asking::by_name && hooks.asker(context, tx, item.subject).has_value();
  return reader;
}

}  // namespace

std::vector<documents::Offer> documents_of(const Context& context, const Task& task, const DocumentReader& reader) {
  std::vector<documents::Offer> offers;
  for (const Row& row : kDocuments) {
    if (row.exists(task) && row.readers(task, reader)) offers.push_back({name_of(context, row.kind), fmt::format("/handling/tasks/{}/documents/{}", task.id.value, enum_name(row.kind))});
  }
  return offers;
}

Result<http::Response> document(Context& context, const AskDocument& request) {
  Context chinese = documents::in_chinese(context);
  std::string title;
  // Laid out only once the database is let go.
  const auto composed = context.db.read([&](db::ReadTx& tx) -> Result<Document> {
    const auto task = tx.one<Task>(sql::find_task, request.id);
    const auto item = task ? tx.one<Item>(sql::find_item, task->item) : std::nullopt;
    if (!item) return fail(ErrorKind::not_found, "handling.not_found");
    TRY_ASSIGN(const SubjectHooks* const hooks, hooks_of(context, item->kind));
    const auto row = std::ranges::find(kDocuments, request.kind, &Row::kind);
    const DocumentReader reader = reader_of(context, tx, *item, *task, *hooks);
    if (!row->exists(*task) || !row->readers(*task, reader)) return fail(ErrorKind::not_found, "handling.not_found");
    const auto assembly = assemblies::find_assembly(tx, item->assembly);
    title = item->title;
    return row->compose({chinese, tx, *item, *task, hooks->reference ? hooks->reference(context, tx, item->subject) : Reference{}, assembly ? assembly->name : "", assemblies::body_name(tx, task->unit),
                         reader.asker ? hooks->asker(context, tx, item->subject) : std::nullopt});
  });
  if (!composed) return std::unexpected(composed.error());
  return documents::answer(context, *composed, request.format, name_of(chinese, request.kind) + "-" + title);
}

}  // namespace gongshi::handling
