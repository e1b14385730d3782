// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace pages {

// Makes {{amount:x-euro}} and the like known to ctemplate. Once, before the first template is parsed.
void add_modifiers();

}  // namespace pages
