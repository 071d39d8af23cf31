// What a backup holds, and how it is recognised unchanged: a text file beside the files, whose last line is the SHA-256 of the lines above.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "base/time.hpp"

namespace gongshi::backup {

inline constexpr int kFormat = 1;
inline constexpr char kManifest[] = "manifest";
inline constexpr char kDatabase[] = "gongshi.sqlite";

struct BackedUpFile {
  std::string path;  // relative, with '/'
  std::int64_t size = 0;
  std::vector<std::string> chunks{};  // SHA-256 of each MiB
};
BOOST_DESCRIBE_STRUCT(BackedUpFile, (), (path, size, chunks))

struct Manifest {
  int format = kFormat;
  std::string program;  // the version that wrote it
  std::string schema;   // fingerprint of the tables as they were
  Timestamp made_at;
  std::int64_t log_bytes = 0;  // continuous copy: of the log that the snapshot cannot do without
  std::vector<BackedUpFile> files{};
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (format, program, schema, made_at, log_bytes, files))

/// Writes and syncs `folder`/manifest; its fingerprint.
std::string write_manifest(const std::filesystem::path& folder, const Manifest& manifest);
/// Throws Refused when it is missing, changed, or of a newer format.
Manifest read_manifest(const std::filesystem::path& folder);

/// Every file of the manifest is there as it was, and none besides, but those named in `also`. Throws Refused, naming file and bytes.
void check_files(const std::filesystem::path& folder, const Manifest& manifest, const std::vector<std::string>& also = {});

}  // namespace gongshi::backup
