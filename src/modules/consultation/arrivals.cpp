#include "modules/consultation/arrivals.hpp"

#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace gongshi::consultation {
namespace {

std::string whose(ConsultationId consultation, std::int64_t key) { return fmt::format("arrival|{}|{}", consultation.value, key); }

/// The network's bytes; empty where the address says nothing.
std::string network_of(const std::string& address) {
  in_addr four{};
  in6_addr six{};
  if (inet_pton(AF_INET6, address.c_str(), &six) == 1) {
    if (IN6_IS_ADDR_LOOPBACK(&six)) return {};
    if (!IN6_IS_ADDR_V4MAPPED(&six)) return "6" + std::string(reinterpret_cast<const char*>(six.s6_addr), 8);
    std::memcpy(&four, six.s6_addr + 12, 4);
  } else if (inet_pton(AF_INET, address.c_str(), &four) != 1) {
    return {};
  }
  char bytes[4];
  std::memcpy(bytes, &four, 4);
  return bytes[0] == 127 ? std::string() : "4" + std::string(bytes, 3);
}

}  // namespace

Arrivals::Arrivals(secrets::Secrets& secrets) : place_key_(secrets.key("consultation.places")), seal_key_(secrets.key("consultation.arrivals")) {}

std::uint64_t Arrivals::place_of(ConsultationId consultation, std::string_view address) const {
  const std::string network = network_of(std::string(address));
  if (network.empty()) return 0;
  const std::string hash = secrets::keyed_hash(place_key_, fmt::format("{}|{}", consultation.value, network));
  std::uint64_t place = 0;
  std::from_chars(hash.data(), hash.data() + 16, place, 16);
  return place | 1;
}

db::Bytes Arrivals::seal(ConsultationId consultation, std::int64_t key, const maths::Arrival& arrival) const {
  char plain[sizeof arrival];
  std::memcpy(plain, &arrival, sizeof arrival);
  return secrets::seal(seal_key_, {plain, sizeof plain}, whose(consultation, key));
}

std::optional<maths::Arrival> Arrivals::open(ConsultationId consultation, std::int64_t key, db::Blob sealed) const {
  const auto plain = secrets::unseal(seal_key_, sealed, whose(consultation, key));
  maths::Arrival arrival;
  if (!plain || plain->size() != sizeof arrival) return std::nullopt;
  std::memcpy(&arrival, plain->data(), sizeof arrival);
  return arrival;
}

}  // namespace gongshi::consultation
