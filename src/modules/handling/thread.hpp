// Messages between who asked and a unit; thread.cpp says who reads what.
#pragma once

#include "modules/handling/use_cases.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi::handling {

struct AddMessageFile {
  MessageId id;
  std::string name;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(AddMessageFile, (), (id, name, body))
constexpr auto limits(const AddMessageFile*) { return std::array{json::Limit{"name", 1, 200}}; }

Result<ThreadList> read_threads(Context& context, db::ReadTx& tx, const OfSubject& request);
Result<ThreadView> write_message(Context& context, db::WriteTx& tx, const WriteMessage& request);
Result<ThreadView> read_messages(Context& context, db::WriteTx& tx, const ReadMessages& request);
Result<ThreadView> withdraw_message(Context& context, db::WriteTx& tx, const ByMessage& request);
Result<ThreadView> add_message_file(Context& context, const AddMessageFile& request);
Result<ItemView> enter_message(Context& context, db::WriteTx& tx, const EnterMessage& request);
Result<OwnMessages> own_messages(Context& context, db::ReadTx& tx, const Nothing& request);

Result<void> may_read_message(Context& context, db::ReadTx& tx, std::int64_t id);
void remove_message_files(db::WriteTx& tx, std::string_view kind, std::int64_t subject);

}  // namespace gongshi::handling
