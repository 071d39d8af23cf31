// What a page says before its script has come.
#include <gtest/gtest.h>

#include "app/tests/whole_city.hpp"

namespace gongshi::app::test {
namespace {

TEST(Pages, SayWhatTheyAreAboutBeforeTheirScriptRuns) {
  WholeCity city(db::Engine::sqlite);
  const auto made = city.browser("clerk").post(
      "/api/v1/assemblies/" + std::to_string(city.assembly.value) + "/consultations",
      R"({"title":"<b>桥</b> & 路","question":"先修\"哪\"一座？","background":"第一段，见[规划](https://zx.example/plan?a=1&b=2)。\n\n**第二段** <script>alert(1)</script>","audience":"public","sectors":[],)"
      R"("level_needed":"phone","matrix_public":false,"statements":["先修东边"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = std::to_string(number_in(made, "id"));
  ASSERT_EQ(city.move("clerk", number_in(made, "id"), "publish").status, 200);
  const auto words = [&](const std::string& path) {
    const std::string page = city.browser("anonymous").get(path).body;
    const auto begin = page.find("<div id=\"app\">"), end = page.find("<script type=\"application/json\"");
    return page.substr(begin, end - begin);
  };
  const std::string whole = words("/consultations/" + id);
  EXPECT_NE(whole.find("<h1>&lt;b&gt;桥&lt;/b&gt; &amp; 路</h1><p><b>先修&quot;哪&quot;一座？</b></p><p>第一段，见规划。</p><p>第二段 &lt;script&gt;alert(1)&lt;/script&gt;</p>"), std::string::npos) << whole;
  const std::string vote = words("/consultations/" + id + "/vote");
  EXPECT_NE(vote.find("<h1>&lt;b&gt;桥"), std::string::npos) << vote;
  EXPECT_EQ(vote.find("第一段"), std::string::npos) << "that stands on another page";
  EXPECT_EQ(words("/consultations/1").find("<h1>"), std::string::npos) << "of what is not here nothing is said";
  EXPECT_EQ(words("/console").find("<h1>"), std::string::npos);
}

}  // namespace
}  // namespace gongshi::app::test
