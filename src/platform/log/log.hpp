// One JSON object a line on standard error. No personal data, no URLs with ids of people: message, fields and the request id.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace gongshi::log {

enum class Level { debug, info, warning, error };

using Field = std::pair<std::string_view, std::string_view>;

void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});
inline void info(std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::info, message, fields); }
inline void warning(std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::warning, message, fields); }
inline void error(std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::error, message, fields); }
void set_threshold(Level level);

}  // namespace gongshi::log
