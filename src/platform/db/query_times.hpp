// How often and how long each named statement of this process ran, for /metrics. Written like a log: nothing in the program reads it.
#pragma once

#include <chrono>
#include <string>

namespace gongshi::db {

struct Query;

/// Takes no lock: every request runs several statements. Statements beyond the table's size share one line, "others".
void observe_query(const Query& query, std::chrono::nanoseconds took);
/// Prometheus text, by name.
std::string query_metrics();

}  // namespace gongshi::db
