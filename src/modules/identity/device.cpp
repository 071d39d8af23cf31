#include "modules/identity/device.hpp"

#include "modules/identity/service.hpp"

namespace gongshi::identity {
namespace {

template <class E>
struct Sign {
  std::string_view text;
  E means;
};
// The first that fits: most browsers also call themselves Chrome and Safari.
constexpr Sign<BrowserKind> kBrowsers[] = {{"MicroMessenger", BrowserKind::wechat}, {"QQBrowser", BrowserKind::qq}, {"UCBrowser", BrowserKind::uc},
                                       {"Edg", BrowserKind::edge},              {"Firefox", BrowserKind::firefox}, {"FxiOS", BrowserKind::firefox},
                                       {"Chrome", BrowserKind::chrome},         {"CriOS", BrowserKind::chrome},    {"Safari", BrowserKind::safari}};
constexpr Sign<SystemKind> kSystems[] = {{"OpenHarmony", SystemKind::harmony}, {"HarmonyOS", SystemKind::harmony}, {"Android", SystemKind::android}, {"iPhone", SystemKind::ios},
                                     {"iPad", SystemKind::ios},            {"Windows", SystemKind::windows},   {"Mac OS", SystemKind::macos},    {"Linux", SystemKind::linux_}};

template <class E, std::size_t N>
E first_sign(const Sign<E> (&signs)[N], std::string_view text) {
  for (const auto& sign : signs) {
    if (text.contains(sign.text)) return sign.means;
  }
  return E::other;
}

constexpr std::size_t kWord = 43;

std::string mark(Context& context, PersonId person, std::string_view word) {
  return secrets::keyed_hash(service(context).look_up_key, "device|" + std::to_string(person.value) + "|" + std::string(word));
}

}  // namespace

BrowserKind browser_of(std::string_view user_agent) { return first_sign(kBrowsers, user_agent); }
SystemKind system_of(std::string_view user_agent) { return first_sign(kSystems, user_agent); }

std::string known_device(Context& context, PersonId person) {
  if (!device_of(context, person).empty()) return context.device;
  const std::string word = secrets::random_token();
  return word + "." + mark(context, person, word);
}

std::string_view device_of(Context& context, PersonId person) {
  const std::string_view device = context.device;
  if (device.size() < kWord + 1 || device[kWord] != '.') return {};
  const std::string_view word = device.substr(0, kWord);
  return secrets::same(device.substr(kWord + 1), mark(context, person, word)) ? word : std::string_view();
}

}  // namespace gongshi::identity
