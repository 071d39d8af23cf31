// The published result with the words of the reader's language added.
#include "embedded/consultation.hpp"
#include "modules/consultation/access.hpp"
#include "modules/consultation/live.hpp"
#include "modules/consultation/result.hpp"
#include "modules/consultation/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::consultation {

Result<http::Response> read_result(Context& context, const ReadResult& request) {
  TRY_ASSIGN(const auto live, context.app.use<Live>().get(context, request.id));
  const Consultation& row = live->row();
  TRY(may_read(context, row, find_voter(context, *live).membership));
  std::vector<SetAsideView> set_aside;
  auto stored = context.db.read([&](db::ReadTx& tx) {
    set_aside = set_aside_counts(context, tx, row.id);
    return tx.one<std::string>(sql::result_of, row.id, row.round);
  });
  if (!stored) return fail(ErrorKind::conflict, "consultation.no_result_yet", {{"least", std::to_string(kFewestParticipants)}});
  std::string& body = *stored;
  TRY_ASSIGN(const auto document, json::parse(body));
  const auto& result = document.as_object();
  const bool clear = result.at("clear_groups").as_bool();
  const ResultWords words{
      .sentence = clear ? context.say("consultation.clear_groups", {{"groups", std::to_string(result.at("groups").as_array().size())}})
                        : context.say("consultation.no_clear_groups"),
      .order_rule = context.say("consultation.order_rule"),
      .attribution = attribution_of(row),
      .exports = exports_of(row),
      .set_aside = std::move(set_aside)};
  // Two objects become the one of ResultPage, without reading the large one.
  body.back() = ',';
  body.append(json::encode(words), 1);
  http::Response response;
  response.body = std::move(body);
  response.set("Content-Type", "application/json");
  response.set("Cache-Control", row.audience == Audience::public_ ? "public, max-age=5" : "no-store");
  response.set("Vary", "Accept-Language, Cookie");
  return response;
}

}  // namespace gongshi::consultation
