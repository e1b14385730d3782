// SPDX-License-Identifier: EUPL-1.2
#include "app/commands.h"

int main(int count, char** values) { return app::run(count, values); }
