// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace app {

// The command line: zegel serve | demo | migrate | import-register | user … | organisation … | openapi | backup | version.
// 0 when all went well, 1 with one clear sentence on standard error when not.
int run(int count, char** values);

}  // namespace app
