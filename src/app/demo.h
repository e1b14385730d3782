// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/house.h"
#include "base/shape.h"

namespace app {

// Fills an empty house with believable data: authorities, contractors, contracts in different phases. Does nothing when
// there are organisations already. All persons have TST national register numbers.
void fill_demo(House&);

// The people one can sign in as: {organisations: [{id, name, isAuthority, enterpriseNumber, people: [{id, name, about}]}]}.
Shape cast(db::Tx&, Instant now);

}  // namespace app
