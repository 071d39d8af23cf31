#include "platform/operations/pace.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <sodium.h>

namespace gongshi {
namespace {

constexpr double kHair = 500;    // microseconds; the clock counts in thousands
constexpr std::size_t kWays = 8;  // rows among which a key may stand
constexpr double kHour = 3.6e9;  // microseconds

struct Place {
  std::string address;  // an IPv4 address, or the first 64 bits of an IPv6 address, which one host commands
  std::string network;  // /24, /48
};

std::optional<Place> place_of(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));
  in_addr four{};
  in6_addr six{};
  std::string bytes;
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) {
    bytes.assign(reinterpret_cast<const char*>(&four), sizeof four);
  } else if (inet_pton(AF_INET6, text.c_str(), &six) != 1 || IN6_IS_ADDR_LOOPBACK(&six)) {
    return std::nullopt;
  } else if (IN6_IS_ADDR_V4MAPPED(&six)) {
    bytes.assign(reinterpret_cast<const char*>(&six) + 12, 4);
  } else {
    bytes.assign(reinterpret_cast<const char*>(&six), 8);
    return Place{bytes, bytes.substr(0, 6)};
  }
  if (bytes[0] == 127) return std::nullopt;
  return Place{bytes, bytes.substr(0, 3)};
}

Bucket times(Bucket bucket, int n) { return {bucket.burst * n, bucket.per_hour * n}; }

}  // namespace

Paces::Paces(int percent, std::size_t rows) : factor_(percent / 100.0), sets_(rows / kWays), rows_(percent == 0 ? 0 : rows) {
  static_assert(sizeof(Row) == 16);
  randombytes_buf(secret_.data(), secret_.size());
}

std::uint64_t Paces::key_of(const Pace& pace, char kind, std::string_view holder) const {
  std::string text(pace.name);
  text += kind;
  text += holder;
  std::uint64_t key = 0;
  static_assert(crypto_shorthash_BYTES == sizeof key && crypto_shorthash_KEYBYTES == 16);
  crypto_shorthash(reinterpret_cast<unsigned char*>(&key), reinterpret_cast<const unsigned char*>(text.data()), text.size(), secret_.data());
  return key == 0 ? 1 : key;
}

Paces::Row& Paces::row_of(std::uint64_t key) {
  const auto first = rows_.begin() + static_cast<std::ptrdiff_t>((key & (sets_ - 1)) * kWays);
  const auto last = first + kWays;
  if (const auto found = std::find_if(first, last, [&](const Row& row) { return row.key == key; }); found != last) return *found;
  Row& row = *std::min_element(first, last, [](const Row& a, const Row& b) { return a.full_at < b.full_at; });
  row = {key, 0};
  return row;
}

Result<void> Paces::take(const Pace& pace, PersonId person, std::string_view address, Timestamp now) {
  if (factor_ == 0) return {};
  std::vector<Charge> charges;
  const auto charge = [&](char kind, std::string_view holder, Bucket bucket) {
    if (bucket.burst == 0) return;
    const double interval = kHour / (bucket.per_hour * factor_);
    charges.push_back({key_of(pace, kind, holder), interval, std::max(1.0, std::floor(bucket.burst * factor_)) * interval});
  };
  const auto place = place_of(address);
  if (person) charge('p', std::string_view(reinterpret_cast<const char*>(&person.value), sizeof person.value), pace.person);
  if (place) {
    // Those who are signed in and those who are not have buckets of their own: visitors cannot use up what members have.
    const Bucket bucket = person ? times(pace.person, kPeoplePerAddress) : pace.anonymous;
    charge(person ? 'a' : 'A', place->address, bucket);
    charge(person ? 'n' : 'N', place->network, times(bucket, kAddressesPerNetwork));
  }
  const std::lock_guard lock(mutex_);
  const double at = 1000.0 * static_cast<double>(now.milliseconds);
  for (Charge& one : charges) {
    double full_at = static_cast<double>(row_of(one.key).full_at);
    // Fuller than it can get: the clock was set back.
    if (full_at < at || full_at > at + one.tolerance + kHair) full_at = at;
    full_at += one.interval;
    const double wait = full_at - at - one.tolerance;
    if (wait > kHair) {
      const auto seconds = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(wait / 1e6)));
      const bool own = person && &one == &charges.front();
      return fail(ErrorKind::too_many, own ? "request.too_fast" : "request.too_many_from_here", {{"seconds", std::to_string(seconds)}});
    }
    one.full_at = static_cast<std::int64_t>(std::ceil(full_at));
  }
  // Found again: taking a row for one charge may have taken it from another.
  for (const Charge& one : charges) row_of(one.key).full_at = one.full_at;
  return {};
}

}  // namespace gongshi
