// A running server does what a command asks of it, since only one process may write to a data folder (docs/adr/0014). The socket lies in that
// folder and answers its owner alone.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "platform/i18n/messages.hpp"

namespace gongshi::app {

struct Spoken {
  int status = 0;  // exit code of the command
  std::string text{};
};

class ControlSocket {
 public:
  using Handler = std::function<Spoken(const std::vector<std::string>& arguments, i18n::Language)>;
  /// Listens in `folder`; a socket that an ended process left there is replaced. Throws std::runtime_error in words.
  ControlSocket(const std::string& folder, Handler handler);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  void listen();
  void answer(int connection) const;

  const std::string path_;
  const Handler handler_;
  int folder_ = -1;
  int socket_ = -1;
  int stop_ = -1;
  std::thread thread_;
};

/// Whether a server listens in `folder`.
bool server_runs(const std::string& folder);

/// What the server that uses `folder` answers; nothing when none does.
std::optional<Spoken> ask_running_server(const std::string& folder, const std::vector<std::string>& arguments, i18n::Language language);

}  // namespace gongshi::app
