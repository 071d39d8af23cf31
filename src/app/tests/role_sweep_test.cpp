// Every operation of every module, called by everybody: what the rows promise is what comes, and what is hidden answers like what is not there.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <unordered_set>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "app/tests/whole_city.hpp"
#include "platform/documents/testing.hpp"
#include "platform/hall/memory_hall.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::app {
namespace {

using http::Method;
using test::WholeCity;
using Roles = std::set<std::string, std::less<>>;
using Values = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kAbsent = "1";
const Roles kEverybody{std::begin(WholeCity::kRoles), std::end(WholeCity::kRoles)};
const Roles kClerks{"clerk", "second"};

/// What a row may be called on. `absent` is the same with nothing there: to all but `seen_by` the answers are the same.
struct Target {
  std::string name;
  Values values{};
  Values absent{};
  Roles seen_by = kEverybody;
  std::string owner = "city";  // whose staff work on it; "both": the city's and the county's
};

/// A request that the row understands, for everything but GET; the rule may still refuse it, so that the next cell finds the city as it was.
struct WellFormed {
  std::string body;
  std::string query{};
};
const std::map<std::string, WellFormed> kWellFormed{
    {"POST /api/v1/session/password", {R"({"login":"nobody","password":"not the password"})"}},
    {"POST /api/v1/session/phone-codes", {R"({"phone":"13800000000"})"}},
    {"POST /api/v1/session/phone", {R"({"phone":"13800000000","code":"000000","consent":true})"}},
    {"POST /api/v1/session/link", {R"({"token":"guessed"})"}},
    {"POST /api/v1/session/first-administrator", {R"({"token":"guessed","name":"甲","login":"jia","password":"a long password 7"})"}},
    {"PUT /api/v1/session/seat", {R"({"seat":0})"}},
    {"POST /api/v1/session/sign-out", {"{}"}},
    {"POST /api/v1/me/password", {R"({"current":"not the password","password":"a long password 7"})"}},
    {"POST /api/v1/session/second-step", {R"({"ticket":"guessed","code":"000000"})"}},
    {"POST /api/v1/session/passkey-challenges", {"{}"}},
    {"POST /api/v1/session/passkey", {R"({"credential":"YQ","client_data":"YQ","authenticator_data":"YQ","signature":"YQ"})"}},
    {"POST /api/v1/session/oidc", {"{}"}},
    {"POST /api/v1/session/oidc/finish", {R"({"code":"guessed","state":"guessed"})"}},
    {"POST /api/v1/me/oidc", {"{}"}},
    {"DELETE /api/v1/me/oidc", {""}},
    {"DELETE /api/v1/me/sessions/{session}", {""}},
    {"POST /api/v1/me/sessions/end-others", {"{}"}},
    {"POST /api/v1/me/confirm", {R"({"password":"not the password"})"}},
    {"POST /api/v1/me/passkey-challenges", {"{}"}},
    {"POST /api/v1/me/totp", {"{}"}},
    {"POST /api/v1/me/totp/confirm", {R"({"code":"000000"})"}},
    {"DELETE /api/v1/me/totp", {""}},
    {"POST /api/v1/me/recovery-codes", {"{}"}},
    {"POST /api/v1/me/passkey-options", {"{}"}},
    {"POST /api/v1/me/passkeys", {R"({"name":"甲","client_data":"YQ","attestation":"YQ"})"}},
    {"DELETE /api/v1/me/passkeys/{id}", {""}},
    {"POST /api/v1/me/erase", {R"({"sure":false})"}},
    {"POST /api/v1/recoveries", {R"({"login":"nobody","reason":"核对过证件"})"}},
    {"PUT /api/v1/recoveries/{id}/link", {"{}"}},
    {"DELETE /api/v1/recoveries/{id}", {""}},
    {"POST /api/v1/me/inbox/read", {R"({"up_to":0})"}},
    {"POST /api/v1/assemblies/{id}/roster", {"委员编号,姓名,界别\r\n12009999,新示例,农业\r\n", "?dry_run=true"}},
    {"POST /api/v1/statements/{id}/moderation", {R"({"verb":"refuse","reason":"duplicate"})"}},
    {"POST /api/v1/posts/{id}/moderation", {R"({"verb":"refuse","reason":"duplicate"})"}},
    {"POST /api/v1/statements/{id}/appeal", {R"({"text":"不同意"})"}},
    {"POST /api/v1/posts/{id}/appeal", {R"({"text":"不同意"})"}},
    {"POST /api/v1/assemblies/{id}/words", {R"({"text":"示例词","kind":"hold"})"}},
    {"DELETE /api/v1/assemblies/{id}/words/{word}", {""}},
    {"POST /api/v1/assemblies/{id}/words/try", {R"({"text":"一句话"})"}},
    {"POST /api/v1/threads/{kind}/{subject}/posts", {R"({"text":"说一句"})"}},
    {"POST /api/v1/assemblies/{assembly}/consultations",
     {R"({"title":"又一份","question":"问什么？","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":[]})"}},
    {"PUT /api/v1/consultations/{id}",
     {R"({"title":"改过的","question":"问什么？","background":"","audience":"public","sectors":[],"level_needed":"phone","matrix_public":false,"statements":[],"version":1000000})"}},
    {"POST /api/v1/consultations/{id}/transitions", {R"({"verb":"withdraw","reason":"因为","version":1000000})"}},
    {"POST /api/v1/consultations/{id}/files", {"一份说明\n", "?name=a.txt"}},
    {"DELETE /api/v1/consultations/{id}/files/{file}", {""}},
    {"PUT /api/v1/consultations/{id}/votes/{statement}", {R"({"vote":"agree"})"}},
    {"POST /api/v1/consultations/{id}/statements", {R"({"text":"再加一个说法"})"}},
    {"PUT /api/v1/consultations/{id}/sheet", {R"({"version":1000000,"agreed":[],"to_study":[],"remaining":[],"explain":[],"learned":""})"}},
    {"POST /api/v1/consultations/{id}/sheet/prefill", {"{}"}},
    {"POST /api/v1/consultations/{id}/sheet/sign", {R"({"version":1000000})"}},
    {"POST /api/v1/consultations/{id}/assisted", {R"({"member_number":"none","votes":[{"statement":1,"vote":"agree"}]})"}},
    {"POST /api/v1/assisted/{id}/check", {R"({"agree":false})"}},
    {"POST /api/v1/assemblies/{id}/members/search", {R"({"q":"张"})"}},
    {"PUT /api/v1/assemblies/{id}", {R"({"name":"　","short_name":"市政协","level":"city","code":"demo"})"}},
    {"PUT /api/v1/assemblies/{id}/term", {R"({"number":12,"name":"第十二届","from":1640966400000,"to":1})"}},
    {"PUT /api/v1/assemblies/{id}/bodies", {R"({"sectors":["经济","经济"],"committees":[]})"}},
    {"POST /api/v1/assemblies/{id}/accounts", {R"({"role":"member","name":"新人示例"})"}},
    {"POST /api/v1/assemblies/{id}/counties", {R"({"name":"　","short_name":"新县","level":"county","code":"new","term_number":1,"term_name":"第一届","term_from":1640966400000,"administrator":"新人示例"})"}},
    {"PUT /api/v1/assemblies/{id}/next-term", {R"({"number":12,"name":"第十二届","from":1,"sectors":["经济","经济"],"committees":[],"offices":[],"version":0})"}},
    {"PUT /api/v1/assemblies/{id}/next-term/roster", {"委员编号,姓名,界别\r\n12009999,新示例,农业\r\n", "?version=1000000"}},
    {"POST /api/v1/assemblies/{id}/next-term/rehearsal", {"{}"}},
    {"POST /api/v1/assemblies/{id}/next-term/transitions", {R"({"verb":"confirm","version":1000000})"}},
    {"POST /api/v1/calendar/{year}/versions", {"日期,类别,名称\r\n2027-01-01,休,元旦\r\n", "?version=0&dry_run=true"}},
    {"POST /api/v1/messages/{id}/moderation", {R"({"verb":"refuse","reason":"duplicate"})"}},
    {"POST /api/v1/messages/{id}/appeal", {R"({"text":"不同意"})"}},
    {"POST /api/v1/meetings", {R"({"meeting":{"form":"biweekly","title":"会","topic":"","plan_item":"","place":"","audience":"everybody","signing_up":false,"video":"none","video_address":"","starts_at":2,"ends_at":1},"agenda":[],"reserved":[]})"}},
    {"PUT /api/v1/meetings/{id}", {R"({"version":1000000,"meeting":{"form":"biweekly","title":"会","topic":"","plan_item":"","place":"室","audience":"everybody","signing_up":false,"video":"none","video_address":"","starts_at":1,"ends_at":2},"agenda":[],"reserved":[]})"}},
    {"DELETE /api/v1/meetings/{id}", {""}},
    {"POST /api/v1/meetings/{id}/transitions", {R"({"verb":"cancel","version":1000000,"reason":"因为"})"}},
    {"POST /api/v1/meetings/{id}/materials", {"一份材料\n", "?name=a.txt"}},
    {"DELETE /api/v1/meetings/{id}/materials/{file}", {""}},
    {"POST /api/v1/meetings/{id}/participants", {R"({"capacity":"invited","voting":false,"everyone":false,"bodies":[],"members":["nobody"],"units":[]})"}},
    {"DELETE /api/v1/meetings/{id}/participants/{participant}", {""}},
    {"PUT /api/v1/meetings/{id}/guests", {R"({"guests":[]})"}},
    {"POST /api/v1/meetings/{id}/answer", {R"({"verb":"coming","reason":"","substitute":""})"}},
    {"POST /api/v1/meetings/{id}/participants/{participant}/leave", {R"({"grant":false,"note":""})"}},
    {"POST /api/v1/meetings/{id}/sign-up", {"{}"}},
    {"POST /api/v1/meetings/{id}/check-in", {R"({"code":"000000"})"}},
    {"PUT /api/v1/meetings/{id}/participants/{participant}/presence", {R"({"present":"on_site"})"}},
    {"POST /api/v1/meetings/{id}/speeches", {R"({"kind":"answer","manner":"written","topic":"题","text":"","minutes":5})"}},
    {"POST /api/v1/meetings/{id}/speakers", {R"({"participant":1,"kind":"speech","manner":"on_site","topic":"题","minutes":5})"}},
    {"POST /api/v1/speeches/{id}/transitions", {R"({"verb":"stop","version":1000000})"}},
    {"PUT /api/v1/meetings/{id}/order", {R"({"order":[1],"reason":"因为"})"}},
    {"POST /api/v1/meetings/{id}/agenda", {R"({"number":99})"}},
    {"POST /api/v1/meetings/{id}/polls", {R"({"kind":"quick","question":"问","options":[]})"}},
    {"POST /api/v1/meeting-polls/{id}/close", {"{}"}},
    {"PUT /api/v1/meetings/{id}/votes/{poll}", {R"({"choice":1})"}},
    {"POST /api/v1/meetings/{id}/messages", {R"({"text":"留一句话"})"}},
    {"PUT /api/v1/meeting-messages/{id}/like", {"{}"}},
    {"DELETE /api/v1/meeting-messages/{id}/like", {""}},
    {"POST /api/v1/meetings/{id}/counts", {R"({"channel":"甲","source":"乙","unit":"people","value":1})"}},
    {"POST /api/v1/meetings/{id}/captions", {R"({"text":"一句"})"}},
    {"POST /api/v1/meetings/{id}/stream-key", {"{}"}},
    {"PUT /api/v1/meetings/{id}/captions", {"WEBVTT\n\n00:01.000 --> 00:02.000\n一句\n"}},
    {"POST /api/v1/meetings/{id}/room", {"{}"}},
    {"DELETE /api/v1/meetings/{id}/room", {""}},
    {"PUT /api/v1/meetings/{id}/venues", {R"({"venues":[]})"}},
    {"POST /api/v1/meetings/{id}/groups", {R"({"title":"组","messages":[1]})"}},
    {"PUT /api/v1/message-groups/{id}/messages", {R"({"messages":[1]})"}},
    {"PUT /api/v1/message-groups/{id}/answer", {R"({"version":1000000,"answer":"答"})"}},
    {"PUT /api/v1/meetings/{id}/exchange", {R"({"held":true,"text":"互动"})"}},
    {"POST /api/v1/meetings/{id}/points", {R"({"text":"一项","speech":1})"}},
    {"DELETE /api/v1/meetings/{id}/points/{number}", {""}},
    {"POST /api/v1/meetings/{id}/points/hand-over", {"{}"}},
    {"GET /api/v1/meetings/{id}/documents/{kind}", {"", "?format=docx"}},
    {"GET /api/v1/recommendations/{id}/document", {"", "?format=docx"}},
    {"POST /api/v1/meetings/{id}/recommendations", {R"({"title":"建议案","addressee":"市委、市政府","text":"建议"})"}},
    {"PUT /api/v1/recommendations/{id}", {R"({"version":1000000,"title":"建议案","addressee":"市委","text":"建议"})"}},
    {"POST /api/v1/recommendations/{id}/vote", {R"({"version":1000000})"}},
    {"POST /api/v1/recommendations/{id}/amendments", {R"({"passage":"没有这段话","wording":"","reason":"因为"})"}},
    {"PUT /api/v1/amendments/{id}/decision", {R"({"take":false,"word":""})"}},
    {"POST /api/v1/handovers", {R"({"kind":"consultation","subject":1,"note":"请市里研究"})"}},
    {"POST /api/v1/handovers/{id}/transitions", {R"({"verb":"answer","version":1000000,"text":"答复"})"}},
    {"POST /api/v1/assemblies/{id}/units", {R"({"name":"　　"})"}},
    {"PUT /api/v1/assemblies/{id}/handling/plan", {R"({"items":[1],"units":[]})"}},
    {"POST /api/v1/assemblies/{id}/handling/issue", {"{}"}},
    {"POST /api/v1/handling/items/{id}/assignment", {R"({"version":1000000,"units":[{"unit":1,"role":"assisting"}]})"}},
    {"POST /api/v1/handling/items/{id}/transitions", {R"({"verb":"track","version":1000000})"}},
    {"POST /api/v1/handling/items/{id}/ratings", {R"({"overall":"satisfied","attitude":"satisfied"})"}},
    {"POST /api/v1/handling/tasks/{id}/transitions", {R"({"verb":"sign_for","version":1000000})"}},
    {"PUT /api/v1/handling/tasks/{id}/reply", {R"({"version":1000000,"reply":"答","document_number":"","adoptions":[],"promises":[]})"}},
    {"POST /api/v1/handling/tasks/{id}/contacts", {R"({"stage":"before","way":"visit","at":1,"note":"看过"})"}},
    {"POST /api/v1/handling/tasks/{id}/countersignature", {R"({"version":1000000,"agrees":true,"words":""})"}},
    {"POST /api/v1/handling/tasks/{id}/quality", {R"({"grade":"good","word":"具体"})"}},
    {"POST /api/v1/handling/items/{id}/paper-ratings", {"%PDF-1.4\n", "?asker=1&overall=satisfied&attitude=satisfied&name=a.pdf"}},
    {"POST /api/v1/handling/paper-ratings/{id}/decision", {R"({"confirm":true})"}},
    {"POST /api/v1/assemblies/{id}/handling/succession", {R"({"from":1,"to":2})"}},
    {"PUT /api/v1/handling/revisits/{id}", {R"({"result":"done","note":"看过"})"}},
    {"PUT /api/v1/handling/tasks/{id}/meeting", {R"({"needed":false})"}},
    {"POST /api/v1/handling/tasks/{id}/urging", {"{}"}},
    {"PUT /api/v1/handling/promises/{id}", {R"({"done":true})"}},
    {"POST /api/v1/handling/tasks/{id}/messages", {R"({"text":"请问进展"})"}},
    {"PUT /api/v1/handling/tasks/{id}/messages/read", {R"({"until":1})"}},
    {"POST /api/v1/handling/messages/{id}/withdrawal", {"{}"}},
    {"POST /api/v1/handling/messages/{id}/files", {"附件\n", "?name=b.txt"}},
    {"POST /api/v1/handling/messages/{id}/contact", {R"({"stage":"before"})"}},
    {"POST /api/v1/assemblies/{id}/handling/phrases", {R"({"kind":"reply_opening","title":"开头","text":"您好"})"}},
    {"PUT /api/v1/assemblies/{id}/handling/default-phrases", {R"({"code":"opening","offered":false})"}},
    {"PUT /api/v1/handling/phrases/{id}", {R"({"version":1000000,"title":"开头","text":"您好","offered":true})"}},
    {"POST /api/v1/proposals/{id}/minutes", {R"({"minutes":{"kind":"meeting","at":1,"place":"会议室","chaired_by":1,"attended":"张某","units":[],"said":"谈了","points":[]}})"}},
    {"PUT /api/v1/minutes/{id}", {R"({"version":1000000,"minutes":{"kind":"meeting","at":1,"place":"会议室","chaired_by":1,"attended":"张某","units":[],"said":"谈了","points":[]}})"}},
    {"DELETE /api/v1/minutes/{id}", {""}},
    {"POST /api/v1/minutes/{id}/decision", {R"({"version":1000000,"confirm":true,"words":"因为"})"}},
    {"GET /api/v1/minutes/{id}/document", {"", "?format=docx"}},
    {"PUT /api/v1/me/calendar-link", {"{}"}},
    {"DELETE /api/v1/me/calendar-link", {""}},
    {"POST /api/v1/proposals", {R"({"assembly":1,"parts":{"title":"题","situation":"","analysis":"","suggestions":[],"research":"","publish":"whole","publish_reason":""}})"}},
    {"PUT /api/v1/proposals/{id}", {R"({"version":1000000,"parts":{"title":"题","situation":"","analysis":"","suggestions":[],"research":"","publish":"whole","publish_reason":""}})"}},
    {"DELETE /api/v1/proposals/{id}", {""}},
    {"GET /api/v1/proposals/{id}/documents/{kind}", {"", "?format=docx"}},
    {"GET /api/v1/handling/tasks/{id}/documents/{kind}", {"", "?format=docx"}},
    {"POST /api/v1/proposals/similar", {R"({"title":"藏"})"}},
    {"POST /api/v1/proposals/{id}/signers", {R"({"version":1000000,"member":"none"})"}},
    {"PUT /api/v1/proposals/{id}/signature", {R"({"sign":false,"opinion":""})"}},
    {"POST /api/v1/proposals/{id}/transitions", {R"({"verb":"withdraw","version":1000000,"reason":"因为"})"}},
    {"PUT /api/v1/proposals/{id}/classification", {R"({"version":1000000,"title":"题","category":"other"})"}},
    {"POST /api/v1/assemblies/{id}/proposals/register/trial", {"案号,案由,提案人\r\n1,题,某人\r\n", "?term=x&number=1&from=2&cut_off=1"}},
    {"POST /api/v1/assemblies/{id}/proposals/register", {"案号,案由,提案人\r\n1,题,某人\r\n", "?term=x&number=1&from=2&cut_off=1"}},
    {"DELETE /api/v1/proposals/imports/{id}", {""}},
    {"POST /api/v1/assemblies/{id}/sessions", {R"({"from":2,"cut_off":1})"}},
    {"PUT /api/v1/assemblies/{id}/settings", {R"({"version":1000000,"values":[{"key":"proposals.most_signers","value":3}],"note":"试","dry_run":false})"}},
    {"PUT /api/v1/assemblies/{id}/handling/channel", {R"({"items":[1],"note":"退回"})"}},
    {"POST /api/v1/assemblies/{id}/channels", {R"({"name":"又一渠道"})"}},
    {"PUT /api/v1/assemblies/{id}/handling/classes", {R"({"version":1000000,"items":[{"code":"resolved","letter":"A","name":"解决"}],"note":"试"})"}},
    {"PUT /api/v1/assemblies/{id}/proposals/grounds", {R"({"version":1000000,"items":[{"key":"empty"}],"note":"试"})"}},
    {"POST /api/v1/assemblies/{id}/topics", {R"({"title":"专题","about":""})"}},
    {"POST /api/v1/assemblies/{id}/publication", {R"({"items":[{"id":1,"task":0}]})"}},
    {"PUT /api/v1/proposals/{id}/publication", {R"({"task":0,"version":1000000,"decision":"summary","summary":"摘要","attachments":true,"findings":[]})"}},
    {"PUT /api/v1/topics/{id}", {R"({"version":1000000,"title":"专题","about":"","published":true,"proposals":[]})"}},
    {"PUT /api/v1/proposals/{id}/seconding", {R"({"second":true,"opinion":""})"}},
    {"POST /api/v1/proposals/{id}/files", {"附件\n", "?purpose=attachment&name=b.txt"}},
    {"DELETE /api/v1/proposals/{id}/files/{file}", {""}},
    {"POST /api/v1/calls", {R"({"title":"征集","sought":"要求","due":1})"}},
    {"PUT /api/v1/calls/{id}", {R"({"version":1000000,"title":"征集","sought":"要求","due":4102444800000})"}},
    {"POST /api/v1/calls/{id}/contributions", {R"({"title":"　　","situation":" ","suggestions":""})"}},
    {"POST /api/v1/calls/{id}/proposals", {R"({"contributions":[1]})"}},
    {"PUT /api/v1/contributions/{id}", {R"({"version":1000000,"title":"题","situation":"况","suggestions":""})"}},
    {"DELETE /api/v1/contributions/{id}", {""}},
    {"PUT /api/v1/contributions/{id}/decision", {R"({"version":1000000,"verb":"take","word":""})"}},
    {"POST /api/v1/assemblies/{id}/evaluations", {R"({"session":1,"title":"评选","about":"","due":1,"dimensions":[{"name":"选题","about":"","source":""}],"proposals":[1],"bodies":[],"members":[]})"}},
    {"POST /api/v1/evaluations/{id}/transitions", {R"({"verb":"close","version":1000000})"}},
    {"POST /api/v1/evaluations/{id}/reminders", {"{}"}},
    {"PUT /api/v1/me/evaluations/{id}/ratings/{proposal}", {R"({"version":1000000,"abstain":true,"scores":[]})"}},
    {"PUT /api/v1/proposals/{id}/distinctions/{distinction}", {R"({"on":true,"leader":1})"}},
    {"POST /api/v1/proposals/{id}/instructions", {R"({"text":"请办好","internal":true})"}},
    {"POST /api/v1/instructions/{id}/pictures", {"附件\n", "?name=b.png"}},
    {"POST /api/v1/clues", {R"({"assembly":1,"text":"老城区公交站没有雨棚，很不方便"})"}},
    {"POST /api/v1/clues/{id}/moderation", {R"({"verb":"refuse"})"}},
    {"POST /api/v1/clues/{id}/appeal", {R"({"text":"不同意"})"}},
    {"POST /api/v1/circulars/preview", {R"({"segment":{"everyone":false,"bodies":[],"members":[]}})"}},
    {"POST /api/v1/circulars", {R"({"title":"通知","text":"请到会","receipt":true,"segment":{"everyone":false,"bodies":[],"members":[]}})"}},
    {"POST /api/v1/circulars/{id}/reminders", {"{}"}},
    {"POST /api/v1/circulars/{id}/calls", {R"({"recipient":1,"outcome":"told","note":""})"}},
    {"POST /api/v1/conferences", {R"({"title":"又一个会场"})"}},
    {"POST /api/v1/conferences/{room}/close", {"{}"}},
    {"POST /api/v1/conferences/{room}/guests", {R"({"person":1,"role":"speaker","place":"alone"})"}},
    {"PUT /api/v1/conferences/{room}/guests/{guest}", {R"({"role":"speaker"})"}},
    {"DELETE /api/v1/conferences/{room}/guests/{guest}", {""}},
    {"POST /api/v1/conferences/{room}/guests/{guest}/mute", {"{}"}},
    {"POST /api/v1/conferences/{room}/entry", {"{}"}},
    {"POST /api/v1/conferences/{room}/signals", {R"({"entry":1,"kind":"leave"})"}},
    {"PUT /api/v1/conferences/{room}/presence", {R"({"entry":1,"hand":true,"microphone":false,"camera":false})"}},
    {"POST /api/v1/me/circulars/{id}/reading", {"{}"}},
    {"POST /api/v1/me/circulars/{id}/receipt", {R"({"word":""})"}},
    {"PUT /api/v1/me/reach", {R"({"channel":"mail","wanted":true})"}},
    {"POST /api/v1/me/mail-address", {R"({"address":"li@example.cn"})"}},
    {"POST /api/v1/me/mail-address/confirmation", {R"({"code":"000000"})"}},
    {"DELETE /api/v1/me/mail-address", {""}},
    {"PUT /api/v1/seats/{id}/link", {"{}"}},
    {"DELETE /api/v1/seats/{id}", {""}},
    {"PUT /api/v1/demonstration", {R"({"loaded":true})"}},
    {"PUT /api/v1/demonstration/links", {"{}"}},
    {"POST /api/v1/findings/{id}/transitions", {R"({"verb":"release"})"}},
    {"POST /api/v1/held/{id}/decision", {R"({"verb":"restore"})"}},
    {"POST /api/v1/consultations/{id}/appeal", {R"({"text":"不同意"})"}},
    {"POST /api/v1/consultations/{id}/similar", {R"({"text":"做"})"}},
};

std::string_view name_of(Method method) {
  static constexpr std::string_view kNames[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  return kNames[static_cast<int>(method)];
}
std::string key_of(const Operation& row) { return std::string(name_of(row.method)) + " " + row.path; }

bool succeeded(const http::Response& response) { return response.status >= 200 && response.status < 300; }

/// The object with one member replaced by this text.
std::string with_member(const boost::json::object& object, std::string_view replaced, std::string_view with) {
  std::string out;
  for (const auto& [name, value] : object) {
    out += fmt::format("{}\"{}\":{}", out.empty() ? "{" : ",", std::string_view(name), name == replaced ? std::string(with) : boost::json::serialize(value));
  }
  return out + "}";
}

class RoleSweep : public testing::TestWithParam<db::Engine> {
 protected:
  RoleSweep() {
    for (const std::string_view role : WholeCity::kRoles) city_.browser(role);
    open_ = city_.published("clerk", "公开甲");
    finished_ = city_.count("SELECT id FROM consultation_consultation WHERE language = 'zh-TW'");
    made_up_ = city_.count("SELECT id FROM consultation_consultation WHERE demonstration = 1 AND language = 'zh-CN'");
    EXPECT_EQ(city_.vote("member", made_up_, city_.statements("member", made_up_)[0]).status, 200);
    draft_ = city_.draft("clerk", "草稿乙");
    withdrawn_ = city_.published("clerk", "撤回丙");
    EXPECT_EQ(city_.move("clerk", withdrawn_, "withdraw").status, 200);
    members_ = city_.published("clerk", "委员丁", "members");
    abroad_ = city_.draft("foreign", "外地戊");
    abroad_members_ = city_.published("foreign", "外地己", "members");
    county_draft_ = city_.draft("county", "县里庚");
    county_open_ = city_.published("county", "县里辛");
    city_.build([&](Context&, db::WriteTx& tx) {
      tx.script(fmt::format("INSERT INTO handover_item VALUES ({}, 'consultation', {}, 1, '藏起来的话', '县里辛', '/', {}, {}, '藏起来的话', 'accepted', 1, NULL, '', '', 1, 1)", handover_,
                            county_draft_, city_.county.value, city_.assembly.value));
    });
    city_.build([&](Context&, db::WriteTx& tx) {
      tx.script(fmt::format("INSERT INTO handling_item VALUES ({}, {}, 'consultation', {}, 1, '公开甲', '先修排水', '/', 'handling', 1, 1, 1, '', 1, '', 0, '');"
                            "INSERT INTO handling_task VALUES ({}, {}, 1, {}, 'sole', 'to_sign', 1, 1, 1, 1, 1, 0, 0, '', NULL, NULL, '', '', '', '', NULL, NULL, NULL, 0, '', 1, 0, '', NULL, '');"
                            "INSERT INTO handling_promise VALUES ({}, {}, '明年修好', 1, NULL, '', 0);"
                            "INSERT INTO handling_paper VALUES ({}, {}, 1, 1, 'satisfied', 'satisfied', '', {}, 1, NULL, NULL);"
                            "INSERT INTO handling_revisit VALUES ({}, {}, 2027, NULL, '', NULL)",
                            handled_, city_.assembly.value, open_, handled_, handled_, city_.unit.value, handled_, handled_, handled_, handled_, city_.people.find("member")->second.value, handled_, handled_));
    });
    const auto called_by = city_.count(fmt::format("SELECT body FROM assemblies_seat WHERE role = 'convener' AND person = {}", city_.people.find("convener")->second.value));
    city_.build([&](Context&, db::WriteTx& tx) {
      tx.script(fmt::format("INSERT INTO handling_message VALUES ({0}, {0}, 'unit', {1}, 'unit', {2}, '藏起来的留言', 1, NULL, NULL);"
                            "INSERT INTO handling_phrase VALUES ({0}, {3}, 0, 'reply_opening', 1, 1);"
                            "INSERT INTO handling_phrase_version VALUES ({0}, 1, '开头', '藏起来的常用语', 1, 1)",
                            handled_, city_.people.find("handler")->second.value, city_.unit.value, city_.assembly.value));
    });
    city_.build([&](Context&, db::WriteTx& tx) {
      const auto person = city_.people.find("member")->second.value;
      for (const auto& [id, state, text] : {std::tuple{proposal_, "filed", "公开的提案"}, std::tuple{proposal_ + 1, "submitted", "藏起来的提案"}, std::tuple{proposal_ + 2, "cosigning", "藏起来的草稿"}}) {
        tx.script(fmt::format("INSERT INTO proposals_proposal VALUES ({}, {}, {}, 0, '{}', 1, 0, 0, 0, 0, {}, '{}', '', '情况', '分析', '', 'whole', '', NULL, '', NULL, NULL, '', 1, 0, NULL, 0, '', 'whole', '')", id, city_.assembly.value, person, state,
                              std::string_view(state) == "cosigning" ? "NULL" : "1", text));
      }
      tx.script(fmt::format("INSERT INTO proposals_topic VALUES ({}, {}, '藏起来的专题', '', 0, 1);", proposal_, city_.assembly.value));
      tx.script(fmt::format("INSERT INTO proposals_instruction VALUES ({0}, {0}, {1}, '内部的批示', 1, 1);", proposal_, city_.people.find("chair")->second.value));
      tx.script(fmt::format("INSERT INTO proposals_minutes VALUES ({0}, {0}, 'meeting', 1, '会议室', {1}, '张某', '藏起来的纪要', '', {1}, 1, {1}, 1, '', 2);", proposal_, city_.people.find("chair")->second.value));
      tx.script(fmt::format("INSERT INTO proposals_session VALUES (81, {}, 1, '十二届', 1, 1, 1, 1, 1)", city_.assembly.value));
      // A call of the convener's body, and what nobody who signs in here handed in; an evaluation on whose panel the convener sits.
      tx.script(fmt::format("INSERT INTO proposals_call VALUES ({0}, {1}, {2}, '藏起来的征集', '藏起来的要求', 4102444800000, 1, 1);"
                            "INSERT INTO proposals_contribution VALUES ({0}, {0}, 1, '藏起来的材料', '况', '', 1, 'waiting', '', NULL, NULL, 1);"
                            "INSERT INTO proposals_evaluation VALUES ({0}, {1}, 81, '藏起来的评选', '', 4102444800000, 'open', 1, NULL, 1);"
                            "INSERT INTO proposals_evaluated VALUES ({0}, {0});"
                            "INSERT INTO proposals_panellist VALUES ({0}, {0}, 0, {3})", proposal_, city_.assembly.value, called_by, city_.people.find("convener")->second.value));
      // Changed since, so that nobody of the sweep undoes it.
      tx.script(fmt::format("INSERT INTO proposals_import VALUES ({0}, {1}, 81, 0, 1, 1, '');"
                            "INSERT INTO proposals_proposal VALUES ({2}, {1}, 0, 0, 'withdrawn', 1, 81, 0, 0, 0, 1, '往年的', '', '', '', '', 'not_published', '', NULL, '', NULL, NULL, '', 2, 0, NULL, 0, '', 'waits', '');"
                            "INSERT INTO proposals_imported VALUES ({2}, {0}, '', '', NULL, '', NULL, 0, 0, '案由：往年的')", proposal_, city_.assembly.value, proposal_ + 3));
    });
    city_.build([&](Context&, db::WriteTx& tx) {
      tx.script(fmt::format("INSERT INTO circulars_circular VALUES ({}, {}, '藏起来的通知', '藏起来的话', 1, NULL, '全体委员', 1, 1);"
                            "INSERT INTO circulars_recipient VALUES ({}, {}, {}, '1', '示例', '经济', NULL, NULL, '', NULL, NULL)",
                            circular_, city_.assembly.value, circular_, circular_, city_.people.find("member")->second.value));
      tx.script(fmt::format("INSERT INTO conferences_room VALUES ({0}, 'conference', {0}, {1}, '藏起来的会场', '', 1, NULL);"
                            "INSERT INTO conferences_guest VALUES ({0}, {0}, {2}, 'speaker', 'alone', '', 1, NULL, NULL, NULL);"
                            "INSERT INTO conferences_guest VALUES ({3}, {0}, {4}, 'listener', 'alone', '', 1, NULL, NULL, NULL)",
                            conference_, city_.assembly.value, city_.people.find("member")->second.value, conference_ + 1, city_.people.find("chair")->second.value));
    });
    // One that is open to all, one among members, a draft; in the first of them a message that waits, a group without an answer.
    city_.build([&](Context&, db::WriteTx& tx) {
      for (const auto& [id, audience, state, title] : {std::tuple{meeting_, "everybody", "open", "公开的会议"}, std::tuple{meeting_ + 1, "members", "announced", "会议在内部"}, std::tuple{meeting_ + 2, "everybody", "draft", "藏起来的会议"}, std::tuple{meeting_ + 3, "everybody", "ended", "开完的会议"}}) {
        tx.script(fmt::format("INSERT INTO meetings_meeting VALUES ({}, {}, 'biweekly', '{}', '', '', '会议室', 0, '{}', 0, NULL, 0, 'none', '', 1, 4102444800000, '{}', 1, NULL, NULL, 0, '', 0, '', 1, 1, 1)", id, city_.assembly.value, title, audience, state));
      }
      tx.script(fmt::format("INSERT INTO meetings_agenda_item VALUES ({0}, 1, 'exchange', '交流互动', 5, NULL, NULL);"
                            "INSERT INTO meetings_participant VALUES ({0}, {0}, 1, '某委员', 0, 0, 0, 'invited', 0, 'asked', '', '', NULL, 0, 'absent', NULL);"
                            "INSERT INTO meetings_speech VALUES ({0}, {0}, 'speech', 1, '某委员', 0, 0, 'on_site', '藏起来的题目', '', 5, 0, 'applied', '', 1, 1, NULL, NULL, 1);"
                            "INSERT INTO meetings_speech VALUES ({1}, {0}, 'speech', 1, '某委员', 0, 0, 'on_site', '公开的题目', '', 5, 0, 'spoken', '', 1, 1, 1, 2, 1);"
                            "INSERT INTO meetings_poll VALUES ({0}, {0}, 'quick', '问题', 1, NULL, 0, 0);"
                            "INSERT INTO meetings_option VALUES ({0}, 1, '甲'), ({0}, 2, '乙');"
                            "INSERT INTO meetings_message VALUES ({0}, {0}, 1, '某人', '藏起来的留话', 'pending', 1, NULL, 0, 0);"
                            "INSERT INTO meetings_message VALUES ({1}, {0}, 1, '某人', '公开的留话', 'approved', 1, 1, 0, {0});"
                            "INSERT INTO meetings_group VALUES ({0}, {0}, '藏起来的一组', '', NULL, 0, 1);"
                            "INSERT INTO meetings_recommendation VALUES ({0}, {0}, '藏起来的建议案', '市委', '藏起来的话', 1, 'written', 0, NULL, 1);"
                            "INSERT INTO meetings_recommendation VALUES ({1}, {0}, '公开的建议案', '市委', '建议', 1, 'adopted', 0, 1, 1);"
                            "INSERT INTO meetings_amendment VALUES ({0}, {0}, 1, 1, '某委员', '', '藏起来的话', '理由', 'waiting', '', 1)", meeting_, meeting_ + 1));
    });
    const Roles city_members{"member", "clerk", "second", "chair", "administrator", "security", "audit", "supervisor", "convener"};
    for (const auto& [id, title, seen_by] : {std::tuple{open_, "公开甲", kEverybody}, std::tuple{finished_, "", kEverybody}, std::tuple{made_up_, "", kEverybody}, std::tuple{draft_, "草稿乙", kClerks},
                                             std::tuple{withdrawn_, "撤回丙", kClerks}, std::tuple{members_, "委员丁", city_members},
                                             std::tuple{abroad_, "外地戊", Roles{"foreign"}}, std::tuple{abroad_members_, "外地己", Roles{"foreign"}},
                                             std::tuple{county_draft_, "县里庚", Roles{"county"}}, std::tuple{county_open_, "县里辛", kEverybody}}) {
      const std::string owner = id == abroad_ || id == abroad_members_ ? "foreign" : id == county_draft_ || id == county_open_ ? "county" : "city";
      consultations_.push_back({id, title, seen_by, owner});
    }
    for (auto& one : consultations_) {
      one.statement = city_.count("SELECT min(id) FROM consultation_statement WHERE state = 'approved' AND consultation = " + std::to_string(one.id));
      const std::string_view owner = one.owner == "city" ? "clerk" : std::string_view(one.owner);
      const auto file = city_.browser(owner).post("/api/v1/consultations/" + std::to_string(one.id) + "/files?name=b.txt", "附件\n");
      EXPECT_EQ(file.status, 201) << file.body;
      one.file = test::number_in(file, "id");
    }
    const std::string path = "/api/v1/consultations/" + std::to_string(open_);
    pending_statement_ = test::number_in(city_.browser("member").post(path + "/statements", R"({"text":"藏起来的说法"})"), "id");
    pending_post_ = test::number_in(
        city_.browser("member").post("/api/v1/threads/consultation/" + std::to_string(open_) + "/posts", R"({"text":"藏起来的话"})"), "id");
    EXPECT_NE(pending_statement_, 0);
    EXPECT_NE(pending_post_, 0);
    clue_ = test::number_in(city_.browser("member").post("/api/v1/clues", fmt::format(R"({{"assembly":{},"text":"藏起来的线索，至少要有十个字"}})", city_.assembly.value)), "id");
    EXPECT_NE(clue_, 0);
    const auto left = city_.browser("member").post(fmt::format("/api/v1/meetings/{}/messages", meeting_), R"({"text":"藏起来的话，在会上"})");
    EXPECT_EQ(left.status, 201) << left.body;
    message_ = json::parse(left.body)->at("items").at(0).at("id").as_int64();
    const auto other = city_.count("SELECT person FROM assemblies_membership WHERE number = '12000002'");
    EXPECT_NE(other, 0);
    const auto statement = std::to_string(consultations_[0].statement);
    assisted_ = test::number_in(
        city_.browser("clerk").post(path + "/assisted", R"({"member_number":"12000002","votes":[{"statement":)" + statement + R"(,"vote":"agree"}]})"), "id");
    EXPECT_NE(assisted_, 0);
    for (const auto id : {city_.assembly, city_.abroad, city_.county}) terms_[id] = city_.count(fmt::format("SELECT min(id) FROM assemblies_term WHERE assembly = {}", id.value));
    finding_ = city_.count("SELECT min(id) FROM consultation_finding");
    held_ = city_.count("SELECT min(id) FROM consultation_held");
    administrators_seat_ = city_.count("SELECT id FROM assemblies_seat WHERE role = 'administrator'");
    foreign_seat_ = city_.count("SELECT id FROM assemblies_seat WHERE assembly = " + std::to_string(city_.abroad.value));
    Browser onlooker(city_);
    const auto link = city_.build([](Context& context, db::WriteTx& tx) { return identity::create_sign_in_link(context, tx, identity::create_person(context, tx, {.name = "旁人"})); });
    EXPECT_EQ(onlooker.post("/api/v1/session/link", R"({"token":")" + link + "\"}").status, 200);
    anothers_session_ = secrets::fingerprint(onlooker.cookie.substr(onlooker.cookie.find('=') + 1));
    recovery_ = test::number_in(city_.browser("clerk").post("/api/v1/recoveries", R"({"member_number":"12000003","reason":"核对过证件"})"), "id");
    EXPECT_NE(recovery_, 0);
  }

  struct OneConsultation {
    std::int64_t id;
    std::string title;
    Roles seen_by;
    std::string owner;
    std::int64_t statement = 0;
    std::int64_t file = 0;
  };

  std::vector<Target> targets_of(const Operation& row) const {
    const auto at = [&](std::string_view begin) { return row.path.starts_with(begin); };
    if (row.path.find('{') == std::string::npos) return {{.name = "the address"}};
    std::vector<Target> targets;
    if (at("/api/v1/consultations/{id}")) {
      for (const auto& one : consultations_) {
        Target target{.name = "consultation " + one.title, .seen_by = one.seen_by, .owner = one.owner};
        target.values = {{"id", std::to_string(one.id)}, {"statement", std::to_string(one.statement)}, {"file", "1"}};
        if (row.path.ends_with("/export/{file}")) target.values["file"] = "result.json";
        target.absent = target.values;
        target.absent["id"] = kAbsent;
        targets.push_back(target);
      }
      if (row.path.ends_with("/votes/{statement}")) {
        targets.push_back({.name = "a statement that waits", .values = {{"id", std::to_string(open_)}, {"statement", std::to_string(pending_statement_)}},
                           .absent = {{"id", std::to_string(open_)}, {"statement", std::string(kAbsent)}}, .seen_by = {}});
      }
    } else if (at("/api/v1/assemblies/{id}") || at("/api/v1/assemblies/{assembly}")) {
      for (const auto& [name, owner, id] : {std::tuple{"the city", "city", city_.assembly}, std::tuple{"abroad", "foreign", city_.abroad}, std::tuple{"the county", "county", city_.county}}) {
        targets.push_back({.name = name, .values = {{"id", std::to_string(id.value)}, {"assembly", std::to_string(id.value)}, {"term", std::to_string(terms_.at(id))}, {"word", "1"}, {"session", "81"}, {"year", "2026"}}, .owner = owner});
      }
    } else if (at("/api/v1/seats/{id}")) {
      targets.push_back({.name = "the administrator's seat", .values = {{"id", std::to_string(administrators_seat_)}}, .absent = {{"id", std::string(kAbsent)}}});
      targets.push_back({.name = "a seat abroad", .values = {{"id", std::to_string(foreign_seat_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = {}});
    } else if (at("/api/v1/statements/{id}") || at("/api/v1/posts/{id}")) {
      const auto id = at("/api/v1/statements/{id}") ? pending_statement_ : pending_post_;
      targets.push_back({.name = "what waits", .values = {{"id", std::to_string(id)}}, .absent = {{"id", std::string(kAbsent)}},
                         .seen_by = row.path.ends_with("/appeal") ? Roles{"member"} : kClerks});
    } else if (at("/api/v1/assisted/{id}")) {
      targets.push_back({.name = "a paper ballot", .values = {{"id", std::to_string(assisted_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = kClerks});
    } else if (at("/api/v1/findings/{id}") || at("/api/v1/held/{id}")) {
      const auto id = at("/api/v1/held/{id}") ? held_ : finding_;
      targets.push_back({.name = "votes set aside", .values = {{"id", std::to_string(id)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = Roles{"clerk", "second", "chair"}});
    } else if (at("/api/v1/files/{id}")) {
      for (const auto& one : consultations_) {
        targets.push_back({.name = "a file of " + one.title, .values = {{"id", std::to_string(one.file)}}, .absent = {{"id", std::string(kAbsent)}},
                           .seen_by = one.seen_by, .owner = one.owner});
      }
    } else if (at("/api/v1/threads/{kind}/{subject}")) {
      for (const auto& one : consultations_) {
        targets.push_back({.name = "the thread of " + one.title, .values = {{"kind", "consultation"}, {"subject", std::to_string(one.id)}},
                           .absent = {{"kind", "consultation"}, {"subject", std::string(kAbsent)}}, .seen_by = one.seen_by, .owner = one.owner});
        targets.push_back({.name = "the thread of a statement of " + one.title, .values = {{"kind", "statement"}, {"subject", std::to_string(one.statement)}},
                           .absent = {{"kind", "statement"}, {"subject", std::string(kAbsent)}}, .seen_by = one.seen_by, .owner = one.owner});
      }
      targets.push_back({.name = "the thread of a statement that waits", .values = {{"kind", "statement"}, {"subject", std::to_string(pending_statement_)}},
                         .absent = {{"kind", "statement"}, {"subject", std::string(kAbsent)}}, .seen_by = {}});
    } else if (at("/api/v1/me/sessions/{session}") || at("/api/v1/me/passkeys/{id}")) {
      targets.push_back({.name = "another's", .values = {{"session", anothers_session_}, {"id", std::string(kAbsent)}},
                         .absent = {{"session", std::string(64, '0')}, {"id", std::string(kAbsent)}}, .seen_by = {}});
    } else if (at("/api/v1/meetings/{id}/documents/{kind}")) {
      targets.push_back({.name = "the minutes of one that is over", .values = {{"id", std::to_string(meeting_ + 3)}, {"kind", "minutes"}}, .absent = {{"id", std::string(kAbsent)}, {"kind", "minutes"}}});
    } else if (at("/api/v1/meetings/{id}")) {
      const Roles inside{"member", "clerk", "second", "chair", "administrator", "security", "audit", "supervisor", "convener"};
      for (const auto& [id, name, seen_by] : {std::tuple{meeting_, "an open meeting", kEverybody}, std::tuple{meeting_ + 1, "one among members", inside}, std::tuple{meeting_ + 2, "a draft", Roles{"clerk", "second", "chair"}}}) {
        Target target{.name = name, .values = {{"id", std::to_string(id)}, {"file", "1"}, {"participant", "1"}, {"number", "99"}, {"poll", std::to_string(meeting_)}, {"kind", "minutes"}}, .seen_by = seen_by};
        if (row.method == Method::delete_ && row.path == "/api/v1/meetings/{id}" && id == meeting_ + 2) continue;  // it would be gone
        target.absent = target.values;
        target.absent["id"] = kAbsent;
        targets.push_back(target);
      }
    } else if (at("/api/v1/speeches/{id}") || at("/api/v1/meeting-polls/{id}")) {
      targets.push_back({.name = "of an open meeting", .values = {{"id", std::to_string(meeting_)}}, .absent = {{"id", std::string(kAbsent)}}});
    } else if (at("/api/v1/recommendations/{id}")) {
      const auto adopted = row.method == Method::get;
      targets.push_back({.name = "a recommendation", .values = {{"id", std::to_string(adopted ? meeting_ + 1 : meeting_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = adopted ? kEverybody : Roles{"clerk", "second", "chair"}});
    } else if (at("/api/v1/amendments/{id}")) {
      targets.push_back({.name = "an amendment", .values = {{"id", std::to_string(meeting_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = kClerks});
    } else if (at("/api/v1/message-groups/{id}")) {
      targets.push_back({.name = "a group", .values = {{"id", std::to_string(meeting_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = kClerks});
    } else if (at("/api/v1/meeting-messages/{id}")) {
      targets.push_back({.name = "a message", .values = {{"id", std::to_string(meeting_ + 1)}}, .absent = {{"id", std::string(kAbsent)}}});
      targets.push_back({.name = "a message that waits", .values = {{"id", std::to_string(meeting_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = {}});
    } else if (at("/api/v1/messages/{id}")) {
      targets.push_back({.name = "a message that waits", .values = {{"id", std::to_string(message_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = row.path.ends_with("/appeal") ? Roles{"member"} : kClerks});
    } else if (at("/api/v1/handovers/{id}")) {
      targets.push_back({.name = "a handover", .values = {{"id", std::to_string(handover_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = {"clerk", "second", "county"}, .owner = "both"});
    } else if (at("/api/v1/deadlines/{token}")) {
      targets.push_back({.name = "a link that nobody made", .values = {{"token", std::string(43, 'a')}}, .absent = {{"token", std::string(43, 'b')}}, .seen_by = {}});
    } else if (at("/api/v1/conferences/{room}")) {
      // The office sees it and does not come in.
      const bool of_guests = row.path.ends_with("/entry") || row.path.ends_with("/events") || row.path.ends_with("/signals") || row.path.ends_with("/presence");
      targets.push_back({.name = "a video room", .values = {{"room", std::to_string(conference_)}, {"guest", std::to_string(conference_ + 1)}}, .absent = {{"room", std::string(kAbsent)}, {"guest", std::to_string(conference_ + 1)}},
                         .seen_by = of_guests ? Roles{"member", "chair"} : Roles{"member", "chair", "clerk", "second"}});
    } else if (at("/api/v1/me/circulars/{id}") || at("/api/v1/circulars/{id}")) {
      targets.push_back({.name = "a circular", .values = {{"id", std::to_string(circular_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = at("/api/v1/me/") ? Roles{"member"} : kClerks});
    } else if (at("/api/v1/calendar/{year}")) {
      targets.push_back({.name = "a year", .values = {{"year", "2027"}}, .absent = {{"year", std::string(kAbsent)}}, .owner = "both"});
    } else if (row.path.ends_with("/ratings") || row.path.ends_with("/meeting")) {
      targets.push_back({.name = "a matter", .values = {{"id", std::to_string(handled_)}}, .absent = {{"id", std::string(kAbsent)}}});
    } else if (at("/api/v1/handling/")) {
      targets.push_back({.name = "a matter, a part, a promise", .values = {{"id", std::to_string(handled_)}, {"kind", "assignment"}}, .absent = {{"id", std::string(kAbsent)}, {"kind", "assignment"}}, .seen_by = {"clerk", "second", "supervisor", "handler"}});
    } else if (at("/api/v1/handled/{kind}/{subject}/messages")) {
      for (const auto& one : consultations_) {
        targets.push_back({.name = "the messages about " + one.title, .values = {{"kind", "consultation"}, {"subject", std::to_string(one.id)}}, .absent = {{"kind", "consultation"}, {"subject", std::string(kAbsent)}},
                           .seen_by = one.id == made_up_ ? Roles{"member"} : Roles{}, .owner = one.owner});
      }
    } else if (at("/api/v1/handed-up/{kind}/{subject}") || at("/api/v1/handled/{kind}/{subject}")) {
      for (const auto& one : consultations_) {
        targets.push_back({.name = "what was handed up of " + one.title, .values = {{"kind", "consultation"}, {"subject", std::to_string(one.id)}},
                           .absent = {{"kind", "consultation"}, {"subject", std::string(kAbsent)}}, .seen_by = one.seen_by, .owner = one.owner});
      }
    } else if (at("/api/v1/clues/{id}")) {
      targets.push_back({.name = "a clue that waits", .values = {{"id", std::to_string(clue_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = row.path.ends_with("/appeal") ? Roles{"member"} : kClerks});
    } else if (at("/api/v1/calls/{id}") || at("/api/v1/contributions/{id}")) {
      const bool by_its_author = at("/api/v1/contributions/{id}") && !row.path.ends_with("/decision");  // nobody is
      targets.push_back({.name = "what a body collects", .values = {{"id", std::to_string(proposal_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = by_its_author ? Roles{} : Roles{"convener"}});
    } else if (at("/api/v1/evaluations/{id}") || at("/api/v1/me/evaluations/{id}")) {
      const bool by_the_panel = at("/api/v1/me/");
      targets.push_back({.name = "an evaluation", .values = {{"id", std::to_string(proposal_)}, {"proposal", std::to_string(proposal_)}}, .absent = {{"id", std::string(kAbsent)}, {"proposal", std::to_string(proposal_)}}, .seen_by = by_the_panel ? Roles{"convener"} : kClerks});
    } else if (at("/api/v1/topics/{id}")) {
      targets.push_back({.name = "a topic that is written", .values = {{"id", std::to_string(proposal_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = kClerks});
    } else if (at("/api/v1/minutes/{id}")) {
      targets.push_back({.name = "confirmed minutes", .values = {{"id", std::to_string(proposal_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = {"clerk", "second", "chair", "member"}});
    } else if (at("/api/v1/instructions/{id}")) {
      targets.push_back({.name = "a leader's instruction", .values = {{"id", std::to_string(proposal_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = {"chair"}});
    } else if (at("/api/v1/proposals/imports/{id}")) {
      targets.push_back({.name = "an import", .values = {{"id", std::to_string(proposal_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = {"clerk", "second"}});
    } else if (at("/api/v1/proposals/{id}")) {
      const auto in_proposal = [](std::int64_t id) { return Values{{"id", id == 0 ? std::string(kAbsent) : std::to_string(id)}, {"file", "1"}, {"distinction", "key"}, {"kind", "form"}}; };
      const bool by_the_invited = row.path.ends_with("/signature");  // nobody is
      targets.push_back({.name = "a public proposal", .values = in_proposal(proposal_), .absent = in_proposal(0), .seen_by = by_the_invited ? Roles{} : kEverybody});
      targets.push_back({.name = "a proposal under review", .values = in_proposal(proposal_ + 1), .absent = in_proposal(0), .seen_by = by_the_invited ? Roles{} : Roles{"member", "clerk", "second"}});
      targets.push_back({.name = "a proposal that is written", .values = in_proposal(proposal_ + 2), .absent = in_proposal(0), .seen_by = by_the_invited ? Roles{} : Roles{"member"}});
    } else if (at("/api/v1/recoveries/{id}")) {
      targets.push_back({.name = "a recovery", .values = {{"id", std::to_string(recovery_)}}, .absent = {{"id", std::string(kAbsent)}}, .seen_by = {"clerk", "second", "security"}});
    } else {
      ADD_FAILURE() << row.path << ": say here what stands at this address, and who may see it";
    }
    return targets;
  }

  static std::string filled(std::string path, const Values& values) {
    for (const auto& [name, value] : values) {
      const std::string hole = "{" + name + "}";
      if (const auto at = path.find(hole); at != std::string::npos) path.replace(at, hole.size(), value);
    }
    return path;
  }

  http::Response ask(std::string_view role, Method method, const std::string& target, const std::string& body, std::string_view language = "en") {
    Browser& browser = city_.browser(role);
    std::vector<http::Header> headers{{"Accept-Language", std::string(language)}, {"Idempotency-Key", fmt::format("sweep-key-{}", ++requests_)},
                                      {"X-CSRF-Token", browser.csrf}};
    if (!browser.cookie.empty()) headers.push_back({"Cookie", browser.cookie});
    // Another address each time: the brakes on sign-ins are another test's.
    auto response = city_.send(method, target, body, std::move(headers), fmt::format("192.0.{}.{}", requests_ / 200 % 250, requests_ % 200 + 1));
    check_answer(role, response, language);
    return response;
  }

  /// What holds for every answer whatever was asked.
  void check_answer(std::string_view role, const http::Response& response, std::string_view language) {
    // Nothing to speak from afar with is set up here.
    if (!response.body.contains("conference.none")) EXPECT_LT(response.status, 500) << response.body;
    for (const auto& one : consultations_) {
      if (!one.title.empty() && !one.seen_by.contains(role)) EXPECT_FALSE(response.body.contains(one.title)) << one.title << " in " << response.body;
    }
    // What some may read and others may not begins with one word; beside the office and those whose it is, each role reads what is in its row.
    static const std::map<std::string_view, std::vector<std::string_view>> kRead{
        {"convener", {"征集", "要求", "材料", "评选"}},  // what the body collects, what it evaluates
        {"handler", {"留言", "常用语"}},  // what the unit wrote to who asked, and the phrases that it may use
        {"supervisor", {"留言", "常用语"}},
        {"chair", {"纪要", "会场", "建议案", "会议", "题目", "话"}},  // of what they lead, where they are a guest, and the meetings they run
    };
    if (role != "member" && role != "county" && !kClerks.contains(role)) {
      const auto own = kRead.find(role);
      static constexpr std::string_view kHidden = "藏起来的";
      for (auto at = response.body.find(kHidden); at != std::string::npos; at = response.body.find(kHidden, at + 1)) {
        const std::string_view what = std::string_view(response.body).substr(at + kHidden.size());
        EXPECT_TRUE(own != kRead.end() && std::ranges::any_of(own->second, [&](std::string_view one) { return what.starts_with(one); })) << response.body;
      }
    }
    if (role == "member" || role == "county" || kClerks.contains(role)) EXPECT_FALSE(response.body.contains("藏起来的征集") || response.body.contains("藏起来的材料")) << response.body;
    if (role != "chair" && !kClerks.contains(role)) EXPECT_FALSE(response.body.contains("内部的批示")) << response.body;
    collect_numbers(response.body);
    if (response.status < 400) return;
    const auto document = test::parsed(response);
    ASSERT_TRUE(document.is_object()) << response.body;
    const std::string code(document.at("code").as_string()), title(document.at("title").as_string());
    EXPECT_EQ(document.at("status").as_int64(), response.status);
    EXPECT_NE(title, code) << "no words for it";
    const auto kind = std::ranges::find(response.headers, "Content-Type", &http::Header::name);
    EXPECT_EQ(kind == response.headers.end() ? "" : kind->value, "application/problem+json");
    const bool chinese = std::ranges::any_of(title, [](char c) { return static_cast<unsigned char>(c) >= 0xe4; });
    EXPECT_EQ(chinese, language == "zh-CN") << title;
    if (const auto* fields = document.as_object().if_contains("fields")) {
      for (const auto& field : fields->as_array()) {
        const std::string_view pointer = field.at("pointer").as_string();
        EXPECT_TRUE(pointer.empty() || pointer[0] == '/' || pointer[0] == '?') << pointer;
        EXPECT_NE(field.at("message"), field.at("code"));
      }
    }
  }

  void collect_numbers(std::string_view body) {
    for (std::size_t i = 0; i < body.size();) {
      if (body[i] < '0' || body[i] > '9') {
        ++i;
        continue;
      }
      std::int64_t number = 0;
      const auto end = std::from_chars(body.data() + i, body.data() + body.size(), number);
      if (end.ec == std::errc() && number > 1'000'000'000) numbers_.insert(number);
      i = static_cast<std::size_t>(end.ptr - body.data());
    }
  }

  const Actor& actor(std::string_view role) {
    const auto found = actors_.find(role);
    if (found != actors_.end()) return found->second;
    Actor actor;
    if (role != "anonymous") actor = city_.look([&](Context& context, db::ReadTx& tx) { return identity::actor_of(context, tx, city_.people.find(role)->second); });
    return actors_.emplace(std::string(role), actor).first->second;
  }

  /// Requests that change who the browser is, or close a room: the next cell finds all as it was.
  static bool is_put_back(const Operation& row) {
    return row.method != Method::get && (row.path.starts_with("/api/v1/session") || row.path == "/api/v1/me/password" || row.path == "/api/v1/me/sessions/end-others" || row.path.starts_with("/api/v1/conferences/"));
  }
  void come_back(std::string_view role, const Operation& row) {
    if (!is_put_back(row)) return;
    if (!row.path.starts_with("/api/v1/conferences/")) return city_.sign_in(role);
    city_.build([&](Context&, db::WriteTx& tx) {
      tx.script(fmt::format("UPDATE conferences_room SET closed_at = NULL WHERE id = {0}; UPDATE conferences_guest SET removed_at = NULL, role = 'listener' WHERE id = {1}", conference_, conference_ + 1));
    });
  }

  void check_cell(const Operation& row, std::string_view role, const Target& target, const http::Response& response) {
    const bool staff_row = row.permission != kAnyone && row.permission != kSignedIn &&
                           std::ranges::find(identity::kOwnVoice, row.permission) == std::end(identity::kOwnVoice);
    const std::string code = problem_code(response);
    if (role == "anonymous" && row.permission != kAnyone) {
      EXPECT_EQ(response.status, 401) << response.body;
      return;
    }
    if (row.permission != kAnyone && row.permission != kSignedIn && !actor(role).may(row.permission)) {
      EXPECT_EQ(response.status, 403) << response.body;
      EXPECT_EQ(code, "request.not_permitted");
      return;
    }
    if (role == "anonymous") {
      EXPECT_NE(response.status, 401) << response.body;
      EXPECT_NE(response.status, 403) << response.body;
    }
    if (!target.seen_by.contains(role)) {
      EXPECT_EQ(response.status, 404) << "hidden, but: " << response.body;
      return;
    }
    const std::string_view home = role == "foreign" || role == "county" ? role : "city";
    const bool foreign = target.owner != "both" && target.owner != home;
    if (staff_row && foreign && !target.values.empty()) {
      EXPECT_FALSE(succeeded(response)) << "not of this assembly, but: " << response.body;
      return;
    }
    EXPECT_NE(response.status, 401) << response.body;
    static const std::set<std::string> kOwnReasons{"consultation.not_invited", "discussion.not_invited", "consultation.assisted_own_check", "identity.recovery_second_person", "handling.not_an_asker", "calendar.topmost_only", "proposals.not_yours", "proposals.members_only", "proposals.not_to_second", "proposals.body_members_only", "handling.office_reads_only", "handling.not_your_message", "handling.phrase_of_the_office", "proposals.not_led_by_you", "meetings.not_invited", "meetings.members_only", "meetings.not_present", "meetings.not_voting", "conferences.not_a_moderator"};
    const bool of_the_receiver = row.path == "/api/v1/handovers/{id}/transitions" && role == "county";  // the step that is tried
    const bool of_the_unit = row.path == "/api/v1/handling/tasks/{id}/transitions" && role != "handler";
    const bool of_who_prepares_it = row.path == "/api/v1/meetings/{id}/transitions" && role == "chair";  // the step that is tried
    const bool of_who_runs_it = row.path == "/api/v1/speeches/{id}/transitions" && role != "chair" && !kClerks.contains(role);
    const bool of_the_committee = row.path == "/api/v1/proposals/{id}/transitions" && !kClerks.contains(role);
    if (response.status == 403 && !of_the_receiver && !of_the_unit && !of_the_committee && !of_who_runs_it && !of_who_prepares_it) EXPECT_TRUE(kOwnReasons.contains(code)) << response.body;
    const bool of_another_session = code == "proposals.no_such_session";  // 81 is the city's
    if (row.method == Method::get && response.status == 404 && !of_another_session) EXPECT_EQ(code, "consultation.no_votes_yet") << "seen, but: " << response.body;
  }

  std::vector<const Operation*> rows() {
    std::vector<const Operation*> all;
    for (const Module& module : city_.app().modules()) {
      for (const Operation& row : module.operations) all.push_back(&row);
    }
    return all;
  }

  WholeCity city_{GetParam()};
  std::vector<OneConsultation> consultations_;
  std::int64_t open_ = 0, finished_ = 0, made_up_ = 0, draft_ = 0, withdrawn_ = 0, members_ = 0, abroad_ = 0, abroad_members_ = 0, county_draft_ = 0, county_open_ = 0, handover_ = 77, handled_ = 78, circular_ = 79, conference_ = 83, proposal_ = 91, clue_ = 0, meeting_ = 95, message_ = 0;
  std::map<assemblies::AssemblyId, std::int64_t> terms_;
  std::int64_t pending_statement_ = 0, pending_post_ = 0, assisted_ = 0, finding_ = 0, held_ = 0, administrators_seat_ = 0, foreign_seat_ = 0;
  std::int64_t recovery_ = 0;
  std::string anothers_session_;
  std::map<std::string, Actor, std::less<>> actors_;
  std::unordered_set<std::int64_t> numbers_;
  int requests_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, RoleSweep, testing::ValuesIn(db::kEngines), db::EngineName());

TEST_P(RoleSweep, EveryOperationKeepsWhatItsRowSays) {
  int cells = 0, calls = 0, hidden = 0;
  std::map<std::string, int> successes;
  for (const Operation* const row : rows()) {
    const std::string key = key_of(*row);
    const auto known = kWellFormed.find(key);
    if (row->method != Method::get) ASSERT_TRUE(known != kWellFormed.end()) << key << ": say here what a well-formed request is";
    const WellFormed request = known == kWellFormed.end() ? WellFormed{} : known->second;
    for (const std::string_view role : WholeCity::kRoles) {
      ++cells;
      for (const Target& target : targets_of(*row)) {
        for (const std::string_view language : {"en", "zh-CN"}) {
          SCOPED_TRACE(fmt::format("{} as {} on {} ({})", key, role, target.name, language));
          ++calls;
          const auto response = ask(role, row->method, filled(row->path, target.values) + request.query, request.body, language);
          check_cell(*row, role, target, response);
          successes[key] += succeeded(response);
          if (!target.seen_by.contains(role)) {
            ++hidden;
            const auto absent = ask(role, row->method, filled(row->path, target.absent) + request.query, request.body, language);
            EXPECT_EQ(absent.status, response.status);
            EXPECT_EQ(test::without_request_id(absent.body), test::without_request_id(response.body)) << "hidden is not the same as absent";
          }
          come_back(role, *row);
        }
      }
    }
  }
  for (const Operation* const row : rows()) {
    if (row->path.starts_with("/api/v1/deadlines/")) continue;  // the address is a secret that nobody here has been given
    if (row->method == Method::get) EXPECT_GT(successes[key_of(*row)], 0) << key_of(*row) << " succeeded for nobody, so nothing was shown";
  }
  // Opinions are not profiled: no answer to anybody has named a participant's key.
  const auto keys = city_.look([](Context&, db::ReadTx& tx) {
    static constexpr db::Query kKeys{"test.keys", "SELECT key FROM consultation_participant", 0};
    return tx.all<std::int64_t>(kKeys);
  });
  EXPECT_GT(keys.size(), 3000U);
  for (const auto participant : keys) EXPECT_FALSE(numbers_.contains(participant)) << "a participant's key has left the server";
  std::cout << "  role sweep: " << cells << " cells (role × operation), " << calls << " calls, " << hidden << " compared with an absent object\n";
}

TEST_P(RoleSweep, APageShowsNoMoreThanItsData) {
  int pages = 0;
  for (const std::string_view role : WholeCity::kRoles) {
    const Browser& browser = city_.browser(role);
    const auto get = [&](const std::string& path) {
      std::vector<http::Header> headers{{"Accept-Language", "zh-CN"}};
      if (!browser.cookie.empty()) headers.push_back({"Cookie", browser.cookie});
      return city_.send(Method::get, path, {}, std::move(headers));
    };
    for (const auto& one : consultations_) {
      for (const std::string rest : {"", "/vote", "/discussion", "/result", "/position"}) {
        SCOPED_TRACE(fmt::format("{} of {} as {}", rest, one.title, role));
        ++pages;
        const auto page = get("/consultations/" + std::to_string(one.id) + rest);
        if (one.seen_by.contains(role)) {
          EXPECT_EQ(page.status, 200);
          EXPECT_TRUE(page.body.contains(one.title));
          continue;
        }
        const auto absent = get("/consultations/" + std::string(kAbsent) + rest);
        EXPECT_EQ(page.status, 404);
        EXPECT_EQ(absent.status, 404);
        EXPECT_EQ(page.body, absent.body) << "hidden is not the same as absent";
      }
    }
  }
  EXPECT_GT(pages, 300);
}

/// All that an answer says, also inside of a document, a workbook or an archive.
std::string said_by(const http::Response& response) {
  if (response.body.starts_with("PK")) {
    std::string all;
    for (const auto& [name, part] : documents::parts_of(response.body)) all += name + part;
    return all;
  }
  if (!response.body.starts_with("%PDF")) return response.body + std::string(response.static_body);
  std::string path = "/tmp/gongshi-sweep-XXXXXX";
  ::close(::mkstemp(path.data()));
  std::ofstream(path) << response.body;
  std::string all;
  FILE* const pipe = ::popen(("pdftotext -raw " + path + " -").c_str(), "r");
  for (char piece[4096]; const std::size_t got = std::fread(piece, 1, sizeof piece, pipe);) all.append(piece, got);
  EXPECT_EQ(::pclose(pipe), 0);
  ::unlink(path.c_str());
  return all;
}

TEST_P(RoleSweep, AThousandMessagesThatWaitAreSeenByNobody) {
  constexpr int kCanaries = 1000;
  const std::string canary = "金丝雀";
  const std::string path = "/api/v1/meetings/" + std::to_string(meeting_);
  auto& hall = dynamic_cast<hall::MemoryHall&>(city_.app().hall());
  const auto shown_live = [&] {
    int shown = 0;
    for (const std::string& frame : hall.frames("meeting/" + std::to_string(meeting_), hall::Audience::public_)) shown += frame.contains(canary);
    return shown;
  };
  const auto authors = city_.look([&](Context&, db::ReadTx& tx) {
    const std::string members = fmt::format("SELECT person FROM assemblies_membership WHERE person NOT IN (SELECT person FROM assemblies_seat) AND number <> '{}' ORDER BY id LIMIT {}", city_.member_number, kCanaries);
    return tx.all<PersonId>({"test.members", members, 0});
  });
  ASSERT_EQ(authors.size(), kCanaries);
  for (int i = 0; i < kCanaries; ++i) {
    const std::string name = fmt::format("canary {}", i);
    city_.actors[name] = city_.look([&](Context& context, db::ReadTx& tx) { return identity::actor_of(context, tx, authors[static_cast<std::size_t>(i)]); });
    const auto left = city_.send(Method::post, path + "/messages", fmt::format(R"({{"text":"{}第{}只，唱的各不一样"}})", canary, i), {{"X-Test-Actor", name}, {"X-CSRF-Token", "test"}, {"Idempotency-Key", fmt::format("canary-key-{}", i)}},
                                 fmt::format("192.0.{}.{}", 100 + i / 200, i % 200 + 1));
    ASSERT_EQ(left.status, 201) << left.body;
  }
  ASSERT_EQ(city_.count(fmt::format("SELECT count(*) FROM meetings_message WHERE state = 'pending' AND text LIKE '{}%'", canary)), kCanaries);

  int calls = 0, told = 0, of_moderators = 0;
  // True where somebody reads one who does not read them for a living.
  const auto look = [&](std::string_view role, const Operation* row, const std::string& target) {
    SCOPED_TRACE(fmt::format("{} as {}", target, role));
    ++calls;
    const Browser& browser = city_.browser(role);
    const auto answer = row != nullptr ? ask(role, Method::get, target, {}, "zh-CN") : city_.send(Method::get, target, {}, browser.cookie.empty() ? std::vector<http::Header>{} : std::vector<http::Header>{{"Cookie", browser.cookie}});
    if (!said_by(answer).contains(canary)) return false;
    const bool moderates = row != nullptr && row->permission == "moderation.work" && kClerks.contains(role);
    ++(moderates ? of_moderators : told);
    return !moderates;
  };
  const auto everywhere = [&] {
    for (const std::string_view role : WholeCity::kRoles) {
      for (const Operation* const row : rows()) {
        if (row->method != Method::get) continue;
        const auto known = kWellFormed.find(key_of(*row));
        for (const Target& target : targets_of(*row)) {
          const std::string address = filled(row->path, target.values);
          EXPECT_FALSE(look(role, row, address + (known == kWellFormed.end() ? "" : known->second.query))) << address << " as " << role;
          if (row->path.ends_with("/documents/{kind}")) {
            for (const std::string kind : {"minutes", "digest"}) {
              for (const std::string format : {"pdf", "docx"}) look(role, row, filled(row->path, {{"id", target.values.at("id")}, {"kind", kind}}) + "?format=" + format);
            }
          }
          for (const std::string query : {"?q=金丝", "?text=金丝", "?state=pending", "?cursor=0"}) look(role, row, address + query);
        }
      }
      for (const Module& module : city_.app().modules()) {
        for (const Page& page : module.pages) EXPECT_FALSE(look(role, nullptr, filled(page.path, {{"id", std::to_string(meeting_)}}))) << page.path << " as " << role;
      }
    }
  };
  everywhere();
  EXPECT_EQ(told, 0);
  EXPECT_GT(of_moderators, 0) << "who reads them before they are shown reads them";
  EXPECT_EQ(shown_live(), 0);

  // Also once the meeting is over and its papers are made.
  city_.build([&](Context&, db::WriteTx& tx) { tx.script(fmt::format("UPDATE meetings_meeting SET state = 'ended', ended_at = 4102444700000 WHERE id = {}", meeting_)); });
  for (const std::string_view role : WholeCity::kRoles) {
    for (const Operation* const row : rows()) {
      if (row->method != Method::get || !row->path.starts_with("/api/v1/meetings/{id}")) continue;
      for (const std::string kind : {"minutes", "digest"}) {
        for (const std::string format : {"pdf", "docx"}) look(role, row, filled(row->path, {{"id", std::to_string(meeting_)}, {"kind", kind}}) + (row->path.ends_with("{kind}") ? "?format=" + format : ""));
      }
    }
  }
  EXPECT_EQ(told, 0);
  city_.build([&](Context&, db::WriteTx& tx) { tx.script(fmt::format("UPDATE meetings_meeting SET state = 'open', ended_at = NULL WHERE id = {}", meeting_)); });

  // And what is looked for is found where one of them is let through.
  const auto one = city_.count(fmt::format("SELECT min(id) FROM meetings_message WHERE text LIKE '{}%'", canary));
  const auto approved = city_.browser("clerk").post(fmt::format("/api/v1/messages/{}/moderation", one), R"({"verb":"approve"})");
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(shown_live(), 1);
  EXPECT_TRUE(look("anonymous", nullptr, path + "/messages"));
  EXPECT_TRUE(look("anonymous", nullptr, path + "/time-line"));
  EXPECT_FALSE(said_by(city_.browser("citizen").get(path + "/messages")).contains(canary + "第999只"));
  std::cout << "  canaries: " << calls << " answers, in " << of_moderators << " of moderators' lists\n";
}

TEST_P(RoleSweep, RubbishIsRefusedAndChangesNothing) {
  const std::vector<std::string> ids{"0", "-1", "abc", "1e3", "1.5", "99999999999999999999999", "9007199254740993", "%00", "%ff%fe", "1%2F2", "%2e%2e", std::string(5000, '9'),
                                     std::string("1\0", 2), "\xff\xfe", "١"};
  int cells = 0, calls = 0;
  std::size_t row_number = 0;
  // What one row left is what the next one finds: to count every table takes PostgreSQL longer than a cell.
  auto before = city_.counts();
  const auto check = [&](const http::Response& response) {
    ++calls;
    EXPECT_FALSE(succeeded(response)) << response.body;
  };
  for (const Operation* const row : rows()) {
    const std::string key = key_of(*row);
    const auto known = kWellFormed.find(key);
    const WellFormed request = known == kWellFormed.end() ? WellFormed{} : known->second;
    const auto targets = targets_of(*row);
    json::Components components;
    std::vector<std::string> parameters;
    for (const auto segment : path_segments(row->path)) {
      if (segment.starts_with('{')) parameters.emplace_back(segment.substr(1, segment.size() - 2));
    }
    const bool takes_json = !row->describe(components, parameters).body.empty();
    ++row_number;
    for (std::size_t i = 0; i < std::size(WholeCity::kRoles); ++i) {
      // Nearly all of it is refused before a database is asked, by the same code: on the second one three roles in turn at each row.
      if (GetParam() == db::Engine::postgres && (i + row_number) % (std::size(WholeCity::kRoles) / 3) != 0) continue;
      const std::string_view role = WholeCity::kRoles[i];
      SCOPED_TRACE(fmt::format("{} as {}", key, role));
      ++cells;
      for (const std::string& parameter : parameters) {
        for (const std::string& id : ids) {
          SCOPED_TRACE(parameter + " is " + id.substr(0, 40));
          Values values = targets[0].values;
          values[parameter] = id;
          check(ask(role, row->method, filled(row->path, values) + request.query, request.body));
        }
      }
      const std::string target = filled(row->path, targets[0].values);
      if (!request.query.empty() || row->method == Method::get) {
        for (const std::string query : {"?nothing_of_this_name=1", "?%ff=1", "?a=1&a=2", "?text=%00&text=1", "?cursor=%00&q=%00", "?seed=99999999999999999999"}) {
          SCOPED_TRACE(query);
          ++calls;
          const auto response = ask(role, row->method, target + query, request.body);
          if (query == "?nothing_of_this_name=1" || query == "?a=1&a=2") EXPECT_FALSE(succeeded(response)) << response.body;
        }
      }
      if (takes_json) {
        const auto good = json::parse(request.body)->as_object();
        std::vector<std::string> bodies{"{", "null", "[]", "7", "\"text\"", "\xff\xfe{}", R"({"nothing_of_this_name":1})", std::string(100'000, '['),
                                        std::string("{\"a\":\"") + std::string(300'000, 'x') + "\"}"};
        for (const auto& [name, value] : good) {
          for (const std::string wrong : {R"({})", R"([[]])", R"("\u0000")", "1e400", R"({"a":[{"b":null}]})"}) {
            bodies.push_back(with_member(good, name, wrong));
          }
          if (value.is_string()) bodies.push_back(with_member(good, name, "\"" + std::string(100'000, 'x') + "\""));
        }
        for (const std::string& body : bodies) {
          SCOPED_TRACE(body.substr(0, 200));
          check(ask(role, row->method, target + request.query, body));
        }
      }
      if (!is_put_back(*row)) continue;
      EXPECT_EQ(city_.counts(), before) << "something was left half-done";
      come_back(role, *row);
      before = city_.counts();
    }
    if (is_put_back(*row)) continue;
    SCOPED_TRACE(key);
    auto after = city_.counts();
    EXPECT_EQ(after, before) << "something was left half-done";
    before = std::move(after);
  }
  std::cout << "  rubbish: " << cells << " cells (role × operation), " << calls << " calls\n";
}

TEST_P(RoleSweep, NothingIsDoneWithoutTheTokenOfOnesOwnPage) {
  int calls = 0;
  const auto before = city_.counts();
  for (const Operation* const row : rows()) {
    if (row->method == Method::get) continue;
    const WellFormed& request = kWellFormed.at(key_of(*row));
    const std::string target = filled(row->path, targets_of(*row)[0].values) + request.query;
    for (const std::string_view role : WholeCity::kRoles) {
      const Browser& browser = city_.browser(role);
      std::vector<std::vector<http::Header>> forgeries;
      if (role == "anonymous") {
        forgeries = {{{"Origin", "https://elsewhere.example"}, {"Host", "gongshi.example"}}, {{"Origin", "null"}, {"Host", "gongshi.example"}}};
      } else {
        const std::string anothers = city_.browser(role == "clerk" ? "second" : "clerk").csrf;
        forgeries = {{}, {{"X-CSRF-Token", ""}}, {{"X-CSRF-Token", anothers}}, {{"X-CSRF-Token", browser.csrf.substr(1)}}};
      }
      for (auto& headers : forgeries) {
        SCOPED_TRACE(fmt::format("{} as {}", key_of(*row), role));
        headers.push_back({"Idempotency-Key", fmt::format("forged-key-{}", ++calls)});
        if (!browser.cookie.empty()) headers.push_back({"Cookie", browser.cookie});
        const auto response = city_.send(row->method, target, request.body, std::move(headers));
        EXPECT_EQ(response.status, 403);
        EXPECT_EQ(problem_code(response), "request.forged");
      }
    }
    EXPECT_EQ(city_.counts(), before) << key_of(*row);
  }
  std::cout << "  forged: " << calls << " calls\n";
}

/// Rows that arrange their own storage: what a replay must not do they prevent themselves, or they change nothing.
const std::set<std::string> kOwnStorage{
    "POST /api/v1/session/password", "POST /api/v1/session/phone", "POST /api/v1/session/link", "POST /api/v1/session/first-administrator",
    "POST /api/v1/session/sign-out", "POST /api/v1/me/password",   "POST /api/v1/consultations/{id}/files", "POST /api/v1/proposals/{id}/files", "POST /api/v1/meetings/{id}/materials", "POST /api/v1/meetings/{id}/stream-key", "POST /api/v1/instructions/{id}/pictures", "POST /api/v1/consultations/{id}/sheet/prefill",
    "POST /api/v1/assemblies/{id}/members/search", "POST /api/v1/consultations/{id}/similar", "POST /api/v1/assemblies/{id}/words/try",
    "POST /api/v1/session/second-step", "POST /api/v1/session/passkey", "POST /api/v1/session/oidc", "POST /api/v1/assemblies/{id}/next-term/rehearsal",
    "POST /api/v1/session/oidc/finish", "POST /api/v1/me/oidc", "POST /api/v1/me/confirm", "POST /api/v1/me/totp",
    "POST /api/v1/me/totp/confirm", "POST /api/v1/me/recovery-codes", "POST /api/v1/me/erase", "POST /api/v1/proposals/similar",
    "POST /api/v1/assemblies/{id}/proposals/register/trial",
    "POST /api/v1/handling/items/{id}/paper-ratings", "POST /api/v1/handling/messages/{id}/files",
    "POST /api/v1/conferences/{room}/guests/{guest}/mute", "POST /api/v1/conferences/{room}/entry", "POST /api/v1/conferences/{room}/signals",
    "POST /api/v1/circulars/preview", "POST /api/v1/me/mail-address", "POST /api/v1/me/mail-address/confirmation"};

TEST_P(RoleSweep, ARequestSentTwiceIsDoneOnce) {
  std::set<std::string> own_storage;
  int replays = 0;
  for (const Operation* const row : rows()) {
    if (row->method != Method::post) continue;
    const std::string key = key_of(*row);
    SCOPED_TRACE(key);
    if (!row->writes) own_storage.insert(key);
    const WellFormed& request = kWellFormed.at(key);
    const Target place = targets_of(*row)[0];
    const std::string target = filled(row->path, place.values) + request.query;
    const std::string_view role = row->permission == "operator" || row->permission == "calendar.manage" ? "administrator" : row->permission == "handling.handle" ? "handler" : row->permission == "sheet.sign" || row->permission == "proposals.lead" ? "chair" : row->permission == "proposals.propose_for_body" ? "convener" : row->permission == "moderation.appeal" ? "member" : row->path.starts_with("/api/v1/assisted") ? "second" : "clerk";
    const auto send = [&](std::string_view idempotency_key, const std::string& body) {
      const Browser& browser = city_.browser(role);
      std::vector<http::Header> headers{{"Accept-Language", "en"}, {"X-CSRF-Token", browser.csrf}, {"Cookie", browser.cookie}};
      if (!idempotency_key.empty()) headers.push_back({"Idempotency-Key", std::string(idempotency_key)});
      return city_.send(row->method, target, body, std::move(headers));
    };
    const std::string word = "once-" + std::to_string(++requests_) + "-and-only-once";
    if (row->writes) {
      const auto before = city_.counts();
      for (const std::string& none : {std::string(), std::string("short"), std::string(129, 'k')}) {
        const auto refused = send(none, request.body);
        EXPECT_EQ(refused.status, 400);
        EXPECT_EQ(problem_code(refused), "request.idempotency_key_missing");
      }
      EXPECT_EQ(city_.counts(), before);
    }
    if (row->path.starts_with("/api/v1/session/") || (row->path.starts_with("/api/v1/me/") && !row->writes)) {
      come_back(role, *row);
      continue;  // cookies and secrets are not answered twice; identity's own tests prove the rest
    }
    const auto first = send(word, request.body);
    const auto after_first = city_.counts();
    const auto second = send(word, request.body);
    EXPECT_EQ(second.status, first.status);
    EXPECT_EQ(test::without_request_id(second.body), test::without_request_id(first.body));
    EXPECT_EQ(city_.counts(), after_first) << "the replay changed something";
    if (!succeeded(first) || !row->writes) continue;
    ++replays;
    EXPECT_TRUE(std::ranges::any_of(second.headers, [](const http::Header& h) { return h.name == "Idempotency-Replayed"; }));
    const auto other = send(word, request.body.ends_with('}') ? " " + request.body : request.body + "\r\n");
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(problem_code(other), "request.idempotency_key_reused");
    EXPECT_EQ(city_.counts(), after_first);
  }
  EXPECT_EQ(own_storage, kOwnStorage);
  EXPECT_GE(replays, 5);
}

}  // namespace
}  // namespace gongshi::app
