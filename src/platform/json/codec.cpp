#include "platform/json/codec.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <boost/json/value_stack.hpp>

namespace gongshi::json {

void append_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    // "<" is written \u003c so that data inlined into a page can never close its script element.
    if (c >= 0x20 && c != '"' && c != '\\' && c != '<') continue;
    out.append(text, start, i - start);
    start = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text, start);
  out += '"';
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

void encode_members(std::string& out, std::span<const MemberWriter> members, const void* const* items) {
  char before = '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    const MemberWriter& member = members[i];
    if (member.present != nullptr && !member.present(items[i])) continue;  // absent, not null
    out += before;
    before = ',';
    out += '"';
    out += member.name;
    out += "\":";
    member.encode(out, items[i]);
  }
  if (before == '{') out += '{';
  out += '}';
}

void Problems::add(std::string_view pointer, std::string_view code, std::map<std::string, std::string> args) {
  constexpr std::size_t kEnough = 100;  // a hostile body must not make a large answer
  if (fields_.size() < kEnough) fields_.push_back({std::string(pointer), std::string(code), std::move(args)});
}

Error Problems::error() && { return Error{ErrorKind::invalid, "request.invalid", {}, std::move(fields_)}; }

namespace {

/// Builds the value as Boost's own parser does, but for numbers with a fraction or an exponent: Boost 1.81 reads those to within their last digits, and
/// what is stored must come back as it was written.
struct Builder {
  using Text = boost::json::string_view;
  using Failed = boost::json::error_code;
  static constexpr std::size_t max_object_size = boost::json::object::max_size();
  static constexpr std::size_t max_array_size = boost::json::array::max_size();
  static constexpr std::size_t max_key_size = boost::json::string::max_size();
  static constexpr std::size_t max_string_size = boost::json::string::max_size();
  boost::json::value_stack stack;
  std::string number;  // what has come of one

  bool on_document_begin(Failed&) { return stack.reset(), true; }
  bool on_document_end(Failed&) { return true; }
  bool on_object_begin(Failed&) { return true; }
  bool on_object_end(std::size_t count, Failed&) { return stack.push_object(count), true; }
  bool on_array_begin(Failed&) { return true; }
  bool on_array_end(std::size_t count, Failed&) { return stack.push_array(count), true; }
  bool on_key_part(Text part, std::size_t, Failed&) { return stack.push_chars(part), true; }
  bool on_key(Text last, std::size_t, Failed&) { return stack.push_key(last), true; }
  bool on_string_part(Text part, std::size_t, Failed&) { return stack.push_chars(part), true; }
  bool on_string(Text last, std::size_t, Failed&) { return stack.push_string(last), true; }
  bool on_number_part(Text part, Failed&) { return number.append(part.data(), part.size()), true; }
  bool on_int64(std::int64_t value, Text, Failed&) { return number.clear(), stack.push_int64(value), true; }
  bool on_uint64(std::uint64_t value, Text, Failed&) { return number.clear(), stack.push_uint64(value), true; }
  bool on_double(double value, Text last, Failed& failed) {
    number.append(last.data(), last.size());
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    number.clear();
    // Too small is nothing; too large is not a number that could be kept.
    if (read.ec == std::errc::result_out_of_range) value = std::abs(value) < 1 ? 0 : HUGE_VAL;
    if (std::isinf(value)) return failed = boost::json::error::exponent_overflow, false;
    return stack.push_double(value), true;
  }
  bool on_bool(bool value, Failed&) { return stack.push_bool(value), true; }
  bool on_null(Failed&) { return stack.push_null(), true; }
  bool on_comment_part(Text, Failed&) { return true; }
  bool on_comment(Text, Failed&) { return true; }
};

}  // namespace

Result<boost::json::value> parse(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 16;
  boost::json::error_code failed;
  boost::json::basic_parser<Builder> parser(options);
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failed);
  if (!failed && read < text.size()) failed = boost::json::error::extra_data;
  if (failed) return fail(ErrorKind::invalid, "request.not_json", {{"why", failed.message()}});
  return parser.handler().stack.release();
}

const Limit* limit_of(std::span<const Limit> limits, std::string_view member) {
  const auto found = std::ranges::find(limits, member, &Limit::member);
  return found == limits.end() ? nullptr : &*found;
}

void read_members(const boost::json::value& value, std::span<const MemberReader> members, void* const* items, std::span<const Limit> limits, const std::string& pointer,
                  Problems& problems, std::span<const std::string> elsewhere) {
  const auto* object = value.if_object();
  if (object == nullptr) return problems.add(pointer, "request.object_expected");
  const auto is_elsewhere = [&](std::string_view name) { return std::ranges::find(elsewhere, name) != elsewhere.end(); };
  std::size_t known = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const MemberReader& member = members[i];
    if (is_elsewhere(member.name)) continue;
    const auto* field = object->if_contains(boost::json::string_view(member.name.data(), member.name.size()));
    const std::string where = pointer + "/" + std::string(member.name);
    if (field == nullptr) {
      if (!member.optional) problems.add(where, "request.missing");
      continue;
    }
    ++known;
    member.read(*field, items[i], limit_of(limits, member.name), where, problems);
  }
  if (known == object->size()) return;
  for (const auto& field : *object) {
    const std::string_view key(field.key().data(), field.key().size());
    if (is_elsewhere(key) || std::ranges::find(members, key, &MemberReader::name) == members.end()) problems.add(pointer + "/" + std::string(key), "request.unknown_field");
  }
}

void check_limit(const Limit& limit, std::int64_t measured, std::string_view pointer, std::string_view what, Problems& problems) {
  if (measured < limit.least) {
    problems.add(pointer, "request." + std::string(what) + "_too_small", {{"least", std::to_string(limit.least)}});
  } else if (measured > limit.most) {
    problems.add(pointer, "request." + std::string(what) + "_too_large",
                 {{"most", std::to_string(limit.most)}, {"given", std::to_string(measured)}});
  }
}

}  // namespace gongshi::json
