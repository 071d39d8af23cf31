// A real mail server (aiosmtpd) beside a test.
#pragma once

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace gongshi::mail::test {

class SmtpServer {
 public:
  /// See smtp_server.py for the arguments. Debian's own interpreter, whatever other stands before it: it has the package.
  explicit SmtpServer(const std::vector<std::string>& arguments = {}) {
    char pattern[] = "/tmp/gongshi-smtp-XXXXXX";
    folder_ = mkdtemp(pattern);
    std::vector<std::string> words{"/usr/bin/python3", std::string(GONGSHI_SOURCE_DIR) + "/src/platform/tests/smtp_server.py", folder_.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    if (posix_spawnp(&process_, argv[0], &actions, nullptr, argv.data(), environ) != 0) std::abort();
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    FILE* const said = ::fdopen(ends[0], "r");
    if (std::fscanf(said, "%d", &port_) != 1) port_ = 0;
    std::fclose(said);
  }
  ~SmtpServer() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  void stop() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }
  int port() const { return port_; }
  /// What is said to messages from now on; empty: they are taken.
  void answer(const std::string& words) const {
    if (words.empty()) {
      std::filesystem::remove(folder_ / "answer");
    } else {
      std::ofstream(folder_ / "answer") << words;
    }
  }
  /// Letters taken so far, in order; the first line of each is the reader's address.
  std::vector<std::string> letters() const {
    std::vector<std::string> all;
    for (int i = 1;; ++i) {
      std::ifstream in(folder_ / (std::to_string(i) + ".eml"), std::ios::binary);
      if (!in) return all;
      all.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
  }

 private:
  std::filesystem::path folder_;
  pid_t process_ = 0;
  int port_ = 0;
};

/// The text of a letter, decoded.
inline std::string text_of(const std::string& letter) {
  const auto body = letter.find("\r\n\r\n");
  std::string coded = body == std::string::npos ? "" : letter.substr(body + 4), out;
  unsigned bits = 0, held = 0;
  for (const char c : coded) {
    static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto value = kLetters.find(c);
    if (value == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<unsigned>(value);
    held += 6;
    if (held >= 8) out += static_cast<char>(bits >> (held -= 8) & 0xff);
  }
  return out;
}

}  // namespace gongshi::mail::test
