// Everything moderation adds to the product.
#include "embedded/moderation.hpp"
#include "modules/moderation/places.hpp"
#include "modules/moderation/use_cases.hpp"
#include "modules/moderation/words.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::moderation {
namespace {

template <Kind kind>
Result<QueueItem> decide_on(Context& context, db::WriteTx& tx, const Decide& request) {
  return decide(context, tx, kind, request);
}

template <Kind kind>
Result<MyContribution> appeal_for(Context& context, db::WriteTx& tx, const Appeal& request) {
  return appeal(context, tx, kind, request);
}

std::vector<Operation> operations() {
  return {
      get("/api/v1/assemblies/{id}/moderation", "moderation.work", list_queue,
          "What waits to be read before others may read it, oldest first"),
      post("/api/v1/statements/{id}/moderation", "moderation.work", decide_on<Kind::statement>,
           "Approve a statement, or refuse it with a reason"),
      post("/api/v1/posts/{id}/moderation", "moderation.work", decide_on<Kind::post>, "Approve a post, or refuse it with a reason"),
      post("/api/v1/clues/{id}/moderation", "moderation.work", decide_on<Kind::clue>, "Approve a clue, or refuse it with a reason"),
      post("/api/v1/messages/{id}/moderation", "moderation.work", decide_on<Kind::message>, "Approve a message, or refuse it with a reason"),
      post("/api/v1/statements/{id}/appeal", "moderation.appeal", appeal_for<Kind::statement>, "Object to a refusal, once; another person decides")
          .paced(pace::kWords),
      post("/api/v1/posts/{id}/appeal", "moderation.appeal", appeal_for<Kind::post>, "Object to a refusal, once; another person decides")
          .paced(pace::kWords),
      post("/api/v1/clues/{id}/appeal", "moderation.appeal", appeal_for<Kind::clue>, "Object to a refusal, once; another person decides").paced(pace::kWords),
      post("/api/v1/messages/{id}/appeal", "moderation.appeal", appeal_for<Kind::message>, "Object to a refusal, once; another person decides").paced(pace::kWords),
      get("/api/v1/me/contributions", kSignedIn, list_mine, "What became of everything one has written, newest first"),
      get("/api/v1/consultations/{id}/moderation-counts", kAnyone, read_counts, "How much was refused, by reason"),
      get("/api/v1/assemblies/{id}/words", "moderation.work", list_words, "The words this assembly has listed, newest first"),
      post("/api/v1/assemblies/{id}/words", "moderation.work", add_words, "List words, one a line, to be marked for reviewers or refused").accepts(1 << 20),
      delete_("/api/v1/assemblies/{id}/words/{word}", "moderation.work", remove_word, "Take a word off the list"),
      get("/api/v1/assemblies/{id}/words/changes", "moderation.work", list_word_changes, "Who changed the list, when, newest first"),
      post("/api/v1/assemblies/{id}/words/try", "moderation.work", try_words, "What the list says of a text; nothing is stored"),
  };
}

}  // namespace

void register_place(Application& app, std::string kind, PlaceHooks hooks) {
  app.use<Places>().by_kind.emplace(std::move(kind), std::move(hooks));
}

Module moderation_module() {
  return {
      .name = "moderation",
      .operations = operations(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .permissions = {"moderation.work", "moderation.appeal"},
      .start = [](Application& app) { 
        app.provide(std::make_shared<Places>());
        app.provide(std::make_shared<WordLists>());
      },
  };
}

}  // namespace gongshi::moderation
