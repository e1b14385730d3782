// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/ids.h"
#include "base/refusal.h"

#include <string>

// The id that stands in an address; what cannot be an id is not found.
template <class AnId>
AnId id_from(std::string const& text) {
  if (!is_id(text)) refuse(Refusal::not_found);
  return AnId{text};
}
