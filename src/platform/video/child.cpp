#include "platform/video/child.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gongshi::video {

void Child::start(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  char* environment[] = {path, nullptr};
  const pid_t parent = ::getpid();
  const pid_t id = ::fork();
  if (id < 0) throw std::runtime_error(std::string("no other program can be started: ") + std::strerror(errno));
  if (id == 0) {
    // Between fork and exec of a program with threads only what signal handlers may call.
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(126);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const int nowhere = ::open("/dev/null", O_RDWR);
    ::dup2(nowhere, 0);
    ::dup2(nowhere, 1);
    ::close_range(3, ~0U, 0);
    ::execve(words[0], words.data(), environment);
    ::_exit(127);
  }
  ::setpgid(id, id);
  id_ = id;
}

bool Child::running() {
  if (id_ == 0) return false;
  int status = 0;
  const pid_t ended = ::waitpid(id_, &status, WNOHANG);
  if (ended == 0) return true;
  ::kill(-id_, SIGKILL);
  id_ = 0;
  return false;
}

void Child::stop(std::chrono::milliseconds patience) {
  if (id_ == 0) return;
  ::kill(id_, SIGTERM);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (running()) {
    if (std::chrono::steady_clock::now() > until) {
      ::kill(-id_, SIGKILL);
      ::waitpid(id_, nullptr, 0);
      id_ = 0;
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace gongshi::video
