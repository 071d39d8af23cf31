// The only way from a person to their votes: an encrypted reference per consultation. One AES-256 block over (consultation, person) is a
// permutation, so the same person has the same reference there and nothing in common with any other consultation (architecture: participant).
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "modules/consultation/api.hpp"
#include "platform/db/database.hpp"

namespace gongshi::consultation {

class References {
 public:
  explicit References(std::span<const std::byte, 32> key);

  /// Used by voting alone.
  db::Bytes of(ConsultationId consultation, PersonId person) const;
  /// Used by telling participants alone. 0 when the reference belongs to another consultation or key.
  PersonId person(ConsultationId consultation, db::Blob reference) const;

 private:
  std::array<std::byte, 32> key_;
};

/// A participant key: random, 62 bits, never shown to anyone.
std::int64_t random_participant_key();

}  // namespace gongshi::consultation
