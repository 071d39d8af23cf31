// The manifest of a module: everything it adds to the product, and the only thing the application needs to know of it.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/migrations.hpp"
#include "platform/operations/events.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi {

/// Work that repeats. `run` gets a context without an actor.
struct PeriodicJob {
  std::string name;
  std::chrono::milliseconds every;
  std::function<void(Context&)> run;
  bool slow = false;  // may take seconds: holds up only its like, gives way to requests, rests long after long work
};

/// A page of the site or the console: which shell, and which GET operations are answered into it so that the first screen needs no further
/// request. {parameters} of the path may be used in `data`.
struct Page {
  std::string path;
  std::string shell;  // "site" or "console"
  std::vector<std::string> data{};
  /// Message key of the title; or empty when `title_from` names a member of the first data answer.
  std::string title_key{};
  std::string title_from{};
  /// Camera and microphone may be asked for here; nowhere else.
  bool devices = false;
};

struct Module {
  std::string_view name;
  std::vector<Operation> operations{};
  std::vector<Page> pages{};
  std::span<const db::Migration> migrations{};
  std::span<const db::Query* const> queries{};
  std::string_view messages_zh_cn{};
  std::string_view messages_en{};
  std::vector<std::string_view> permissions{};
  std::vector<PeriodicJob> jobs{};
  std::vector<Hearer> hears{};
  /// Runs once after the migrations: fills in-memory state (Application::provide).
  std::function<void(Application&)> start{};
};

}  // namespace gongshi
