// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

// The few words in which routes and schemas say what goes in and out; parts.cpp writes them as JSON Schema and
// fits.cpp holds an answer against them.
//
//   fields  "title!:text(200), awardOn:day, lines:[NewLine], +Heading, ?after"
//           ! is always there; ? stands in the address, not in the body; + takes over the fields of another schema, and a
//           name that comes again replaces the earlier one
//   types   text (when none is given)   text(200): at most 200 bytes of UTF-8
//           id · day · instant · digest (SHA-256 or HMAC in hex) · boolean · file
//           integer · integer(120): from 1 to 120      cents: whole cents of a euro
//           value: a text or a number      decimal(2): at most two decimals, as a number or as text      =word: that word and no other
//           Name: a schema      [type]: a list      [type](2000): with at most so many
//           {fields}: an object      <type>: an object with any names, each of that type
//   A type with ? behind it may be null.
namespace app {

struct Field;

struct Type {
  enum class Kind { text, value, id, day, instant, digest, boolean, file, integer, cents, decimal, constant, named, list, object, map };
  Kind kind = Kind::text;
  std::string_view name;  // of a schema, or the constant
  std::int64_t max = 0;   // bytes, value, elements or decimals; 0: none is set
  bool nullable = false;
  std::vector<Field> fields;  // of an object
  std::vector<Type> element;  // of a list or a map: one
};

struct Field {
  std::string_view name;
  bool required = false;
  bool in_query = false;
  Type type;
};

// Throws std::logic_error for what is no such text. The text must live as long as the process.
Type type_of(std::string_view text);
std::vector<Field> fields_of(std::string_view text);

// Is it the name of a schema, and not fields?
bool is_schema(std::string_view text);

// What a route gives: "201 Made" is the schema Made with status 201; the status is 200 without a number, 204 without
// anything.
struct Given {
  int status = 204;
  std::string_view schema;
};
Given given_of(std::string_view text);

}  // namespace app
