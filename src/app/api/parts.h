// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/api/schemas.h"
#include "app/routes.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What the parts of the description share: openapi.cpp puts them together, operations.cpp tells what a route takes and gives,
// uploads.cpp does so for tus.
namespace app {

// ---- pieces of JSON

// Names that are made here live as long as the process, as a Shape only refers to its keys.
std::string_view kept(std::string text);
Shape& add(Shape& list, Shape element);
Shape text_type();
Shape integer_type();
Shape header(std::string_view about, Shape schema);
Shape parameter(std::string_view name, std::string_view in, bool required, Shape schema, std::string_view about = {});
Shape path_parameters(std::string_view path);

// ---- addresses

std::vector<std::string_view> segments_of(std::string_view path);
bool is_parameter(std::string_view segment);
// The subject of an address: an address belongs to that of its last segment that has one.
std::string_view tag_of(std::string_view path);

// ---- components

// Writes types as JSON Schema, and keeps which schemas were referred to.
class Schemas {
 public:
  Shape ref(std::string_view name);
  Shape of(Type const&);
  Shape object(std::vector<Field> const&);  // the body's fields, without those of the address
  Shape body(std::string_view text);        // of requests and answers: by name where there is one
  Shape components();                       // all that was referred to, with what that refers to

 private:
  Shape described(Field const&);
  Shape component(Schema const&);
  Shape plain(Type const&);

  std::set<std::string_view> used_;
  std::vector<std::string_view> order_;
  std::map<std::string_view, Shape> made_;
};

// What may go wrong, and keeps which problems were referred to.
class Problems {
 public:
  void may_be(Shape& responses, int status);
  static void any_other(Shape& responses);
  Shape components(Schemas&) const;

 private:
  std::set<int> used_;
};

// ---- operations

Shape operation(Route const&, Schemas&, Problems&);
// The addresses of tus, which speak in headers: {address, {method, operation}}.
struct Upload {
  std::string_view path, method;
  Shape operation;
};
std::vector<Upload> uploads(Problems&);

}  // namespace app
