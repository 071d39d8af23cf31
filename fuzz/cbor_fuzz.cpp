// CBOR as authenticators write it: what is read lies within the octets, and the same octets are read the same way again.
#include "base/cbor.hpp"
#include "target.hpp"

namespace {

std::size_t items_in(const gongshi::cbor::Value& value, std::string_view input) {
  using gongshi::fuzz::require;
  if (!value.text.empty()) require(value.text.data() >= input.data() && value.text.data() + value.text.size() <= input.data() + input.size(), "text lies in the input");
  require(value.kind != gongshi::cbor::Kind::map || value.items.size() % 2 == 0, "a map has pairs");
  std::size_t items = 1;
  for (const auto& item : value.items) items += items_in(item, input);
  return items;
}

}  // namespace

void gongshi::fuzz::run(std::string_view input) {
  const auto first = cbor::read_first(input);
  const auto whole = cbor::read(input);
  require(!whole || (first && first->length == input.size()), "the whole is what was first");
  if (!first) return;
  require(first->length > 0 && first->length <= input.size(), "no more than there is");
  require(items_in(first->value, input) <= cbor::kMostItems, "not more items than the limit");
  require(cbor::read(input.substr(0, first->length)).has_value(), "what was first is whole by itself");
}
