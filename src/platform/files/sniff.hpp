// What a file is, by its content alone: the name and the browser's word prove nothing.
#pragma once

#include <string>
#include <string_view>

namespace gongshi::files {

/// One allowed type.
struct Type {
  std::string_view media_type;
  std::string_view extension;  // without dot
  bool shown_inline = false;   // browsers show it themselves, without a script of the file's
};

/// Null when the content is none of the allowed types.
const Type* sniff(std::string_view bytes);

/// By media type as stored; never null for what sniff() once gave.
const Type* find_type(std::string_view media_type);

/// A name safe to show and to save: no path, no control or direction characters, at most 120 code points, with the type's own extension.
std::string clean_name(std::string_view name, const Type& type);

}  // namespace gongshi::files
