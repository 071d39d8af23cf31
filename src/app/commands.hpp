// The commands of the program. Each takes the arguments after its name and returns the exit code.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "platform/config/config.hpp"
#include "platform/db/database.hpp"

namespace gongshi::app {

using Arguments = std::span<const std::string_view>;

int serve(Arguments arguments);
int demo(Arguments arguments);           // load | purge
int import_polis(Arguments arguments);   // polis DIR [--dry-run] --assembly ID
int print_openapi(Arguments arguments);

/// The data folder is made when missing; SQLite inside it, or the PostgreSQL that the configuration names.
std::unique_ptr<db::Database> open_database(const config::Config& config);

}  // namespace gongshi::app
