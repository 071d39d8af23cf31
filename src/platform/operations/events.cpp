#include "platform/operations/events.hpp"

#include <algorithm>

#include "embedded/platform.hpp"
#include "platform/log/log.hpp"
#include "platform/operations/application.hpp"

namespace gongshi {
namespace {

struct OutboxEvent {
  std::int64_t id;
  std::string event;
  std::string payload;
};
BOOST_DESCRIBE_STRUCT(OutboxEvent, (), (id, event, payload))

}  // namespace

Result<void> detail::publish(Context& context, db::WriteTx& tx, std::string_view name, std::string payload) {
  bool someone_after = false;
  for (const Hearer& hearer : context.app.hearers()) {
    if (hearer.event != name) continue;
    if (hearer.within) {
      TRY(hearer.hear(context, tx, payload));
    } else {
      someone_after = true;
    }
  }
  if (someone_after) {
    tx.run(platform::sql::add_to_outbox, context.ids.next_value(), name, payload, context.now());
    context.after_commit.push_back([&app = context.app] { app.wake_outbox(); });
  }
  return {};
}

int Application::deliver_outbox() {
  int delivered = 0;
  for (;;) {
    const auto event = database_.read([](db::ReadTx& tx) { return tx.one<OutboxEvent>(platform::sql::next_in_outbox); });
    if (!event) return delivered;
    // One transaction per hearer: a hearer that fails is tried again without repeating the others.
    for (const Hearer& hearer : hearers_) {
      if (hearer.within || hearer.event != event->event) continue;
      Context context = this->context();
      const auto done = database_.write([&](db::WriteTx& tx) -> Result<bool> {
        context.after_commit.clear();
        const auto heard = tx.all<std::string>(platform::sql::heard, event->id);
        if (std::ranges::find(heard, hearer.name) != heard.end()) return false;
        TRY(hearer.hear(context, tx, event->payload));
        tx.run(platform::sql::mark_heard, event->id, hearer.name, context.now());
        return true;
      });
      if (!done) {
        log::error("a hearer failed", {{"hearer", hearer.name}, {"event", event->event}, {"code", done.error().code}});
        return delivered;
      }
      for (const auto& effect : context.after_commit) effect();
      ++delivered;
    }
    (void)database_.write([&](db::WriteTx& tx) -> Result<bool> {
      tx.run(platform::sql::claim_from_outbox, event->id);
      return true;
    });
  }
}

void Application::wake_outbox() {
  {
    const std::lock_guard lock(background_mutex_);
    outbox_waiting_ = true;
  }
  background_wake_.notify_all();
}

}  // namespace gongshi
