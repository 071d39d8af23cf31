// A described enum has one spelling everywhere: C++, SQL, JSON, URLs, message keys. An enumerator that would be a C++ keyword carries a
// trailing underscore in C++ only (public_ is "public").
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <type_traits>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

namespace gongshi {

template <class E>
concept DescribedEnum = std::is_enum_v<E> && boost::describe::has_describe_enumerators<E>::value;

template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

constexpr std::string_view without_trailing_underscore(std::string_view name) {
  return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

/// The described members of a struct, those of its bases first.
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class Whole, class Item>
Item type_of_member(Item Whole::*);
/// What one of them holds.
template <class Member>
using MemberType = decltype(type_of_member(Member::pointer));

/// Names of all enumerators in order of declaration.
template <DescribedEnum E>
constexpr auto enum_names() {
  using Enumerators = boost::describe::describe_enumerators<E>;
  std::array<std::string_view, boost::mp11::mp_size<Enumerators>::value> names{};
  std::size_t i = 0;
  boost::mp11::mp_for_each<Enumerators>([&](auto d) { names[i++] = without_trailing_underscore(d.name); });
  return names;
}

/// Empty for a value that is no enumerator.
template <DescribedEnum E>
constexpr std::string_view enum_name(E value) {
  std::string_view name;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (d.value == value) name = without_trailing_underscore(d.name);
  });
  return name;
}

template <DescribedEnum E>
constexpr std::optional<E> enum_from_name(std::string_view name) {
  std::optional<E> value;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (without_trailing_underscore(d.name) == name) value = d.value;
  });
  return value;
}

}  // namespace gongshi
