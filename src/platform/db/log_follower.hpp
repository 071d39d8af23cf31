// Somebody who copies SQLite's write-ahead log to a second place while the writer goes on.
#pragma once

namespace gongshi::db {

/// Called by the writer, which must not wait long: it is the only checkpointer, and asks before the log may start anew.
class LogFollower {
 public:
  virtual ~LogFollower() = default;
  /// The database is open; what an earlier process left in the log is still there.
  virtual void opened() = 0;
  /// Whether the first `pages` pages of the log, all that was committed, are in the second place.
  virtual bool has_copied(int pages) = 0;
  /// The log grew too long and starts anew: what has not been copied will be missing.
  virtual void give_up() = 0;
  /// Nothing more will be written. Waits for the copy, for some seconds at most.
  virtual void catch_up(int pages) = 0;
  /// The database is closed.
  virtual void closed() = 0;
};

}  // namespace gongshi::db
