// The real program with the demonstration city, and people signed in to it the way people sign in.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client.hpp"
#include "platform/db/database.hpp"
#include "process.hpp"

namespace gongshi::bench {

struct Session {
  std::string cookie;  // "session=…"
  std::string csrf;
  /// Header lines of a request in this session.
  std::string fields() const { return "Cookie: " + cookie + "\r\nX-CSRF-Token: " + csrf + "\r\n"; }
};

/// A data folder with the city loaded. `database` empty: SQLite in the folder.
class City {
 public:
  explicit City(std::string database) : database_(std::move(database)) {}

  /// Loads the city where it is not there and makes one-time links: of the clerk first, then of `members` members.
  void prepare(int members);
  /// Starts build/gongshi on the folder and waits until it is ready; gives its port.
  std::uint16_t serve(const std::vector<std::string>& options = {});
  /// Starts the program without waiting.
  void launch(std::uint16_t port, const std::vector<std::string>& options = {});
  void stop() { server_.reset(); }
  pid_t server() const { return server_->pid(); }

  /// Signs in by the links that prepare() made; each once.
  Session sign_in_clerk(Client& client);
  std::vector<Session> sign_in_members(Client& client);

  /// `fn(db::WriteTx&)` in one transaction on the city's database. The server must have stopped.
  void write(const std::function<void(db::WriteTx&)>& fn);

  /// Votes of a consultation as they stand in the database, by statement and value. The server must have stopped.
  std::map<std::pair<std::int64_t, int>, std::uint64_t> stored_votes(std::int64_t consultation) const;

 private:
  std::string folder() const { return folder_.path() + "/data"; }

  const std::string database_;
  TemporaryFolder folder_;
  std::vector<std::string> links_;
  std::unique_ptr<Child> server_;
};

/// The number after `"name":` in JSON text of our own server.
std::int64_t number_in(const std::string& json, const std::string& name, std::size_t from = 0);

}  // namespace gongshi::bench
