// A document as PDF, laid out by Pango on the grid of GB/T 9704-2012 and drawn by Cairo.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/documents/document.hpp"

namespace gongshi::documents {

/// What a font is there for: 小标宋 (heads and titles), 仿宋 (text), 楷体 and 黑体 (headings), 宋体 (page numbers).
enum class FontRole { title, text, second_heading, first_heading, page_number };

/// Which family stands for a role on this machine; `stands_in`: it is not the one that the standard means. `family` empty: none that has Chinese.
struct FontUsed {
  FontRole role;
  std::string_view meant;
  std::string family;
  bool stands_in = false;
};

/// Thread-safe; one document at a time is laid out, in some 30 ms. Fonts are looked for once, at the first document: a tenth of a second.
class PdfWriter {
 public:
  /// `folder`: fonts of the administrator's, before those of the machine; empty: none.
  explicit PdfWriter(std::string folder = {});
  ~PdfWriter();
  PdfWriter(const PdfWriter&) = delete;
  PdfWriter& operator=(const PdfWriter&) = delete;

  /// Error unavailable "documents.no_fonts" on a machine without any Chinese font.
  Result<std::string> write(const Document& document);
  std::vector<FontUsed> fonts();

 private:
  struct Fonts;
  const Fonts& loaded();

  const std::string folder_;
  std::mutex mutex_;
  std::unique_ptr<Fonts> fonts_;
};

}  // namespace gongshi::documents
