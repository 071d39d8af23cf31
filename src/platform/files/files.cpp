#include "platform/files/files.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <span>

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "embedded/platform.hpp"
#include "platform/files/content.hpp"
#include "platform/files/images.hpp"
#include "platform/files/operations.hpp"
#include "platform/files/scanner.hpp"
#include "platform/files/sniff.hpp"
#include "platform/http/percent.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::files {
namespace {

constexpr std::size_t kChunk = 1 << 20;

struct Services {
  explicit Services(ContentFolder where) : folder(std::move(where)) {}
  ContentFolder folder;
  std::mutex drawing;  // a large picture takes 200 MB while it is drawn
  std::map<std::string, MayRead, std::less<>> owners;
};

struct StoredFile {
  std::string hash;
  std::string name;
  std::string type;
  std::int64_t bytes = 0;
  std::string owner_kind;
  std::int64_t owner = 0;
};
BOOST_DESCRIBE_STRUCT(StoredFile, (), (hash, name, type, bytes, owner_kind, owner))

struct ReadFile {
  FileId id;
};
BOOST_DESCRIBE_STRUCT(ReadFile, (), (id))

void put_chunks(db::WriteTx& tx, const std::string& hash, std::string_view bytes) {
  if (tx.one<std::int64_t>(platform::sql::has_chunks, hash).value_or(0) > 0) return;
  const auto blob = std::as_bytes(std::span(bytes));
  for (std::size_t at = 0; at < blob.size(); at += kChunk) {
    tx.run(platform::sql::add_chunk, hash, at / kChunk, blob.subspan(at, std::min(kChunk, blob.size() - at)));
  }
}

std::string content(Context& context, db::ReadTx& tx, const std::string& hash) {
  if (tx.engine() == db::Engine::sqlite) return context.app.use<Services>().folder.read(hash);
  std::string bytes;
  tx.each(platform::sql::chunks_of, [&](const db::Row& row) {
    const db::Blob chunk = row.blob(0);
    bytes.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  }, hash);
  return bytes;
}

Result<http::Response> read_file(Context& context, db::ReadTx& tx, const ReadFile& request) {
  const auto file = tx.one<StoredFile>(platform::sql::find_file, request.id);
  const Services& services = context.app.use<Services>();
  const auto owner = file ? services.owners.find(file->owner_kind) : services.owners.end();
  if (owner == services.owners.end() || !owner->second(context, tx, file->owner)) return fail(ErrorKind::not_found, "files.not_found");
  const Type* const type = find_type(file->type);
  http::Response response;
  response.body = content(context, tx, file->hash);
  response.set("Content-Type", file->type == "text/plain" ? "text/plain; charset=utf-8" : file->type);
  response.set("Content-Disposition",
               fmt::format("{}; filename=\"file.{}\"; filename*=UTF-8''{}", type->shown_inline ? "inline" : "attachment", type->extension,
                           http::percent_encode(file->name)));
  response.set("Content-Security-Policy", "sandbox; default-src 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("ETag", "\"" + file->hash + "\"");
  // Asked again at every read: who may see it can change.
  response.set("Cache-Control", "private, no-cache");
  return response;
}

void sweep(Context& context) {
  const ContentFolder& folder = context.app.use<Services>().folder;
  const auto is_named = [](db::ReadTx& tx, const std::string& hash) {
    return tx.one<std::int64_t>(platform::sql::is_content_named, hash).value_or(0) > 0;
  };
  std::vector<std::string> unnamed = folder.old(std::chrono::hours(1));
  context.db.read([&](db::ReadTx& tx) { std::erase_if(unnamed, [&](const auto& hash) { return is_named(tx, hash); }); });
  // Inside a write nobody names the content between the look and the removal: store() came before, or puts it there again.
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    for (const auto& hash : unnamed) {
      if (!is_named(tx, hash)) folder.remove(hash);
    }
    tx.run(platform::sql::sweep_chunks);
    return true;
  });
}

}  // namespace

void register_owner(Application& app, std::string kind, MayRead may_read) {
  app.use<Services>().owners.emplace(std::move(kind), std::move(may_read));
}

Result<Content> accept(Context& context, std::string_view bytes) {
  const auto too_large = [] { return fail(ErrorKind::too_large, "files.too_large", {{"most", std::to_string(kMostBytes >> 20)}}); };
  if (bytes.size() > kMostBytes) return too_large();
  Content content;
  content.type_ = sniff(bytes);
  if (content.type_ == nullptr) return fail(ErrorKind::unprocessable, "files.type_not_allowed");
  const std::string& clamd = context.app.config().clamav;
  if (!clamd.empty()) TRY(scan(clamd, bytes));
  Services& services = context.app.use<Services>();
  {
    const std::lock_guard one_at_a_time(services.drawing);
    TRY_ASSIGN(content.bytes_, redraw(bytes, *content.type_));
  }
  if (content.bytes_.size() > kMostBytes) return too_large();
  content.hash_ = to_hex(sha256(content.bytes_));
  if (context.db.engine() == db::Engine::sqlite) services.folder.put(content.hash_, content.bytes_);
  return content;
}

File store(Context& context, db::WriteTx& tx, std::string_view name, const Content& content, const Owner& owner) {
  const std::string clean = clean_name(name, content.type());
  if (tx.engine() == db::Engine::sqlite) {
    context.app.use<Services>().folder.put(content.hash(), content.bytes());  // swept away meanwhile, if nobody named it for an hour
  } else {
    put_chunks(tx, content.hash(), content.bytes());
  }
  const auto by = context.actor.person ? std::optional(context.actor.person) : std::nullopt;
  tx.run(platform::sql::add_file, context.ids.next<FileId>(), content.hash(), clean, content.type().media_type, content.bytes().size(), owner.kind,
         owner.id, context.now(), by);
  return *tx.one<File>(platform::sql::file_of_owner, owner.kind, owner.id, content.hash(), clean);
}

std::vector<File> list(db::ReadTx& tx, const Owner& owner) { return tx.all<File>(platform::sql::files_of_owner, owner.kind, owner.id); }

std::string read_bytes(Context& context, db::ReadTx& tx, FileId file) {
  const auto stored = tx.one<StoredFile>(platform::sql::find_file, file);
  return stored ? content(context, tx, stored->hash) : "";
}

Result<void> remove(db::WriteTx& tx, FileId file, const Owner& owner) {
  if (tx.run(platform::sql::remove_file, file, owner.kind, owner.id) == 0) return fail(ErrorKind::not_found, "files.not_found");
  return {};
}

std::vector<Operation> operations() {
  return {get("/api/v1/files/{id}", kAnyone, read_file, "An attachment, for those who may read what it belongs to")};
}

std::vector<PeriodicJob> jobs() { return {{"sweep_files", std::chrono::hours(6), sweep}}; }

void start(Application& app) {
  app.provide(std::make_shared<Services>(ContentFolder(std::filesystem::path(app.config().data) / "files")));
}

}  // namespace gongshi::files
