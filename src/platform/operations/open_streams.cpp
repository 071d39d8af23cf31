#include "platform/operations/open_streams.hpp"

#include <algorithm>

namespace gongshi {

void OpenStreams::add(const std::string& session, const std::shared_ptr<http::EventStream>& stream) {
  const std::lock_guard lock(mutex_);
  streams_.emplace(session, stream);
}

void OpenStreams::close(std::string_view session) {
  std::vector<std::shared_ptr<http::EventStream>> ended;
  {
    const std::lock_guard lock(mutex_);
    const auto [begin, end] = streams_.equal_range(session);
    for (auto one = begin; one != end; ++one) {
      if (auto stream = one->second.lock()) ended.push_back(std::move(stream));
    }
    streams_.erase(begin, end);
  }
  for (const auto& stream : ended) stream->close();
}

std::vector<std::string> OpenStreams::sessions() {
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [](const auto& one) {
    const auto stream = one.second.lock();
    return !stream || !stream->open();
  });
  std::vector<std::string> found;
  for (const auto& [session, stream] : streams_) {
    if (found.empty() || found.back() != session) found.push_back(session);
  }
  return found;
}

}  // namespace gongshi
