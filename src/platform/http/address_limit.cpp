#include "platform/http/address_limit.hpp"

#include <optional>

#include <arpa/inet.h>

namespace gongshi::http {
namespace {

/// Whom the connections count for: an IPv4 address, or the first 64 bits of an IPv6 address, since a host commands that many.
std::optional<std::string> holder_of(const std::string& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    const bool loopback = (ntohl(v4.s_addr) >> 24) == 127;
    return loopback ? std::nullopt : std::optional(std::string(reinterpret_cast<const char*>(&v4), sizeof v4));
  }
  in6_addr v6{};
  const std::string without_scope = address.substr(0, address.find('%'));
  if (inet_pton(AF_INET6, without_scope.c_str(), &v6) != 1 || IN6_IS_ADDR_LOOPBACK(&v6)) {
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(&v6), 8);
}

}  // namespace

bool is_address(const std::string& text) {
  in6_addr ignored{};
  return inet_pton(AF_INET, text.c_str(), &ignored) == 1 || inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

bool AddressLimit::enter(const std::string& address) {
  const auto holder = holder_of(address);
  if (!holder) {
    return true;
  }
  const std::lock_guard lock(mutex_);
  const auto held = held_.try_emplace(*holder, 0).first;
  if (held->second >= limit_) {
    return false;
  }
  ++held->second;
  return true;
}

void AddressLimit::leave(const std::string& address) {
  const auto holder = holder_of(address);
  if (!holder) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (const auto found = held_.find(*holder); found != held_.end() && --found->second == 0) {
    held_.erase(found);
  }
}

}  // namespace gongshi::http
