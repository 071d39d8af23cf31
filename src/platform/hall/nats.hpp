// NATS between the hubs of several nodes, where one is configured: says that the table has something new, and nothing more. What is said while it is
// away is found in the table all the same, two seconds later at most.
#pragma once

#include <string>

struct __natsConnection;
struct __natsSubscription;

namespace gongshi::hall {

class Nats {
 public:
  /// `address`: "nats://host:4222", also with user and password, and several of them with commas. `subject`: the installation's own. Goes on trying by itself.
  Nats(const std::string& address, const std::string& subject);
  ~Nats();
  Nats(const Nats&) = delete;
  Nats& operator=(const Nats&) = delete;

  /// To all who listen, this one too.
  void tell();
  /// Readable once somebody has said something.
  int descriptor() const;
  /// Whether somebody has, since it was asked last.
  bool told();

 private:
  const std::string subject_;
  int descriptor_ = -1;  // an eventfd
  __natsConnection* connection_ = nullptr;
  __natsSubscription* subscription_ = nullptr;
};

}  // namespace gongshi::hall
