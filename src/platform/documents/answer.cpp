#include "platform/documents/answer.hpp"

#include <fmt/format.h>

#include "platform/documents/write_pdf.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::documents {
namespace {

/// RFC 8187; what a file cannot be called is left out.
std::string encoded(std::string_view name) {
  std::string out;
  for (const char c : printable(name)) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
    if (plain) out += c;
    else if (std::string_view("/\\:*?\"<>|\n").find(c) == std::string_view::npos) out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

Result<http::Response> answer(Context& context, const Document& document, Format format, std::string_view name) {
  http::Response response;
  const std::string ending(format == Format::pdf ? "pdf" : "docx");
  if (format == Format::pdf) {
    TRY_ASSIGN(response.body, context.app.use<PdfWriter>().write(document));
    response.set("Content-Type", "application/pdf");
  } else {
    response.body = write_docx(document);
    response.set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  }
  // Some browsers inside of other programs cannot save a file, but show a PDF.
  response.set("Content-Disposition", fmt::format("{}; filename=\"document.{}\"; filename*=UTF-8''{}.{}", format == Format::pdf ? "inline" : "attachment", ending, encoded(name), ending));
  return response;
}

Context in_chinese(const Context& context) {
  Context chinese = context;
  chinese.language = i18n::Language::zh_cn;
  return chinese;
}

}  // namespace gongshi::documents
