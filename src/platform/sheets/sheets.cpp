// SPDX-License-Identifier: EUPL-1.2
#include "platform/sheets/sheets.h"

#include "platform/sheets/reading.h"

namespace sheets {

Sheet read(std::string const& path, std::string_view media_type, Limits const& limits) {
  if (media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") return read_xlsx(path, limits);
  if (media_type == "application/vnd.oasis.opendocument.spreadsheet") return read_ods(path, limits);
  if (media_type == "text/csv" || media_type == "text/plain" || media_type == "application/csv" ||
      media_type == "text/tab-separated-values")
    return read_csv(path, limits);
  throw Unreadable{"not_a_sheet"};
}

}  // namespace sheets
