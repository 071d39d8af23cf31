// Mail by SMTP.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace gongshi::mail {

struct Server {
  std::string url;        // smtps://host[:port] or smtp://host[:port]
  bool plain = false;     // smtp:// without STARTTLS
  std::string authority;  // PEM file of who vouches for it; empty: whom the system trusts
  std::string user;       // empty: no password is asked for
  std::string password;
  std::chrono::milliseconds patience{20'000};
};

struct Letter {
  std::string id;  // the left side of Message-ID: the same when it is sent again
  std::string from;
  std::string from_name;
  std::string to;
  std::string subject;
  std::string text;
  Timestamp at;
};

enum class Fate { taken, refused, later, away };

struct Outcome {
  Fate fate = Fate::taken;
  std::string why{};  // the server's words, or what went wrong, for the log; the reader's address does not stand in it
};

/// Blocks, until `patience` is over at most.
Outcome send(const Server& server, const Letter& letter);

/// Whether the server answers, with TLS and the password as configured, without sending anything.
Outcome greet(const Server& server);

/// The message as it goes over the wire, with CRLF. Control characters in headers have become blanks.
std::string written(const Letter& letter);

/// Whether it is an address that mail can go to: name@host.example, plain ASCII, nothing in quotes.
bool is_address(std::string_view text);
/// l***@example.cn
std::string masked(std::string_view address);

}  // namespace gongshi::mail
