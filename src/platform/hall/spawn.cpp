#include "platform/hall/spawn.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>

#include <spawn.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "platform/log/log.hpp"

extern char** environ;

namespace gongshi::hall {

pid_t start_as_child(const std::function<void()>& work) {
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process != 0) return process;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) std::_Exit(1);
  // What the parent keeps for itself is not for the child: a signal ends it.
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_UNBLOCK, &all, nullptr);
  std::signal(SIGINT, SIG_IGN);  // from the terminal: the parent decides
  try {
    work();
  } catch (const std::exception& error) {
    log::error("a process of the hall gave up", {{"why", error.what()}});
    std::_Exit(1);
  }
  std::_Exit(0);
}

pid_t start_program(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers{const_cast<char*>("gongshi")};
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
  // Nothing is read from where the server reads, and what is printed would be taken for the server's.
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
  // The server's listener would outlive it in the hub, and the next server find its port taken.
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t process = -1;
  if (::posix_spawn(&process, "/proc/self/exe", &actions, &attributes, pointers.data(), environ) != 0) process = -1;
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return process;
}

}  // namespace gongshi::hall
