// What crosses the wire about persons and sessions, and nothing else.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "modules/identity/api.hpp"
#include "platform/json/codec.hpp"

namespace gongshi::identity {

struct SessionPerson {
  PersonId id;
  std::string name;
  bool has_password = false;
  bool needs_login = false;  // a first password comes with a login of their choice: no telephone number stands for one
};
BOOST_DESCRIBE_STRUCT(SessionPerson, (), (id, name, has_password, needs_login))

struct SeatView {
  SeatId id;
  ScopeId assembly;
  std::string assembly_name;
  std::string body_name;
  std::string role;
  std::string role_name;
};
BOOST_DESCRIBE_STRUCT(SeatView, (), (id, assembly, assembly_name, body_name, role, role_name))

struct SessionView {
  std::optional<SessionPerson> person;
  Level level = Level::none;
  std::string csrf;
  std::vector<SeatView> seats;
  std::optional<SeatId> seat;
  std::vector<std::string> permissions;
  std::int64_t unread = 0;
  bool demo = false;
  bool development_outbox = false;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (person, level, csrf, seats, seat, permissions, unread, demo, development_outbox))

struct SignInByPassword {
  std::string login;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(SignInByPassword, (), (login, password))
constexpr auto limits(const SignInByPassword*) { return std::array{json::Limit{"login", 1, 100}, json::Limit{"password", 1, 256}}; }

struct AskForCode {
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(AskForCode, (), (phone))
constexpr auto limits(const AskForCode*) { return std::array{json::Limit{"phone", 1, 40}}; }

struct CodeSent {
  Timestamp expires_at;
  Timestamp resend_after;
};
BOOST_DESCRIBE_STRUCT(CodeSent, (), (expires_at, resend_after))

struct SignInByPhone {
  std::string phone;
  std::string code;
  bool consent = false;
};
BOOST_DESCRIBE_STRUCT(SignInByPhone, (), (phone, code, consent))
constexpr auto limits(const SignInByPhone*) { return std::array{json::Limit{"phone", 1, 40}, json::Limit{"code", 1, 20}}; }

struct SignInByLink {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(SignInByLink, (), (token))
constexpr auto limits(const SignInByLink*) { return std::array{json::Limit{"token", 1, 100}}; }

struct CreateFirstAdministrator {
  std::string token;
  std::string name;
  std::string login;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(CreateFirstAdministrator, (), (token, name, login, password))
constexpr auto limits(const CreateFirstAdministrator*) {
  return std::array{json::Limit{"token", 1, 100}, json::Limit{"name", 1, 50}, json::Limit{"login", 2, 64}, json::Limit{"password", 10, 256}};
}

/// 0 chooses no seat: acting for oneself alone.
struct ChooseSeat {
  SeatId seat;
};
BOOST_DESCRIBE_STRUCT(ChooseSeat, (), (seat))

struct ChangePassword {
  std::optional<std::string> current;
  std::optional<std::string> login;  // once, for whom nothing else can be one
  std::string password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current, login, password))
constexpr auto limits(const ChangePassword*) {
  return std::array{json::Limit{"current", 1, 256}, json::Limit{"login", 2, 64}, json::Limit{"password", 10, 256}};
}

struct OutboxItem {
  std::int64_t id = 0;
  std::string to;
  std::string text;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(OutboxItem, (), (id, to, text, at))

struct Outbox {
  std::vector<OutboxItem> items;
};
BOOST_DESCRIBE_STRUCT(Outbox, (), (items))

}  // namespace gongshi::identity
