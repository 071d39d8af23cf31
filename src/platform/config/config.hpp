// Settings of one running program: defaults, then a TOML file, then GONGSHI_* environment variables, then the command line.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gongshi::config {

/// What each means stands in the words of the platform, "setting.<name>", and from there in the configuration file that is shipped.
struct Config {
  std::string data = "data";
  std::string address = "127.0.0.1";
  std::uint16_t port = 8480;
  std::string public_url{};               // "https://host[:port]"; empty: taken from the listener
  std::string database{};                 // empty: SQLite in the data folder; otherwise a PostgreSQL connection string
  std::string copy_to{};                  // existing folder for the continuous copy, on a second disk; empty: none
  int node = 0;
  std::string certificate{};              // PEM chain; with `key`
  std::string key{};
  bool strict_transport = false;          // tells browsers to speak TLS with this host and all below it, for a year
  std::vector<std::string> trusted_proxies{};
  std::vector<std::string> metrics_from{};  // besides loopback
  int workers = 64;
  int io_threads = 2;
  int connections_per_address = 512;      // a large office behind one address may need more; loopback is exempt
  int pace = 100;                         // percent of what platform/operations/pace.hpp allows; 0: no limits
  bool development_outbox = false;        // shows what would be sent by SMS on a page
  bool log_requests = false;
  bool demo = false;
  std::string language{};                 // of what the program prints; empty: as LANG says
  bool require_second_factor = false;
  std::string oidc_issuer{};
  std::string oidc_client_id{};
  std::string oidc_client_secret{};
  std::string oidc_name{};
  bool oidc_private = false;
  std::string webhook_url{};
  std::string webhook_secret{};
  bool webhook_private = false;
  std::string mail_server{};              // "smtps://host[:465]", or "smtp://host[:25]", which has to offer STARTTLS; empty: no mail
  bool mail_plain = false;                // smtp:// without STARTTLS, for a server on this machine
  std::string mail_authority{};           // PEM file of who vouches for the server; empty: who the system trusts
  std::string mail_from{};                // notices@example.cn
  std::string mail_user{};                // empty: no password is asked for
  std::string mail_secret{};
  int mail_budget = 10;                   // for a person and a day in China; what is over it is gathered for the next morning
  std::string text_message_url{};         // the gateway's; empty: no text messages
  std::string text_message_secret{};
  std::string text_message_template = R"({"to":"{to}","text":"{text} {link}"})";
  int text_message_budget = 3;
  std::string work_chat_url{};            // the robot's; empty: none
  std::string work_chat_secret{};
  std::string work_chat_template = R"({"msgtype":"text","text":{"content":"{text} {link}","mentioned_mobile_list":["{number}"]}})";
  int work_chat_budget = 10;
  bool senders_private = false;           // gateway and robot may stand in the own network
  std::string conference_janus{};         // "http://127.0.0.1:8088/janus"; empty: none
  std::string conference_janus_secret{};  // its api_secret, and the videoroom plugin's admin_key
  std::string conference_link{};          // another system's address with {room}, {name}, {role}; instead of conference_janus
  std::vector<std::string> conference_ice{};  // "stun:…", "turn:…"
  std::string conference_ice_secret{};    // that the TURN servers share with us
  std::string quiet_from = "21:30";       // in China; nothing is sent from here…
  std::string quiet_to = "07:30";         // …to here; both the same: no quiet hours
  std::uint16_t hall_port = 0;            // of the hub's own listener; 0: viewers come by way of `port`
  std::string hall_nats{};                // "nats://10.0.0.5:4222": by which the nodes of one PostgreSQL tell each other; empty: by its notifications
  std::string hall_url{};                 // "https://hall.example.cn": how viewers reach that listener; empty: they come to this server
  int hall_shards = 0;                    // processes that hold viewers; 0: one for each processor
  std::string site_name = "共识";
  std::string filing_number{};
  std::string police_filing_number{};
  std::string complaint_contact{};
  std::string privacy_contact{};
  std::string clamav{};                   // clamd's socket (/run/clamav/clamd.ctl) or host:port; empty: uploads are not scanned
  std::string fonts{};                    // folder of fonts for documents, before those of the machine; empty: none
  std::string video_address = "127.0.0.1";  // where `gongshi hall video` waits for encoders
  std::uint16_t video_port = 1935;
  int video_gigabytes = 100;              // of all recordings
  std::vector<std::string> video_origins{};  // whose streams pages may play besides our own: "https://live.example.cn"
  /// Where each value comes from: "default", "/etc/gongshi/gongshi.toml:3", "GONGSHI_PORT", "--port".
  std::map<std::string, std::string, std::less<>> origins{};
};

/// The file read when none is named, if it is there.
inline constexpr std::string_view kUsualFile = "/etc/gongshi/gongshi.toml";

/// A setting that cannot be used. what() says it in English; the error's code and arguments say it in any language (words of the platform).
struct Refused : std::runtime_error {
  explicit Refused(Error error);
  Error error;
};

/// Throws Refused, naming the setting and the place of a wrong value. `file` may be empty: then none is read. A table of the file is a prefix:
/// [backup] copy_to = … is the setting backup_copy_to.
Config load(const std::string& file, const std::map<std::string, std::string>& environment,
            const std::map<std::string, std::string>& command_line);

/// The file to read: the one named on the command line, else in GONGSHI_CONFIG (taken out of `environment`), else the usual one.
std::string file_to_read(const std::string& named, std::map<std::string, std::string>& environment);

/// The GONGSHI_* variables of this process, lower-cased without the prefix. NAME_FILE reads the value from that file.
std::map<std::string, std::string> environment();

/// Names of the settings that are either true or false: on the command line they need no value.
std::vector<std::string_view> flags();

struct Shown {
  std::string name;
  std::string value;  // as TOML; passwords replaced by ***
  std::string origin;
};
/// Every setting with its value and origin, in the order of the documentation.
std::vector<Shown> show(const Config& config);
/// "https://host[:port]" of an address on the web; empty where it is none. Lives as long as the address.
std::string_view origin_of(std::string_view address);
/// A connection string without its passwords.
std::string masked(std::string_view connection);

}  // namespace gongshi::config
