// What is kept of how somebody came to their first vote: times of the account and a salted class of address, sealed beside the participant's key.
#pragma once

#include <string_view>

#include "maths/arrivals.hpp"
#include "modules/consultation/api.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::consultation {

/// Kept as long after a consultation ended, for appeals; then it is forgotten.
inline constexpr std::chrono::hours kArrivalsKept{24 * 60};

class Arrivals {
 public:
  explicit Arrivals(secrets::Secrets& secrets);

  /// The class of a numeric address in this consultation: a keyed hash of its /24 or, of IPv6, its /64. 0 where it says nothing: on this machine,
  /// or none.
  std::uint64_t place_of(ConsultationId consultation, std::string_view address) const;
  db::Bytes seal(ConsultationId consultation, std::int64_t key, const maths::Arrival& arrival) const;
  /// nullopt when it is not what was sealed for this key.
  std::optional<maths::Arrival> open(ConsultationId consultation, std::int64_t key, db::Blob sealed) const;

 private:
  secrets::KeyView place_key_;
  secrets::KeyView seal_key_;
};

}  // namespace gongshi::consultation
