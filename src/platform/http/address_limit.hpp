// How many connections one address holds.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace gongshi::http {

/// An IPv4 or IPv6 address in numbers.
bool is_address(const std::string& text);

/// Whom the connections of a numeric address count for: an IPv4 address, or the first 64 bits of an IPv6 address, since a host commands that many.
/// Empty where it is none.
std::string holder_of(const std::string& address);

/// Thread-safe. Loopback is not counted.
class AddressLimit {
 public:
  explicit AddressLimit(std::size_t limit) : limit_(limit) {}
  /// False when the address holds its share already. `address` is numeric.
  bool enter(const std::string& address);
  void leave(const std::string& address);

 private:
  const std::size_t limit_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> held_;
};

}  // namespace gongshi::http
