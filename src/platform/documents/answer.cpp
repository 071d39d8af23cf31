#include "platform/documents/answer.hpp"

#include <fmt/format.h>

#include "platform/documents/write_pdf.hpp"
#include "platform/http/percent.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::documents {
namespace {

/// Without what a file cannot be called.
std::string as_file_name(std::string_view name) {
  std::string out = printable(name);
  std::erase_if(out, [](char c) { return std::string_view("/\\:*?\"<>|\n").find(c) != std::string_view::npos; });
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
  response.set("Content-Disposition", fmt::format("{}; filename=\"document.{}\"; filename*=UTF-8''{}.{}", format == Format::pdf ? "inline" : "attachment", ending, http::percent_encode(as_file_name(name)), ending));
  return response;
}

Context in_chinese(const Context& context) {
  Context chinese = context;
  chinese.language = i18n::Language::zh_cn;
  return chinese;
}

}  // namespace gongshi::documents
