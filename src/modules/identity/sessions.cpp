#include "modules/identity/sessions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "embedded/identity.hpp"
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
  Timestamp seen_at;
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(StoredSession, (), (person, seat, seen_at, expires_at))

/// A cookie with the prefix __Host- cannot be set by a neighbouring subdomain or over plain http; loopback without TLS cannot have it.
std::string_view cookie_name(bool secure) { return secure ? "__Host-session" : "session"; }

std::string cookie(const Context& context, std::string_view token, std::chrono::seconds life) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", cookie_name(context.secure), token, life.count(),
                     context.secure ? "; Secure" : "");
}

Actor visitor() { return {.permissions = kVisitor}; }

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

/// `ended` is set when there is such a session, but its time is over.
std::optional<Actor> load(Context& context, std::string_view token, bool& ended) {
  Identity& identity = service(context);
  ended = false;
  const std::string session = secrets::fingerprint(token);
  return context.db.read([&](db::ReadTx& tx) -> std::optional<Actor> {
    const auto stored = tx.one<StoredSession>(sql::find_session, session);
    const Timestamp now = context.now();
    if (!stored) return std::nullopt;
    ended = stored->expires_at <= now;
    if (ended) return std::nullopt;
    const Standing standing = standing_of(context, tx, stored->person);
    const Seat* seat = seat_in(standing, stored->seat);
    const Timestamp seen = std::max(stored->seen_at, identity.last_seen.of(session).value_or(Timestamp{}));
    ended = seat != nullptr && seat->staff && seen + kStaffIdle <= now;
    if (ended) return std::nullopt;
    if (seen + kSeenStep <= now) identity.last_seen.note(session, now);
    Actor actor = make_actor(stored->person, standing, seat);
    actor.session = session;
    actor.csrf = secrets::keyed_hash(identity.csrf_key, token);
    return actor;
  });
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

Actor actor_of(Context& context, db::ReadTx& tx, PersonId person, SeatId seat) {
  const Standing standing = standing_of(context, tx, person);
  return make_actor(person, standing, seat_in(standing, seat ? std::optional(seat) : std::nullopt));
}

void forget_actor(Application& app, PersonId person) { service(app).actors.forget(person); }
void forget_all_actors(Application& app) { service(app).actors.forget_all(); }

std::string begin_session(Context& context, db::WriteTx& tx, PersonId person, SeatId seat, std::string_view event) {
  std::string token = secrets::random_token();
  if (!context.actor.session.empty()) tx.run(sql::end_session, context.actor.session);
  tx.run(sql::add_session, secrets::fingerprint(token), person, seat ? std::optional(seat) : std::nullopt, context.now(),
         context.now() + kSessionLife);
  log_security(context, tx, person, event);
  return token;
}

Result<SessionView> enter(Context& context, const std::string& token) {
  if (context.actor.signed_in()) service(context).actors.forget(context.actor.person);
  bool ended = false;
  auto actor = load(context, token, ended);
  GONGSHI_ASSERT(actor.has_value());
  context.actor = std::move(*actor);
  context.response_headers.emplace_back("Set-Cookie", cookie(context, token, kSessionLife));
  return context.db.read([&](db::ReadTx& tx) { return session_view(context, tx); });
}

SessionView session_view(Context& context, db::ReadTx& tx) {
  const Actor& actor = context.actor;
  const auto& config = context.app.config();
  SessionView view{.level = static_cast<Level>(actor.level), .csrf = actor.csrf, .demo = config.demo, .development_outbox = config.development_outbox};
  view.permissions.assign(actor.permissions.begin(), actor.permissions.end());
  if (!actor.signed_in()) return view;
  const bool has_password = tx.one<PersonId>(sql::has_password, actor.person).has_value();
  view.person = SessionPerson{actor.person, display_name(tx, actor.person), has_password, !has_password && !tx.one<db::Bytes>(sql::phone_of, actor.person)};
  Standing standing = standing_of(context, tx, actor.person);
  for (Seat& seat : standing.seats) {
    view.seats.push_back({seat.id, seat.assembly, std::move(seat.assembly_name), std::move(seat.body_name), std::string(seat.role),
                          context.say("role." + std::string(seat.role))});
  }
  if (actor.seat) view.seat = actor.seat;
  view.unread = notices::unread(tx, actor.person);
  return view;
}

void log_security(Context& context, db::WriteTx& tx, PersonId person, std::string_view event) {
  tx.run(sql::log_security, context.ids.next_value(), context.now(), person ? std::optional(person) : std::nullopt, event, context.remote_address);
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
  if (!context.actor.signed_in()) {
    const auto& config = context.app.config();
    return SessionView{.permissions = {kVisitor, kVisitor + 1}, .demo = config.demo, .development_outbox = config.development_outbox};
  }
  return context.db.read([&](db::ReadTx& tx) { return session_view(context, tx); });
}

Result<SessionView> choose_seat(Context& context, db::WriteTx& tx, const ChooseSeat& request) {
  const Standing standing = standing_of(context, tx, context.actor.person);
  const Seat* seat = seat_in(standing, request.seat);
  if (request.seat && (seat == nullptr || seat->id != request.seat)) return fail(ErrorKind::not_found, "identity.no_such_seat");
  tx.run(sql::set_session_seat, context.actor.session, request.seat);
  Actor actor = make_actor(context.actor.person, standing, seat);
  actor.session = context.actor.session;
  actor.csrf = context.actor.csrf;
  context.actor = std::move(actor);
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
    context.actor = visitor();
  }
  context.response_headers.emplace_back("Set-Cookie", cookie(context, "", std::chrono::seconds(0)));
  return read_session(context, Nothing{});
}

}  // namespace gongshi::identity
