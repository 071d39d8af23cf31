#include "modules/identity/sessions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "embedded/identity.hpp"
#include "modules/identity/factors.hpp"
#include "modules/identity/oidc.hpp"
#include "modules/identity/service.hpp"
#include "platform/log/log.hpp"
#include "platform/notices/notices.hpp"

namespace gongshi::identity {
namespace {

constexpr std::size_t kTokenLength = 43;
constexpr std::chrono::minutes kSeenStep{5};
constexpr std::string_view kVisitor[] = {"consultation.read"};

struct StoredSession {
  PersonId person;
  std::optional<SeatId> seat;  // absent: the person's first; 0: none, by choice
  Timestamp created_at;
  Timestamp seen_at;
  Timestamp expires_at;
  Timestamp confirmed_at;
  Timestamp factor_at;  // 0: never
  std::int64_t factors;
};
BOOST_DESCRIBE_STRUCT(StoredSession, (), (person, seat, created_at, seen_at, expires_at, confirmed_at, factor_at, factors))

constexpr std::chrono::minutes kStepLife{5};
constexpr std::chrono::minutes kSeenRounding{15};
constexpr std::chrono::hours kDeviceLife{400 * 24};  // the longest that browsers keep a cookie

/// A cookie with the prefix __Host- cannot be set by a neighbouring subdomain or over plain http; loopback without TLS cannot have it.
std::string_view cookie_name(bool secure) { return secure ? "__Host-session" : "session"; }
std::string_view device_cookie_name(bool secure) { return secure ? "__Host-device" : "device"; }

std::string cookie(const Context& context, std::string_view name, std::string_view value, std::chrono::seconds life) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", name, value, life.count(), context.secure ? "; Secure" : "");
}

Actor visitor() { return {.permissions = kVisitor}; }

SessionView visitors_view(const Context& context) {
  const auto& config = context.app.config();
  return {.permissions = {kVisitor, kVisitor + 1}, .demo = config.demo, .development_outbox = config.development_outbox, .oidc = oidc_name(context)};
}

/// The seat acted in: the one asked for while it is held, else the first.
const Seat* seat_in(const Standing& standing, std::optional<SeatId> wanted) {
  if (standing.seats.empty() || (wanted && !*wanted)) return nullptr;
  const auto found = wanted ? std::ranges::find(standing.seats, *wanted, &Seat::id) : standing.seats.begin();
  return found == standing.seats.end() ? &standing.seats.front() : &*found;
}

Standing standing_of(Context& context, db::ReadTx& tx, PersonId person) {
  const auto& offices = service(context).offices;
  return offices.standing ? offices.standing(tx, person, context.now()) : Standing{};
}

Actor make_actor(PersonId person, const Standing& standing, const Seat* seat) {
  Actor actor{.person = person, .level = static_cast<int>(standing.member ? Level::member : Level::phone), .permissions = kOwnVoice};
  if (seat != nullptr) {
    actor.seat = seat->id;
    actor.scope = seat->assembly;
    actor.role = seat->role;
    actor.permissions = seat->permissions;
  }
  return actor;
}

/// Staff work only in a session that has shown a second factor, where the operator asks for that.
bool lacks_factor(const Context& context, const StoredSession& stored) {
  return context.app.config().require_second_factor && stored.factor_at == Timestamp{};
}

/// Who acts in a session now. `ended` is set when there is such a session, but its time is over.
std::optional<Actor> actor_in(Context& context, db::ReadTx& tx, const std::string& session, bool& ended) {
  ended = false;
  Identity& identity = service(context);
  const auto stored = tx.one<StoredSession>(sql::find_session, session);
  const Timestamp now = context.now();
  if (!stored) return std::nullopt;
  ended = stored->expires_at <= now;
  if (ended) return std::nullopt;
  const Standing standing = standing_of(context, tx, stored->person);
  const Seat* seat = seat_in(standing, stored->seat);
  const Timestamp seen = std::max(stored->seen_at, identity.last_seen.of(session).value_or(Timestamp{}));
  if (seat != nullptr && seat->staff) {
    ended = seen + kStaffIdle <= now || stored->created_at + kStaffLife <= now;
    if (ended) return std::nullopt;
    if (lacks_factor(context, *stored)) seat = nullptr;
  }
  if (seen + kSeenStep <= now) identity.last_seen.note(session, now);
  Actor actor = make_actor(stored->person, standing, seat);
  actor.session = session;
  actor.confirmed_at = stored->factors > 0 ? stored->factor_at : stored->confirmed_at;
  return actor;
}

std::optional<Actor> load(Context& context, std::string_view token, bool& ended) {
  auto actor = context.db.read([&](db::ReadTx& tx) { return actor_in(context, tx, secrets::fingerprint(token), ended); });
  if (actor) actor->csrf = secrets::keyed_hash(service(context).csrf_key, token);
  return actor;
}

/// A session once refused stays refused, also when the clock is set back.
void end_for_good(Context& context, std::string_view token) {
  try {
    (void)context.db.write([&](db::WriteTx& tx) -> Result<std::int64_t> { return tx.run(sql::end_session, secrets::fingerprint(token)); });
  } catch (const db::Failure& failure) {
    // Reading goes on when the disk is full; the session is refused in any case.
    log::warning("an ended session could not be removed", {{"why", failure.what()}});
  }
}

}  // namespace

Actor authenticate(Context& context, const http::Request& request) {
  context.device = request.cookie(device_cookie_name(context.secure));
  const std::string_view token = request.cookie(cookie_name(context.secure));
  if (token.size() != kTokenLength) return visitor();
  Actors& actors = service(context).actors;
  if (auto known = actors.find(token, context.now())) return std::move(*known);
  const std::uint64_t generation = actors.generation();
  bool ended = false;
  auto actor = load(context, token, ended);
  if (ended) end_for_good(context, token);
  if (!actor) return visitor();
  actors.remember(token, *actor, context.now(), generation);
  return std::move(*actor);
}

void give_device(Context& context, std::string device) {
  context.device = std::move(device);
  context.response_headers.emplace_back("Set-Cookie", cookie(context, device_cookie_name(context.secure), context.device, kDeviceLife));
}

Actor actor_of(Context& context, db::ReadTx& tx, PersonId person, SeatId seat) {
  const Standing standing = standing_of(context, tx, person);
  return make_actor(person, standing, seat_in(standing, seat ? std::optional(seat) : std::nullopt));
}

void forget_actor(Application& app, PersonId person) { service(app).actors.forget(person); }
void forget_all_actors(Application& app) { service(app).actors.forget_all(); }

Entrance admit(Context& context, db::WriteTx& tx, const Arrival& arrival) {
  const Factors factors = factors_of(tx, arrival.person);
  if (!factors.any() || arrival.factor_shown) return begin_session(context, tx, arrival);
  SecondStep step{.ticket = secrets::random_token(), .expires_at = context.now() + kStepLife, .code = factors.totp > 0, .passkey = factors.passkeys > 0};
  tx.run(sql::add_second_step, secrets::fingerprint(step.ticket), arrival.person, arrival.seat ? std::optional(arrival.seat) : std::nullopt, arrival.way,
         step.expires_at);
  return {.second_step = std::move(step)};
}

Entrance begin_session(Context& context, db::WriteTx& tx, const Arrival& arrival) {
  std::string token = secrets::random_token();
  if (!context.actor.session.empty()) tx.run(sql::end_session, context.actor.session);
  const bool strong = arrival.factor_shown || arrival.way == Way::passkey;
  tx.run(sql::add_session, secrets::fingerprint(token), arrival.person, arrival.seat ? std::optional(arrival.seat) : std::nullopt, context.now(),
         context.now() + kSessionLife, arrival.way, browser_of(context.user_agent), system_of(context.user_agent), strong ? context.now() : Timestamp{});
  log_security(context, tx, arrival.person, "sign_in_" + std::string(enum_name(arrival.way)));
  return {.token = std::move(token)};
}

Result<SessionView> enter(Context& context, const Entrance& entrance) {
  if (entrance.second_step) {
    SessionView view = visitors_view(context);
    view.second_step = entrance.second_step;
    return view;
  }
  if (context.actor.signed_in()) {
    service(context).actors.forget(context.actor.person);
    context.app.streams().close(context.actor.session);
  }
  bool ended = false;
  auto actor = load(context, entrance.token, ended);
  GONGSHI_ASSERT(actor.has_value());
  context.actor = std::move(*actor);
  context.response_headers.emplace_back("Set-Cookie", cookie(context, cookie_name(context.secure), entrance.token, kSessionLife));
  give_device(context, known_device(context, context.actor.person));
  return context.db.read([&](db::ReadTx& tx) { return session_view(context, tx); });
}

SessionView session_view(Context& context, db::ReadTx& tx) {
  const Actor& actor = context.actor;
  const auto& config = context.app.config();
  SessionView view{.level = static_cast<Level>(actor.level), .csrf = actor.csrf, .demo = config.demo, .development_outbox = config.development_outbox, .oidc = oidc_name(context)};
  view.permissions.assign(actor.permissions.begin(), actor.permissions.end());
  if (!actor.signed_in()) return view;
  const bool has_password = tx.one<PersonId>(sql::has_password, actor.person).has_value();
  view.person = SessionPerson{actor.person, display_name(tx, actor.person), has_password, !has_password && !tx.one<db::Bytes>(sql::phone_of, actor.person),
                              factors_of(tx, actor.person).any()};
  Standing standing = standing_of(context, tx, actor.person);
  for (Seat& seat : standing.seats) {
    view.seats.push_back({seat.id, seat.assembly, std::move(seat.assembly_name), std::move(seat.body_name), std::string(seat.role),
                          context.say("role." + std::string(seat.role))});
  }
  if (actor.seat) view.seat = actor.seat;
  if (!actor.seat && std::ranges::any_of(standing.seats, &Seat::staff)) {
    const auto stored = tx.one<StoredSession>(sql::find_session, actor.session);
    view.factor_needed = stored && lacks_factor(context, *stored);
  }
  view.unread = notices::unread(tx, actor.person);
  return view;
}

void write_last_seen(Context& context) {
  const auto seen = service(context).last_seen.take();
  if (seen.empty()) return;
  std::vector<db::Value> values;
  for (const auto& [session, at] : seen) {
    values.push_back(db::to_value(session));
    values.push_back(db::to_value(at));
  }
  (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
    tx.run_many(sql::touch_session, values);
    return true;
  });
}

Result<SessionView> read_session(Context& context, const Nothing&) {
  // Visitors are most readers: they need no storage.
  if (!context.actor.signed_in()) return visitors_view(context);
  return context.db.read([&](db::ReadTx& tx) { return session_view(context, tx); });
}

Result<SessionView> choose_seat(Context& context, db::WriteTx& tx, const ChooseSeat& request) {
  const Standing standing = standing_of(context, tx, context.actor.person);
  const Seat* seat = seat_in(standing, request.seat);
  if (request.seat && (seat == nullptr || seat->id != request.seat)) return fail(ErrorKind::not_found, "identity.no_such_seat");
  tx.run(sql::set_session_seat, context.actor.session, request.seat);
  bool ended = false;
  auto actor = actor_in(context, tx, context.actor.session, ended);
  if (!actor) return fail(ErrorKind::unauthenticated, "request.sign_in");
  actor->csrf = context.actor.csrf;
  context.actor = std::move(*actor);
  context.after_commit.push_back([&context] { forget_actor(context.app, context.actor.person); });
  return session_view(context, tx);
}

Result<SessionView> sign_out(Context& context, const Nothing&) {
  if (context.actor.signed_in()) {
    const auto ended = context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      tx.run(sql::end_session, context.actor.session);
      log_security(context, tx, context.actor.person, "sign_out");
      return true;
    });
    TRY(ended);
    forget_actor(context.app, context.actor.person);
    context.app.streams().close(context.actor.session);
    context.actor = visitor();
  }
  context.response_headers.emplace_back("Set-Cookie", cookie(context, cookie_name(context.secure), "", std::chrono::seconds(0)));
  return read_session(context, Nothing{});
}

Result<OpenSessions> list_sessions(Context& context, db::ReadTx& tx, const Nothing&) {
  OpenSessions open;
  tx.each(sql::sessions_of, [&](const db::Row& row) {
    const auto word = [&](auto other, int column) { return enum_from_name<decltype(other)>(row.text(column)).value_or(other); };
    OpenSession one{.id = std::string(row.text(0)),
                    .browser = word(BrowserKind::other, 1),
                    .system = word(SystemKind::other, 2),
                    .way = word(Way::link, 3),
                    .since = {row.integer(4)},
                    .seen_at = {row.integer(5)}};
    one.here = one.id == context.actor.session;
    // What is not written down yet (LastSeen) counts too.
    const Timestamp seen = one.here ? context.now() : std::max(one.seen_at, service(context).last_seen.of(one.id).value_or(Timestamp{}));
    one.seen_at = std::max(one.since, seen - std::chrono::milliseconds(seen.milliseconds % std::chrono::milliseconds(kSeenRounding).count()));
    open.items.push_back(std::move(one));
  }, context.actor.person, context.now());
  return open;
}

void end_sessions(Context& context, db::WriteTx& tx, PersonId person, std::string_view keep) {
  auto ended = tx.all<std::string>(sql::end_sessions_of, person, keep);
  context.after_commit.push_back([&app = context.app, person, ended = std::move(ended)] {
    forget_actor(app, person);
    for (const std::string& session : ended) app.streams().close(session);
  });
}

Result<Nothing> end_one_session(Context& context, db::WriteTx& tx, const OneSession& request) {
  TRY(require_confirmed(context));
  const bool is_hash = request.session.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_hash || !tx.one<std::string>(sql::end_own_session, request.session, context.actor.person)) return fail(ErrorKind::not_found, "identity.no_such_session");
  log_security(context, tx, context.actor.person, "session_ended");
  context.after_commit.push_back([&app = context.app, person = context.actor.person, session = request.session] {
    forget_actor(app, person);
    app.streams().close(session);
  });
  return Nothing{};
}

Result<Nothing> end_other_sessions(Context& context, db::WriteTx& tx, const Nothing&) {
  TRY(require_confirmed(context));
  end_sessions(context, tx, context.actor.person, context.actor.session);
  log_security(context, tx, context.actor.person, "sessions_ended");
  return Nothing{};
}

void end_streams(Context& context) {
  for (const std::string& session : context.app.streams().sessions()) {
    const bool open = context.db.read([&](db::ReadTx& tx) { return tx.one<PersonId>(sql::session_is_open, session, context.now()).has_value(); });
    if (!open) context.app.streams().close(session);
  }
}

}  // namespace gongshi::identity
