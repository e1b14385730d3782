// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/api/schemas.h"

#include <string_view>
#include <vector>

// The schemas by subject, each in a file of its own: schemas_of_contracts.cpp has those of contracts. Words come first, as
// the rooms have them, then what goes in, then what the *_web.cpp functions give.
namespace app {

std::vector<Schema> schemas_of_organisation();
std::vector<Schema> schemas_of_groups();
std::vector<Schema> schemas_of_contracts();
std::vector<Schema> schemas_of_documents();
std::vector<Schema> schemas_of_claims();
std::vector<Schema> schemas_of_messages();
std::vector<Schema> schemas_of_terms();
std::vector<Schema> schemas_of_notices();

using Words = std::vector<std::string_view>;

// The words of an enum, from the room that owns them.
template <class Enum>
Words words(Enum last, Enum first = Enum{}) {
  Words all;
  for (auto i = static_cast<int>(first); i <= static_cast<int>(last); ++i) all.push_back(name(static_cast<Enum>(i)));
  return all;
}

}  // namespace app
