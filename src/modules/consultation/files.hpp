// Files beside the background of a consultation.
#pragma once

#include "modules/consultation/wire.hpp"

namespace gongshi::consultation {

struct AddFile {
  ConsultationId id;
  std::string name;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(AddFile, (), (id, name, body))
constexpr auto limits(const AddFile*) { return std::array{json::Limit{"name", 1, 200}}; }

struct RemoveFile {
  ConsultationId id;
  files::FileId file;
};
BOOST_DESCRIBE_STRUCT(RemoveFile, (), (id, file))

Result<files::File> add_file(Context& context, const AddFile& request);
Result<Nothing> remove_file(Context& context, db::WriteTx& tx, const RemoveFile& request);

}  // namespace gongshi::consultation
