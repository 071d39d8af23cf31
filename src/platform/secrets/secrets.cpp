#include "platform/secrets/secrets.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/sha256.hpp"

namespace gongshi::secrets {
namespace {

void ready() {
  static const bool kReady = sodium_init() >= 0;
  GONGSHI_ASSERT(kReady);
}

const unsigned char* bytes(KeyView key) { return reinterpret_cast<const unsigned char*>(key.data()); }
const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw std::runtime_error("the key file " + path.string() + " " + why);
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return descriptor_; }

 private:
  const int descriptor_;
};

std::optional<Key> read_key(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file < 0 && errno == ENOENT) return std::nullopt;
  if (file < 0) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
  struct stat about{};
  if (::fstat(file, &about) != 0 || (about.st_mode & 077) != 0) refuse(path, "can be read by others: run chmod 600 on it");
  Key key;
  if (about.st_size != static_cast<off_t>(key.size()) || ::read(file, key.data(), key.size()) != static_cast<ssize_t>(key.size())) {
    refuse(path, "does not hold 32 bytes: restore it from the backup");
  }
  return key;
}

/// Complete and on the disk before it has its name; where another process was first, its file stays.
void make_key(const std::filesystem::path& path) {
  Key key;
  randombytes_buf(key.data(), key.size());
  const std::filesystem::path draft = path.string() + "." + std::to_string(::getpid());
  const std::filesystem::path folder = path.parent_path();
  {
    ::unlink(draft.c_str());
    const Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file < 0 || ::write(file, key.data(), key.size()) != static_cast<ssize_t>(key.size()) || ::fsync(file) != 0) {
      refuse(path, std::string("cannot be written: ") + std::strerror(errno));
    }
  }
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const int why = errno;
  ::unlink(draft.c_str());
  if (!linked) refuse(path, std::string("cannot be written: ") + std::strerror(why));
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened < 0 || ::fsync(opened) != 0) refuse(path, std::string("cannot be made durable: ") + std::strerror(errno));
}

}  // namespace

const Key* Secrets::find(const std::string& file) {
  if (const auto known = keys_.find(file); known != keys_.end()) return &known->second;
  const auto key = read_key(folder_ / file);
  return key ? &keys_.emplace(file, *key).first->second : nullptr;
}

KeyView Secrets::key(const std::string& name) {
  ready();
  const std::lock_guard lock(mutex_);
  const std::string file = name + ".key";
  if (const Key* known = find(file)) return *known;
  if (std::filesystem::create_directories(folder_)) std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
  make_key(folder_ / file);
  const Key* made = find(file);
  if (made == nullptr) refuse(folder_ / file, "cannot be made");
  return *made;
}

std::vector<KeyView> Secrets::keys(const std::string& name) {
  constexpr int kMost = 99;
  std::vector<KeyView> found;
  {
    const std::lock_guard lock(mutex_);
    for (int number = kMost; number >= 1; --number) {
      if (const Key* known = find(name + (number == 1 ? "" : "." + std::to_string(number)) + ".key")) found.emplace_back(*known);
    }
  }
  if (found.empty()) found.push_back(key(name));
  return found;
}

std::string random_token() {
  ready();
  unsigned char random[32];
  randombytes_buf(random, sizeof random);
  char text[sodium_base64_ENCODED_LEN(sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  return sodium_bin2base64(text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string fingerprint(std::string_view token) { return to_hex(sha256(token)); }

std::string keyed_hash(KeyView key, std::string_view text) {
  unsigned char hash[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256(hash, bytes(text), text.size(), bytes(key));
  char hex[2 * sizeof hash + 1];
  return sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
}

bool same(std::string_view one, std::string_view other) { return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0; }

db::Bytes seal(KeyView key, std::string_view text, std::string_view context) {
  ready();
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  db::Bytes sealed(kNonce + text.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  auto* const out = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(out, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonce, nullptr, bytes(text), text.size(), bytes(context), context.size(), nullptr, out, bytes(key));
  return sealed;
}

std::optional<std::string> unseal(KeyView key, db::Blob sealed, std::string_view context) {
  constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t kOver = kNonce + crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (sealed.size() < kOver) return std::nullopt;
  const auto* const in = reinterpret_cast<const unsigned char*>(sealed.data());
  std::string text(sealed.size() - kOver, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(text.data()), nullptr, nullptr, in + kNonce,
                                                                sealed.size() - kNonce, bytes(context), context.size(), in, bytes(key));
  return failed == 0 ? std::optional(std::move(text)) : std::nullopt;
}

std::optional<std::string> unseal(std::span<const KeyView> keys, db::Blob sealed, std::string_view context) {
  for (const KeyView key : keys) {
    if (auto text = unseal(key, sealed, context)) return text;
  }
  return std::nullopt;
}

}  // namespace gongshi::secrets
