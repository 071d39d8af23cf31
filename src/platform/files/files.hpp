// Attachments: the content once, under its SHA-256, the name and the owner in a table. The owning module is asked at every read.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/operations/context.hpp"

namespace gongshi::files {

using FileId = Id<struct FileTag>;

/// Give uploading operations `.accepts(kMostBytes)`.
inline constexpr std::size_t kMostBytes = 20 * 1024 * 1024;

/// What a file hangs on: ("consultation", 12).
struct Owner {
  std::string_view kind;
  std::int64_t id = 0;
};

struct File {
  FileId id;
  std::string name;
  std::int64_t size = 0;  // bytes
  std::string type;       // media type, from the content
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(File, (), (id, name, size, type, at))

/// Whether the actor may read what belongs to this owner; any error is shown as 404.
using MayRead = std::function<Result<void>(Context&, db::ReadTx&, std::int64_t owner)>;
/// From the owning module's start().
void register_owner(Application& app, std::string kind, MayRead may_read);

/// Puts the content on the disk ahead of store(), outside the transaction, so that other writers need not wait for it. Optional.
/// 422 "files.type_not_allowed", 413 "files.too_large".
Result<void> keep(Context& context, std::string_view bytes);

/// Adds a file; the same content under the same name with the same owner is the file that is there already. `name` as the browser gave it.
Result<File> store(Context& context, db::WriteTx& tx, std::string_view name, std::string_view bytes, const Owner& owner);

/// In the order they were added.
std::vector<File> list(db::ReadTx& tx, const Owner& owner);

/// 404 when the owner has no such file. Content that nobody names any more is swept away within a day.
Result<void> remove(db::WriteTx& tx, FileId file, const Owner& owner);

}  // namespace gongshi::files
