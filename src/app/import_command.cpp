#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/modules.hpp"
#include "modules/consultation/import_polis.hpp"
#include "modules/consultation/result.hpp"
#include "platform/operations/application.hpp"

namespace gongshi::app {
namespace {

constexpr std::size_t kRowsShown = 50;

std::string read_file(const std::filesystem::path& path, bool needed) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    if (needed) throw std::runtime_error("cannot read " + path.string());
    return {};
  }
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string take(std::map<std::string, std::string>& settings, const std::string& name) {
  const auto found = settings.extract(name);
  return found ? found.mapped() : std::string();
}

}  // namespace

int import_polis(Arguments arguments) {
  static constexpr auto kFlags = std::to_array<std::string_view>({"dry_run", "matrix_public"});
  CommandLine line = parse_command_line(arguments, kFlags);
  if (line.rest.size() != 1) throw std::runtime_error("import polis takes one folder");
  consultation::ImportOptions options;
  options.dry_run = take(line.settings, "dry_run") == "true";
  options.matrix_public = take(line.settings, "matrix_public") == "true";
  options.attribution = take(line.settings, "attribution");
  options.attribution_url = take(line.settings, "attribution_url");
  options.attribution_licence = take(line.settings, "attribution_licence");
  const std::string assembly = take(line.settings, "assembly");
  config::Config config = read_config(line);
  if (!config.database.empty()) config.node = kCommandNode;
  const std::filesystem::path folder(line.rest[0]);
  const std::string summary = read_file(folder / "summary.csv", false), comments = read_file(folder / "comments.csv", true),
                    votes = read_file(folder / "votes.csv", true);

  const SystemClock clock;
  const OpenData data = open_data(config, clock);
  const auto& database = data.database;
  Application app(config, *database, clock, all_modules());
  Context context = app.context();
  context.language = std::string_view(std::getenv("LANG") ? std::getenv("LANG") : "").starts_with("zh") ? i18n::Language::zh_cn : i18n::Language::en;
  if (assembly.empty() && !options.dry_run) throw std::runtime_error("--assembly ID says whose consultation it becomes");
  options.assembly.value = assembly.empty() ? 0 : std::stoll(assembly);
  const auto report = consultation::import_polis(context, {summary, comments, votes}, options);
  if (!report) {
    std::string place;
    for (const auto& [name, value] : report.error().args) place += " " + name + " " + value;
    throw std::runtime_error(context.say(report.error().code, report.error().args) + " (" + report.error().code + place + ")");
  }
  fmt::print("{}\n{} people, {} statements ({} shown), {} votes; {} earlier votes of the same person replaced\n", report->title, report->participants,
             report->statements, report->shown, report->votes, report->superseded);
  for (std::size_t i = 0; i < report->refused.size() && i < kRowsShown; ++i) {
    const auto& row = report->refused[i];
    fmt::print("refused: {} row {}: {}\n", row.file, row.row, context.say(row.code));
  }
  if (report->refused.size() > kRowsShown) fmt::print("… and {} more refused rows\n", report->refused.size() - kRowsShown);
  if (options.dry_run) {
    fmt::print("dry run: nothing was written\n");
  } else {
    if (const auto computed = consultation::refresh_result(context, report->consultation); !computed) throw std::runtime_error(computed.error().code);
    fmt::print("consultation {}\n", report->consultation.value);
  }
  database->close();
  return 0;
}

}  // namespace gongshi::app
