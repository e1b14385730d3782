// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/db/db.h"

#include <memory>

namespace support {

// With ZEGEL_TEST_ENGINE=postgres in the environment every test house stands on a schema of its own in the cluster that
// ZEGEL_TEST_POSTGRES names, so that rooms and stories run on both engines; otherwise null: SQLite in memory.
std::unique_ptr<db::Engine> engine_of_the_environment();

}  // namespace support
