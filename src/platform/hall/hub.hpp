// The hub: the processes that hold the viewers' connections, whatever becomes of the server (docs/adr/0035). This one keeps the ring, its children
// (shards) the viewers; servers reach it over hall.sock in the data folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/secrets/secrets.hpp"

namespace gongshi::hall {

struct HubOptions {
  std::string folder;               // the data folder
  std::string address = "127.0.0.1";  // numeric; of the port
  std::uint16_t port = 0;           // of its own; 0: viewers are handed over by the server
  int shards = 0;                   // 0: one for each processor
  std::string allow_origin{};       // whose pages may read, where the port is another origin
  std::string database{};           // PostgreSQL that several nodes share; empty: this node alone
  std::string nats{};               // how the nodes tell each other; empty: by PostgreSQL's notifications
  secrets::KeyView key;
  bool stays = false;               // does not end by itself when no server has come for a while
  int stall_seconds = 30;
  int viewers_per_address = 0;      // about, since each shard counts its own; 0: any number
  std::vector<std::string> proxies{"127.0.0.1", "::1"};  // behind whom viewers come, as many as they are
};

/// Until SIGTERM, until the folder is gone, or until no server has been here for two minutes and nobody watches. 0, also where another hub serves
/// this folder already. The calling process has no other threads. Throws std::runtime_error with a sentence a person can act on.
int run_hub(const HubOptions& options);

inline constexpr const char* kSocketName = "hall.sock";
/// A socket to the hub that serves this folder; -1 where none does.
int connect_to_hub(const std::string& folder);

}  // namespace gongshi::hall
