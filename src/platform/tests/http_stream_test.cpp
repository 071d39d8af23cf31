// Server-sent events: delivery, slow viewers, heartbeat, the end.
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/http/server.hpp"
#include "platform/tests/http_client.hpp"

namespace gongshi::http {
namespace {

using namespace std::chrono_literals;
using test::Client;

constexpr std::string_view kWatch = "GET /live HTTP/1.1\r\nHost: x\r\n\r\n";

/// Keeps the streams that the server hands out, as a hub does.
class Hub {
 public:
  Response answer(Request&) {
    Response response;
    response.set("X-Accel-Expires", "0");
    response.stream = [this](std::shared_ptr<EventStream> stream) {
      const std::lock_guard lock(mutex_);
      streams_.push_back(std::move(stream));
      changed_.notify_all();
    };
    return response;
  }
  std::shared_ptr<EventStream> stream(std::size_t index) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return streams_.size() > index; });
    return streams_[index];
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    streams_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<EventStream>> streams_;
};

std::unique_ptr<Server> serve(Hub& hub, Limits limits = {}) {
  ServerOptions options{.port = 0, .io_threads = 2, .workers = 1, .limits = limits};
  return Server::start(options, [&hub](Request& request) { return hub.answer(request); }, nullptr);
}

std::shared_ptr<const std::string> frame(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

template <class Condition>
void wait_until(Condition condition) {
  while (!condition()) {
    std::this_thread::sleep_for(1ms);
  }
}

TEST(HttpStream, EveryViewerGetsEveryFrameInOrder) {
  Hub hub;
  const auto server = serve(hub);
  std::vector<std::unique_ptr<Client>> viewers;
  for (std::size_t i = 0; i < 20; ++i) {
    viewers.push_back(std::make_unique<Client>(server->port()));
    viewers.back()->send(kWatch);
    const std::string head = viewers.back()->read_until("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    hub.stream(i);
  }
  EXPECT_EQ(server->counters().streams, 20u);
  for (int n = 0; n < 50; ++n) {
    const auto one = frame(fmt::format("data: {}\n\n", n));
    for (std::size_t i = 0; i < viewers.size(); ++i) {
      hub.stream(i)->send(one);
    }
  }
  for (const auto& viewer : viewers) {
    for (int n = 0; n < 50; ++n) {
      ASSERT_EQ(viewer->read_until("\n\n"), fmt::format("data: {}\n\n", n));
    }
  }
}

TEST(HttpStream, AHubMaySendFromManyThreadsWhileViewersComeAndGo) {
  Hub hub;
  const auto server = serve(hub);
  std::vector<std::unique_ptr<Client>> viewers;
  for (std::size_t i = 0; i < 8; ++i) {
    viewers.push_back(std::make_unique<Client>(server->port()));
    viewers.back()->send(kWatch);
    hub.stream(i);
  }
  {
    std::vector<std::jthread> senders;
    for (int t = 0; t < 3; ++t) {
      senders.emplace_back([&] {
        for (int n = 0; n < 2000; ++n) {
          hub.stream(static_cast<std::size_t>(n) % 8)->send(frame("data: x\n\n"));
        }
      });
    }
    viewers.resize(4);
  }
  viewers.clear();
  wait_until([&] { return server->counters().open == 0; });
  EXPECT_EQ(server->counters().streams, 0u);
}

TEST(HttpStream, ASlowViewerIsDroppedAndTheOthersAreNot) {
  Hub hub;
  Limits limits;
  limits.stream_frames = 16;
  const auto server = serve(hub, limits);
  Client slow(server->port(), nullptr, 4096);
  slow.send(kWatch);
  const auto slow_stream = hub.stream(0);
  Client quick(server->port());
  quick.send(kWatch);
  const auto quick_stream = hub.stream(1);
  quick.read_until("\r\n\r\n");
  const auto large = frame("data: " + std::string(10'000, 'x') + "\n\n");
  for (int n = 0; n < 200; ++n) {
    slow_stream->send(large);
    quick_stream->send(large);
    ASSERT_EQ(quick.read_until("\n\n").size(), large->size());
  }
  EXPECT_FALSE(slow_stream->open());
  EXPECT_TRUE(quick_stream->open());
  wait_until([&] { return server->counters().open == 1; });
}

TEST(HttpStream, BytesWaitingAreLimitedButOneLargeFrameMayPass) {
  Hub hub;
  Limits limits;
  limits.stream_bytes = 1000;
  const auto server = serve(hub, limits);
  Client viewer(server->port());
  viewer.send(kWatch);
  const auto stream = hub.stream(0);
  viewer.read_until("\r\n\r\n");
  stream->send(frame(std::string(500'000, 'x') + "\n\n"));
  EXPECT_EQ(viewer.read_until("\n\n").size(), 500'002u);
  EXPECT_TRUE(stream->open());
}

TEST(HttpStream, AStalledViewerRunsOutOfTime) {
  Hub hub;
  Limits limits;
  limits.write_time = 100ms;
  const auto server = serve(hub, limits);
  Client viewer(server->port(), nullptr, 4096);
  viewer.send(kWatch);
  hub.stream(0)->send(frame(std::string(2'000'000, 'x') + "\n\n"));
  wait_until([&] { return server->counters().open == 0; });
  EXPECT_FALSE(hub.stream(0)->open());
}

TEST(HttpStream, SilenceIsFilledWithComments) {
  Hub hub;
  Limits limits;
  limits.stream_heartbeat = 50ms;
  const auto server = serve(hub, limits);
  Client viewer(server->port());
  viewer.send(kWatch);
  viewer.read_until("\r\n\r\n");
  EXPECT_EQ(viewer.read_until("\n\n"), ":\n\n");
  EXPECT_EQ(viewer.read_until("\n\n"), ":\n\n");
}

TEST(HttpStream, EndsWhenTheHubClosesItOrLetsGo) {
  Hub hub;
  const auto server = serve(hub);
  Client closed(server->port());
  closed.send(kWatch);
  hub.stream(0)->send(frame("data: last\n\n"));
  hub.stream(0)->close();
  hub.stream(0)->send(frame("data: too late\n\n"));
  closed.read_until("\r\n\r\n");
  EXPECT_TRUE(closed.ended());
  EXPECT_EQ(closed.rest(), "data: last\n\n");
  Client let_go(server->port());
  let_go.send(kWatch);
  hub.stream(1);
  hub.forget();
  EXPECT_TRUE(let_go.ended());
}

TEST(HttpStream, NoticesThatAViewerLeft) {
  Hub hub;
  const auto server = serve(hub);
  {
    Client viewer(server->port());
    viewer.send(kWatch);
    hub.stream(0);
  }
  wait_until([&] { return !hub.stream(0)->open(); });
  EXPECT_EQ(server->counters().streams, 0u);
}

TEST(HttpStream, HeadDoesNotOpenAStream) {
  Hub hub;
  const auto server = serve(hub);
  Client client(server->port());
  client.send("HEAD /live HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.read(true).header("content-type"), "text/event-stream");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server->counters().streams, 0u);
}

TEST(HttpStream, EndsAtStopAfterWhatWasSent) {
  Hub hub;
  auto server = serve(hub);
  Client viewer(server->port());
  viewer.send(kWatch);
  const auto stream = hub.stream(0);
  viewer.read_until("\r\n\r\n");
  stream->send(frame("data: goodbye\n\n"));
  std::jthread stopper([&] { server->stop(10s); });
  EXPECT_TRUE(viewer.ended());
  EXPECT_EQ(viewer.rest(), "data: goodbye\n\n");
  stopper.join();
  server = nullptr;
  stream->send(frame("data: nobody is there\n\n"));
  EXPECT_FALSE(stream->open());
}

}  // namespace
}  // namespace gongshi::http
