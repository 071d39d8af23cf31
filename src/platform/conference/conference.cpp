#include "platform/conference/conference.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "platform/conference/janus.hpp"
#include "platform/conference/link.hpp"

namespace gongshi::conference {
namespace {

constexpr std::size_t kMostOfOneCandidate = 512;
constexpr std::chrono::hours kTurnLife{12};

/// As SDP is written: lines of printable ASCII. What Janus gets to read comes from strangers' browsers.
bool printable(std::string_view text, bool lines) {
  return std::ranges::all_of(text, [&](unsigned char c) { return (c >= ' ' && c < 0x7f) || (lines && (c == '\r' || c == '\n')); });
}

std::unexpected<Error> not_a_signal(std::string pointer) {
  return std::unexpected(Error{ErrorKind::invalid, "request.invalid", {}, {{std::move(pointer), "conference.not_a_signal"}}});
}

/// Nobody comes in.
class Nothing final : public Conference {
 public:
  Kind kind() const override { return Kind::none; }
  Result<Entry> join(const std::string&, const Who&, Timestamp) override { return none(); }
  Result<void> signal(const std::string&, const std::string&, std::int64_t, const Signal&) override { return none(); }
  Result<void> show(const std::string&, const std::string&, std::int64_t, const Shown&) override { return none(); }
  Result<void> mute(const std::string&, const std::string&) override { return none(); }
  void change(const std::string&, const std::string&, Role) override {}
  void remove(const std::string&, const std::string&) override {}
  void close(const std::string&) override {}
  void watch(const std::string&, const std::string&, std::int64_t, std::shared_ptr<http::EventStream> stream) override { stream->close(); }
  void sweep(Timestamp) override {}
  std::size_t present(const std::string&) const override { return 0; }

 private:
  static std::unexpected<Error> none() { return fail(ErrorKind::unavailable, "conference.none"); }
};

}  // namespace

Result<void> check(const Signal& signal) {
  const bool says = signal.kind == SignalKind::offer || signal.kind == SignalKind::answer;
  if (says != !signal.sdp.empty() || signal.sdp.size() > kMostSdp || (says && !signal.sdp.starts_with("v=0")) || !printable(signal.sdp, true)) return not_a_signal("/sdp");
  const bool about = signal.kind == SignalKind::answer || signal.kind == SignalKind::watch || signal.kind == SignalKind::unwatch;
  if (about && signal.about.empty()) return not_a_signal("/about");
  if (signal.candidates.size() > kMostCandidates || (signal.kind != SignalKind::candidates && !signal.candidates.empty())) return not_a_signal("/candidates");
  for (std::size_t i = 0; i < signal.candidates.size(); ++i) {
    const Candidate& one = signal.candidates[i];
    const bool plausible = one.candidate.starts_with("candidate:") && one.candidate.size() <= kMostOfOneCandidate && printable(one.candidate, false) && one.mid.size() <= 16 &&
                           printable(one.mid, false) && one.line >= 0 && one.line < 64;
    if (!plausible) return not_a_signal(fmt::format("/candidates/{}", i));
  }
  return {};
}

std::vector<IceServer> ice_servers(const std::vector<std::string>& urls, const std::string& secret, Timestamp now) {
  std::vector<IceServer> servers;
  // The name says until when it is good; nobody is in it.
  const std::string until = std::to_string((now + kTurnLife).milliseconds / 1000);
  std::string password;
  if (!secret.empty()) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> code;
    unsigned size = 0;
    HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(until.data()), until.size(), code.data(), &size);
    std::array<char, sodium_base64_ENCODED_LEN(EVP_MAX_MD_SIZE, sodium_base64_VARIANT_ORIGINAL)> text;
    password = sodium_bin2base64(text.data(), text.size(), code.data(), size, sodium_base64_VARIANT_ORIGINAL);
  }
  for (const std::string& url : urls) {
    IceServer server{.urls = url, .username = std::nullopt, .credential = std::nullopt};
    if (url.starts_with("turn") && !password.empty()) {
      server.username = until;
      server.credential = password;
    }
    servers.push_back(std::move(server));
  }
  return servers;
}

std::shared_ptr<Conference> make(const config::Config& config, secrets::KeyView key) {
  if (!config.conference_janus.empty()) return std::make_shared<Janus>(config.conference_janus, config.conference_janus_secret, key, config.conference_ice, config.conference_ice_secret);
  if (!config.conference_link.empty()) return std::make_shared<Link>(config.conference_link, key);
  return std::make_shared<Nothing>();
}

}  // namespace gongshi::conference
