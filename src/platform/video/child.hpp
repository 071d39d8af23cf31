// Another program, started and ended by this one. The only place that starts one: by its full path, without a shell, without this program's
// environment, files and sockets.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace gongshi::video {

class Child {
 public:
  Child() = default;
  ~Child() { stop(std::chrono::seconds(2)); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// `command[0]` is the program. Its errors go where ours go. It ends when the thread that started it does. Throws std::runtime_error.
  void start(const std::vector<std::string>& command);
  /// Whether it still runs; once it has ended, what else it had started is ended too.
  bool running();
  /// Asks it to end, and after `patience` makes it.
  void stop(std::chrono::milliseconds patience);
  pid_t id() const { return id_; }

 private:
  pid_t id_ = 0;
};

}  // namespace gongshi::video
