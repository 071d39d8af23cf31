// Pictures are drawn anew before they are kept: what is not a pixel (place and time of a photo, hidden data, a second file inside) does not survive.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/files/sniff.hpp"

namespace gongshi::files {

/// 50 million, as a telephone's camera makes at most; about 200 MB while one is drawn.
inline constexpr std::size_t kMostPixels = 50'000'000;

/// The same picture in the same format, upright, in sRGB with 8 bits, without metadata; content that is no picture is returned as it is.
/// 422 "files.image_unreadable", "files.image_too_large" (with `most`, megapixels), "files.image_animated".
Result<std::string> redraw(std::string_view bytes, const Type& type);

}  // namespace gongshi::files
