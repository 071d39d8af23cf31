#include "base/cbor.hpp"

#include <limits>

#include "base/text.hpp"

namespace gongshi::cbor {
namespace {

// The upper three bits of a head (RFC 8949 §3.1).
enum class Major { unsigned_, negative, bytes, text, array, map, tag, other };

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  std::size_t used() const { return at_; }

  bool value(Value& into, int depth) {
    if (depth > kMostDepth || ++items_ > kMostItems || at_ >= bytes_.size()) return false;
    const auto head = static_cast<unsigned char>(bytes_[at_++]);
    const auto major = static_cast<Major>(head >> 5);
    if (major == Major::other) return simple(head & 31, into);
    std::uint64_t number = 0;
    if (major == Major::tag || !argument(head & 31, number)) return false;
    switch (major) {
      case Major::unsigned_: return integer(number, false, into);
      case Major::negative: return integer(number, true, into);
      case Major::bytes: return octets(number, Kind::bytes, into);
      case Major::text: return octets(number, Kind::text, into) && valid_utf8(into.text);
      case Major::array: return list(number, Kind::array, into, depth);
      case Major::map: return number <= kMostItems && list(2 * number, Kind::map, into, depth) && keys_differ(into);
      default: return false;
    }
  }

 private:
  /// The number in or behind the head, in its shortest form; indefinite lengths have none.
  bool argument(int low, std::uint64_t& number) {
    if (low < 24) {
      number = static_cast<std::uint64_t>(low);
      return true;
    }
    if (low > 27) return false;
    const std::size_t size = std::size_t{1} << (low - 24);
    if (bytes_.size() - at_ < size) return false;
    for (std::size_t i = 0; i < size; ++i) number = (number << 8) | static_cast<unsigned char>(bytes_[at_++]);
    static constexpr std::uint64_t kLeast[] = {24, std::uint64_t{1} << 8, std::uint64_t{1} << 16, std::uint64_t{1} << 32};
    return number >= kLeast[low - 24];
  }

  static bool simple(int low, Value& into) {
    if (low == 22) return true;
    if (low != 20 && low != 21) return false;
    into.kind = Kind::boolean;
    into.integer = low - 20;
    return true;
  }

  static bool integer(std::uint64_t number, bool negative, Value& into) {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
    into.kind = Kind::integer;
    into.integer = negative ? -1 - static_cast<std::int64_t>(number) : static_cast<std::int64_t>(number);
    return true;
  }

  bool octets(std::uint64_t length, Kind kind, Value& into) {
    if (length > bytes_.size() - at_) return false;
    into.kind = kind;
    into.text = bytes_.substr(at_, static_cast<std::size_t>(length));
    at_ += static_cast<std::size_t>(length);
    return true;
  }

  bool list(std::uint64_t count, Kind kind, Value& into, int depth) {
    // Each takes an octet at least: what is announced must be able to follow before room is made for it.
    if (count > bytes_.size() - at_ || count > kMostItems) return false;
    into.kind = kind;
    into.items.resize(static_cast<std::size_t>(count));
    for (Value& item : into.items) {
      if (!value(item, depth + 1)) return false;
    }
    return true;
  }

  static bool keys_differ(const Value& map) {
    for (std::size_t i = 0; i < map.items.size(); i += 2) {
      const Value& key = map.items[i];
      if (key.kind != Kind::integer && key.kind != Kind::text) return false;
      for (std::size_t j = 0; j < i; j += 2) {
        const Value& other = map.items[j];
        if (key.kind == other.kind && key.integer == other.integer && key.text == other.text) return false;
      }
    }
    return true;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t items_ = 0;
};

template <class Is>
const Value* find_key(const Value& map, Is&& is) {
  if (map.kind != Kind::map) return nullptr;
  for (std::size_t i = 0; i < map.items.size(); i += 2) {
    if (is(map.items[i])) return &map.items[i + 1];
  }
  return nullptr;
}

}  // namespace

const Value* Value::find(std::int64_t key) const {
  return find_key(*this, [&](const Value& one) { return one.kind == Kind::integer && one.integer == key; });
}
const Value* Value::find(std::string_view key) const {
  return find_key(*this, [&](const Value& one) { return one.kind == Kind::text && one.text == key; });
}

std::optional<Document> read_first(std::string_view bytes) {
  Document document;
  Reader reader(bytes);
  if (!reader.value(document.value, 0)) return std::nullopt;
  document.length = reader.used();
  return document;
}

std::optional<Value> read(std::string_view bytes) {
  auto document = read_first(bytes);
  if (!document || document->length != bytes.size()) return std::nullopt;
  return std::move(document->value);
}

}  // namespace gongshi::cbor
