// Pictures: drawn anew they stay what they were, and what was drawn can be drawn again.
#include "platform/files/images.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  const files::Type* type = files::sniff(input);
  if (type == nullptr || !type->media_type.starts_with("image/")) return;
  const auto drawn = files::redraw(input, *type);
  if (!drawn) return;
  require(files::sniff(*drawn) == type, "a picture keeps its kind");
  require(files::redraw(*drawn, *type).has_value(), "what was drawn can be drawn");
}
