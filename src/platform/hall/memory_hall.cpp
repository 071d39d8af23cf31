#include "platform/hall/memory_hall.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <sodium.h>

#include "platform/log/log.hpp"

namespace gongshi::hall {

std::string_view ticket_of(std::string_view query) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with("ticket=")) return pair.substr(7);
  }
  return {};
}

std::uint64_t new_epoch() {
  std::uint64_t epoch = 0;
  while (epoch == 0) ::randombytes_buf(&epoch, sizeof epoch);
  return epoch;
}

void LocalViewers::drop_gone(Channel& channel) {
  const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::erase_if(channel.viewers, [&](const Viewer& viewer) {
    if (viewer.expires < now) viewer.stream->close();
    return !viewer.stream->open();
  });
}

void LocalViewers::append(std::string_view topic, Audience audience, FrameId id, std::shared_ptr<const std::string> frame) {
  const std::lock_guard lock(mutex_);
  Channel& channel = channels_[channel_key(topic, audience)];
  epoch_ = id.epoch;
  if (id.number != channel.newest + 1) {
    channel.frames.clear();
    channel.floor = id.number - 1;
  }
  channel.newest = id.number;
  channel.frames.emplace_back(id.number, frame);
  if (channel.frames.size() > kFrames) {
    channel.floor = channel.frames.front().first;
    channel.frames.pop_front();
  }
  for (const Viewer& viewer : channel.viewers) viewer.stream->send(frame);
  drop_gone(channel);
}

void LocalViewers::watch(const Ticket& ticket, std::string_view last, std::shared_ptr<http::EventStream> stream) {
  const std::lock_guard lock(mutex_);
  Channel& channel = channels_[channel_key(ticket.topic, ticket.audience)];
  const std::uint64_t crowd = channel.viewers.size();
  stream->send(std::make_shared<const std::string>(retry_line(crowd, ticket.viewer)));
  const auto known = frame_id_from(last);
  if (!known || known->epoch != epoch_ || known->number > channel.newest || known->number < channel.floor) {
    stream->send(std::make_shared<const std::string>(encode_snapshot({epoch_, channel.newest}, last.empty() ? "hello" : "again", spread_of(crowd))));
  } else {
    for (const auto& [number, frame] : channel.frames) {
      if (number > known->number) stream->send(frame);
    }
  }
  drop_gone(channel);
  channel.viewers.push_back({ticket.viewer, ticket.expires, std::move(stream)});
}

void LocalViewers::begin_anew(std::uint64_t epoch) {
  const std::lock_guard lock(mutex_);
  epoch_ = epoch;
  for (auto& [key, channel] : channels_) {
    channel.frames.clear();
    channel.floor = channel.newest = 0;
    const auto again = std::make_shared<const std::string>(encode_snapshot({epoch, 0}, "again", spread_of(channel.viewers.size())));
    for (const Viewer& viewer : channel.viewers) viewer.stream->send(again);
    drop_gone(channel);
  }
}

LocalViewers::Crowded LocalViewers::crowd(std::string_view topic, Audience audience) {
  const std::lock_guard lock(mutex_);
  Crowded crowded;
  const auto found = channels_.find(channel_key(topic, audience));
  if (found == channels_.end()) return crowded;
  drop_gone(found->second);
  for (const Viewer& viewer : found->second.viewers) {
    ++crowded.connections;
    crowded.sketch.add(viewer.hash);
  }
  return crowded;
}

std::vector<std::string> LocalViewers::frames(std::string_view topic, Audience audience) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [number, frame] : channels_[channel_key(topic, audience)].frames) all.push_back(*frame);
  return all;
}

std::uint64_t LocalViewers::epoch() {
  const std::lock_guard lock(mutex_);
  return epoch_;
}

MemoryHall::MemoryHall(std::function<secrets::KeyView()> key) : key_(std::move(key)) { viewers_->begin_anew(new_epoch()); }

void MemoryHall::publish(std::string_view topic, Audience audience, std::string_view event, std::string_view json) {
  if (!publishable(topic, event, json)) {
    log::error("a message for the hall cannot be sent as it is", {{"topic", std::string(topic)}, {"event", std::string(event)}});
    return;
  }
  // Numbered and appended under one lock, so that the order of the numbers is the order of arrival.
  const std::lock_guard lock(numbers_mutex_);
  const FrameId id{viewers_->epoch(), ++numbers_[channel_key(topic, audience)]};
  const bool fits = json.size() <= kMostJson;
  viewers_->append(topic, audience, id, std::make_shared<const std::string>(fits ? encode(id, event, json) : encode_snapshot(id, "again", 0)));
}

std::string MemoryHall::watch_address(std::string_view topic, Audience audience, std::string_view viewer, Timestamp now) {
  const Ticket ticket{std::string(topic), audience, viewer_hash(key(), viewer), now.milliseconds / 1000 + life_of(audience).count()};
  return fmt::format("{}?ticket={}", kWatchPath, sign(key(), ticket));
}

Presence MemoryHall::presence(std::string_view topic) {
  Presence presence;
  for (const Audience audience : kAudiences) {
    const auto crowded = viewers_->crowd(topic, audience);
    presence[audience] = {crowded.connections, crowded.sketch.estimate()};
  }
  return presence;
}

MemoryHall::Admitted MemoryHall::admit(const http::Request& request, Timestamp now) {
  if (request.method != http::Method::get) return {404};
  auto ticket = verify(key(), ticket_of(request.query));
  if (!ticket) return {404};
  if (ticket->expires < now.milliseconds / 1000) return {403};
  return {200, std::move(*ticket)};
}

http::Response MemoryHall::watch(const http::Request& request, Timestamp now) {
  http::Response response;
  Admitted admitted = admit(request, now);
  response.status = admitted.status;
  if (admitted.status != 200) {
    response.set("Cache-Control", "no-store");
    return response;
  }
  response.stream = [viewers = viewers_, ticket = std::move(admitted.ticket), last = last_id(request)](std::shared_ptr<http::EventStream> stream) {
    viewers->watch(ticket, last, std::move(stream));
  };
  return response;
}

}  // namespace gongshi::hall
