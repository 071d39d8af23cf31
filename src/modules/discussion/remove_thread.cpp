#include "embedded/discussion.hpp"
#include "modules/discussion/use_cases.hpp"

namespace gongshi::discussion {

Result<void> say(Context& context, db::WriteTx& tx, std::string_view kind, std::int64_t subject, std::string text) {
  TRY(write_post(context, tx, {.kind = std::string(kind), .subject = subject, .text = std::move(text), .reply_to = std::nullopt}));
  return {};
}

void remove_thread(db::WriteTx& tx, std::string_view kind, std::int64_t subject) { tx.run(sql::remove_thread, kind, subject); }

}  // namespace gongshi::discussion
