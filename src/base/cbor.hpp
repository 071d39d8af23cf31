// CBOR (RFC 8949) as authenticators write it: the canonical form of CTAP 2, definite lengths, shortest heads, no tags, no floats.
// Everything else is refused, and so is what nests deeper than any attestation does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongshi::cbor {

enum class Kind { integer, bytes, text, array, map, boolean, null };

struct Value {
  Kind kind = Kind::null;
  std::int64_t integer = 0;       // also of a boolean
  std::string_view text{};        // octets, in the bytes that were read
  std::vector<Value> items{};     // of a map: key, value, key, value, …

  /// Of a map; null when it has no such key.
  const Value* find(std::int64_t key) const;
  const Value* find(std::string_view key) const;
};

inline constexpr int kMostDepth = 8;
inline constexpr std::size_t kMostItems = 1024;  // in one document, all levels together

struct Document {
  Value value;
  std::size_t length = 0;  // octets it took
};

/// The value at the beginning of `bytes`, which must outlive it. nullopt when there is no whole one.
std::optional<Document> read_first(std::string_view bytes);
/// The value that `bytes` is, nothing behind it.
std::optional<Value> read(std::string_view bytes);

}  // namespace gongshi::cbor
