// The only place where this program starts a process: itself, and nothing else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace gongshi::hall {

/// A copy of this process, which has one thread, runs `work` and ends; it also ends when this one does. -1: none could be started.
pid_t start_as_child(const std::function<void()>& work);

/// This program with other arguments, on its own feet: it goes on when this process ends. -1: it could not be started.
pid_t start_program(const std::vector<std::string>& arguments);

}  // namespace gongshi::hall
