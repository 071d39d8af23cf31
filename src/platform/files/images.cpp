#include "platform/files/images.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include <png.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/encode.h>

namespace gongshi::files {
namespace {

constexpr int kQuality = 90;

struct Picture {
  int width = 0;
  int height = 0;
  int channels = 3;
  std::vector<unsigned char> pixels{};
};

std::unexpected<Error> unreadable() { return fail(ErrorKind::unprocessable, "files.image_unreadable"); }

Result<void> check_size(std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) return unreadable();
  if (static_cast<std::size_t>(width) > kMostPixels / static_cast<std::size_t>(height)) {
    return fail(ErrorKind::unprocessable, "files.image_too_large", {{"most", std::to_string(kMostPixels / 1'000'000)}});
  }
  return {};
}

const unsigned char* data(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

/// How the camera was held (Exif 2.32, tag 0x0112: 1 to 8), or 1.
int orientation(std::string_view jpeg) {
  const auto byte = [](std::string_view text, std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(text[at])); };
  for (std::size_t at = 2; at + 4 <= jpeg.size() && byte(jpeg, at) == 0xFF;) {
    const unsigned marker = byte(jpeg, at + 1);
    const std::size_t length = byte(jpeg, at + 2) << 8 | byte(jpeg, at + 3);
    if (marker == 0xDA || length < 2) break;
    const std::string_view segment = jpeg.substr(at + 4, length - 2);
    at += 2 + length;
    if (marker != 0xE1 || !segment.starts_with(std::string_view("Exif\0\0", 6)) || segment.size() < 14) continue;
    const std::string_view tiff = segment.substr(6);
    const bool little = tiff.starts_with("II");
    const auto number = [&](std::size_t from, int bytes) {
      std::uint32_t value = 0;
      for (int i = 0; i < bytes; ++i) value = value << 8 | byte(tiff, from + static_cast<std::size_t>(little ? bytes - 1 - i : i));
      return value;
    };
    const std::size_t directory = number(4, 4);
    if (directory > tiff.size() || tiff.size() - directory < 2) return 1;
    const std::size_t entries = number(directory, 2);
    for (std::size_t entry = 0; entry < entries; ++entry) {
      const std::size_t from = directory + 2 + entry * 12;
      if (from + 12 > tiff.size()) return 1;
      if (number(from, 2) == 0x0112) return static_cast<int>(number(from + 8, 2));
    }
  }
  return 1;
}

/// Turned and mirrored so that it stands as the camera was held.
Picture upright(Picture picture, int orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const bool swapped = orientation >= 5;
  Picture turned{swapped ? picture.height : picture.width, swapped ? picture.width : picture.height, picture.channels, {}};
  turned.pixels.resize(picture.pixels.size());
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  auto out = turned.pixels.begin();
  for (int y = 0; y < turned.height; ++y) {
    for (int x = 0; x < turned.width; ++x) {
      int column = swapped ? y : x;
      int row = swapped ? x : y;
      if (from_right) column = picture.width - 1 - column;
      if (from_below) row = picture.height - 1 - row;
      const auto from = picture.pixels.begin() + (static_cast<std::ptrdiff_t>(row) * picture.width + column) * picture.channels;
      out = std::copy_n(from, picture.channels, out);
    }
  }
  return turned;
}

Result<std::string> redraw_jpeg(std::string_view bytes) {
  const std::unique_ptr<void, int (*)(tjhandle)> reader(tjInitDecompress(), tjDestroy);
  int width = 0, height = 0, sampling = 0, colours = 0;
  if (tjDecompressHeader3(reader.get(), data(bytes), bytes.size(), &width, &height, &sampling, &colours) != 0) return unreadable();
  TRY(check_size(width, height));
  const bool grey = colours == TJCS_GRAY;
  const bool print = colours == TJCS_CMYK || colours == TJCS_YCCK;
  Picture picture{width, height, grey ? 1 : print ? 4 : 3, {}};
  picture.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * static_cast<std::size_t>(picture.channels));
  const int read_as = grey ? TJPF_GRAY : print ? TJPF_CMYK : TJPF_RGB;
  const int read = tjDecompress2(reader.get(), data(bytes), bytes.size(), picture.pixels.data(), width, 0, height, read_as, TJFLAG_LIMITSCANS);
  if (read != 0 && tjGetErrorCode(reader.get()) == TJERR_FATAL) return unreadable();  // a warning is a picture with a flaw
  if (print) {
    // Four inks as Adobe stores them, inverted, onto paper.
    std::size_t out = 0;
    for (std::size_t at = 0; at < picture.pixels.size(); at += 4) {
      for (std::size_t ink = 0; ink < 3; ++ink) picture.pixels[out++] = static_cast<unsigned char>(picture.pixels[at + ink] * picture.pixels[at + 3] / 255);
    }
    picture.pixels.resize(out);
    picture.channels = 3;
  }
  picture = upright(std::move(picture), orientation(bytes));
  const std::unique_ptr<void, int (*)(tjhandle)> writer(tjInitCompress(), tjDestroy);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  const int written = tjCompress2(writer.get(), picture.pixels.data(), picture.width, 0, picture.height, grey ? TJPF_GRAY : TJPF_RGB, &buffer,
                                  &size, grey ? TJSAMP_GRAY : TJSAMP_420, kQuality, TJFLAG_PROGRESSIVE);
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(buffer, tjFree);
  if (written != 0) return unreadable();
  return std::string(reinterpret_cast<const char*>(buffer), size);
}

Result<std::string> redraw_png(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_image*)> owner(&image, png_image_free);
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return unreadable();
  TRY(check_size(image.width, image.height));
  image.format &= PNG_FORMAT_FLAG_ALPHA | PNG_FORMAT_FLAG_COLOR;  // 8 bits, no palette
  std::vector<unsigned char> pixels(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) == 0) return unreadable();
  png_image out{};
  out.version = PNG_IMAGE_VERSION;
  out.width = image.width;
  out.height = image.height;
  out.format = image.format;
  std::string written(PNG_IMAGE_PNG_SIZE_MAX(out), '\0');
  png_alloc_size_t size = written.size();
  if (png_image_write_to_memory(&out, written.data(), &size, 0, pixels.data(), 0, nullptr) == 0) return unreadable();
  written.resize(size);
  return written;
}

Result<std::string> redraw_webp(std::string_view bytes) {
  constexpr int kLossless = 2;
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(data(bytes), bytes.size(), &features) != VP8_STATUS_OK) return unreadable();
  if (features.has_animation != 0) return fail(ErrorKind::unprocessable, "files.image_animated");
  TRY(check_size(features.width, features.height));
  int width = 0, height = 0;
  const bool alpha = features.has_alpha != 0;
  const auto decode = alpha ? WebPDecodeRGBA : WebPDecodeRGB;
  const std::unique_ptr<std::uint8_t, void (*)(void*)> pixels(decode(data(bytes), bytes.size(), &width, &height), WebPFree);
  if (pixels == nullptr) return unreadable();
  std::uint8_t* buffer = nullptr;
  const int stride = width * (alpha ? 4 : 3);
  std::size_t size = 0;
  if (features.format == kLossless) {
    size = (alpha ? WebPEncodeLosslessRGBA : WebPEncodeLosslessRGB)(pixels.get(), width, height, stride, &buffer);
  } else {
    size = (alpha ? WebPEncodeRGBA : WebPEncodeRGB)(pixels.get(), width, height, stride, kQuality, &buffer);
  }
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owner(buffer, WebPFree);
  if (size == 0) return unreadable();
  return std::string(reinterpret_cast<const char*>(buffer), size);
}

}  // namespace

Result<std::string> redraw(std::string_view bytes, const Type& type) {
  if (type.media_type == "image/jpeg") return redraw_jpeg(bytes);
  if (type.media_type == "image/png") return redraw_png(bytes);
  if (type.media_type == "image/webp") return redraw_webp(bytes);
  return std::string(bytes);
}

}  // namespace gongshi::files
