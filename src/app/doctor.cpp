#include "app/doctor.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "app/control_socket.hpp"
#include "app/modules.hpp"
#include "platform/conference/janus_api.hpp"
#include "platform/db/migrations.hpp"
#include "platform/db/postgres_encryption.hpp"
#include "platform/documents/write_pdf.hpp"
#include "platform/files/scanner.hpp"
#include "platform/mail/mail.hpp"
#include "platform/notices/senders.hpp"

namespace gongshi::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr rlim_t kEnoughFiles = 4096;
constexpr auto kClockPlay = 2min;          // a file may be a little younger than "now"
constexpr auto kRenewal = 30 * 24h;
constexpr Timestamp kReleased{1'795'219'200'000};  // 2026-11-21: no clock is right that says less

using Findings = std::vector<Finding>;

std::string user_name(uid_t user) {
  const passwd* entry = ::getpwuid(user);
  return entry != nullptr ? entry->pw_name : fmt::format("{}", user);
}

std::string megabytes(std::uint64_t bytes) { return fmt::format("{} MB", bytes >> 20); }

/// The folder itself, or the nearest one above it that is there.
fs::path nearest(fs::path folder) {
  std::error_code failed;
  folder = fs::absolute(folder, failed);
  while (!fs::exists(folder, failed) && folder.has_parent_path() && folder != folder.root_path()) folder = folder.parent_path();
  return folder;
}

/// The process that keeps the data folder locked, as the lock file tells; empty when nobody does.
std::string holder_of(const fs::path& folder) {
  const int file = ::open((folder / "gongshi.sqlite.lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::string holder;
  if (::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    char text[32]{};
    const auto length = ::read(file, text, sizeof text - 1);
    holder = length > 0 ? std::string(text, static_cast<std::size_t>(length)) : "?";
  }
  ::close(file);
  return holder;
}

void look_at_folder(const Surroundings& s, Findings& findings) {
  const fs::path folder(s.config.data);
  std::error_code failed;
  const std::map<std::string, std::string> args{{"folder", folder.string()}, {"user", user_name(::geteuid())}};
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) {
      findings.push_back({Weight::failure, "folder_rights", args});
    } else if (const fs::path above = nearest(folder); !fs::is_directory(above, failed) || ::access(above.c_str(), W_OK | X_OK) != 0) {
      findings.push_back({Weight::failure, "folder_cannot_be_made", {{"folder", folder.string()}, {"above", above.string()}, {"user", user_name(::geteuid())}}});
    } else {
      findings.push_back({Weight::fine, "folder_new", args});
    }
    return;
  }
  if (!S_ISDIR(status.st_mode)) {
    findings.push_back({Weight::failure, "folder_is_none", args});
    return;
  }
  bool usable = ::access(folder.c_str(), R_OK | W_OK | X_OK) == 0;
  for (const char* file : {"gongshi.sqlite", "gongshi.sqlite-wal", "gongshi.sqlite.lock", "secrets"}) {
    usable = usable && (::access((folder / file).c_str(), R_OK | W_OK) == 0 || errno == ENOENT);
  }
  if (!usable) {
    findings.push_back({Weight::failure, errno == EROFS ? "folder_read_only" : "folder_rights", args});
  } else if (status.st_uid != ::geteuid()) {
    findings.push_back({Weight::warning, "folder_of_another", {{"folder", folder.string()}, {"user", user_name(status.st_uid)}}});
  } else if ((status.st_mode & 077) != 0) {
    findings.push_back({Weight::warning, "folder_open", args});
  } else {
    findings.push_back({Weight::fine, "folder", args});
  }
  if (const std::string holder = holder_of(folder); !holder.empty()) {
    findings.push_back({s.starting ? Weight::failure : Weight::fine, s.starting ? "folder_in_use" : "running", {{"folder", folder.string()}, {"process", holder}}});
  }
}

void look_at_room(const Surroundings& s, Findings& findings) {
  const fs::path place = nearest(s.config.data);
  struct statvfs room{};
  if (::statvfs(place.c_str(), &room) != 0) return;
  const std::uint64_t free = std::uint64_t{room.f_bavail} * room.f_frsize;
  const bool no_files = room.f_files > 0 && room.f_favail < 1000;
  const Weight weight = free < s.least_room || no_files ? Weight::failure : free < s.little_room ? Weight::warning : Weight::fine;
  static constexpr const char* kCodes[] = {"room", "room_little", "room_none"};
  findings.push_back({weight, kCodes[static_cast<int>(weight)], {{"folder", place.string()}, {"free", megabytes(free)}, {"least", megabytes(s.least_room)}}});
}

void look_at_clock(const Surroundings& s, Findings& findings) {
  const Timestamp now = s.clock.now();
  if (now < kReleased) {
    findings.push_back({Weight::failure, "clock_before_release", {{"now", to_rfc3339(now)}}});
    return;
  }
  // The last thing written tells a time that has been.
  Timestamp youngest;
  std::string file;
  for (const char* name : {"gongshi.sqlite", "gongshi.sqlite-wal", "gongshi.sqlite.lock"}) {
    struct stat status{};
    if (::stat((fs::path(s.config.data) / name).c_str(), &status) != 0) continue;
    const Timestamp written{status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000};
    if (written > youngest) {
      youngest = written;
      file = name;
    }
  }
  if (youngest > now + kClockPlay) {
    findings.push_back({Weight::failure, "clock_behind", {{"now", to_rfc3339(now)}, {"written", to_rfc3339(youngest)}, {"file", file}}});
    return;
  }
  timex state{};
  const bool synchronised = ::adjtimex(&state) != TIME_ERROR;
  findings.push_back({synchronised ? Weight::fine : Weight::warning, synchronised ? "clock" : "clock_alone", {{"now", to_rfc3339(now)}}});
}

/// The schema, and the last thing the journal tells.
void look_into(const Surroundings& s, db::Database& database, Findings& findings) {
  const auto state = db::schema_state(database, all_migrations());
  if (!state.newer.empty()) {
    findings.push_back({Weight::failure, "schema_newer", {{"migration", state.newer}, {"version", state.version.empty() ? "?" : state.version}, {"own", std::string(kVersion)}}});
    return;
  }
  if (!state.altered.empty()) {
    findings.push_back({Weight::failure, "schema_altered", {{"migration", state.altered}}});
    return;
  }
  if (state.missing == all_migrations().size()) {
    findings.push_back({Weight::fine, "database_empty"});
    return;
  }
  findings.push_back(state.missing > 0 ? Finding{Weight::warning, "schema_older", {{"count", std::to_string(state.missing)}}} : Finding{Weight::fine, "database"});
  static constexpr db::Query kLast{"doctor.last", "SELECT COALESCE(max(at), 0) FROM platform_journal", 0};
  const Timestamp last{database.read([](db::ReadTx& tx) { return tx.one<std::int64_t>(kLast).value_or(0); })};
  if (last > s.clock.now() + kClockPlay) {
    findings.push_back({Weight::failure, "clock_behind_journal", {{"now", to_rfc3339(s.clock.now())}, {"written", to_rfc3339(last)}}});
  }
}

void look_at_database(const Surroundings& s, Findings& findings) {
  const bool postgres = !s.config.database.empty();
  const std::string path = s.config.data + "/gongshi.sqlite";
  std::error_code failed;
  if (!postgres && !fs::exists(path, failed)) return;  // made at the first start
  try {
    const auto database = postgres ? db::open_postgres({.connection = s.config.database, .connections = 1}) : db::open_sqlite_to_read(path);
    look_into(s, *database, findings);
    database->close();
  } catch (const std::exception& error) {
    const std::string why(error.what());
    findings.push_back({Weight::failure, postgres ? "database_unreachable" : "database_unreadable",
                        {{"database", postgres ? config::masked(s.config.database) : path}, {"why", why.substr(0, why.find('\n'))}}});
  }
}

using File = std::unique_ptr<FILE, decltype([](FILE* f) { std::fclose(f); })>;

std::shared_ptr<X509> read_certificate(const std::string& path) {
  const File file(std::fopen(path.c_str(), "r"));
  return {file ? PEM_read_X509(file.get(), nullptr, nullptr, nullptr) : nullptr, X509_free};
}
std::shared_ptr<EVP_PKEY> read_key(const std::string& path) {
  const File file(std::fopen(path.c_str(), "r"));
  return {file ? PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr) : nullptr, EVP_PKEY_free};
}

std::string host_of(std::string url) {
  url = url.substr(url.find("://") + 3);
  return url.starts_with('[') ? url.substr(1, url.find(']') - 1) : url.substr(0, url.find_first_of(":/"));
}

void look_at_certificate(const Surroundings& s, Findings& findings) {
  const auto& [file, key_file] = std::tie(s.config.certificate, s.config.key);
  if (file.empty()) return;
  const auto say = [&](Weight weight, std::string code, std::map<std::string, std::string> args) {
    args.insert({{"certificate", file}, {"key", key_file}});
    findings.push_back({weight, std::move(code), std::move(args)});
  };
  for (const std::string& path : {file, key_file}) {
    if (::access(path.c_str(), R_OK) != 0) return say(Weight::failure, "certificate_unreadable", {{"file", path}, {"why", std::strerror(errno)}});
  }
  const auto certificate = read_certificate(file);
  const auto key = read_key(key_file);
  ERR_clear_error();
  if (!certificate) return say(Weight::failure, "certificate_no_pem", {{"file", file}});
  if (!key) return say(Weight::failure, "certificate_no_pem", {{"file", key_file}});
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return say(Weight::failure, "certificate_other_key", {});
  }
  std::time_t now = s.clock.now().milliseconds / 1000, soon = now + std::chrono::seconds(kRenewal).count();
  std::tm end{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end);
  const std::string day = fmt::format("{:04}-{:02}-{:02}", end.tm_year + 1900, end.tm_mon + 1, end.tm_mday);
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &now) < 0) return say(Weight::failure, "certificate_expired", {{"day", day}});
  if (X509_cmp_time(X509_get0_notBefore(certificate.get()), &now) > 0) return say(Weight::failure, "certificate_not_yet", {});
  if (!s.config.public_url.empty()) {
    const std::string host = host_of(s.config.public_url);
    const bool named = X509_check_host(certificate.get(), host.data(), host.size(), 0, nullptr) == 1 || X509_check_ip_asc(certificate.get(), host.c_str(), 0) == 1;
    if (!named) return say(Weight::failure, "certificate_other_name", {{"host", host}});
  }
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &soon) < 0) return say(Weight::warning, "certificate_ends_soon", {{"day", day}});
  if (X509_check_issued(certificate.get(), certificate.get()) == X509_V_OK) return say(Weight::warning, "certificate_own", {});
  say(Weight::fine, "certificate", {{"day", day}});
}

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

std::string_view host_part(std::string_view endpoint) { return endpoint.substr(0, endpoint.rfind(':')); }

/// What leaves this machine unencrypted, or to whoever claims to be the other side.
void look_at_encryption(const Surroundings& s, Findings& findings) {
  if (!s.config.database.empty() && db::is_unproved(s.config.database)) findings.push_back({Weight::warning, "database_unproved"});
  if (const auto& clamav = s.config.clamav; !clamav.empty() && !clamav.starts_with('/') && !is_loopback(host_part(clamav)) && host_part(clamav) != "localhost") {
    findings.push_back({Weight::warning, "scanner_plain", {{"clamav", clamav}}});
  }
  if (const auto host = s.config.mail_server.empty() ? std::string() : host_of(s.config.mail_server); s.config.mail_plain && !host.empty() && !is_loopback(host) && host != "localhost") {
    findings.push_back({Weight::warning, "mail_plain", {{"server", s.config.mail_server}}});
  }
  if (s.config.certificate.empty() && !is_loopback(s.config.address)) findings.push_back({Weight::warning, "certificate_own"});
}

void look_at_port(const Surroundings& s, Findings& findings) {
  if (s.config.port == 0 || (!s.starting && (!holder_of(s.config.data).empty() || server_runs(s.config.data)))) return;
  std::map<std::string, std::string> args{{"address", s.config.address}, {"port", std::to_string(s.config.port)}};
  sockaddr_storage where{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(where);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(where);
  socklen_t size = sizeof v4;
  if (::inet_pton(AF_INET, s.config.address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(s.config.port);
  } else if (::inet_pton(AF_INET6, s.config.address.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(s.config.port);
    size = sizeof v6;
  } else {
    findings.push_back({Weight::failure, "address_odd", args});
    return;
  }
  const int socket = ::socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const int error = ::bind(socket, reinterpret_cast<sockaddr*>(&where), size) == 0 ? 0 : errno;
  ::close(socket);
  args["why"] = std::strerror(error);
  const char* code = error == 0               ? "port"
                     : error == EADDRINUSE    ? "port_busy"
                     : error == EACCES        ? "port_rights"
                     : error == EADDRNOTAVAIL ? "address_not_here"
                                              : "port_odd";
  findings.push_back({error == 0 ? Weight::fine : Weight::failure, code, args});
}

void look_at_limits(const Surroundings&, Findings& findings) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  const bool few = files.rlim_max < kEnoughFiles;
  findings.push_back({few ? Weight::warning : Weight::fine, few ? "files_few" : "files",
                      {{"limit", std::to_string(files.rlim_max)}, {"enough", std::to_string(kEnoughFiles)}}});
}

void look_at_fonts(const Surroundings& s, Findings& findings) {
  for (const fs::path& folder : s.font_folders) {
    std::error_code failed;
    for (auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, failed); !failed && entry != fs::recursive_directory_iterator();
         entry.increment(failed)) {
      const std::string name = entry->path().filename().string();
      const bool han = name.starts_with("NotoSansCJK") || name.starts_with("NotoSerifCJK") || name.starts_with("SourceHan");
      if (han) {
        findings.push_back({Weight::fine, "fonts", {{"file", entry->path().string()}}});
        return;
      }
    }
  }
  findings.push_back({Weight::warning, "fonts_missing"});
}

/// What leaves towards people. The mail server is greeted, with its password; nothing is sent. Gateways are not asked: each request might be billed.
void look_at_mail(const Surroundings& s, Findings& findings) {
  const config::Config& config = s.config;
  if (!config.mail_server.empty()) {
    const auto outcome = mail::greet({config.mail_server, config.mail_plain, config.mail_authority, config.mail_user, config.mail_secret, 5s});
    const bool answers = outcome.fate == mail::Fate::taken;
    findings.push_back({answers ? Weight::fine : Weight::failure, answers ? "mail" : "mail_away", {{"server", config.mail_server}, {"why", outcome.why}}});
  }
  for (const notices::Channel channel : {notices::Channel::text_message, notices::Channel::work_chat}) {
    try {
      (void)notices::make_sender(config, channel);
    } catch (const std::exception& error) {
      findings.push_back({Weight::failure, "gateway_wrong", {{"setting", std::string(enum_name(channel))}, {"why", error.what()}}});
    }
  }
}

/// Which fonts official documents come out in.
void look_at_document_fonts(const Surroundings& s, Findings& findings) {
  std::string fonts;
  for (const documents::FontUsed& one : documents::PdfWriter(s.config.fonts).fonts()) {
    if (one.stands_in && !one.family.empty()) fonts += (fonts.empty() ? "" : ", ") + std::string(one.meant) + " → " + one.family;
  }
  if (!fonts.empty()) findings.push_back({Weight::fine, "document_fonts", {{"fonts", fonts}}});
}

void look_at_senders(const Surroundings& s, Findings& findings) {
  const bool open = !is_loopback(s.config.address) || !s.config.public_url.empty() || !s.config.trusted_proxies.empty();
  if (s.config.development_outbox && open && !s.config.demo) {
    findings.push_back({Weight::failure, "outbox_public"});
  } else if (!s.config.development_outbox && s.config.text_message_url.empty()) {
    findings.push_back({Weight::warning, "sender_missing"});
  }
}

void look_at_scanner(const Surroundings& s, Findings& findings) {
  if (s.config.clamav.empty()) return;
  const bool answers = files::scan(s.config.clamav, "nothing harmful").has_value();
  findings.push_back({answers ? Weight::fine : Weight::failure, answers ? "scanner" : "scanner_away", {{"clamav", s.config.clamav}}});
}

/// A conversation with the gateway is begun and ended, which needs its secret.
void look_at_conference(const Surroundings& s, Findings& findings) {
  if (s.config.conference_janus.empty()) return;
  const conference::JanusApi gateway(s.config.conference_janus, s.config.conference_janus_secret);
  const auto session = gateway.create_session();
  if (session) (void)gateway.destroy(*session);
  findings.push_back({session ? Weight::fine : Weight::failure, session ? "conference" : "conference_away", {{"address", s.config.conference_janus}, {"why", session ? "" : session.error().why}}});
}

void look_at_notices(const Surroundings& s, Findings& findings) {
  if (s.config.demo) return;
  for (const auto& [value, code] : {std::pair{&s.config.public_url, "public_url_missing"}, std::pair{&s.config.filing_number, "filing_number_missing"},
                                    std::pair{&s.config.complaint_contact, "complaint_contact_missing"}, std::pair{&s.config.privacy_contact, "privacy_contact_missing"}}) {
    if (value->empty()) findings.push_back({Weight::warning, code});
  }
}

using Look = void (*)(const Surroundings&, Findings&);

Findings all_of(std::initializer_list<Look> looks, const Surroundings& surroundings) {
  Findings findings;
  for (const Look look : looks) {
    try {
      look(surroundings, findings);
    } catch (const std::exception& error) {
      findings.push_back({Weight::failure, "look_failed", {{"why", error.what()}}});
    }
  }
  return findings;
}

}  // namespace

std::vector<Finding> examine(const Surroundings& s) {
  return all_of({look_at_folder, look_at_room, look_at_clock, look_at_database, look_at_certificate, look_at_encryption, look_at_port, look_at_limits, look_at_fonts, look_at_document_fonts,
                 look_at_senders, look_at_mail, look_at_scanner, look_at_conference, look_at_notices},
                s);
}

std::vector<Finding> glance(const Surroundings& s) { return all_of({look_at_room, look_at_clock, look_at_encryption, look_at_limits, look_at_senders, look_at_notices}, s); }

}  // namespace gongshi::app
