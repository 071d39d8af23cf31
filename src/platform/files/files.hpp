// Attachments: the content once, under its SHA-256, the name and the owner in a table. The owning module is asked at every read.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/files/sniff.hpp"
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

/// Content that may be stored: looked at by accept(), which alone makes one.
class Content {
 public:
  const std::string& bytes() const { return bytes_; }
  const std::string& hash() const { return hash_; }  // SHA-256, hexadecimal
  const Type& type() const { return *type_; }

 private:
  friend Result<Content> accept(Context& context, std::string_view bytes);
  std::string bytes_;
  std::string hash_;
  const Type* type_ = nullptr;
};

/// Decides by content and size whether the bytes may be kept, asks the scanner where one is configured, draws pictures anew and puts the result on
/// the disk. Takes its time, so it belongs outside the transaction. 422 "files.type_not_allowed" and those of redraw() and scan(), 413
/// "files.too_large", 503 "files.scanner_unavailable".
Result<Content> accept(Context& context, std::string_view bytes);

/// Adds a file; the same content under the same name with the same owner is the file that is there already. `name` as the browser gave it.
File store(Context& context, db::WriteTx& tx, std::string_view name, const Content& content, const Owner& owner);

/// In the order they were added.
std::vector<File> list(db::ReadTx& tx, const Owner& owner);

/// The content of a file, which is there: for who has listed it. Throws db::Unavailable when the disk has lost it.
std::string read_bytes(Context& context, db::ReadTx& tx, FileId file);

/// 404 when the owner has no such file. Content that nobody names any more is swept away within a day.
Result<void> remove(db::WriteTx& tx, FileId file, const Owner& owner);

}  // namespace gongshi::files
