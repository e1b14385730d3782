-- SPDX-License-Identifier: EUPL-1.2
-- Names in the register are searched by their first bytes, as SQLite compares text by itself.
ALTER TABLE register_names ALTER COLUMN search_name TYPE TEXT COLLATE "C", ALTER COLUMN entity_number TYPE TEXT COLLATE "C";
ALTER TABLE register_addresses ALTER COLUMN entity_number TYPE TEXT COLLATE "C";
ALTER TABLE register_enterprises ALTER COLUMN number TYPE TEXT COLLATE "C";
ALTER TABLE register_establishments ALTER COLUMN number TYPE TEXT COLLATE "C", ALTER COLUMN enterprise_number TYPE TEXT COLLATE "C";
ALTER TABLE register_deletions ALTER COLUMN number TYPE TEXT COLLATE "C";
