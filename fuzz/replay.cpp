// Runs a target over the files given to it (folders whole): what libFuzzer once found stays right under the ordinary compiler too.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "target.hpp"

int main(int argc, char** argv) {
  int inputs = 0;
  const auto replay = [&](const std::filesystem::path& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    std::fprintf(stderr, "%s\n", path.c_str());  // the last one named is the one that failed
    gongshi::fuzz::run(bytes.str());
    ++inputs;
  };
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      replay(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) replay(entry.path());
  }
  if (inputs == 0) {
    std::fprintf(stderr, "no input: give files or folders\n");
    return 1;
  }
}
