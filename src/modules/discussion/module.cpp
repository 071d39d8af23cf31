// Everything discussion adds to the product.
#include "embedded/discussion.hpp"
#include "modules/discussion/subjects.hpp"
#include "modules/discussion/use_cases.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::discussion {
namespace {

std::vector<Operation> operations() {
  return {
      get("/api/v1/threads/{kind}/{subject}/posts", kAnyone, read_thread, "What people say under a subject, newest openings first"),
      post("/api/v1/threads/{kind}/{subject}/posts", "consultation.speak", write_post, "Say something, or reply; read by a moderator first")
          .paced(pace::kWords)
          .answers(201),
  };
}

}  // namespace

Module discussion_module() {
  return {
      .name = "discussion",
      .operations = operations(),
      .migrations = kMigrations,
      .queries = kQueries,
      .messages_zh_cn = kMessages_zh_CN,
      .messages_en = kMessages_en,
      .hears = {hears_within<moderation::Approved>("discussion.publish_post", publish_post),
                hears_within<moderation::Refused>("discussion.refuse_post", refuse_post)},
      .start = [](Application& app) { app.provide(std::make_shared<Subjects>()); },
  };
}

}  // namespace gongshi::discussion
