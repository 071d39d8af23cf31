#include "modules/calendar/ics.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace gongshi::calendar {
namespace {

constexpr std::size_t kMostLineBytes = 8 * 1024, kMostDepth = 8;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

/// RFC 5545, 3.3.11.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
    } else {
      ++i;
      out += text[i] == 'n' || text[i] == 'N' ? ' ' : text[i];
    }
  }
  return out;
}

/// One content line (3.1), unfolded: name, parameters left out, value.
struct Line {
  std::int64_t number = 0;
  std::string name;
  std::string value;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  }

  Result<std::vector<IcsEvent>> run() {
    for (;;) {
      TRY_ASSIGN(const std::optional<Line> line, next());
      if (!line) break;
      TRY(take(*line));
    }
    if (!began_) return refuse(1, "calendar.ics_not_a_calendar");
    if (!open_.empty()) return refuse(number_, "calendar.ics_unclosed");
    return std::move(events_);
  }

 private:
  std::unexpected<Error> refuse(std::int64_t line, const char* code, std::map<std::string, std::string> more = {}) {
    more.emplace("line", std::to_string(line));
    return fail(ErrorKind::invalid, code, std::move(more));
  }

  std::string_view physical_line() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++number_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }
  bool folded() const { return at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'); }

  /// nullopt at the end.
  Result<std::optional<Line>> next() {
    std::string whole;
    std::int64_t begins = 0;
    while (whole.empty()) {
      if (at_ == text_.size()) return std::nullopt;
      begins = number_ + 1;
      whole = physical_line();
      while (folded() && whole.size() <= kMostLineBytes) whole += physical_line().substr(1);
      if (whole.size() > kMostLineBytes) return refuse(begins, "calendar.ics_line_too_long");
    }
    if (std::ranges::any_of(whole, [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7f; })) return refuse(begins, "calendar.odd_character");
    const std::size_t name_ends = whole.find_first_of(";:");
    bool quoted = false;
    std::size_t colon = name_ends;
    for (; colon < whole.size() && (quoted || whole[colon] != ':'); ++colon) quoted ^= whole[colon] == '"';
    if (colon >= whole.size() || name_ends == 0) return refuse(begins, "calendar.ics_not_a_line");
    return Line{begins, upper(whole.substr(0, name_ends)), whole.substr(colon + 1)};
  }

  Result<void> take(const Line& line) {
    if (open_.empty() && (line.name != "BEGIN" || upper(line.value) != "VCALENDAR")) return refuse(line.number, "calendar.ics_not_a_calendar");
    if (line.name == "BEGIN") {
      began_ = true;
      if (open_.size() == kMostDepth) return refuse(line.number, "calendar.ics_too_deep");
      open_.push_back(upper(line.value));
      if (!in_event()) return {};
      if (events_.size() == kMostIcsEvents) return refuse(line.number, "calendar.ics_too_many_events", {{"most", std::to_string(kMostIcsEvents)}});
      events_.push_back({.line = line.number});
    } else if (line.name == "END") {
      if (open_.back() != upper(line.value)) return refuse(line.number, "calendar.ics_wrong_end");
      open_.pop_back();
    } else if (in_event()) {
      return take_property(line);
    }
    return {};
  }

  bool in_event() const { return open_.size() == 2 && open_.back() == "VEVENT"; }

  Result<void> take_property(const Line& line) {
    IcsEvent& event = events_.back();
    if (line.name == "RRULE" || line.name == "RDATE" || line.name == "DURATION") event.unusual = true;
    const std::array<std::pair<const char*, std::string*>, 3> wanted{{{"SUMMARY", &event.summary}, {"DTSTART", &event.begins}, {"DTEND", &event.ends}}};
    for (const auto& [name, target] : wanted) {
      if (line.name != name) continue;
      if (!target->empty()) return refuse(line.number, "calendar.ics_twice", {{"name", name}});
      *target = target == &event.summary ? without_escapes(line.value) : line.value;
    }
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;  // of the physical line read last
  bool began_ = false;
  std::vector<std::string> open_;
  std::vector<IcsEvent> events_;
};

}  // namespace

Result<std::vector<IcsEvent>> read_ics(std::string_view text) { return Reader(text).run(); }

}  // namespace gongshi::calendar
