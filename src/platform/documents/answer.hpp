// A document as the answer to a request: PDF, to be looked at or printed, or a file for Word.
#pragma once

#include <boost/describe.hpp>

#include "platform/documents/document.hpp"
#include "platform/http/message.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::documents {

enum class Format { pdf, docx };
BOOST_DESCRIBE_ENUM(Format, pdf, docx)

/// A document that the reader may have; `address`: below /api/v1, to be asked with ?format=.
struct Offer {
  std::string name;
  std::string address;
};
BOOST_DESCRIBE_STRUCT(Offer, (), (name, address))

/// `name`: of the file, in Chinese and without its ending.
Result<http::Response> answer(Context& context, const Document& document, Format format, std::string_view name);

/// The same reader, told everything in Chinese: official documents are.
Context in_chinese(const Context& context);

}  // namespace gongshi::documents
