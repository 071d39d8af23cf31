#include "platform/video/webvtt.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "platform/http/percent.hpp"

namespace gongshi::video {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kMostHours = 99;
constexpr std::string_view kArrow = "-->";

/// The lines of a file, counted. All three line ends of the standard.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  bool next(std::string_view& line) {
    if (text_.empty()) return false;
    const auto end = text_.find_first_of("\r\n");
    line = text_.substr(0, end);
    text_.remove_prefix(end == text_.npos ? text_.size() : end + (text_.substr(end).starts_with("\r\n") ? 2 : 1));
    ++number_;
    return true;
  }
  int number() const { return number_; }

 private:
  std::string_view text_;
  int number_ = 0;
};

std::unexpected<Error> refuse(std::string code, int line) { return fail(ErrorKind::unprocessable, std::move(code), {{"line", std::to_string(line)}}); }

bool blank(char c) { return c == ' ' || c == '\t'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
}

/// Exactly `least` to `most` digits, and off with them.
std::optional<std::int64_t> digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::int64_t value = 0;
  std::size_t count = 0;
  for (; count < text.size() && digit(text[count]); ++count) {
    if (count == most) return std::nullopt;
    value = value * 10 + (text[count] - '0');
  }
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

/// "mm:ss.ttt" or "hh:mm:ss.ttt"
std::optional<milliseconds> timestamp(std::string_view& text) {
  auto first = digits(text, 2, 2);
  if (!first || !take(text, ":")) return std::nullopt;
  auto second = digits(text, 2, 2);
  if (!second) return std::nullopt;
  std::int64_t hours = 0;
  if (take(text, ":")) {
    hours = *first;
    first = second;
    second = digits(text, 2, 2);
  }
  if (!second || !take(text, ".")) return std::nullopt;
  const auto thousandths = digits(text, 3, 3);
  if (!thousandths || *first > 59 || *second > 59 || hours > kMostHours) return std::nullopt;
  return milliseconds(((hours * 60 + *first) * 60 + *second) * 1000 + *thousandths);
}

bool is_percentage(std::string_view text) {
  if (!text.ends_with('%')) return false;
  text.remove_suffix(1);
  const auto whole = digits(text, 1, 3);
  if (!whole) return false;
  if (take(text, ".") && !digits(text, 1, 3)) return false;
  return text.empty() && *whole <= 100;
}

bool is_number(std::string_view text) {
  take(text, "-");
  return digits(text, 1, 3).has_value() && text.empty();
}

bool is_setting(std::string_view name, std::string_view value) {
  const auto comma = value.find(',');
  const std::string_view first = value.substr(0, comma), second = comma == value.npos ? std::string_view() : value.substr(comma + 1);
  const auto one_of = [](std::string_view what, std::initializer_list<std::string_view> known) { return std::ranges::find(known, what) != known.end(); };
  if (name == "vertical") return one_of(value, {"rl", "lr"});
  if (name == "align") return one_of(value, {"start", "center", "end", "left", "right"});
  if (name == "size") return is_percentage(value);
  if (name == "position") return is_percentage(first) && (comma == value.npos || one_of(second, {"line-left", "center", "line-right"}));
  if (name == "line") return (is_percentage(first) || is_number(first)) && (comma == value.npos || one_of(second, {"start", "center", "end"}));
  return false;
}

/// As the standard has it, a setting that is not understood is no fault of the cue.
std::string settings_in(std::string_view text) {
  std::string kept;
  std::vector<std::string_view> seen;
  for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view setting = text.substr(0, end);
    text.remove_prefix(end);
    const auto colon = setting.find(':');
    if (colon == setting.npos) continue;
    const std::string_view name = setting.substr(0, colon);
    if (!is_setting(name, setting.substr(colon + 1)) || std::ranges::find(seen, name) != seen.end()) continue;
    seen.push_back(name);
    if (!kept.empty()) kept += ' ';
    kept += setting;
  }
  return kept;
}

struct Entity {
  std::string_view name, text;
};
constexpr std::array kEntities = {Entity{"&amp;", "&"}, Entity{"&lt;", "<"}, Entity{"&gt;", ">"}, Entity{"&nbsp;", " "}, Entity{"&lrm;", ""}, Entity{"&rlm;", ""}};

/// The words without their marks: of "<v 王芳>您好</v>" the name goes before the words. A '<' without its '>' is no cue text.
bool plain(std::string_view payload, std::string& out) {
  while (!payload.empty()) {
    if (payload.front() == '<') {
      const auto end = payload.find('>');
      if (end == payload.npos) return false;
      std::string_view tag = payload.substr(1, end - 1);
      payload.remove_prefix(end + 1);
      const bool voice = tag.starts_with("v ") || tag.starts_with("v\t") || tag.starts_with("v.");
      const auto name = tag.find_first_of(" \t");
      if (!voice || name == tag.npos) continue;
      tag.remove_prefix(name);
      skip_blanks(tag);
      if (!tag.empty()) out.append(tag).append("：");
    } else if (payload.front() == '&') {
      const auto entity = std::ranges::find_if(kEntities, [&](const Entity& one) { return payload.starts_with(one.name); });
      out += entity == kEntities.end() ? "&" : entity->text;
      payload.remove_prefix(entity == kEntities.end() ? 1 : entity->name.size());
    } else {
      out += payload.front();
      payload.remove_prefix(1);
    }
  }
  return true;
}

/// A block whose first line begins with the word of a block that is none of a cue.
bool begins(std::string_view line, std::string_view word) { return line.starts_with(word) && (line.size() == word.size() || blank(line[word.size()])); }

void pass_block(Lines& lines) {
  for (std::string_view line; lines.next(line) && !line.empty();) {
  }
}

bool is_text(std::string_view bytes) {
  const bool control = std::ranges::any_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
  });
  return !control && http::is_utf8(bytes);
}

std::string time_text(milliseconds time) {
  const auto all = time.count();
  return fmt::format("{:02}:{:02}:{:02}.{:03}", all / 3'600'000, all / 60'000 % 60, all / 1000 % 60, all % 1000);
}

}  // namespace

Result<std::vector<Cue>> read_webvtt(std::string_view bytes) {
  if (bytes.size() > kMostCaptionBytes) return fail(ErrorKind::unprocessable, "video.captions_too_large", {{"most", std::to_string(kMostCaptionBytes / 1024 / 1024)}});
  if (!is_text(bytes)) return fail(ErrorKind::unprocessable, "video.captions_not_text");
  take(bytes, "\xEF\xBB\xBF");
  Lines lines(bytes);
  std::string_view line;
  if (!lines.next(line) || !begins(line, "WEBVTT")) return fail(ErrorKind::unprocessable, "video.captions_no_header");
  pass_block(lines);
  std::vector<Cue> cues;
  while (lines.next(line)) {
    if (line.empty()) continue;
    if (line.find(kArrow) == line.npos) {
      if (begins(line, "NOTE") || begins(line, "STYLE") || begins(line, "REGION")) {
        pass_block(lines);
        continue;
      }
      // The cue's own name, which nobody is shown.
      if (!lines.next(line) || line.find(kArrow) == line.npos) return refuse("video.captions_bad_cue", lines.number());
    }
    const int at = lines.number();
    Cue cue;
    skip_blanks(line);
    const auto start = timestamp(line);
    if (start) skip_blanks(line);
    const bool arrow = start && take(line, kArrow);
    if (arrow) skip_blanks(line);
    const auto end = arrow ? timestamp(line) : std::nullopt;
    if (!end || *end <= *start || (!line.empty() && !blank(line.front()))) return refuse("video.captions_bad_time", at);
    cue.start = *start;
    cue.end = *end;
    cue.settings = settings_in(line);
    std::string payload;
    while (lines.next(line) && !line.empty()) {
      if (line.find(kArrow) != line.npos) return refuse("video.captions_bad_cue", lines.number());
      if (!payload.empty()) payload += '\n';
      payload += line;
      if (payload.size() > 4 * kMostCueBytes) return refuse("video.captions_bad_cue", at);
    }
    if (!plain(payload, cue.text) || cue.text.size() > kMostCueBytes) return refuse("video.captions_bad_cue", at);
    if (cue.text.find_first_not_of(" \t\n") == cue.text.npos) continue;
    if (cues.size() == kMostCues) return fail(ErrorKind::unprocessable, "video.captions_too_many", {{"most", std::to_string(kMostCues)}});
    cues.push_back(std::move(cue));
  }
  if (cues.empty()) return fail(ErrorKind::unprocessable, "video.captions_empty");
  std::ranges::stable_sort(cues, {}, &Cue::start);
  return cues;
}

std::string write_webvtt(std::span<const Cue> cues) {
  std::string out = "WEBVTT\n";
  for (const Cue& cue : cues) {
    out += fmt::format("\n{} --> {}{}{}\n", time_text(cue.start), time_text(cue.end), cue.settings.empty() ? "" : " ", cue.settings);
    bool empty_line = true;  // would end the cue
    for (const char c : cue.text) {
      if (c == '\n') {
        if (!empty_line) out += '\n';
        empty_line = true;
        continue;
      }
      if (c == '\r') continue;
      empty_line = false;
      if (c == '&') out += "&amp;";
      else if (c == '<') out += "&lt;";
      else if (c == '>') out += "&gt;";
      else out += c;
    }
    if (!empty_line) out += '\n';
  }
  return out;
}

}  // namespace gongshi::video
