#include "platform/documents/write_pdf.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <stdexcept>

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

namespace gongshi::documents {
namespace {

template <auto Free>
struct Freed {
  void operator()(auto* it) const { Free(it); }
};
struct Unreferenced {
  void operator()(auto* it) const { g_object_unref(it); }
};
template <class T>
using Object = std::unique_ptr<T, Unreferenced>;

// ---- fonts

struct Candidate {
  const char* family;
  PangoWeight weight = PANGO_WEIGHT_NORMAL;
  bool stands_in = false;
};
/// Best first; what stands in is free and in Debian. Of those the Fandol fonts come first: in a document they are small, and one of them is a 仿宋. FandolSong's bold calls itself
/// normal: only the bold one is to be there (tools/fetch_fonts).
struct RoleRow {
  FontRole role;
  std::string_view meant;
  std::vector<Candidate> candidates;
};
const std::vector<RoleRow>& roles() {
  static const std::vector<RoleRow> rows{
      {FontRole::title, "方正小标宋", {{"方正小标宋简体"}, {"FZXiaoBiaoSong-B05S"}, {"方正小标宋_GBK"}, {"FZXiaoBiaoSong-B05"}, {"FandolSong", PANGO_WEIGHT_NORMAL, true}, {"Noto Serif CJK SC", PANGO_WEIGHT_BOLD, true}}},
      {FontRole::text, "仿宋_GB2312", {{"仿宋_GB2312"}, {"FangSong_GB2312"}, {"方正仿宋_GBK"}, {"仿宋"}, {"FangSong"}, {"FandolFang", PANGO_WEIGHT_NORMAL, true}, {"Noto Serif CJK SC", PANGO_WEIGHT_NORMAL, true}}},
      {FontRole::second_heading, "楷体_GB2312", {{"楷体_GB2312"}, {"KaiTi_GB2312"}, {"方正楷体_GBK"}, {"楷体"}, {"KaiTi"}, {"FandolKai", PANGO_WEIGHT_NORMAL, true}, {"AR PL UKai CN", PANGO_WEIGHT_NORMAL, true}, {"Noto Serif CJK SC", PANGO_WEIGHT_BOLD, true}}},
      {FontRole::first_heading, "黑体", {{"黑体"}, {"SimHei"}, {"方正黑体_GBK"}, {"FandolHei", PANGO_WEIGHT_NORMAL, true}, {"Noto Sans CJK SC", PANGO_WEIGHT_BOLD, true}}},
      {FontRole::page_number, "宋体", {{"宋体"}, {"SimSun"}, {"Noto Serif CJK SC", PANGO_WEIGHT_NORMAL, true}}},
  };
  return rows;
}
constexpr const char* kFallBack = "Noto Serif CJK SC";  // has every character that names are written with
constexpr char32_t kHan = U'中';

bool has_family(FcConfig* config, const char* family) {
  const std::unique_ptr<FcPattern, Freed<FcPatternDestroy>> pattern(FcPatternBuild(nullptr, FC_FAMILY, FcTypeString, family, nullptr));
  const std::unique_ptr<FcCharSet, Freed<FcCharSetDestroy>> han(FcCharSetCreate());
  FcCharSetAddChar(han.get(), kHan);
  FcPatternAddCharSet(pattern.get(), FC_CHARSET, han.get());
  const std::unique_ptr<FcObjectSet, Freed<FcObjectSetDestroy>> nothing(FcObjectSetBuild(FC_FAMILY, nullptr));
  const std::unique_ptr<FcFontSet, Freed<FcFontSetDestroy>> found(FcFontList(config, pattern.get(), nothing.get()));
  return found && found->nfont > 0;
}

}  // namespace

struct PdfWriter::Fonts {
  std::unique_ptr<FcConfig, Freed<FcConfigDestroy>> config;
  Object<PangoFontMap> map;
  Object<PangoContext> context;
  std::vector<FontUsed> used;
  std::vector<PangoWeight> weights;

  explicit Fonts(const std::string& folder) : config(FcInitLoadConfigAndFonts()) {
    if (!folder.empty()) FcConfigAppFontAddDir(config.get(), reinterpret_cast<const FcChar8*>(folder.c_str()));
    for (const RoleRow& row : roles()) {
      FontUsed one{row.role, row.meant, {}, true};
      PangoWeight weight = PANGO_WEIGHT_NORMAL;
      const auto found = std::ranges::find_if(row.candidates, [&](const Candidate& candidate) { return has_family(config.get(), candidate.family); });
      if (found != row.candidates.end()) {
        one.family = found->family;
        one.stands_in = found->stands_in;
        weight = found->weight;
      }
      used.push_back(std::move(one));
      weights.push_back(weight);
    }
    map.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config.get());
    context.reset(pango_font_map_create_context(map.get()));
    pango_context_set_language(context.get(), pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(context.get(), PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(context.get(), FALSE);
    const std::unique_ptr<cairo_font_options_t, Freed<cairo_font_options_destroy>> options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context.get(), options.get());
    pango_cairo_context_set_resolution(context.get(), 72);
  }

  std::unique_ptr<PangoFontDescription, Freed<pango_font_description_free>> description(FontRole role, double size) const {
    const auto at = static_cast<std::size_t>(role);
    std::unique_ptr<PangoFontDescription, Freed<pango_font_description_free>> made(pango_font_description_new());
    pango_font_description_set_family(made.get(), (used[at].family + "," + kFallBack).c_str());
    pango_font_description_set_weight(made.get(), weights[at]);
    pango_font_description_set_absolute_size(made.get(), size * PANGO_SCALE);
    return made;
  }
};

namespace {

// ---- lines

constexpr double kAscent = 0.86;                            // of a Han character, from the top of its square to the baseline
constexpr double kSpacing = kWidth * kPoint / kCharacters - kSize3;  // between characters of the text, so that 28 fill the line
constexpr double kCell = kSize3 + kSpacing;                 // one 字
constexpr double kCellPadding = 5;
constexpr double kTablePitch = 21;
constexpr double kLabelWidth = 6 * kCell;
constexpr double kThin = 0.25 * kPoint, kThick = 0.35 * kPoint;
constexpr int kMostLabelLines = 12;                         // in a row of more the label stands at its top
constexpr double kTolerance = 0.01;

struct Place {
  cairo_t* cairo;
  double top;  // of the line, on its page
  bool first;  // on its page
  bool last;
};
struct Line {
  double height = kPitch;
  double needs = kSize3;  // of the page's rest
  bool glued = false;     // stands on the same page as the next one
  bool on_grid = true;
  std::function<void(const Place&)> draw{};
};

struct Style {
  FontRole role = FontRole::text;
  double size = kSize3;
  double spacing = 0;
  double width = kWidth * kPoint;
  double indent = 0;
  PangoAlignment alignment = PANGO_ALIGN_LEFT;
  Heading heading{};
};

using Layout = std::shared_ptr<PangoLayout>;
struct SetLine {
  Layout layout;
  PangoLayoutLine* line;
  double x;
  double width;
};

/// What is left of a full line goes between its characters, where it is less than three of them.
void justify(PangoLayoutLine* line, double left_over) {
  int gaps = -1;
  for (GSList* run = line->runs; run != nullptr; run = run->next) gaps += static_cast<PangoGlyphItem*>(run->data)->glyphs->num_glyphs;
  const int each = gaps > 0 ? static_cast<int>(left_over * PANGO_SCALE / gaps) : 0;
  if (each <= 0) return;
  for (GSList* run = line->runs; run != nullptr; run = run->next) {
    PangoGlyphString* const glyphs = static_cast<PangoGlyphItem*>(run->data)->glyphs;
    for (int i = 0; i < glyphs->num_glyphs && gaps > 0; ++i, --gaps) glyphs->glyphs[i].geometry.width += each;
  }
}

class Setter {
 public:
  Setter(PangoContext* context, std::function<std::unique_ptr<PangoFontDescription, Freed<pango_font_description_free>>(FontRole, double)> font) : context_(context), font_(std::move(font)) {}

  std::vector<SetLine> set(const std::string& text, const Style& style) const {
    const Layout layout(pango_layout_new(context_), [](PangoLayout* it) { g_object_unref(it); });
    pango_layout_set_font_description(layout.get(), font_(style.role, style.size).get());
    const std::unique_ptr<PangoAttrList, Freed<pango_attr_list_unref>> attributes(pango_attr_list_new());
    if (style.spacing > 0) pango_attr_list_insert(attributes.get(), pango_attr_letter_spacing_new(static_cast<int>(style.spacing * PANGO_SCALE)));
    if (style.heading.level != Level::text) {
      PangoAttribute* const heading = pango_attr_font_desc_new(font_(style.heading.level == Level::first ? FontRole::first_heading : FontRole::second_heading, style.size).get());
      heading->start_index = 0;
      heading->end_index = static_cast<guint>(style.heading.heading);
      pango_attr_list_insert(attributes.get(), heading);
    }
    pango_layout_set_attributes(layout.get(), attributes.get());
    pango_layout_set_auto_dir(layout.get(), FALSE);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout.get(), static_cast<int>(std::ceil(style.width * PANGO_SCALE)));
    pango_layout_set_indent(layout.get(), static_cast<int>(style.indent * PANGO_SCALE));
    pango_layout_set_alignment(layout.get(), style.alignment);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));

    std::vector<SetLine> lines;
    const std::unique_ptr<PangoLayoutIter, Freed<pango_layout_iter_free>> at(pango_layout_get_iter(layout.get()));
    do {
      PangoRectangle extents;
      PangoLayoutLine* const line = pango_layout_iter_get_line(at.get());
      pango_layout_iter_get_line_extents(at.get(), nullptr, &extents);
      lines.push_back({layout, line, static_cast<double>(extents.x) / PANGO_SCALE, static_cast<double>(extents.width) / PANGO_SCALE});
    } while (pango_layout_iter_next_line(at.get()));
    if (style.alignment == PANGO_ALIGN_LEFT) {
      for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        const double left_over = style.width - lines[i].x - lines[i].width;
        const bool goes_on = !lines[i + 1].line->is_paragraph_start;
        if (goes_on && left_over > 0 && left_over < 3 * style.size) justify(lines[i].line, left_over);
      }
    }
    return lines;
  }

  /// Of a text in one line.
  double width(const std::string& text, const Style& style) const {
    Style wide = style;
    wide.width = 1e5;
    wide.indent = 0;
    wide.alignment = PANGO_ALIGN_LEFT;
    return set(text, wide).front().width;
  }

 private:
  PangoContext* context_;
  std::function<std::unique_ptr<PangoFontDescription, Freed<pango_font_description_free>>(FontRole, double)> font_;
};

void show(cairo_t* cairo, const SetLine& line, double x, double baseline) {
  cairo_move_to(cairo, x, baseline);
  pango_cairo_show_layout_line(cairo, line.line);
}

void rule(cairo_t* cairo, double x, double y, double width, double thickness) {
  cairo_rectangle(cairo, x, y, width, thickness);
  cairo_fill(cairo);
}

void red(cairo_t* cairo) { cairo_set_source_rgb(cairo, 1, 0, 0); }
void black(cairo_t* cairo) { cairo_set_source_rgb(cairo, 0, 0, 0); }

// ---- the whole

class Typesetter {
 public:
  Typesetter(const Document& document, const Setter& setter) : document_(document), set_(setter) {}

  std::string draw() {
    flow();
    const std::vector<std::vector<Place>> pages = paginate();
    std::string bytes;
    const auto append = [](void* to, const unsigned char* data, unsigned length) {
      static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
      return CAIRO_STATUS_SUCCESS;
    };
    const std::unique_ptr<cairo_surface_t, Freed<cairo_surface_destroy>> surface(cairo_pdf_surface_create_for_stream(append, &bytes, kPageWidth * kPoint, kPageHeight * kPoint));
    const std::string written = to_rfc3339(document_.written);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, document_.title.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_AUTHOR, document_.signature.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, written.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_MOD_DATE, written.c_str());
    const std::unique_ptr<cairo_t, Freed<cairo_destroy>> cairo(cairo_create(surface.get()));
    std::size_t line = 0;
    for (std::size_t page = 0; page < pages.size(); ++page) {
      black(cairo.get());
      if (page == 0) head(cairo.get());
      for (Place place : pages[page]) {
        place.cairo = cairo.get();
        if (lines_[line].draw) lines_[line].draw(place);
        ++line;
      }
      black(cairo.get());
      if (page + 1 == pages.size()) imprint(cairo.get());
      if (page > 0 || document_.form != Form::letter) number(cairo.get(), page + 1);
      cairo_show_page(cairo.get());
    }
    cairo_surface_finish(surface.get());
    if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(std::string("cannot write a PDF: ") + cairo_status_to_string(status));
    if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(std::string("cannot draw a PDF: ") + cairo_status_to_string(status));
    return bytes;
  }

 private:
  /// A mark in one line, as large as it may be, its ink beginning at `top`; gives where its ink ends.
  double mark(cairo_t* cairo, double top, double largest) {
    Style style{.role = FontRole::title, .size = largest, .alignment = PANGO_ALIGN_LEFT};
    style.size = std::min(largest, largest * kWidth * kPoint / set_.width(document_.mark, style));
    style.width = 1e5;
    const auto line = set_.set(document_.mark, style).front();
    PangoRectangle ink;
    pango_layout_line_get_extents(line.line, &ink, nullptr);
    red(cairo);
    show(cairo, line, kPageWidth * kPoint / 2 - line.width / 2, top - static_cast<double>(ink.y) / PANGO_SCALE);
    return top + static_cast<double>(ink.height) / PANGO_SCALE;
  }

  /// One line of text from the left edge of the type area, from its right one, or in the middle.
  void one_line(cairo_t* cairo, const std::string& text, Style style, double top) {
    const auto line = set_.set(text, style).front();
    show(cairo, line, kLeft * kPoint + line.x, top + kAscent * style.size);
  }

  static constexpr double kOfficialLargest = 48, kLetterLargest = 34;
  static constexpr double kClassTop = 20;  // mm below the edge of the page

  void head(cairo_t* cairo) {
    const double left = (kPageWidth - kLetterRule) / 2 * kPoint;
    if (!document_.class_mark.empty()) one_line(cairo, document_.class_mark, {.role = FontRole::first_heading, .alignment = PANGO_ALIGN_RIGHT}, kClassTop * kPoint);
    if (document_.form == Form::official) {
      mark(cairo, (kTop + kOfficialMark) * kPoint, kOfficialLargest);
      black(cairo);
      if (!document_.number.empty()) one_line(cairo, document_.number, {.alignment = PANGO_ALIGN_CENTER}, kTop * kPoint + number_top_);
      red(cairo);
      rule(cairo, kLeft * kPoint, kTop * kPoint + number_top_ + kSize3 + kBelowMark * kPoint, kWidth * kPoint, 2 * kThick);
    } else if (document_.form == Form::minutes) {
      mark(cairo, (kTop + kOfficialMark) * kPoint, kOfficialLargest);
      black(cairo);
      const Style style{.spacing = kSpacing};
      const double top = kTop * kPoint + number_top_ + kAscent * kSize3;
      const double date = set_.width(document_.date, style);
      // One character from either edge.
      show(cairo, set_.set(document_.signature, {.spacing = kSpacing, .width = 1e5}).front(), kLeft * kPoint + kCell, top);
      show(cairo, set_.set(document_.date, style).front(), (kLeft + kWidth) * kPoint - kCell - date, top);
      red(cairo);
      rule(cairo, kLeft * kPoint, kTop * kPoint + number_top_ + kSize3 + kBelowMark * kPoint, kWidth * kPoint, 2 * kThick);
    } else if (document_.form == Form::letter) {
      double y = mark(cairo, kLetterMark * kPoint, kLetterLargest) + kBelowMark * kPoint;
      rule(cairo, left, y, kLetterRule * kPoint, 2 * kThick);
      rule(cairo, left, y + 3.5 * kThick, kLetterRule * kPoint, kThin);
      black(cairo);
      if (!document_.number.empty()) one_line(cairo, document_.number, {.alignment = PANGO_ALIGN_RIGHT}, y + 3.5 * kThick + kThin + 7 * kSize3 / 8);
      red(cairo);
      y = (kPageHeight - kLetterFoot) * kPoint;
      rule(cairo, left, y - 2 * kThick, kLetterRule * kPoint, 2 * kThick);
      rule(cairo, left, y - 3.5 * kThick - kThin, kLetterRule * kPoint, kThin);
    }
    black(cairo);
  }

  void number(cairo_t* cairo, std::size_t page) {
    const bool odd = page % 2 == 1;
    const std::string text = fmt::format("— {} —", page);
    const Style style{.role = FontRole::page_number, .size = kSize4, .alignment = PANGO_ALIGN_LEFT};
    const double width = set_.width(text, style);
    const double x = odd ? (kLeft + kWidth) * kPoint - kSize4 - width : kLeft * kPoint + kSize4;
    show(cairo, set_.set(text, style).front(), x, (kTop + kHeight + kPageNumber) * kPoint + kDash * kSize4);
  }
  static constexpr double kDash = 0.34;  // of a character, from the baseline up to the dash

  // ---- the text

  void blank(int count = 1) {
    for (int i = 0; i < count; ++i) lines_.push_back({.glued = true});
  }
  void text(const std::string& words, const Style& style, double x = 0, bool glued = false, double pitch = kPitch) {
    for (const SetLine& line : set_.set(words, style)) {
      lines_.push_back({.height = pitch, .needs = style.size, .glued = glued, .draw = [line, x, size = style.size](const Place& place) { show(place.cairo, line, kLeft * kPoint + x + line.x, place.top + kAscent * size); }});
    }
  }

  /// Lines of about the same length.
  void title() {
    Style style{.role = FontRole::title, .size = kSize2, .alignment = PANGO_ALIGN_CENTER};
    const auto lines = set_.set(document_.title, style).size();
    const double all = set_.width(document_.title, style);
    for (double width = all / static_cast<double>(lines) + kSize2 / 2; width < kWidth * kPoint; width += kSize2 / 2) {
      style.width = width;
      if (set_.set(document_.title, style).size() == lines) break;
      style.width = kWidth * kPoint;
    }
    text(document_.title, style, (kWidth * kPoint - style.width) / 2, true);
  }

  void flow() {
    using namespace std::string_literals;
    if (document_.form == Form::official || document_.form == Form::minutes) {
      // The mark, two lines, the number, the rule, two lines: then the title, on the grid.
      number_top_ = kOfficialMark * kPoint + kOfficialLargest + 2 * kPitch;
      start_ = std::ceil((number_top_ + kSize3 + kBelowMark * kPoint + 2 * kPitch) / kPitch - 0.5) * kPitch;
    } else if (document_.form == Form::letter) {
      const double below = (kLetterMark - kTop + kBelowMark) * kPoint + kLetterLargest + (document_.number.empty() ? 0 : 2 * kSize3);
      start_ = (std::ceil(below / kPitch - 0.5) + 2) * kPitch;
    }
    title();
    blank();
    if (!document_.addressee.empty()) text(document_.addressee + "：", {.spacing = kSpacing}, 0, true);
    for (const Block& block : document_.body) {
      if (const auto* const paragraph = std::get_if<Paragraph>(&block)) {
        const auto heading = heading_of(paragraph->text);
        text(paragraph->text, {.spacing = kSpacing, .indent = 2 * kCell, .heading = heading});
        // A heading of its own goes with what it heads.
        if (heading.heading == paragraph->text.size()) lines_.back().glued = true;
      } else {
        table(std::get<Table>(block));
      }
    }
    if (!document_.attachments.empty()) {
      blank();
      const bool several = document_.attachments.size() > 1;
      for (std::size_t i = 0; i < document_.attachments.size(); ++i) {
        const std::string before = (i == 0 ? "附件："s : "") + (several ? std::to_string(i + 1) + ". " : "");
        const double first = 5 * kCell;  // what follows 附件： two characters in
        const double name = first + (several ? kCell : 0);
        const auto size = lines_.size();
        text(document_.attachments[i], {.spacing = kSpacing, .width = kWidth * kPoint - name}, name);
        const double x = i == 0 ? 2 * kCell : first;
        lines_[size].draw = [both = lines_[size].draw, lead = set_.set(before, {.spacing = kSpacing}).front(), x](const Place& place) {
          show(place.cairo, lead, kLeft * kPoint + x, place.top + kAscent * kSize3);
          both(place);
        };
      }
    }
    present();
    signature();
  }

  /// 出席：two characters in, after an empty line; names that are wrapped go on below the first one.
  void present() {
    if (!document_.present.empty()) blank();
    for (const Row& row : document_.present) {
      const std::string label = row.label + "：";
      const double first = 2 * kCell;
      const double names = first + set_.width(label, {.role = FontRole::first_heading, .spacing = kSpacing});
      const auto size = lines_.size();
      text(row.value, {.spacing = kSpacing, .width = kWidth * kPoint - names}, names);
      lines_[size].draw = [both = lines_[size].draw, lead = set_.set(label, {.role = FontRole::first_heading, .spacing = kSpacing}).front(), first](const Place& place) {
        show(place.cairo, lead, kLeft * kPoint + first, place.top + kAscent * kSize3);
        both(place);
      };
    }
  }

  void signature() {
    if (document_.signature.empty() || document_.form == Form::minutes) return;
    // Never alone on a page: the last lines of the text go with it, and the seal reaches up to them.
    const std::size_t last = lines_.size();
    for (std::size_t i = last - std::min<std::size_t>(last, 2); i < last; ++i) lines_[i].glued = true;
    blank(2);
    const double right = kWidth * kPoint;
    const double date = set_.width(document_.date, {.spacing = kSpacing});
    const double name = std::min(set_.width(document_.signature, {.spacing = kSpacing}), right);
    const double middle = right - 4 * kCell - date / 2;
    const double x = std::max(0.0, std::min(middle - name / 2, right - name));
    text(document_.signature, {.spacing = kSpacing, .width = right - x + 1}, x, true);
    text(document_.date, {.spacing = kSpacing}, right - 4 * kCell - date);
  }

  void table(const Table& table) {
    const double value_x = kLabelWidth + kCellPadding, value_width = kWidth * kPoint - kLabelWidth - 2 * kCellPadding;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const auto labels = set_.set(table.rows[row].label, {.size = kSize4, .width = kLabelWidth - 2 * kCellPadding, .alignment = PANGO_ALIGN_CENTER});
      const auto values = set_.set(table.rows[row].value, {.size = kSize4, .width = value_width});
      const std::size_t count = std::max(labels.size(), values.size());
      const std::size_t from = count <= kMostLabelLines ? (count - labels.size()) / 2 : 0;
      for (std::size_t i = 0; i < count; ++i) {
        const bool opens = i == 0, closes = i + 1 == count;
        const double above = opens ? kCellPadding : 0, below = closes ? kCellPadding : 0;
        const double height = kTablePitch + above + below;
        const auto label = i >= from && i - from < labels.size() ? std::optional(labels[i - from]) : std::nullopt;
        const auto value = i < values.size() ? std::optional(values[i]) : std::nullopt;
        lines_.push_back({.height = height, .needs = height, .on_grid = false, .draw = [=](const Place& place) {
                            const double left = kLeft * kPoint, baseline = place.top + above + (kTablePitch - kSize4) / 2 + kAscent * kSize4;
                            if (label) show(place.cairo, *label, left + kCellPadding + label->x, baseline);
                            if (value) show(place.cairo, *value, left + value_x + value->x, baseline);
                            if (opens || place.first) rule(place.cairo, left, place.top, kWidth * kPoint, kThin);
                            if (closes || place.last) rule(place.cairo, left, place.top + height, kWidth * kPoint, kThin);
                            for (const double x : {0.0, kLabelWidth, kWidth * kPoint}) rule(place.cairo, left + x - kThin / 2, place.top, kThin, height + kThin);
                          }});
      }
      // A short row stays in one piece.
      if (count <= kMostLabelLines) {
        for (std::size_t i = lines_.size() - count; i + 1 < lines_.size(); ++i) lines_[i].glued = true;
      }
    }
  }

  // ---- pages

  std::vector<std::vector<Place>> paginate() {
    std::vector<std::vector<Place>> pages(1);
    double top = start_;
    for (std::size_t i = 0; i < lines_.size();) {
      if (top + lines_[i].needs > kHeight * kPoint + kTolerance) {
        // Back to where the page may end; what is glued for more than a page is parted after all.
        std::size_t kept = pages.back().size();
        while (kept > 1 && lines_[i - (pages.back().size() - kept) - 1].glued) --kept;
        if (kept > 1) {
          i -= pages.back().size() - kept;
          pages.back().resize(kept);
        }
        pages.back().back().last = true;
        pages.emplace_back();
        top = 0;
        continue;
      }
      // Empty lines do not begin a page.
      const bool opens = pages.back().empty() && pages.size() > 1;
      if (lines_[i].on_grid && i > 0 && !lines_[i - 1].on_grid) top = std::ceil(top / kPitch - kTolerance) * kPitch;
      pages.back().push_back({nullptr, kTop * kPoint + top, pages.back().empty(), i + 1 == lines_.size()});
      if (!opens || lines_[i].draw) top += lines_[i].height;
      ++i;
    }
    // The imprint stands on the last side of a sheet, below everything.
    const double imprint = imprint_height();
    if (imprint > 0 && (top + kPitch / 2 > kHeight * kPoint - imprint || (document_.form == Form::official && pages.size() % 2 == 1))) pages.emplace_back();
    return pages;
  }

  std::vector<SetLine> copies() const {
    if (document_.copies.empty()) return {};
    // What is wrapped goes on below what follows the colon.
    return set_.set("抄送：" + document_.copies + "。", {.size = kSize4, .width = kWidth * kPoint - 2 * kSize4, .indent = -3 * kSize4});
  }
  static constexpr double kImprintPitch = 1.5 * kSize4;
  double imprint_height() const { return static_cast<double>(copies().size() + (document_.printed_by.empty() ? 0 : 1)) * kImprintPitch; }

  void imprint(cairo_t* cairo) {
    const auto lines = copies();
    const double left = kLeft * kPoint, bottom = (kTop + kHeight) * kPoint;
    double top = bottom - imprint_height();
    const bool ruled = (document_.form == Form::official || document_.form == Form::minutes) && top < bottom;
    const auto baseline = [&] { return top + (kImprintPitch - kSize4) / 2 + kAscent * kSize4; };
    if (ruled) rule(cairo, left, top, kWidth * kPoint, kThick);
    for (const SetLine& line : lines) {
      show(cairo, line, left + kSize4 + line.x, baseline());
      top += kImprintPitch;
    }
    if (!document_.printed_by.empty()) {
      if (ruled && !lines.empty()) rule(cairo, left, top, kWidth * kPoint, kThin);
      const Style style{.size = kSize4};
      const std::string day = document_.date + "印发";
      show(cairo, set_.set(document_.printed_by, style).front(), left + kSize4, baseline());
      show(cairo, set_.set(day, style).front(), left + kWidth * kPoint - kSize4 - set_.width(day, style), baseline());
    }
    if (ruled) rule(cairo, left, bottom - kThick, kWidth * kPoint, kThick);
  }

  const Document& document_;
  const Setter& set_;
  std::vector<Line> lines_;
  double start_ = 0;       // of the first line on the first page, below the top of the type area
  double number_top_ = 0;  // of the number of Form::official, or of who issues minutes, likewise
};

}  // namespace

PdfWriter::PdfWriter(std::string folder) : folder_(std::move(folder)) {}
PdfWriter::~PdfWriter() = default;

const PdfWriter::Fonts& PdfWriter::loaded() {
  if (!fonts_) fonts_ = std::make_unique<Fonts>(folder_);
  return *fonts_;
}

std::vector<FontUsed> PdfWriter::fonts() {
  const std::lock_guard lock(mutex_);
  return loaded().used;
}

Result<std::string> PdfWriter::write(const Document& given) {
  const Document document = printable(given);
  const std::lock_guard lock(mutex_);
  const Fonts& fonts = loaded();
  if (std::ranges::any_of(fonts.used, [](const FontUsed& one) { return one.family.empty(); })) return fail(ErrorKind::unavailable, "documents.no_fonts");
  const Setter setter(fonts.context.get(), [&](FontRole role, double size) { return fonts.description(role, size); });
  return Typesetter(document, setter).draw();
}

}  // namespace gongshi::documents
