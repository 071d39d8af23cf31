// The commands of the program. Each takes the arguments after its name and returns the exit code.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "app/command_line.hpp"
#include "platform/backup/continuous.hpp"
#include "platform/config/config.hpp"
#include "platform/db/database.hpp"

namespace gongshi::app {

using Arguments = std::span<const std::string_view>;

int serve(Arguments arguments);
int demo(Arguments arguments);           // load | purge
int import_polis(Arguments arguments);   // polis DIR [--dry-run] --assembly ID
int print_openapi(Arguments arguments);
int back_up(Arguments arguments);        // TARGET [--data DIR]
int restore(Arguments arguments);        // --verify BACKUP | BACKUP --data DIR
int configuration(Arguments arguments);  // show | sample
int doctor(Arguments arguments);
int hall_serve(Arguments arguments);           // serve
int hall_video(Arguments arguments);     // [open | finish NAME]
int admin(Arguments arguments);          // create | list | link | disable | end-sessions

/// The settings of the file, the environment and this line together.
config::Config read_config(const CommandLine& line);

/// The data folder is made when missing; SQLite inside it, or the PostgreSQL that the configuration names.
std::unique_ptr<db::Database> open_database(const config::Config& config, db::LogFollower* follower = nullptr);

/// The same for those who work on the data, with the continuous copy where one is configured.
struct OpenData {
  std::unique_ptr<backup::ContinuousCopy> copy;  // outlives the database
  std::unique_ptr<db::Database> database;
};
OpenData open_data(const config::Config& config, const Clock& clock);

/// The node number of commands that work beside the servers of one PostgreSQL: theirs are lower.
inline constexpr int kCommandNode = 15;

/// How people reach the server: what is configured, else where it listens.
std::string base_url(const config::Config& config, std::uint16_t port);

}  // namespace gongshi::app
