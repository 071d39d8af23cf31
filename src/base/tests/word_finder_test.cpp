#include "base/word_finder.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace gongshi {
namespace {

// Harmless words: what is forbidden is the list's business, which is never in the repository.
const std::vector<ListedWord> kWords{{"示例词", "shi li ci"}, {"禁果", "jin guo"}, {"Sample", ""}, {"强林", "qiang lin"}, {"讨论", ""}, {"词2号", ""}, {"张骑车", ""}};

std::vector<std::string> found_in(std::string_view text) {
  static const WordFinder kFinder(kWords);
  std::vector<std::string> found;
  for (const auto& hit : kFinder.find(text)) found.push_back(kWords[hit.word].word + "|" + std::string(text.substr(hit.begin, hit.end - hit.begin)));
  return found;
}

TEST(WordFinder, FindsWordsHoweverTheyAreDisguised) {
  struct Case {
    const char* what;
    const char* text;
    std::vector<std::string> found;
  };
  const Case cases[] = {
      {"as it is", "这是示例词。", {"示例词|示例词"}},
      {"nothing", "这是例词，也是样本 samp lex", {}},
      {"empty", "", {}},
      {"full width", "ｓａｍｐｌｅ", {"Sample|ｓａｍｐｌｅ"}},
      {"capitals", "a sAmPLE!", {"Sample|sAmPLE"}},
      {"zero width", "示\u200b例\u2060\ufeff词", {"示例词|示\u200b例\u2060\ufeff词"}},
      {"blanks", "示 例　 词 s a m p l e", {"示例词|示 例　 词", "Sample|s a m p l e"}},
      {"line ends", "示\n例\n词", {"示例词|示\n例\n词"}},
      {"punctuation", "示·例*词，s.a-m_p/l|e", {"示例词|示·例*词", "Sample|s.a-m_p/l|e"}},
      {"traditional", "討論", {"讨论|討論"}},
      {"pinyin", "看 shilici 和 Jǐn guǒ", {"示例词|shilici", "禁果|Jǐn guǒ"}},
      {"pinyin of one character", "示li词，jin果", {"示例词|示li词", "禁果|jin果"}},
      {"no pinyin given", "tao lun", {}},
      {"Cyrillic and Greek look-alikes", "\u0405\u0430mpl\u0435", {"Sample|\u0405\u0430mpl\u0435"}},
      {"mathematical letters", "𝓢𝓪𝓶𝓹𝓵𝓮", {"Sample|𝓢𝓪𝓶𝓹𝓵𝓮"}},
      {"circled letters", "ⓢⓐⓜⓟⓛⓔ", {"Sample|ⓢⓐⓜⓟⓛⓔ"}},
      {"digits for letters", "$4mp1e", {"Sample|$4mp1e"}},
      {"a simplified radical", "张骑⻋", {"张骑车|张骑⻋"}},
      {"accents", "sámplè", {"Sample|sámplè"}},
      {"a radical for a character", "⽰例词", {"示例词|⽰例词"}},
      {"halves", "弓虽木木", {"强林|弓虽木木"}},
      {"one in halves", "弓 虽林，讠寸论", {"强林|弓 虽林", "讨论|讠寸论"}},
      {"emoji", "禁🍎果 示👨‍👩‍👧‍👦例❤️词", {"禁果|禁🍎果", "示例词|示👨‍👩‍👧‍👦例❤️词"}},
      {"entities", "&#31034;&#x4F8B;词 禁&nbsp;&zwj;果", {"示例词|&#31034;&#x4F8B;词", "禁果|禁&nbsp;&zwj;果"}},
      {"an entity that is none", "禁&果 &#; &#x110000; &", {"禁果|禁&果"}},
      {"several at once", "ＪＩＮ\u200b🍎guǒ", {"禁果|ＪＩＮ\u200b🍎guǒ"}},
      {"far apart", "禁止在这里吃；果子也不行", {}},
      {"too many blanks between", "禁                                  果", {}},
      {"within a longer Latin word", "samples resample xsample1 shilicia", {}},
      {"between other characters", "好sample吗", {"Sample|sample"}},
      {"letters that run on", "sam, plenty", {}},
      {"with a digit", "词２號 词3号", {"词2号|词２號"}},
      {"the first place of each", "禁果，禁 果", {"禁果|禁果"}},
      {"bytes that are no text", "禁\xff果", {"禁果|禁\xff果"}},
  };
  for (const Case& c : cases) EXPECT_EQ(found_in(c.text), c.found) << c.what;
}

TEST(WordFinder, WordsWithinWordsAreAllFound) {
  const std::vector<ListedWord> words{{"甲乙丙丁", ""}, {"乙丙", ""}, {"丙", ""}, {"乙丙", ""}, {"丙丁戊", ""}};
  std::vector<std::size_t> found;
  for (const auto& hit : WordFinder(words).find("甲乙丙丁戊")) found.push_back(hit.word);
  EXPECT_EQ(found, (std::vector<std::size_t>{3, 1, 2, 0, 4}));
}

TEST(WordFinder, FindsWhatAPlainSearchFinds) {
  // Every text of up to six of three characters: the automaton's failures against a search for each word.
  const std::vector<ListedWord> words{{"甲乙", ""}, {"乙甲乙", ""}, {"丙丙", ""}, {"甲乙丙甲", ""}, {"乙", ""}};
  const WordFinder finder(words);
  const char* const characters[] = {"甲", "乙", "丙"};
  for (int length = 0; length <= 6; ++length) {
    int texts = 1;
    for (int i = 0; i < length; ++i) texts *= 3;
    for (int n = 0; n < texts; ++n) {
      std::string text;
      for (int i = 0, rest = n; i < length; ++i, rest /= 3) text += characters[rest % 3];
      std::vector<bool> expected(words.size()), found(words.size());
      for (std::size_t w = 0; w < words.size(); ++w) expected[w] = text.find(words[w].word) != std::string::npos;
      for (const auto& hit : finder.find(text)) {
        found[hit.word] = true;
        EXPECT_EQ(text.substr(hit.begin, hit.end - hit.begin), words[hit.word].word);
      }
      ASSERT_EQ(found, expected) << text;
    }
  }
}

TEST(WordFinder, SaysWhatAnEntryIsWorth) {
  EXPECT_EQ(compared_length("示 例!"), 2U);
  EXPECT_EQ(compared_length("…🍎"), 0U);
  EXPECT_TRUE(pinyin_fits("示例a", "shì lì"));
  EXPECT_FALSE(pinyin_fits("示例", "shili"));
  EXPECT_FALSE(pinyin_fits("示例", "shi li ci"));
  EXPECT_FALSE(pinyin_fits("示例", "shi 例"));
  EXPECT_FALSE(pinyin_fits("sample", "sam"));
  EXPECT_TRUE(pinyin_fits("sample", ""));
}

TEST(WordFinder, ALongWordIsTriedWithOneChangeAtATime) {
  const std::vector<ListedWord> words{{"强林强林强林强林", "qiang lin qiang lin qiang lin qiang lin"}};
  const WordFinder finder(words);
  for (const char* text : {"强林强林强林强林", "弓虽林强林强林强林", "qianglinqianglinqianglinqianglin", "弓虽木木弓虽木木弓虽木木弓虽木木"}) EXPECT_EQ(finder.find(text).size(), 1U) << text;
}

}  // namespace
}  // namespace gongshi
