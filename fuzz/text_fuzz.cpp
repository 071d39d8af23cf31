// Text as people write it: folding is stable and stays text.
#include "base/html.hpp"
#include "base/text.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  if (!valid_utf8(input)) return;
  require(graphemes(input) <= code_points(input), "a character is one code point or more");
  const std::string form = search_form(input);
  require(valid_utf8(form) && search_form(form) == form, "the form for look-up is its own form");
  for (const std::string& term : bigrams(form)) require(!term.empty() && valid_utf8(term), "a term is text");
  require(valid_utf8(to_simplified(nfkc_fold(input))), "folded text is text");
}
