// The use cases of discussion, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/discussion/wire.hpp"

namespace gongshi::discussion {

// read_thread.cpp
Result<Thread> read_thread(Context& context, db::ReadTx& tx, const ReadThread& request);

// write_post.cpp
Result<Post> write_post(Context& context, db::WriteTx& tx, const WritePost& request);

// publish_post.cpp
Result<void> publish_post(Context& context, db::WriteTx& tx, const moderation::Approved& event);
Result<void> refuse_post(Context& context, db::WriteTx& tx, const moderation::Refused& event);

}  // namespace gongshi::discussion
