// Ratings on paper.
#pragma once

#include "modules/handling/use_cases.hpp"
#include "platform/files/files.hpp"

namespace gongshi::handling {

/// The body is the scan, a picture or a PDF.
struct EnterPaper {
  ItemId id;
  std::int64_t asker = 0;
  Satisfaction overall = Satisfaction::satisfied;
  Satisfaction attitude = Satisfaction::satisfied;
  std::optional<std::string> text;
  std::string name;
  RawBody body;
};
BOOST_DESCRIBE_STRUCT(EnterPaper, (), (id, asker, overall, attitude, text, name, body))
constexpr auto limits(const EnterPaper*) { return std::array{json::Limit{"text", 0, 500}, json::Limit{"name", 1, 200}}; }

Result<ItemView> enter_paper(Context& context, const EnterPaper& request);
Result<ItemView> decide_paper(Context& context, db::WriteTx& tx, const DecidePaper& request);
/// Whoever may work with the scan's matter.
Result<void> may_read_paper(Context& context, db::ReadTx& tx, std::int64_t id);
void show_papers(Context& context, db::ReadTx& tx, const Item& item, ItemView& view);
void remove_papers(db::WriteTx& tx, std::string_view kind, std::int64_t subject);

}  // namespace gongshi::handling
