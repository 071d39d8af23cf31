// An upload: the first line is the Content-Type, the rest the body. Parts lie inside the body and their names carry no folders.
#include "base/text.hpp"
#include "platform/files/sniff.hpp"
#include "platform/http/multipart.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  const auto line = input.find('\n');
  if (line == input.npos) return;
  const std::string_view body = input.substr(line + 1);
  const auto parts = http::read_multipart(input.substr(0, line), body);
  if (!parts) return;
  for (const http::Part& part : *parts) {
    require(part.body.data() >= body.data() && part.body.data() + part.body.size() <= body.data() + body.size(), "a part lies in the body");
    require(!part.name.empty(), "a part has a name");
    if (part.filename) require(part.filename->find_first_of("/\\") == std::string::npos, "a file name has no folder");
    if (const files::Type* type = files::sniff(part.body)) {
      const std::string name = files::clean_name(part.filename.value_or(""), *type);
      require(name.ends_with(type->extension) || name.ends_with(".csv"), "a name ends as its content is");
      require(name.find_first_of(std::string_view("/\\\0\r\n", 5)) == std::string::npos && valid_utf8(name), "a clean name is clean");
    }
  }
}
