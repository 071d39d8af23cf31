// What the benchmarks share: child processes, and what /proc says of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace gongshi::bench {

/// A child process, ended by its id.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() { stop(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  pid_t pid() const { return pid_; }
  void stop();

 private:
  pid_t pid_;
};

/// Starts a program with its standard output in `log` (and standard error too).
pid_t start(const std::vector<std::string>& command, const std::string& log);

/// User and system time of a process and its children, in microseconds, to a hundredth of a second.
double cpu_time(pid_t pid);
long resident_bytes(pid_t pid);

/// A port that was free a moment ago.
std::uint16_t free_port();

/// A folder of its own under /tmp, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

double median(std::vector<double> values);

/// nginx serving `folder` on `port`; its configuration and log are written there too.
pid_t start_nginx(const std::string& folder, std::uint16_t port, int processes);
bool has_nginx();

}  // namespace gongshi::bench
