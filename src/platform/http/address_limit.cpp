#include "platform/http/address_limit.hpp"

#include <arpa/inet.h>

namespace gongshi::http {
namespace {

/// Nobody for whom it counts.
std::string counted(const std::string& address) {
  const std::string holder = holder_of(address);
  const bool loopback = (holder.size() == 4 && holder[0] == 127) || (holder.size() == 8 && address.substr(0, address.find('%')) == "::1");
  return loopback ? std::string() : holder;
}

}  // namespace

std::string holder_of(const std::string& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return {reinterpret_cast<const char*>(&v4), sizeof v4};
  in6_addr v6{};
  if (inet_pton(AF_INET6, address.substr(0, address.find('%')).c_str(), &v6) == 1) return {reinterpret_cast<const char*>(&v6), 8};
  return {};
}

bool is_address(const std::string& text) {
  in6_addr ignored{};
  return inet_pton(AF_INET, text.c_str(), &ignored) == 1 || inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

bool AddressLimit::enter(const std::string& address) {
  const std::string holder = counted(address);
  if (holder.empty()) {
    return true;
  }
  const std::lock_guard lock(mutex_);
  const auto held = held_.try_emplace(holder, 0).first;
  if (held->second >= limit_) {
    return false;
  }
  ++held->second;
  return true;
}

void AddressLimit::leave(const std::string& address) {
  const std::string holder = counted(address);
  if (holder.empty()) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (const auto found = held_.find(holder); found != held_.end() && --found->second == 0) {
    held_.erase(found);
  }
}

}  // namespace gongshi::http
