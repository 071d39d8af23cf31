// Everything circulars adds to the product.
#include "embedded/circulars.hpp"
#include "modules/circulars/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::circulars {
namespace {

std::vector<Operation> operations() {
  return {
      get("/api/v1/circulars", "circulars.send", list, "What the office wrote to its members, newest first"),
      get("/api/v1/circular-segments", "circulars.send", read_segments, "To whom it may write: bodies with how many members each has"),
      post("/api/v1/circulars/preview", "circulars.send", preview, "How many people a segment has, and by which channels they would hear of it"),
      post("/api/v1/circulars", "circulars.send", send, "Write to a segment").answers(201),
      get("/api/v1/circulars/{id}", "circulars.send", read, "Who has read, confirmed, was told, and from whom nothing came back"),
      post("/api/v1/circulars/{id}/reminders", "circulars.send", remind, "Tell those once more from whom nothing came back"),
      get("/api/v1/circulars/{id}/telephone-list", "circulars.send", read_telephone_list, "Whom to call, with their numbers").paced(pace::kFiles),
      get("/api/v1/circulars/{id}/telephone-list.csv", "circulars.send", export_telephone_list, "The same as a file").paced(pace::kFiles),
      post("/api/v1/circulars/{id}/calls", "circulars.send", note_call, "Note that somebody was called, and what was said"),
      get("/api/v1/me/circulars", kSignedIn, list_own, "What the office wrote to oneself, newest first"),
      get("/api/v1/me/circulars/{id}", kSignedIn, read_own, "One of them"),
      post("/api/v1/me/circulars/{id}/reading", kSignedIn, open_own, "It was opened"),
      post("/api/v1/me/circulars/{id}/receipt", kSignedIn, confirm, "Say that it arrived, with a word if one likes"),
  };
}

std::vector<Page> pages() {
  return {
      {.path = "/circulars/{id}", .shell = "site", .data = {"/api/v1/me/circulars/{id}"}, .title_key = "page.circular"},
      {.path = "/console/circulars", .shell = "console", .title_key = "page.circulars"},
      {.path = "/console/circulars/new", .shell = "console", .title_key = "page.circulars"},
      {.path = "/console/circulars/{id}", .shell = "console", .title_key = "page.circulars"},
  };
}

}  // namespace

void remove_all_of(db::WriteTx& tx, assemblies::AssemblyId assembly) {
  for (const db::Query* step : {&sql::remove_calls, &sql::remove_recipients, &sql::remove}) tx.run(*step, assembly);
}

Module circulars_module() {
  return {
      .name = "circulars",
      .operations = operations(),
      .pages = pages(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"circulars.send"},
  };
}

}  // namespace gongshi::circulars
