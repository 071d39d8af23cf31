// Which streams of server-sent events a session has open on this node: they end when it does.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"

namespace gongshi {

class OpenStreams {
 public:
  void add(const std::string& session, const std::shared_ptr<http::EventStream>& stream);
  void close(std::string_view session);
  /// Those with a stream still open.
  std::vector<std::string> sessions();

 private:
  std::mutex mutex_;
  std::multimap<std::string, std::weak_ptr<http::EventStream>, std::less<>> streams_;
};

}  // namespace gongshi
