// The word finder's figures: how fast, how much of what is disguised it finds, how often it stops ordinary sentences, how fast a list is made. Fails when
// it finds too little or stops too much, and never for a time.
//   words_bench [folder with *.txt of ordinary sentences, one a line]
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unicode/brkiter.h>
#include <unicode/translit.h>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "base/word_finder.hpp"
#include "maths/random.hpp"

namespace {

using namespace gongshi;

constexpr double kLeastRecall = 95;       // percent
constexpr double kMostFalseAlarms = 0.5;  // percent

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> characters_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 1;
    while (i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xC0) == 0x80) ++length;
    out.emplace_back(text.substr(i, length));
    i += length;
  }
  return out;
}

/// An entry, and how a person would write its traditional form, its halves (written by hand and not taken from the finder's table) and its letters
/// otherwise. What cannot be written so is empty.
struct Entry {
  ListedWord listed;
  const char* traditional = "";
  const char* halves = "";
  const char* alike = "";
};

// Words of a fair, a kitchen and a shop: harmless, and of the lengths and kinds that lists have.
const Entry kEntries[] = {
    {{"糖葫芦", "tang hu lu"}, "糖葫蘆", "米唐葫芦", ""},
    {{"张骑车", "zhang qi che"}, "張騎車", "弓长马奇车", "张骑⻋"},
    {{"体验馆", "ti yan guan"}, "體驗館", "亻本验馆", "体验馆"},
    {{"优惠码", "you hui ma"}, "優惠碼", "亻尤惠石马", "优惠⽯马"},
    {{"钓鱼场", "diao yu chang"}, "釣魚場", "钅勺鱼场", "钓⿂场"},
    {{"辣椒酱", "la jiao jiang"}, "辣椒醬", "辣木叔酱", "辣椒酱"},
    {{"游戏机", "you xi ji"}, "遊戲機", "游又戈木几", "游戏机"},
    {{"炸鸡块", "zha ji kuai"}, "炸雞塊", "火乍又鸟土夬", "炸鸡块"},
    {{"明朗观", "ming lang guan"}, "明朗觀", "日月朗又见", "明朗观"},
    {{"林海雪", "lin hai xue"}, "", "木木海雪", "林海雪"},
    {{"卡丁赛", "ka ding sai"}, "卡丁賽", "", ""},
    {{"话剧团", "hua ju tuan"}, "話劇團", "讠舌居刂团", "话剧团"},
    {{"sampleword", ""}, "", "", "ѕаmрlеwоrd"},
    {{"testphrase", ""}, "", "", "tеѕtрhrаsе"},
    {{"fairground", ""}, "", "", "fаirgrοund"},
    {{"cola88", ""}, "", "", "соlа88"},
};

std::string with_between(const std::string& word, const std::vector<std::string>& between) {
  std::string out;
  std::size_t n = 0;
  for (const std::string& c : characters_of(word)) out += (out.empty() ? "" : between[n++ % between.size()]) + c;
  return out;
}

std::string each(const std::string& word, const std::function<std::string(const std::string&, std::size_t)>& change) {
  std::string out;
  std::size_t n = 0;
  for (const std::string& c : characters_of(word)) out += change(c, n++);
  return out;
}

std::string utf8(char32_t c) {
  return c < 0x800 ? std::string{static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))}
                   : std::string{static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

std::uint32_t number_of(const std::string& c) {
  if (c.size() == 1) return static_cast<unsigned char>(c[0]);
  std::uint32_t n = static_cast<unsigned char>(c[0]) & (c.size() == 2 ? 0x1F : c.size() == 3 ? 0x0F : 0x07);
  for (std::size_t i = 1; i < c.size(); ++i) n = (n << 6) | (static_cast<unsigned char>(c[i]) & 0x3F);
  return n;
}

/// Each of the ten ways to disguise a word; empty where this word cannot be disguised so.
struct Evasion {
  const char* name;
  std::function<std::vector<std::string>(const Entry&)> ways;
};

std::string joined(std::string pinyin, const char* with) {
  for (auto at = pinyin.find(' '); at != std::string::npos; at = pinyin.find(' ', at)) pinyin.replace(at, 1, with), at += std::string_view(with).size();
  return pinyin;
}

const Evasion kEvasions[] = {
    {"full-width",
     [](const Entry& e) -> std::vector<std::string> {
       const auto wide = each(e.listed.word, [](const std::string& c, std::size_t) { return c.size() == 1 ? utf8(static_cast<char32_t>(c[0]) + 0xFEE0) : c; });
       return wide == e.listed.word ? std::vector<std::string>() : std::vector{wide};
     }},
    {"zero-width", [](const Entry& e) -> std::vector<std::string> {
       return {with_between(e.listed.word, {"\u200b"}), with_between(e.listed.word, {"\u200d", "\u2060", "\ufeff"}), with_between(e.listed.word, {"\u00ad", "\u180e"})};
     }},
    {"spaces and punctuation", [](const Entry& e) -> std::vector<std::string> {
       return {with_between(e.listed.word, {" "}), with_between(e.listed.word, {"　", "  "}), with_between(e.listed.word, {".", "*", "-"}),
               with_between(e.listed.word, {"、"}), with_between(e.listed.word, {"【】", "…"}), with_between(e.listed.word, {"\n"})};
     }},
    {"traditional", [](const Entry& e) -> std::vector<std::string> { return *e.traditional == 0 ? std::vector<std::string>() : std::vector<std::string>{e.traditional}; }},
    {"pinyin",
     [](const Entry& e) -> std::vector<std::string> {
       const std::string& p = e.listed.pinyin;
       if (p.empty()) return {};
       std::string capital = joined(p, "");
       capital[0] = static_cast<char>(capital[0] - 32);
       const auto characters = characters_of(e.listed.word);
       return {joined(p, ""), p, joined(p, "-"), capital, p.substr(0, p.find(' ')) + e.listed.word.substr(characters[0].size())};
     }},
    {"homoglyph",
     [](const Entry& e) -> std::vector<std::string> {
       std::vector<std::string> ways;
       if (*e.alike != 0 && e.alike != e.listed.word) ways.push_back(e.alike);
       const auto circled = each(e.listed.word, [](const std::string& c, std::size_t) { return c[0] >= 'a' && c[0] <= 'z' ? utf8(0x24D0 + static_cast<char32_t>(c[0] - 'a')) : c; });
       const auto digits = each(e.listed.word, [](const std::string& c, std::size_t) {
         constexpr std::string_view kFrom = "oieas", kTo = "01345";
         const auto at = c.size() == 1 ? kFrom.find(c[0]) : kFrom.npos;
         return at == kFrom.npos ? c : std::string(1, kTo[at]);
       });
       if (circled != e.listed.word) ways.push_back(circled);
       if (digits != e.listed.word) ways.push_back(digits);
       return ways;
     }},
    {"split characters", [](const Entry& e) -> std::vector<std::string> { return *e.halves == 0 ? std::vector<std::string>() : std::vector<std::string>{e.halves}; }},
    {"emoji", [](const Entry& e) -> std::vector<std::string> {
       return {with_between(e.listed.word, {"🍎"}), with_between(e.listed.word, {"❤️", "👍🏽"}), with_between(e.listed.word, {"👨‍👩‍👧‍👦"}), with_between(e.listed.word, {"🇨🇳", "☆", "★"})};
     }},
    {"mixed case",
     [](const Entry& e) -> std::vector<std::string> {
       const auto mixed = each(e.listed.word, [](const std::string& c, std::size_t n) {
         return c.size() == 1 && c[0] >= 'a' && n % 2 == 0 ? std::string(1, static_cast<char>(c[0] - 32)) : c;
       });
       return mixed == e.listed.word ? std::vector<std::string>() : std::vector{mixed};
     }},
    {"HTML entity", [](const Entry& e) -> std::vector<std::string> {
       return {each(e.listed.word, [](const std::string& c, std::size_t) { return fmt::format("&#{};", number_of(c)); }),
               each(e.listed.word, [](const std::string& c, std::size_t n) { return n % 2 == 0 ? fmt::format("&#x{:x};", number_of(c)) : c; }),
               with_between(e.listed.word, {"&nbsp;", "&zwnj;"})};
     }},
};

/// Ordinary sentences: what people wrote and what the platform itself says, cut at their ends, and made up ones.
std::vector<std::string> ordinary_sentences(const std::string& folder) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view text) {
    std::string sentence;
    for (const std::string& c : characters_of(text)) {
      const bool end = c == "。" || c == "！" || c == "？" || c == "\n" || c == "；";
      if (!end || c == "。") sentence += c;
      if (end && code_points(sentence) > 4) out.push_back(std::exchange(sentence, {}));
    }
    if (code_points(sentence) > 4) out.push_back(sentence);
  };
  const std::filesystem::path root = GONGSHI_SOURCE_DIR;
  const std::string comments = read(root / "demo/vtaiwan.uberx/comments.csv");
  CsvReader rows(comments);
  for (auto row = rows.next(); row && *row != nullptr; row = rows.next()) add((*row)->back());
  const auto add_texts_of_json = [&](const std::filesystem::path& file) {
    const std::string text = read(file);
    std::string value;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (inside && text[i] == '\\') {
        value += text[i + 1] == 'n' ? '\n' : text[i + 1];
        ++i;
      } else if (text[i] == '"') {
        if (inside && i + 1 < text.size() && text[i + 1] != ':') add(value);
        value.clear();
        inside = !inside;
      } else if (inside) {
        value += text[i];
      }
    }
  };
  add_texts_of_json(root / "demo/manufacturing.json");
  for (const char* place : {"src", "web/src"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / place)) {
      if (entry.path().filename() == "zh-CN.json" || entry.path().filename() == "en.json") add_texts_of_json(entry.path());
    }
  }
  if (!folder.empty()) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) add(read(entry.path()));
  }
  const std::size_t real = out.size();
  const char* const who[] = {"市教育局", "社区卫生服务中心", "老旧小区的住户", "中小企业", "外卖骑手", "县农业农村局", "公交公司", "年轻的父母", "养老机构", "民营企业家", "乡村教师", "残疾人"};
  const char* const does[] = {"应当尽快公布", "希望能够参与", "很难承担", "正在试点", "需要重新评估", "已经提出了三次关于", "不了解", "可以带头推动", "建议由第三方检查", "反对取消"};
  const char* const what[] = {"学区划分的办法", "电梯加装的费用分摊", "新能源汽车充电桩的布局", "夜间施工的噪声管理", "校园午餐的价格（每餐12元）", "垃圾分类的积分奖励", "制造业数字化转型的补贴", "河道治理的进度",
                              "公园开放的时间：早6点到晚10点", "职业教育与企业的合作", "家庭医生签约", "历史街区的保护、修缮", "共享单车（包括电动的）停放", "残疾人通道的改造"};
  const char* const why[] = {"，因为这关系到每一个家庭。", "，请在2026年底前答复。", "，具体办法见附件。", "，并且公开结果；", "，否则问题会越来越多！", "，这样既省钱，又方便。", "，可先在两个街道试行，再总结、推广。"};
  for (const char* a : who) {
    for (const char* b : does) {
      for (const char* c : what) {
        for (const char* d : why) out.push_back(std::string(a) + b + c + d);
      }
    }
  }
  fmt::print("ordinary sentences: {} written, {} made up\n", real, out.size() - real);
  return out;
}

/// Words of two characters and more, as a dictionary cuts them.
std::vector<std::string> words_of(const std::string& sentence) {
  UErrorCode status = U_ZERO_ERROR;
  static const std::unique_ptr<icu::BreakIterator> kBreaks(icu::BreakIterator::createWordInstance(icu::Locale::getChina(), status));
  const auto text = icu::UnicodeString::fromUTF8(sentence);
  kBreaks->setText(text);
  std::vector<std::string> out;
  for (std::int32_t from = 0, to = kBreaks->next(); to != icu::BreakIterator::DONE; from = to, to = kBreaks->next()) {
    std::string word;
    text.tempSubStringBetween(from, to).toUTF8String(word);
    if (compared_length(word) >= (word.size() == static_cast<std::size_t>(to - from) ? 4U : 2U)) out.push_back(word);
  }
  return out;
}

/// A syllable for each character; empty for what is not all Han.
std::string pinyin_of(const std::string& word) {
  UErrorCode status = U_ZERO_ERROR;
  static const std::unique_ptr<icu::Transliterator> kPinyin(icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, status));
  auto text = icu::UnicodeString::fromUTF8(word);
  kPinyin->transliterate(text);
  std::string out;
  text.toUTF8String(out);
  return out != word && pinyin_fits(word, out) ? out : std::string();
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<ListedWord> small;
  for (const Entry& entry : kEntries) small.push_back(entry.listed);
  const double first = seconds([&] { (void)compared_length("一"); });
  const WordFinder finder(small);
  fmt::print("table of compared characters: {:.0f} ms, once\n", first * 1000);

  bool good = true;
  std::size_t all = 0, all_found = 0;
  for (const Evasion& evasion : kEvasions) {
    std::size_t tried = 0, found = 0;
    std::string missed;
    for (std::size_t i = 0; i < std::size(kEntries); ++i) {
      for (const std::string& way : evasion.ways(kEntries[i])) {
        const auto hits = finder.find("大家看看" + way + "，怎么样？");
        ++tried;
        const bool hit = std::ranges::any_of(hits, [&](const auto& one) { return one.word == i; });
        found += hit;
        if (!hit) missed += " " + way;
      }
    }
    fmt::print("{:24} {:3} of {:3}{}\n", evasion.name, found, tried, missed);
    all += tried;
    all_found += found;
  }
  const double recall = 100.0 * static_cast<double>(all_found) / static_cast<double>(all);
  good = recall >= kLeastRecall;
  fmt::print("recall: {:.1f} %\n", recall);

  const auto sentences = ordinary_sentences(count > 1 ? arguments[1] : "");
  // Everyday words out of every third sentence, with pinyin, as a list for the others, as far as they do not stand there: each hit is a false alarm.
  std::string tried;
  std::set<std::string> everyday;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (i % 3 == 0) {
      for (const std::string& word : words_of(sentences[i])) everyday.insert(word);
    } else {
      tried += to_simplified(nfkc_fold(sentences[i])) + '\n';
    }
  }
  std::vector<ListedWord> foreign;
  for (const std::string& word : everyday) {
    // 公式 sounds like 共识: the product's own name, which the sentences are full of, would be one. A word is not another one for its apostrophe:
    // who lists “member’s” means “members” to be found.
    const std::string compared = to_simplified(nfkc_fold(word));
    std::string bare = compared;
    for (const std::string_view apostrophe : {"'", "’"}) {
      if (const auto at = bare.find(apostrophe); at != std::string::npos) bare.erase(at, apostrophe.size());
    }
    const bool stands_there = tried.contains(compared) || tried.contains(bare);
    if (!stands_there && pinyin_of(word) != "gong shi") foreign.push_back({word, pinyin_of(word)});
  }
  const WordFinder stern(foreign);
  std::size_t asked = 0, alarmed = 0;
  std::string shown;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (i % 3 == 0) continue;
    ++asked;
    const auto hits = stern.find(sentences[i]);
    alarmed += !hits.empty();
    if (!hits.empty() && alarmed <= 20) shown += "  " + foreign[hits[0].word].word + ": " + sentences[i].substr(hits[0].begin, hits[0].end - hits[0].begin) + "\n";
  }
  const double false_alarms = 100.0 * static_cast<double>(alarmed) / static_cast<double>(asked);
  good = good && false_alarms <= kMostFalseAlarms;
  fmt::print("false alarms: {} of {} sentences ({:.2f} %) with {} foreign words\n{}", alarmed, asked, false_alarms, foreign.size(), shown);

  const std::vector<std::string> basis(everyday.begin(), everyday.end());
  std::vector<ListedWord> many;
  maths::Random random(7);
  while (many.size() < 10'000) many.push_back({basis[random.below(basis.size())] + basis[random.below(basis.size())], ""});
  std::string text;
  while (text.size() < (8 << 20)) {
    for (const std::string& sentence : sentences) text += sentence;
  }
  std::optional<WordFinder> large;
  fmt::print("a list of {} words is made in {:.0f} ms\n", many.size(), seconds([&] { large.emplace(many); }) * 1000);
  std::vector<double> speeds;
  for (int i = 0; i < 5; ++i) speeds.push_back(static_cast<double>(text.size()) / 1e6 / seconds([&] { (void)large->find(text); }));
  std::ranges::sort(speeds);
  fmt::print("speed: {:.0f} MB/s on one core (median of five, {:.0f} to {:.0f})\n", speeds[2], speeds[0], speeds[4]);
  return good ? 0 : 1;
}
