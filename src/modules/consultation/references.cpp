#include "modules/consultation/references.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/assert.hpp"

namespace gongshi::consultation {
namespace {

using Block = std::array<unsigned char, 16>;

Block block_cipher(std::span<const std::byte, 32> key, const Block& in, bool encrypt) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype([](EVP_CIPHER_CTX* c) { EVP_CIPHER_CTX_free(c); })> context(EVP_CIPHER_CTX_new());
  Block out{};
  int length = 0;
  const bool ok = EVP_CipherInit_ex(context.get(), EVP_aes_256_ecb(), nullptr, reinterpret_cast<const unsigned char*>(key.data()), nullptr,
                                    encrypt ? 1 : 0) == 1 &&
                  EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                  EVP_CipherUpdate(context.get(), out.data(), &length, in.data(), static_cast<int>(in.size())) == 1;
  GONGSHI_ASSERT(ok && length == static_cast<int>(out.size()));
  return out;
}

}  // namespace

References::References(std::span<const std::byte, 32> key) { std::ranges::copy(key, key_.begin()); }

db::Bytes References::of(ConsultationId consultation, PersonId person) const {
  Block plain{};
  std::memcpy(plain.data(), &consultation.value, 8);
  std::memcpy(plain.data() + 8, &person.value, 8);
  const Block sealed = block_cipher(key_, plain, true);
  db::Bytes bytes(sealed.size());
  std::memcpy(bytes.data(), sealed.data(), sealed.size());
  return bytes;
}

PersonId References::person(ConsultationId consultation, db::Blob reference) const {
  Block sealed{};
  if (reference.size() != sealed.size()) return {};
  std::memcpy(sealed.data(), reference.data(), sealed.size());
  const Block plain = block_cipher(key_, sealed, false);
  std::int64_t of = 0, person = 0;
  std::memcpy(&of, plain.data(), 8);
  std::memcpy(&person, plain.data() + 8, 8);
  return of == consultation.value ? PersonId{person} : PersonId{};
}

std::int64_t random_participant_key() {
  std::uint64_t random = 0;
  GONGSHI_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(&random), sizeof random) == 1);
  return static_cast<std::int64_t>(random >> 2) | 1;
}

}  // namespace gongshi::consultation
