-- SPDX-License-Identifier: EUPL-1.2
-- The themes that an installation added to the eight of Zegel, by place (groups::Theme). A theme keeps its place for good: from
-- here on groups.levels has a hexadecimal digit at each place, the level of theme n in its low two bits and that of theme n + 8
-- in its high two.
-- owner: groups
CREATE TABLE own_themes (
  place INTEGER NOT NULL PRIMARY KEY CHECK (place BETWEEN 8 AND 15),
  key   TEXT NOT NULL UNIQUE CHECK (key <> '')
);
