// How long a document of two pages takes in a warm program, and how long the first one: median, 99th percentile and time of the processor, a PDF and a Word file each.
//   documents_bench [folder of fonts, or ""] [folder where the files are left to be looked at]
#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "platform/documents/write_pdf.hpp"

namespace {

using namespace gongshi;

constexpr int kTimes = 200;

double milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

documents::Document reply() {
  std::string text = "您提出的关于完善社区养老服务的提案收悉。经商市财政局、市民政局，现答复如下：\n一、基本情况\n";
  for (int i = 0; i < 3; ++i) text += "截至二〇二六年六月底，全市共有社区老年食堂一百二十六个，覆盖百分之七十四的社区，每天为两万三千余名老年人供餐，其中八十岁以上的老人占四成，送餐上门的占两成。\n";
  text += "二、采取的措施\n（一）扩大覆盖。今年再建老年食堂三十个，优先安排在老旧小区和没有物业管理的楼院，由街道统一选址，区财政给予一次性建设补助。\n（二）方便出行。对两千八百个单元的楼道加装扶手，改造坡道，增设座椅。\n";
  for (int i = 0; i < 3; ++i) text += "下一步，我们将会同有关部门把社区养老服务设施纳入城市更新计划，逐步补齐短板，并定期向社会公布进展，接受委员和群众的监督。\n";
  text += "感谢您对养老工作的关心，欢迎继续提出意见。";
  return {.form = documents::Form::letter, .mark = "示例市民政局", .class_mark = "A", .number = "示民函〔2026〕12号", .title = "关于示例市政协十三届四次会议第0123号提案的答复", .addressee = "王䶮、李㛃委员", .body = documents::paragraphs_of(text),
          .attachments = {"办理情况征询意见表"}, .signature = "示例市民政局", .date = "2026年8月5日", .copies = "示例市政协", .written = {1'785'888'000'000}};
}

}  // namespace

int main(int count, char** arguments) {
  const documents::Document document = reply();
  documents::PdfWriter writer(count > 1 ? arguments[1] : "");
  std::string bytes;
  const auto pdf = [&] { bytes = writer.write(document).value_or(""); };
  fmt::print("first PDF, fonts looked for: {:.0f} ms\n", milliseconds(pdf));
  if (bytes.empty()) {
    fmt::print("no Chinese fonts\n");
    return 1;
  }
  if (count > 2) std::ofstream(std::string(arguments[2]) + "/reply.pdf", std::ios::binary) << bytes;
  if (count > 2) std::ofstream(std::string(arguments[2]) + "/reply.docx", std::ios::binary) << documents::write_docx(document);
  for (const auto& [name, work] : {std::pair<const char*, std::function<void()>>{"PDF", pdf}, {"Word", [&] { bytes = documents::write_docx(document); }}}) {
    std::vector<double> times;
    const std::clock_t before = std::clock();
    for (int i = 0; i < kTimes; ++i) times.push_back(milliseconds(work));
    const double cpu = 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC / kTimes;
    std::ranges::sort(times);
    fmt::print("{} of two pages, {} times: median {:.1f} ms, p99 {:.1f} ms, of the processor {:.1f} ms each, {} bytes\n", name, kTimes, times[kTimes / 2], times[kTimes * 99 / 100], cpu, bytes.size());
  }
}
