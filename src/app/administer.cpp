#include "app/administer.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "app/command_line.hpp"
#include "base/text.hpp"
#include "modules/assemblies/api.hpp"
#include "modules/identity/api.hpp"
#include "platform/journal/journal.hpp"

namespace gongshi::app {
namespace {

using assemblies::Official;
using assemblies::Role;
using Args = std::map<std::string, std::string>;

constexpr int kDone = 0, kRefused = 1, kMisused = 2;

class Administration {
 public:
  Administration(Application& app, const Words& words, const CommandLine& line, const std::string& base)
      : context_(app.context()), words_(words), line_(line), base_(base) {}

  Spoken run() {
    struct Verb {
      std::string_view name;
      std::size_t operands;
      Spoken (Administration::*run)();
    };
    static constexpr Verb kVerbs[] = {{"create", 0, &Administration::create},
                                      {"list", 0, &Administration::list},
                                      {"link", 1, &Administration::link},
                                      {"disable", 1, &Administration::disable},
                                      {"end-sessions", 1, &Administration::end_sessions}};
    const auto verb = std::ranges::find(kVerbs, line_.rest.empty() ? "" : line_.rest[0], &Verb::name);
    if (verb == std::end(kVerbs)) return misused();
    const bool everybody = verb->name == "end-sessions" && option("all") == "true";
    if (line_.rest.size() != 1 + (everybody ? 0 : verb->operands)) return misused();
    return (this->*verb->run)();
  }

 private:
  Spoken say(int status, std::string_view key, const Args& args = {}) const { return {status, words_.say("admin." + std::string(key), args) + "\n"}; }
  Spoken misused() const { return say(kMisused, "usage"); }
  std::string option(const std::string& name) const {
    const auto found = line_.settings.find(name);
    return found == line_.settings.end() ? std::string() : found->second;
  }

  /// In one transaction; what it refuses is said.
  template <class F>
  Spoken write(F&& work) {
    Spoken spoken;
    const auto done = context_.db.write([&](db::WriteTx& tx) -> Result<bool> {
      context_.after_commit.clear();
      spoken = work(tx);
      if (spoken.status != kDone) return fail(ErrorKind::conflict, "request.failed");  // rolled back
      return true;
    });
    if (done) {
      for (const auto& effect : context_.after_commit) effect();
    }
    return spoken;
  }

  /// By number or login; empty when there is no such person.
  std::optional<PersonId> person(db::ReadTx& tx) const {
    const std::string& who = line_.rest[1];
    PersonId id;
    const auto read = std::from_chars(who.data(), who.data() + who.size(), id.value);
    if (read.ec == std::errc() && read.ptr == who.data() + who.size() && identity::find_person(tx, id)) return id;
    return identity::find_by_login(tx, who);
  }
  Args named(db::ReadTx& tx, PersonId id) const { return {{"name", identity::display_name(tx, id)}, {"number", fmt::format("#{}", id.value)}}; }

  Spoken with_link(db::WriteTx& tx, PersonId id, std::string_view key) {
    identity::end_unused_links(tx, id);
    Args args = named(tx, id);
    args["link"] = fmt::format("{}/link#{}", base_, identity::create_sign_in_link(context_, tx, id));
    identity::log_security(context_, tx, id, "link_made");
    return say(kDone, key, args);
  }

  Spoken create() {
    return write([&](db::WriteTx& tx) {
      const std::string name = option("name");
      if (search_form(name).empty()) return say(kMisused, "name_needed");
      const auto all = assemblies::all_assemblies(tx);
      if (all.empty()) return say(kRefused, "no_assembly");
      auto assembly = all.front();
      if (const std::string wanted = option("assembly"); !wanted.empty()) {
        const auto found = std::ranges::find_if(all, [&](const auto& one) { return std::to_string(one.id.value) == wanted || one.code == wanted || one.name == wanted; });
        if (found == all.end()) return say(kRefused, "assembly_unknown", {{"assembly", "“" + wanted + "”"}});
        assembly = *found;
      }
      const PersonId id = identity::create_person(context_, tx, {.name = name});
      const SeatId seat = assemblies::add_seat(context_, tx, id, assembly.id, Role::administrator, context_.now());
      journal::record(context_, tx, {.verb = "assemblies.give_seat", .subject_kind = "seat", .subject = seat.value, .scope = assembly.id});
      return with_link(tx, id, "created");
    });
  }

  Spoken list() {
    return context_.db.read([&](db::ReadTx& tx) {
      Spoken spoken;
      for (const Official& one : assemblies::officials(tx, {}, context_.now())) {
        if (one.role != Role::administrator) continue;
        const auto login = identity::login_of(tx, one.person);
        spoken.text += fmt::format("{}  {}  {}  {}\n", one.person.value, identity::display_name(tx, one.person), one.assembly_name,
                                   words_.say(login ? "admin.signs_in" : "admin.no_password", {{"login", login.value_or("")}}));
      }
      return spoken.text.empty() ? say(kDone, "none") : spoken;
    });
  }

  Spoken link() {
    return write([&](db::WriteTx& tx) {
      const auto id = person(tx);
      return id ? with_link(tx, *id, "link") : nobody();
    });
  }

  Spoken disable() {
    return write([&](db::WriteTx& tx) {
      const auto id = person(tx);
      if (!id) return nobody();
      int ended = 0;
      for (const Official& one : assemblies::officials(tx, {}, context_.now())) {
        if (one.person != *id || one.role != Role::administrator) continue;
        if (const auto done = assemblies::end_seat(context_, tx, one.seat); !done) return Spoken{kRefused, words_.say("admin.last") + "\n"};
        ++ended;
      }
      if (ended == 0) return say(kRefused, "no_administrator", named(tx, *id));
      identity::shut_out(context_, tx, *id);
      return say(kDone, "disabled", named(tx, *id));
    });
  }

  Spoken end_sessions() {
    return write([&](db::WriteTx& tx) {
      if (option("all") == "true") return say(kDone, "all_ended", {{"count", std::to_string(identity::end_all_sessions(context_, tx))}});
      const auto id = person(tx);
      if (!id) return nobody();
      identity::shut_out(context_, tx, *id);
      return say(kDone, "ended", named(tx, *id));
    });
  }

  Spoken nobody() const { return say(kRefused, "nobody", {{"who", "“" + line_.rest[1] + "”"}}); }

  Context context_;
  const Words& words_;
  const CommandLine& line_;
  const std::string& base_;
};

}  // namespace

Spoken administer(Application& app, const Words& words, std::span<const std::string> arguments, const std::string& base) {
  const std::vector<std::string_view> views(arguments.begin(), arguments.end());
  static constexpr std::string_view kFlags[] = {"all"};
  const CommandLine line = parse_command_line(views, kFlags);
  return Administration(app, words, line, base).run();
}

}  // namespace gongshi::app
