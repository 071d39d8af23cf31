// For tests: what stands in a Word file.
#pragma once

#include <map>
#include <string>

#include <zip.h>

namespace gongshi::documents {

/// Its parts by their names; none where it is no archive.
inline std::map<std::string, std::string> parts_of(const std::string& docx) {
  std::map<std::string, std::string> parts;
  zip_error_t error;
  zip_t* const archive = zip_open_from_source(zip_source_buffer_create(docx.data(), docx.size(), 0, &error), ZIP_RDONLY, &error);
  if (archive == nullptr) return parts;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t about;
    zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &about);
    std::string& bytes = parts[about.name];
    bytes.resize(about.size);
    zip_file_t* const file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    zip_fread(file, bytes.data(), bytes.size());
    zip_fclose(file);
  }
  zip_discard(archive);
  return parts;
}

/// All text of its first page's head and of its body, without spaces.
inline std::string words_of_docx(const std::string& docx) {
  auto parts = parts_of(docx);
  const std::string xml = parts["word/head.xml"] + parts["word/document.xml"];
  std::string text;
  bool tag = false;
  for (const char c : xml) {
    if (c == '<') tag = true;
    if (!tag && static_cast<unsigned char>(c) > ' ') text += c;
    if (c == '>') tag = false;
  }
  return text;
}

}  // namespace gongshi::documents
