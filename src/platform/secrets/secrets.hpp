// Keys of this installation and what is done with them. Losing the folder loses what was sealed: it belongs into the backup, apart from the
// database. Several nodes on one database share one copy of it.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

namespace gongshi::secrets {

using Key = std::array<std::byte, 32>;
using KeyView = std::span<const std::byte, 32>;

/// Named keys, each a file of 32 bytes, readable by the owner only, made at first use. Thread-safe.
class Secrets {
 public:
  explicit Secrets(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// Valid as long as this object. Throws std::runtime_error in words when the file cannot be read or made.
  KeyView key(const std::string& name);
  /// All that there are of this name, newest first: "<name>.key", and after it "<name>.2.key", "<name>.3.key" and so on, which the operator has
  /// brought in. What is sealed from now on is sealed with the newest.
  std::vector<KeyView> keys(const std::string& name);

 private:
  const Key* find(const std::string& file);

  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, Key> keys_;
};

/// Random text for links and cookies: 256 bits in base64url.
std::string random_token();
/// SHA-256 in lower-case hexadecimal: how a token is stored.
std::string fingerprint(std::string_view token);
/// HMAC-SHA-256 in lower-case hexadecimal.
std::string keyed_hash(KeyView key, std::string_view text);
/// Takes as long whatever differs.
bool same(std::string_view one, std::string_view other);
/// XChaCha20-Poly1305 with a random nonce in front; `context` is authenticated, not stored.
db::Bytes seal(KeyView key, std::string_view text, std::string_view context);
/// nullopt when the key, the context or the bytes are not the ones sealed.
std::optional<std::string> unseal(KeyView key, db::Blob sealed, std::string_view context);

/// The same with whichever of the keys it was sealed.
std::optional<std::string> unseal(std::span<const KeyView> keys, db::Blob sealed, std::string_view context);

}  // namespace gongshi::secrets
