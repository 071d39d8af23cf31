// gongshi hall serve: the processes that hold the viewers of the hall (docs/adr/0035). `gongshi serve` starts it when it is needed and it goes on
// when the server ends; under systemd it is a service of its own (--stays).
#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "app/commands.hpp"
#include "platform/hall/hub.hpp"
#include "platform/hall/ticket.hpp"
#include "platform/log/log.hpp"
#include "platform/secrets/secrets.hpp"

namespace gongshi::app {

int hall_serve(Arguments arguments) {
  std::vector<std::string_view> rest(arguments.begin(), arguments.end());
  const bool stays = std::erase(rest, "--stays") > 0;
  const config::Config config = read_config(parse_command_line(rest, config::flags()));
  std::filesystem::create_directories(config.data);
  secrets::Secrets secrets(std::filesystem::path(config.data) / "secrets");
  gongshi::hall::HubOptions options{.folder = config.data,
                                    .address = config.address,
                                    .port = config.hall_port,
                                    .shards = config.hall_shards,
                                    .allow_origin = config.hall_url.empty() ? std::string() : std::string(config::origin_of(config.public_url)),
                                    .database = config.database,
                                    .nats = config.hall_nats,
                                    .key = secrets.key(gongshi::hall::kKeyName),
                                    .stays = stays,
                                    .viewers_per_address = 10 * config.connections_per_address};
  options.proxies.insert(options.proxies.end(), config.trusted_proxies.begin(), config.trusted_proxies.end());
  return gongshi::hall::run_hub(options);
}

}  // namespace gongshi::app
