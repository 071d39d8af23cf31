#include "platform/operations/router.hpp"

#include <stdexcept>

namespace gongshi {

std::vector<std::string_view> path_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // '/'
    const auto end = path.find('/');
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
  }
  return segments;
}

void Router::add(const Operation& row) {
  Node* node = &root_;
  std::vector<std::string> names;
  for (const auto segment : path_segments(row.path)) {
    std::unique_ptr<Node>* next;
    if (segment.starts_with('{')) {
      names.emplace_back(segment.substr(1, segment.size() - 2));
      next = &node->parameter;
    } else {
      next = &node->literal[std::string(segment)];
    }
    if (!*next) *next = std::make_unique<Node>();
    node = next->get();
  }
  for (const Operation* other : node->rows) {
    if (other->method == row.method) throw std::logic_error("two operations at " + row.path);
  }
  if (!node->rows.empty() && node->names != names) throw std::logic_error("parameters are named differently at " + row.path);
  node->rows.push_back(&row);
  node->names = std::move(names);
}

Router::Match Router::find(http::Method method, std::string_view path) const {
  Match match;
  const Node* node = &root_;
  std::vector<std::string_view> values;
  for (const auto segment : path_segments(path)) {
    if (const auto literal = node->literal.find(segment); literal != node->literal.end()) {
      node = literal->second.get();
    } else if (node->parameter && !segment.empty()) {
      values.push_back(segment);
      node = node->parameter.get();
    } else {
      return match;
    }
  }
  for (const Operation* row : node->rows) {
    match.path_known = true;
    match.methods.push_back(row->method);
    if (row->method == method || (method == http::Method::head && row->method == http::Method::get)) match.row = row;
  }
  if (match.row == nullptr) return match;
  for (std::size_t i = 0; i < values.size(); ++i) match.parameters.emplace_back(node->names[i], values[i]);
  return match;
}

}  // namespace gongshi
