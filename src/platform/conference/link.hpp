// Another system's conference: all that is ours is the address.
#pragma once

#include "platform/conference/conference.hpp"

namespace gongshi::conference {

class Link final : public Conference {
 public:
  Link(std::string address, secrets::KeyView key) : address_(std::move(address)), key_(key) {}
  Kind kind() const override { return Kind::link; }
  Result<Entry> join(const std::string& room, const Who& who, Timestamp now) override;
  Result<void> signal(const std::string&, const std::string&, std::int64_t, const Signal&) override { return elsewhere(); }
  Result<void> show(const std::string&, const std::string&, std::int64_t, const Shown&) override { return elsewhere(); }
  Result<void> mute(const std::string&, const std::string&) override { return elsewhere(); }
  void change(const std::string&, const std::string&, Role) override {}
  void remove(const std::string&, const std::string&) override {}
  void close(const std::string&) override {}
  void watch(const std::string&, const std::string&, std::int64_t, std::shared_ptr<http::EventStream> stream) override { stream->close(); }
  void sweep(Timestamp) override {}
  std::size_t present(const std::string&) const override { return 0; }

 private:
  static std::unexpected<Error> elsewhere() { return fail(ErrorKind::conflict, "conference.enter_again"); }
  const std::string address_;
  const secrets::KeyView key_;
};

}  // namespace gongshi::conference
