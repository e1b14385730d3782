// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/api/words.h"
#include "base/parsed.h"
#include "base/shape.h"
#include "platform/pages/json_fields.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace app {

// What goes in or out under one name: an object with fields, one of some words, or one of several objects, told apart by
// their member "type".
struct Schema {
  std::string_view name;
  std::string_view about;   // one sentence
  std::string_view fields;  // in the words of words.h
  std::vector<std::string_view> words = {};
  std::vector<std::pair<std::string_view, std::string_view>> variants = {};  // type, schema
};

// All of them; by subject they stand in schemas_of_*.cpp.
std::vector<Schema> const& schemas();
// Throws std::logic_error when there is none of that name.
Schema const& schema(std::string_view name);
// What a field of that name means wherever it stands; "" when its name says it all.
std::string_view about_field(std::string_view name);

// Is the answer what the schema says: everything that must be there, nothing else, each of its type? `schema` is a name
// ("Contract"), or what a route gives ("201 Made") or takes ("title!:text(60), lot"); "" is an answer without members.
// If not, `why` tells where ("documents.0.sentAt is no instant").
bool fits(Shape const& answer, std::string_view schema, std::string& why);

// Where a request in JSON departs from what a route takes (the name of a schema, or fields, that live as long as the process):
// "unknown_name" for a name that is not described, "wrong_kind" for a text where a list, an object or a number belongs, and so on;
// 100 at most, and none within another. What stands in the right place is for the room to read.
std::vector<Mistake> misfits(pages::JsonKinds const& given, std::string_view takes);

// "lines.0.quantity" is within "lines.0", and within itself.
bool is_within(std::string_view name, std::string_view whole);

// A request of the operation ("createContract") that is accepted as it is; null when it takes nothing.
Shape example_of(std::string_view operation);

}  // namespace app
