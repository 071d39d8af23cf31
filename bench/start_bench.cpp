// start_bench: from exec to /readyz on a folder with the demonstration city, and memory after ten idle seconds.
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "city.hpp"

namespace gongshi::bench {
namespace {

constexpr int kRounds = 5;
constexpr auto kIdle = std::chrono::seconds(10);
constexpr auto kPatience = std::chrono::seconds(30);

/// Milliseconds from exec to the first 200 of /readyz.
double start_once(City& city) {
  using Clock = std::chrono::steady_clock;
  const std::uint16_t port = free_port();
  const auto began = Clock::now();
  city.launch(port);
  while (Clock::now() - began < kPatience) {
    try {
      if (Client(port).get("/readyz").status == 200) return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    } catch (const std::runtime_error&) {
      // It does not listen yet.
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  throw std::runtime_error("the server did not become ready");
}

void run() {
  City city("");
  city.prepare(0);
  std::vector<double> starts;
  for (int round = 0; round < kRounds; ++round) {
    starts.push_back(start_once(city));
    fmt::print("start {}: ready after {:.0f} ms\n", round + 1, starts.back());
    if (round + 1 < kRounds) city.stop();
  }
  std::this_thread::sleep_for(kIdle);
  fmt::print("median: ready after {:.0f} ms; {:.1f} MB resident after {} idle seconds\n", median(starts),
             static_cast<double>(resident_bytes(city.server())) / 1e6, kIdle.count());
}

}  // namespace
}  // namespace gongshi::bench

int main() {
  try {
    gongshi::bench::run();
  } catch (const std::exception& error) {
    fmt::print(stderr, "start_bench: {}\n", error.what());
    return 1;
  }
}
