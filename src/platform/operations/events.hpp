// Events between modules: published inside the transaction, heard *within* it (the hearer may refuse) or *after* it (through the outbox, at
// least once; a hearer that has handled an event is not called for it again).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "platform/json/codec.hpp"
#include "platform/operations/context.hpp"

namespace gongshi {

struct Hearer {
  std::string event;
  std::string name;
  bool within = false;
  std::function<Result<void>(Context&, db::WriteTx&, std::string_view payload)> hear;
};

/// `E` is described and names itself: `static constexpr std::string_view kName = "consultation.closed";`
template <class E, class F>
Hearer hears_within(std::string name, F hear) {
  return {std::string(E::kName), std::move(name), true, [hear](Context& context, db::WriteTx& tx, std::string_view payload) -> Result<void> {
            TRY_ASSIGN(const E event, json::decode<E>(payload));
            return hear(context, tx, event);
          }};
}
template <class E, class F>
Hearer hears_after(std::string name, F hear) {
  Hearer hearer = hears_within<E>(std::move(name), hear);
  hearer.within = false;
  return hearer;
}

namespace detail {
Result<void> publish(Context& context, db::WriteTx& tx, std::string_view name, std::string payload);
}

template <class E>
Result<void> publish(Context& context, db::WriteTx& tx, const E& event) {
  return detail::publish(context, tx, E::kName, json::encode(event));
}

}  // namespace gongshi
