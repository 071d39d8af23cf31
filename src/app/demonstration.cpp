#include "app/demonstration.hpp"

#include <algorithm>
#include <mutex>

#include <boost/describe.hpp>

#include "app/demo.hpp"
#include "modules/assemblies/api.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::app {

// Outside the unnamed namespace, whose name would stand in the description of the API.

struct Demonstration {
  bool loaded = false;
};
BOOST_DESCRIBE_STRUCT(Demonstration, (), (loaded))

struct DemonstrationLink {
  std::string who;    // "clerk", "second clerk", "chair", "member", "citizen"
  std::string token;  // for "/link#TOKEN"; works once
};
BOOST_DESCRIBE_STRUCT(DemonstrationLink, (), (who, token))

struct DemonstrationLinks {
  std::vector<DemonstrationLink> items;
};
BOOST_DESCRIBE_STRUCT(DemonstrationLinks, (), (items))

namespace {

/// One at a time: loading takes a second, in several transactions.
std::mutex changing;

Demonstration state_of(db::ReadTx& tx) {
  return {std::ranges::any_of(assemblies::all_assemblies(tx), [](const auto& assembly) { return assembly.demonstration; })};
}

Result<Demonstration> read_demonstration(Context&, db::ReadTx& tx, const Nothing&) { return state_of(tx); }

Result<Demonstration> set_demonstration(Context& context, const Demonstration& request) {
  const std::lock_guard lock(changing);
  const Demonstration before = context.db.read(state_of);
  if (before.loaded == request.loaded) return before;
  if (request.loaded) {
    load_demo(context.app);
  } else {
    purge_demo(context.app);
  }
  const auto recorded = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    journal::record(context, tx, {.verb = request.loaded ? "demonstration.load" : "demonstration.remove", .subject_kind = "demonstration", .scope = context.actor.scope});
    return true;
  });
  TRY(recorded);
  return request;
}

/// Not stored with the answer of a request, since each signs somebody in.
Result<DemonstrationLinks> make_demonstration_links(Context& context, const Nothing&) {
  DemonstrationLinks links;
  for (auto& [who, token] : demo_links(context.app)) links.items.push_back({std::move(who), std::move(token)});
  return links;
}

}  // namespace

std::vector<Operation> demonstration_operations() {
  return {
      get("/api/v1/demonstration", "operator", read_demonstration, "Whether the demonstration city is here"),
      put("/api/v1/demonstration", "operator", set_demonstration, "Bring the demonstration city, or take it away with everything of it"),
      put("/api/v1/demonstration/links", "operator", make_demonstration_links, "Links by which to try the city as its people; each works once"),
  };
}

}  // namespace gongshi::app
