// What may be kept: pictures drawn anew without what they carried, hostile ones refused, and content looked at by a real ClamAV.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <csignal>
#include <png.h>
#include <sys/wait.h>
#include <turbojpeg.h>
#include <unistd.h>
#include <webp/encode.h>

#include "platform/files/images.hpp"
#include "platform/files/scanner.hpp"

namespace gongshi::files {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

/// Left half black, right half white.
std::vector<unsigned char> two_halves(int width, int height) {
  std::vector<unsigned char> pixels;
  for (int at = 0; at < width * height; ++at) pixels.insert(pixels.end(), 3, at % width < width / 2 ? 0 : 255);
  return pixels;
}

std::string jpeg(int width, int height) {
  const auto pixels = two_halves(width, height);
  const tjhandle writer = tjInitCompress();
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(tjCompress2(writer, pixels.data(), width, 0, height, TJPF_RGB, &buffer, &size, TJSAMP_444, 95, 0), 0);
  std::string bytes(reinterpret_cast<const char*>(buffer), size);
  tjFree(buffer);
  tjDestroy(writer);
  return bytes;
}

std::string segment(char marker, const std::string& content) {
  const auto length = content.size() + 2;
  return "\xFF"s + marker + static_cast<char>(length >> 8) + static_cast<char>(length & 255) + content;
}

/// As a telephone writes it: orientation and a place, in either order of bytes.
std::string exif(int orientation, bool little) {
  const auto number = [&](unsigned value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * (little ? i : bytes - 1 - i)) & 255);
    return text;
  };
  return segment('\xE1', "Exif\0\0"s + (little ? "II" : "MM") + number(42, 2) + number(8, 4) + number(2, 2) +                   //
                             number(0x0112, 2) + number(3, 2) + number(1, 4) + number(static_cast<unsigned>(orientation), 2) + number(0, 2) +  //
                             number(0x8825, 2) + number(4, 2) + number(1, 4) + number(38, 4) + number(0, 4) + "GPS: 30.0 N 118.0 E");
}

std::string photo(int orientation, bool little) {
  std::string bytes = jpeg(32, 16);
  bytes.insert(2, exif(orientation, little) + segment('\xFE', "a comment"));
  return bytes + "PK\3\4 a second file behind the picture";
}

std::string png(int width, int height) {
  const auto pixels = two_halves(width, height);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = bytes.size();
  EXPECT_NE(png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr), 0);
  bytes.resize(size);
  return bytes;
}

std::string png_chunk(const std::string& type, const std::string& content) {
  const auto be = [](std::uint32_t value) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 255);
    return text;
  };
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : type + content) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB88320 & -(crc & 1));
  }
  return be(static_cast<std::uint32_t>(content.size())) + type + content + be(~crc);
}

std::string webp(int width, int height) {
  const auto pixels = two_halves(width, height);
  std::uint8_t* buffer = nullptr;
  const std::size_t size = WebPEncodeLosslessRGB(pixels.data(), width, height, width * 3, &buffer);
  std::string bytes(reinterpret_cast<const char*>(buffer), size);
  WebPFree(buffer);
  return bytes;
}

Result<std::string> redrawn(const std::string& bytes) {
  const Type* type = sniff(bytes);
  if (type == nullptr) return fail(ErrorKind::unprocessable, "files.type_not_allowed");
  return redraw(bytes, *type);
}

struct Size {
  int width = 0;
  int height = 0;
  bool operator==(const Size&) const = default;
};

struct Seen {
  Size size;
  std::string corners;  // d(ark) or l(ight): upper left, upper right, lower left
  bool operator==(const Seen&) const = default;
};

Seen look(const std::string& bytes) {
  const tjhandle reader = tjInitDecompress();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  Seen seen;
  int sampling = 0, colours = 0;
  EXPECT_EQ(tjDecompressHeader3(reader, data, bytes.size(), &seen.size.width, &seen.size.height, &sampling, &colours), 0);
  std::vector<unsigned char> grey(static_cast<std::size_t>(seen.size.width * seen.size.height));
  EXPECT_EQ(tjDecompress2(reader, data, bytes.size(), grey.data(), seen.size.width, 0, seen.size.height, TJPF_GRAY, 0), 0);
  tjDestroy(reader);
  for (const int at : {0, seen.size.width - 1, (seen.size.height - 1) * seen.size.width}) seen.corners += grey[static_cast<std::size_t>(at)] < 128 ? 'd' : 'l';
  return seen;
}

TEST(Uploads, APhotoStandsUprightAndSaysNothingOfPlaceAndTime) {
  const struct {
    int orientation;
    Seen seen;
  } cases[] = {{1, {{32, 16}, "dld"}}, {2, {{32, 16}, "ldl"}}, {3, {{32, 16}, "ldl"}}, {4, {{32, 16}, "dld"}}, {5, {{16, 32}, "ddl"}},
               {6, {{16, 32}, "ddl"}}, {7, {{16, 32}, "lld"}}, {8, {{16, 32}, "lld"}}, {0, {{32, 16}, "dld"}}, {9, {{32, 16}, "dld"}}};
  for (const auto& [orientation, seen] : cases) {
    for (const bool little : {true, false}) {
      const auto clean = redrawn(photo(orientation, little));
      ASSERT_TRUE(clean) << orientation;
      EXPECT_EQ(look(*clean), seen) << orientation;
      for (const char* hidden : {"Exif", "GPS", "a comment", "PK\3\4"}) EXPECT_EQ(clean->find(hidden), std::string::npos) << hidden;
    }
  }
}

TEST(Uploads, WhatAPngCarriesBesideItsPixelsIsLeftBehind) {
  std::string bytes = png(8, 8);
  bytes.insert(33, png_chunk("tEXt", "Author\0somebody"s) + png_chunk("eXIf", "MM\0*GPS"s));
  const auto clean = redrawn(bytes + "<script>alert(1)</script>");
  ASSERT_TRUE(clean);
  for (const char* hidden : {"somebody", "eXIf", "script"}) EXPECT_EQ(clean->find(hidden), std::string::npos) << hidden;
  EXPECT_EQ(*redrawn(*clean), *clean) << "drawn once more it is the same";
}

TEST(Uploads, AWebpStaysAWebp) {
  const auto clean = redrawn(webp(8, 8));
  ASSERT_TRUE(clean);
  EXPECT_EQ(sniff(*clean)->media_type, "image/webp");
}

TEST(Uploads, WhatIsNoPictureOrTooLargeIsRefused) {
  std::string huge_png = png(8, 8);
  huge_png.replace(8, 25, png_chunk("IHDR", "\0\0\xEA\x60\0\0\xEA\x60\x08\x02\0\0\0"s));  // 60,000 by 60,000
  std::string huge_jpeg = jpeg(8, 8);
  const auto frame = huge_jpeg.find("\xFF\xC0\0\x11\x08"s);
  ASSERT_NE(frame, std::string::npos);
  huge_jpeg.replace(frame + 5, 4, "\xFF\0\xFF\0"s);
  std::string moving = "RIFF"s + "\x2A\0\0\0"s + "WEBPVP8X"s + "\x0A\0\0\0"s + "\x02\0\0\0\x07\0\0\x07\0\0"s + "ANIM"s + "\x06\0\0\0"s + "\0\0\0\0\0\0"s;
  const struct {
    const char* what;
    std::string bytes;
    const char* code;
  } cases[] = {
      {"a PNG of 60,000 by 60,000", huge_png, "files.image_too_large"},
      {"a JPEG of 65,280 by 65,280", huge_jpeg, "files.image_too_large"},
      {"a moving WebP", moving, "files.image_animated"},
      {"a JPEG's first bytes", "\xFF\xD8\xFF\xE0 and then words"s, "files.image_unreadable"},
      {"half a PNG", png(64, 64).substr(0, 60), "files.image_unreadable"},
      {"a PNG's name alone", "\x89PNG\r\n\x1A\n"s, "files.image_unreadable"},
      {"a WebP's name alone", "RIFF\x04\0\0\0WEBP"s, "files.image_unreadable"},
      {"a drawing with a script", "\xFF<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"s, "files.type_not_allowed"},
      {"a GIF", "GIF89a\1\0\1\0\0\0\0;"s, "files.type_not_allowed"},
  };
  for (const auto& [what, bytes, code] : cases) {
    const auto answer = redrawn(bytes);
    ASSERT_FALSE(answer) << what;
    EXPECT_EQ(answer.error().code, code) << what;
  }
}

TEST(Uploads, HostileExifBreaksNothing) {
  const std::string whole = exif(6, false);
  for (std::size_t length = 10; length < whole.size() - 4; ++length) {
    std::string bytes = jpeg(8, 8);
    bytes.insert(2, segment('\xE1', whole.substr(4, length)));
    EXPECT_TRUE(redrawn(bytes)) << length;
  }
}

/// clamd with one signature, EICAR's, in a folder of its own.
class Scanner {
 public:
  Scanner() {
    fs::create_directories(folder_ / "signatures");
    std::ofstream(folder_ / "signatures/test.hdb") << "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n";
    std::ofstream(folder_ / "clamd.conf") << "Foreground yes\nLocalSocket " << socket() << "\nDatabaseDirectory " << (folder_ / "signatures").string()
                                          << "\nStreamMaxLength 2M\n" << (getuid() == 0 ? "User root\n" : "");
    process_ = fork();
    if (process_ == 0) {
      if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(1);
      execl("/usr/sbin/clamd", "clamd", "-c", (folder_ / "clamd.conf").c_str(), nullptr);
      _exit(127);
    }
    for (int i = 0; i < 1000 && !fs::exists(socket()); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ~Scanner() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    fs::remove_all(folder_);
  }
  std::string socket() const { return (folder_ / "clamd.socket").string(); }

 private:
  const fs::path folder_ = fs::temp_directory_path() / ("gongshi_clamd_" + std::to_string(getpid()));
  pid_t process_ = 0;
};

TEST(Uploads, AreLookedAtByClamAv) {
  ASSERT_TRUE(fs::exists("/usr/sbin/clamd")) << "this test needs the Debian package clamav-daemon";
  const Scanner scanner;
  const std::string eicar = R"(X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*)";
  EXPECT_TRUE(scan(scanner.socket(), "an ordinary text"));
  EXPECT_TRUE(scan(scanner.socket(), std::string(1'000'000, 'a')));
  const auto infected = scan(scanner.socket(), eicar);
  ASSERT_FALSE(infected);
  EXPECT_EQ(infected.error().code, "files.infected");
  EXPECT_EQ(infected.error().args.at("name"), "Eicar-Test-Signature.UNOFFICIAL");
  const auto unseen = scan(scanner.socket(), std::string(3'000'000, 'a'));  // more than clamd looks at
  ASSERT_FALSE(unseen);
  EXPECT_EQ(unseen.error().code, "files.scanner_unavailable");
}

TEST(Uploads, AreRefusedWhileTheScannerIsAway) {
  for (const char* address : {"/nonexistent/clamd.socket", "127.0.0.1:1", "nonsense", "no.such.host.invalid:3310"}) {
    const auto answer = scan(address, "an ordinary text");
    ASSERT_FALSE(answer) << address;
    EXPECT_EQ(answer.error().kind, ErrorKind::unavailable) << address;
  }
}

}  // namespace
}  // namespace gongshi::files
