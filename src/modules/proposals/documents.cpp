// Official documents of a proposal, out of its record: the form as it was written, and what the committee decided.
#include <algorithm>

#include <fmt/format.h>

#include "modules/identity/api.hpp"
#include "modules/proposals/grounds.hpp"
#include "modules/proposals/use_cases.hpp"

namespace gongshi::proposals {
namespace {

using documents::Document, documents::Form, documents::Paragraph;

struct Source {
  Context& context;  // speaks Chinese
  db::ReadTx& tx;
  const Proposal& proposal;
  std::string assembly;

  std::string say(std::string_view group, std::string_view name) const { return context.say("proposals." + std::string(group) + "." + std::string(name)); }
};

void add(Document& document, std::string_view text) { std::ranges::move(documents::paragraphs_of(text), std::back_inserter(document.body)); }

/// Of the committee's to who proposed.
Document notice(const Source& from, std::string title) {
  const std::string committee = from.assembly + "提案委员会";
  return {.form = Form::letter, .mark = committee, .title = std::move(title), .addressee = addressed(from.tx, from.proposal), .signature = committee, .date = documents::date_text(from.proposal.state_since), .written = from.proposal.state_since};
}

std::string received(const Source& from) { return fmt::format("您提出的《{}》（流水号第{}号）收悉。", from.proposal.title, from.proposal.serial); }

Document filing_notice(const Source& from) {
  Document document = notice(from, "立案通知");
  if (const auto main = from.proposal.main ? find(from.tx, *from.proposal.main) : std::nullopt) {
    add(document, received(from) + fmt::format("经提案委员会审查，予以立案，与{}《{}》并案办理。您仍是提案人之一，办理情况同样向您答复，由您评价。", numbered(from.context, from.tx, *main), main->title));
  } else {
    add(document, received(from) + fmt::format("经提案委员会审查，予以立案，编为{}，类别为{}。", numbered(from.context, from.tx, from.proposal), from.proposal.category ? from.say("category", enum_name(*from.proposal.category)) : "其他"));
    add(document, "提案将交有关单位办理。办理过程中，承办单位会与您联系；收到答复后，请您对办理情况作出评价。");
  }
  add(document, "特此通知。");
  return document;
}

Document non_filing_notice(const Source& from) {
  const bool returned = from.proposal.state == State::returned;
  Document document = notice(from, returned ? "提案退回修改通知" : "不予立案通知");
  const std::string note = from.proposal.note;
  if (returned) {
    add(document, received(from) + "经提案委员会审查，请您修改后再次提交。修改意见如下：");
    add(document, note);
    add(document, "再次提交时保留原流水号，不重新排队。");
  } else {
    add(document, received(from) + fmt::format("经提案委员会审查，因{}，不予立案，作为意见和建议转送有关部门研究参考。", from.proposal.ground ? ground_text(from.context, from.tx, from.proposal.assembly, *from.proposal.ground) : "不符合立案条件"));
    add(document, note);
    add(document, "感谢您对政协工作的关心和支持。");
  }
  return document;
}

Document form(const Source& from) {
  const Proposal& proposal = from.proposal;
  const auto suggestions = suggestions_of(from.tx, proposal.id);
  std::string signers;
  for (const Signer& signer : signers_of(from.tx, proposal.id)) {
    if (signer.state == SignerState::signed_) signers += (signers.empty() ? "" : "、") + identity::display_name(from.tx, signer.person);
  }
  documents::Table table{{{"案由", proposal.title},
                          {"提案者", fmt::format("{}（{}）", proposer_name(from.tx, proposal), from.say("proposer_kind", enum_name(kind_of(from.tx, proposal))))},
                          {"界别", proposal.sector ? assemblies::body_name(from.tx, proposal.sector) : ""},
                          {"联名提案人", signers},
                          {"案号", proposal.case_number == 0 ? "" : numbered(from.context, from.tx, proposal)},
                          {"流水号", proposal.serial == 0 ? "" : fmt::format("{}（{}）", proposal.serial, from.context.say(proposal.in_session ? "proposals.in_session" : "proposals.out_of_session"))},
                          {"类别", proposal.category ? from.say("category", enum_name(*proposal.category)) : ""},
                          {"提交日期", proposal.submitted_at ? documents::date_text(*proposal.submitted_at) : ""},
                          {"公开意愿", proposal.publish == Publish::whole ? "同意全文公开" : "不同意公开"}}};
  Document document{.form = Form::sheet, .title = from.assembly + "提案表", .body = {std::move(table)}, .written = proposal.submitted_at.value_or(proposal.state_since)};
  add(document, "一、情况\n" + proposal.situation + "\n二、分析\n" + proposal.analysis + "\n三、建议");
  for (std::size_t i = 0; i < suggestions.size(); ++i) add(document, fmt::format("{}. {}", i + 1, suggestions[i]));
  if (!proposal.research.empty()) add(document, "四、调研情况\n" + proposal.research);
  return document;
}

/// `inside`: for who signs and the office alone.
struct Row {
  DocumentKind kind;
  bool inside;
  bool (*exists)(State state);
  Document (*compose)(const Source& from);
};
constexpr auto kDocuments = std::to_array<Row>({
    {DocumentKind::form, false, [](State) { return true; }, form},
    {DocumentKind::filing_notice, true, [](State state) { return state == State::filed || state == State::merged; }, filing_notice},
    {DocumentKind::non_filing_notice, true, [](State state) { return state == State::converted || state == State::returned; }, non_filing_notice},
});

bool may_have(const Row& row, const Proposal& proposal, bool inside) { return row.exists(proposal.state) && (inside || !row.inside); }

std::string name_of(const Context& context, DocumentKind kind) { return context.say("proposals.document." + std::string(enum_name(kind))); }

}  // namespace

std::vector<documents::Offer> documents_of(const Context& context, const Proposal& proposal, bool inside) {
  std::vector<documents::Offer> offers;
  for (const Row& row : kDocuments) {
    if (may_have(row, proposal, inside)) offers.push_back({name_of(context, row.kind), fmt::format("/proposals/{}/documents/{}", proposal.id.value, enum_name(row.kind))});
  }
  return offers;
}

Result<http::Response> document(Context& context, const AskDocument& request) {
  Context chinese = documents::in_chinese(context);
  std::string title;
  // Laid out only once the database is let go.
  const auto composed = context.db.read([&](db::ReadTx& tx) -> Result<Document> {
    TRY_ASSIGN(const Proposal proposal, find_readable(context, tx, request.id));
    const auto row = std::ranges::find(kDocuments, request.kind, &Row::kind);
    if (!may_have(*row, proposal, is_inside(context, tx, proposal, signers_of(tx, proposal.id)))) return fail(ErrorKind::not_found, "proposals.not_found");
    if (!reads_inside(context, tx, proposal)) {
      // A form says everything as it was written.
      const PublicVersion version = public_version(tx, proposal);
      if (version.how != Published::whole || !version.masked.empty()) return fail(ErrorKind::not_found, "proposals.not_found");
    }
    const auto assembly = assemblies::find_assembly(tx, proposal.assembly);
    title = proposal.title;
    return row->compose({chinese, tx, proposal, assembly ? assembly->name : ""});
  });
  if (!composed) return std::unexpected(composed.error());
  return documents::answer(context, *composed, request.format, name_of(chinese, request.kind) + "-" + title);
}

}  // namespace gongshi::proposals
