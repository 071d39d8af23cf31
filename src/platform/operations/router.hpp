// Finds the row for a method and path. Segments in braces match one segment each; a literal segment wins over a parameter.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.hpp"
#include "platform/operations/operation.hpp"

namespace gongshi {

class Router {
 public:
  /// Throws std::logic_error when the same method and path shape is added twice. `row` must outlive the router.
  void add(const Operation& row);

  struct Match {
    const Operation* row = nullptr;      // null: nothing here
    bool path_known = false;             // another method would fit: 405
    std::vector<http::Method> methods{};  // for Allow
    Parameters parameters{};
  };
  Match find(http::Method method, std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
    std::unique_ptr<Node> parameter;
    std::vector<const Operation*> rows;
    std::vector<std::string> names;  // of the parameters on the way here, from the first row added
  };
  Node root_;
};

/// "/a/{b}/c" -> "a", "{b}", "c"
std::vector<std::string_view> path_segments(std::string_view path);

}  // namespace gongshi
