// Everything conferences adds to the product.
#include "embedded/conferences.hpp"
#include "modules/conferences/carrier.hpp"
#include "modules/conferences/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::conferences {
namespace {

std::vector<Operation> operations() {
  return {
      get("/api/v1/conferences", kSignedIn, list_rooms, "Rooms that are open and one may enter, newest first"),
      post("/api/v1/conferences", "conferences.manage", open_room, "Open a room").answers(201),
      get("/api/v1/conferences/{room}", kSignedIn, read_room, "A room, and what one is in it"),
      post("/api/v1/conferences/{room}/close", kSignedIn, close_room, "Close it: everybody is let go"),
      post("/api/v1/conferences/{room}/guests", "conferences.manage", invite_guest, "Invite somebody, or change what they may do"),
      put("/api/v1/conferences/{room}/guests/{guest}", kSignedIn, set_role, "Let a guest speak, or only listen"),
      delete_("/api/v1/conferences/{room}/guests/{guest}", kSignedIn, remove_guest, "Remove a guest until they are invited again"),
      post("/api/v1/conferences/{room}/guests/{guest}/mute", kSignedIn, mute_guest, "Switch a guest's microphone off"),
      post("/api/v1/conferences/{room}/entry", kSignedIn, enter, "Come in: what a browser needs, or another system's address").paced(pace::kSignals),
      get("/api/v1/conferences/{room}/events", kSignedIn, watch, "Who is there, and what a browser is told, as server-sent events"),
      post("/api/v1/conferences/{room}/signals", kSignedIn, signal, "What a browser says to set up picture and sound").paced(pace::kSignals).accepts(64 * 1024),
      put("/api/v1/conferences/{room}/presence", kSignedIn, show, "Raise a hand, show what microphone and camera do").paced(pace::kSignals),
  };
}

std::vector<Page> pages() { return {{.path = "/conference/{room}", .shell = "site", .data = {"/api/v1/conferences/{room}"}, .title_from = "title", .devices = true}}; }

}  // namespace

Module conferences_module() {
  return {
      .name = "conferences",
      .operations = operations(),
      .pages = pages(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"conferences.manage"},
      .jobs = {{"sweep_conferences", std::chrono::seconds(5), sweep, true}},
      .start =
          [](Application& app) {
            const auto key = app.use<secrets::Secrets>().key("conferences.rooms");
            app.provide(std::make_shared<Carrier>(Carrier{conference::make(app.config(), key)}));
          },
  };
}

}  // namespace gongshi::conferences
