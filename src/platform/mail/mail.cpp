#include "platform/mail/mail.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>
#include <sodium.h>

namespace gongshi::mail {
namespace {

std::string base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the NUL
  return out;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// RFC 2047: lines of at most 76 characters, each an encoded word of whole characters; plain ASCII stays as it is.
std::string header_text(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(clean, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  const bool plain = clean.size() <= 60 && std::ranges::all_of(clean, [](unsigned char c) { return c < 0x80; }) && !clean.contains("=?") && clean.find_first_of("\"\\<>@,;:()[]") == clean.npos;
  if (plain) return clean;
  constexpr std::size_t kMostBytes = 39;  // 52 characters of base64, 12 around them, and "Subject: " before
  std::string out;
  for (std::size_t from = 0; from < clean.size();) {
    std::size_t to = std::min(from + kMostBytes, clean.size());
    while (to < clean.size() && !begins_character(clean[to])) --to;
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(std::string_view(clean).substr(from, to - from)) + "?=";
    from = to;
  }
  return out;
}

std::string date(Timestamp at) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = at.milliseconds / 1000 + 8 * 3600;  // as clocks in China show it
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0800", kDays[parts.tm_wday], parts.tm_mday, kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/// One conversation with a server: what is still to be sent, and what was said last.
struct Talk {
  std::string_view left;
  std::string asked;     // the verb of our last command
  std::string answered;  // the last of the server's lines that refused something
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* data) {
  auto& left = static_cast<Talk*>(data)->left;
  const std::size_t bytes = std::min(size * count, left.size());
  std::memcpy(to, left.data(), bytes);
  left.remove_prefix(bytes);
  return bytes;
}

/// Of our own lines only these verbs are looked at: others may hold a password.
int listen(CURL*, curl_infotype kind, char* text, std::size_t size, void* data) {
  auto& talk = *static_cast<Talk*>(data);
  std::string_view line(text, size);
  while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.remove_suffix(1);
  if (kind == CURLINFO_HEADER_OUT) {
    for (const std::string_view verb : {"MAIL", "RCPT", "DATA"}) {
      if (line.starts_with(verb)) talk.asked = verb;
    }
  } else if (kind == CURLINFO_HEADER_IN && (line.starts_with('4') || line.starts_with('5'))) {
    talk.answered = line.substr(0, 300);
  }
  return 0;
}

std::string without(std::string text, const std::string& address) {
  for (auto at = address.empty() ? std::string::npos : text.find(address); at != std::string::npos; at = text.find(address, at)) text.replace(at, address.size(), masked(address));
  std::ranges::replace_if(text, [](unsigned char c) { return c < ' ' || c >= 0x7f; }, ' ');
  return text;
}

Outcome outcome_of(CURLcode code, long answer, const Talk& talk, const std::string& to) {
  if (code == CURLE_OK) return {};
  const bool about_this = talk.asked == "RCPT" || talk.asked == "DATA";
  if (about_this && answer / 100 == 5) return {Fate::refused, without(talk.answered, to)};
  if (!talk.asked.empty() && answer / 100 == 4) return {Fate::later, without(talk.answered, to)};
  const std::string why = curl_easy_strerror(code);
  return {Fate::away, without(answer >= 400 ? why + ": " + talk.answered : why, to)};
}

}  // namespace

bool is_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos || at == 0 || at > 64 || text.size() > 254 || text.find('@', at + 1) != text.npos) return false;
  const std::string_view host = text.substr(at + 1);
  const auto plain = [](std::string_view part, std::string_view more) {
    return std::ranges::all_of(part, [&](unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || more.contains(static_cast<char>(c))); });
  };
  const auto dots = [](std::string_view part) { return !part.starts_with('.') && !part.ends_with('.') && !part.contains(".."); };
  return plain(text.substr(0, at), ".!#$%&'*+/=?^_`{|}~-") && dots(text.substr(0, at)) && plain(host, ".-") && dots(host) && host.contains('.') && !host.starts_with('-') && !host.ends_with('-');
}

std::string masked(std::string_view address) {
  const auto at = address.find('@');
  return at == address.npos || at == 0 ? "***" : std::string(address.substr(0, 1)) + "***" + std::string(address.substr(at));
}

std::string written(const Letter& letter) {
  const std::string host = letter.from.substr(std::min(letter.from.find('@'), letter.from.size() - 1) + 1);
  std::string out = fmt::format(
      "Date: {}\r\nFrom: {} <{}>\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
      date(letter.at), header_text(letter.from_name), letter.from, letter.to, header_text(letter.subject), letter.id, host);
  const std::string body = base64(letter.text);
  for (std::size_t at = 0; at < body.size(); at += 76) out += body.substr(at, 76) + "\r\n";
  return out;
}

namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

/// Ready to speak to the server; null where there is no memory.
Handle handle_for(const Server& server, Talk& talk) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  Handle handle(curl_easy_init(), curl_easy_cleanup);
  CURL* const c = handle.get();
  if (c == nullptr) return handle;
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(c, CURLOPT_URL, server.url.c_str());
  curl_easy_setopt(c, CURLOPT_USE_SSL, server.plain ? CURLUSESSL_NONE : CURLUSESSL_ALL);
  if (!server.authority.empty()) curl_easy_setopt(c, CURLOPT_CAINFO, server.authority.c_str());
  if (!server.user.empty()) {
    curl_easy_setopt(c, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(c, CURLOPT_PASSWORD, server.password.c_str());
  }
  curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, listen);
  curl_easy_setopt(c, CURLOPT_DEBUGDATA, &talk);
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(server.patience.count()));
  // It bounds the goodbye, too, which is said after the time is over.
  curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, static_cast<long>(server.patience.count() / 1000)));
  return handle;
}

Outcome perform(CURL* curl, const Talk& talk, const std::string& to) {
  const CURLcode code = curl_easy_perform(curl);
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  return outcome_of(code, answer, talk, to);
}

}  // namespace

Outcome send(const Server& server, const Letter& letter) {
  if (!is_address(letter.to)) return {Fate::refused, "no address that mail can go to"};
  const std::string text = written(letter), from = "<" + letter.from + ">";
  Talk talk{.left = text};
  const Handle curl = handle_for(server, talk);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(curl_slist_append(nullptr, ("<" + letter.to + ">").c_str()), curl_slist_free_all);
  if (!curl || !to) return {Fate::away, "no memory"};
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &talk);
  return perform(curl.get(), talk, letter.to);
}

Outcome greet(const Server& server) {
  Talk talk;
  const Handle curl = handle_for(server, talk);
  if (!curl) return {Fate::away, "no memory"};
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
  return perform(curl.get(), talk, {});
}

}  // namespace gongshi::mail
