#include "platform/backup/manifest.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "platform/backup/disk.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigest = 64;

/// A path that stays within the folder.
bool is_inside(const std::string& path) {
  const fs::path relative(path);
  return !path.empty() && relative.is_relative() && std::ranges::none_of(relative, [](const fs::path& part) { return part == ".." || part == "."; });
}

void check_file(const fs::path& folder, const BackedUpFile& file) {
  const fs::path path = folder / file.path;
  std::error_code missing;
  if (!fs::is_regular_file(fs::symlink_status(path, missing))) throw Refused(fmt::format("{} is missing", path.string()));
  const File opened(path, File::Mode::read);
  const std::int64_t size = opened.size();
  if (size != file.size) throw Refused(fmt::format("{} was changed: it has {} bytes and had {}", path.string(), size, file.size));
  std::int64_t at = 0;
  for (const std::string& expected : file.chunks) {
    const std::string chunk = opened.read(at, kChunk);
    if (to_hex(sha256(chunk)) != expected) {
      throw Refused(fmt::format("{} was changed: the bytes from {} to {} are not those that were backed up", path.string(), at, at + static_cast<std::int64_t>(chunk.size())));
    }
    at += static_cast<std::int64_t>(chunk.size());
  }
  if (at != size) throw Refused(fmt::format("{} is not described to its end by the manifest", path.string()));
}

}  // namespace

std::string write_manifest(const fs::path& folder, const Manifest& manifest) {
  std::string text = json::encode(manifest) + "\n";
  const std::string digest = to_hex(sha256(text));
  const fs::path unfinished = folder / "manifest.unfinished";
  {
    const File file(unfinished, File::Mode::create);
    file.write(text + digest + "\n");
    file.sync();
  }
  fs::rename(unfinished, folder / kManifest);
  sync_folder(folder);
  return digest;
}

Manifest read_manifest(const fs::path& folder) {
  const fs::path path = folder / kManifest;
  if (!fs::is_regular_file(path)) throw Refused(fmt::format("{} is no backup: it has no file called {}", folder.string(), kManifest));
  const File file(path, File::Mode::read);
  const std::string text = file.read(0, static_cast<std::size_t>(file.size()));
  if (text.size() < kDigest + 2 || text.back() != '\n') throw Refused(fmt::format("{} was shortened: it ends after {} bytes", path.string(), text.size()));
  const std::string_view content = std::string_view(text).substr(0, text.size() - kDigest - 1);
  if (to_hex(sha256(content)) != std::string_view(text).substr(content.size(), kDigest)) {
    throw Refused(fmt::format("{} was changed: its bytes 0 to {} do not have the fingerprint in its last line", path.string(), content.size()));
  }
  auto manifest = json::decode<Manifest>(content.substr(0, content.size() - 1));
  if (!manifest || manifest->format != kFormat) throw Refused(fmt::format("{} was written by another version of the program, in a format that this one does not know", path.string()));
  for (const BackedUpFile& one : manifest->files) {
    if (!is_inside(one.path)) throw Refused(fmt::format("{} names a file outside of the backup: {}", path.string(), one.path));
  }
  return std::move(*manifest);
}

void check_files(const fs::path& folder, const Manifest& manifest, const std::vector<std::string>& also) {
  std::set<std::string> known(also.begin(), also.end());
  known.insert(kManifest);
  for (const BackedUpFile& file : manifest.files) {
    check_file(folder, file);
    known.insert(file.path);
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = fs::relative(entry.path(), folder).generic_string();
    if (!entry.is_directory() && !known.contains(path)) throw Refused(fmt::format("{} does not belong to this backup", entry.path().string()));
  }
}

}  // namespace gongshi::backup
