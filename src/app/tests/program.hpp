// The real program, started on a free port of loopback and ended as hard as a test wants; its answers over raw HTTP.
#pragma once

#include <atomic>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/json/codec.hpp"
#include "platform/tests/http_client.hpp"

namespace gongshi::app::test {

class Program {
 public:
  /// `arguments` behind "serve --port 0". Waits until the program has said where it listens, and that it is ready.
  explicit Program(const std::vector<std::string>& arguments) { start(arguments); }
  ~Program() { end(SIGKILL); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::uint16_t port() const { return port_; }
  /// What it printed until it was ready: addresses and links.
  const std::string& words() const { return words_; }
  pid_t process() const { return process_; }

  void end(int signal) {
    if (process_ < 0) return;
    ::kill(process_, signal);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    ended_ = true;
    listener_.join();
    ::close(output_);
  }
  /// What it printed and logged after that, once it has ended.
  const std::string& rest() const { return rest_; }

 private:
  void start(const std::vector<std::string>& arguments) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    std::vector<std::string> words{GONGSHI_PROGRAM, "serve", "--port", "0", "--pace", "100000"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    // What configures the tests (GONGSHI_KILLS, GONGSHI_TEST_POSTGRES) is no setting of the program.
    std::vector<char*> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
      if (!std::string_view(*variable).starts_with("GONGSHI_")) environment.push_back(*variable);
    }
    // Nor is the configuration of a Gongshi that is installed on this machine.
    char no_file[] = "GONGSHI_CONFIG=/dev/null";
    environment.push_back(no_file);
    environment.push_back(nullptr);
    const int failed = ::posix_spawn(&process_, GONGSHI_PROGRAM, &actions, nullptr, pointers.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    output_ = pipe[0];
    if (failed != 0) throw std::runtime_error("the program does not start");
    // The address stands in the first line; the links follow at once.
    constexpr int kPatience = 60'000;
    for (;;) {
      pollfd wait{output_, POLLIN, 0};
      char bytes[4096];
      const bool said = ::poll(&wait, 1, port_ == 0 ? kPatience : 200) > 0;
      const ssize_t got = said ? ::read(output_, bytes, sizeof bytes) : 0;
      if (got > 0) words_.append(bytes, static_cast<std::size_t>(got));
      if (port_ == 0) {
        if (got <= 0) throw std::runtime_error("the program ended or kept silent: " + words_);
        const auto at = words_.find("://");
        if (at == std::string::npos || words_.find('\n', at) == std::string::npos) continue;
        const auto port = words_.find(':', at + 1) + 1;
        std::from_chars(words_.data() + port, words_.data() + words_.size(), port_);
      } else if (got <= 0) {
        break;
      }
    }
    // A program whose log nobody takes stands still once the pipe is full. The hub of the hall has the pipe too and goes on.
    listener_ = std::thread([this] {
      char bytes[4096];
      for (;;) {
        pollfd wait{output_, POLLIN, 0};
        const bool last = ended_;
        if (::poll(&wait, 1, 100) == 0) {
          if (last) return;
          continue;
        }
        const ssize_t got = ::read(output_, bytes, sizeof bytes);
        if (got <= 0) return;
        rest_.append(bytes, static_cast<std::size_t>(got));
      }
    });
  }

  pid_t process_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
  std::string words_;
  std::string rest_;
  std::atomic<bool> ended_ = false;
  std::thread listener_;
};

/// A browser over the wire: one connection, a cookie, the CSRF token. A lost connection is an answer with status 0.
class Wire {
 public:
  void connect(std::uint16_t port) {
    port_ = port;
    client_.reset();
  }
  /// `key` is the Idempotency-Key; empty: a new one.
  http::test::Answer ask(std::string_view method, std::string_view path, std::string_view body = {}, std::string key = {}) {
    if (key.empty()) key = fmt::format("wire-key-{}-{}", static_cast<const void*>(this), ++count_);
    try {
      if (!client_) client_ = std::make_unique<http::test::Client>(port_);
    } catch (const std::exception&) {
      return {};
    }
    auto answer = client_->ask(fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nAccept-Language: en\r\nIdempotency-Key: {}\r\n"
                                           "X-CSRF-Token: {}\r\nCookie: {}\r\nContent-Length: {}\r\n\r\n{}",
                                           method, path, port_, key, csrf, cookie, body.size(), body));
    if (answer.status == 0) client_.reset();
    if (const auto set = answer.header("set-cookie"); !set.empty()) cookie = set.substr(0, set.find(';'));
    if (const auto document = json::parse(answer.body); document && document->is_object()) {
      if (const auto* token = document->as_object().if_contains("csrf"); token != nullptr && token->is_string()) csrf = std::string(token->as_string());
    }
    return answer;
  }

  std::string cookie = "none=0";
  std::string csrf = "none";

 private:
  std::uint16_t port_ = 0;
  std::unique_ptr<http::test::Client> client_;
  int count_ = 0;
};

}  // namespace gongshi::app::test
