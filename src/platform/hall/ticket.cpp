#include "platform/hall/ticket.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace gongshi::hall {
namespace {

constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
constexpr std::string_view kNames[] = {"public", "members", "staff"};

/// base64url, RFC 4648 §5, with an alphabet that nobody mistakes for another's.
std::string packed(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kLetters[bits >> (count - 6) & 63];
  }
  if (count > 0) out += kLetters[bits << (6 - count) & 63];
  return out;
}

std::optional<std::string> unpacked(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto at = kLetters.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(at);
    if ((count += 6) >= 8) out += static_cast<char>(bits >> (count -= 8) & 255);
  }
  return out;
}

template <class T>
bool read(std::string_view text, T& value, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string_view name(Audience audience) { return kNames[static_cast<std::size_t>(audience)]; }

std::optional<Audience> audience_from(std::string_view text) {
  const auto found = std::ranges::find(kNames, text);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<Audience>(found - std::begin(kNames));
}

std::chrono::seconds life_of(Audience audience) { return audience == Audience::public_ ? std::chrono::hours(14) : std::chrono::hours(1); }

std::string sign(secrets::KeyView key, const Ticket& ticket) {
  const std::string body = packed(fmt::format("{} {:x} {} {}", name(ticket.audience), ticket.viewer, ticket.expires, ticket.topic));
  return fmt::format("{}.{}", body, secrets::keyed_hash(key, "ticket " + body).substr(0, 40));
}

std::optional<Ticket> verify(secrets::KeyView key, std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || text.size() > 400) return std::nullopt;
  const std::string body(text.substr(0, dot));
  if (!secrets::same(text.substr(dot + 1), secrets::keyed_hash(key, "ticket " + body).substr(0, 40))) return std::nullopt;
  const auto plain = unpacked(body);
  if (!plain) return std::nullopt;
  std::string_view rest = *plain;
  const auto word = [&] {
    const std::string_view first = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), first.size() + 1));
    return first;
  };
  Ticket ticket;
  const auto audience = audience_from(word());
  if (!audience || !read(word(), ticket.viewer, 16) || !read(word(), ticket.expires, 10)) return std::nullopt;
  ticket.audience = *audience;
  ticket.topic = rest;
  return ticket;
}

std::uint64_t viewer_hash(secrets::KeyView key, std::string_view viewer) {
  std::uint64_t value = 0;
  read(std::string_view(secrets::keyed_hash(key, fmt::format("viewer {}", viewer))).substr(0, 16), value, 16);
  return value;
}

}  // namespace gongshi::hall
