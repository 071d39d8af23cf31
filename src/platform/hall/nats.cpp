#include "platform/hall/nats.hpp"

#include <cstdint>
#include <stdexcept>

#include <nats/nats.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "platform/log/log.hpp"

namespace gongshi::hall {
namespace {

constexpr std::int64_t kTryAgain = 500;  // milliseconds

void wake(int descriptor) {
  const std::uint64_t one = 1;
  // Full only where it was woken four thousand million million times.
  [[maybe_unused]] const auto written = ::write(descriptor, &one, sizeof one);
}
int as_descriptor(void* closure) { return static_cast<int>(reinterpret_cast<std::intptr_t>(closure)); }

void heard(natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
  natsMsg_Destroy(message);
  wake(as_descriptor(closure));
}
/// What was said meanwhile is looked for at once.
void back(natsConnection*, void* closure) { wake(as_descriptor(closure)); }
void away(natsConnection*, void*) { log::warning("the hall's relay waits for NATS, and looks into the table meanwhile"); }

}  // namespace

Nats::Nats(const std::string& address, const std::string& subject) : subject_(subject), descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  void* const closure = reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor_));
  natsOptions* options = nullptr;
  natsStatus status = natsOptions_Create(&options);
  const auto set = [&](natsStatus next) { if (status == NATS_OK) status = next; };
  set(natsOptions_SetURL(options, address.c_str()));
  set(natsOptions_SetName(options, "gongshi hall"));
  set(natsOptions_SetMaxReconnect(options, -1));
  set(natsOptions_SetReconnectWait(options, kTryAgain));
  set(natsOptions_SetRetryOnFailedConnect(options, true, back, closure));
  set(natsOptions_SetReconnectedCB(options, back, closure));
  set(natsOptions_SetDisconnectedCB(options, away, closure));
  if (status == NATS_OK) status = natsConnection_Connect(&connection_, options);
  natsOptions_Destroy(options);
  if (status == NATS_NOT_YET_CONNECTED) status = NATS_OK;
  if (status == NATS_OK) status = natsConnection_Subscribe(&subscription_, connection_, subject_.c_str(), heard, closure);
  if (status != NATS_OK) throw std::runtime_error(std::string("NATS cannot be used: ") + natsStatus_GetText(status));
}

Nats::~Nats() {
  natsSubscription_Destroy(subscription_);
  natsConnection_Destroy(connection_);
  ::close(descriptor_);
}

void Nats::tell() { natsConnection_Publish(connection_, subject_.c_str(), nullptr, 0); }
int Nats::descriptor() const { return descriptor_; }

bool Nats::told() {
  std::uint64_t count = 0;
  return ::read(descriptor_, &count, sizeof count) == sizeof count;
}

}  // namespace gongshi::hall
