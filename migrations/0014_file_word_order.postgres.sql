-- SPDX-License-Identifier: EUPL-1.2
-- Words are searched by their first bytes, as SQLite compares text by itself.
ALTER TABLE file_words ALTER COLUMN word TYPE TEXT COLLATE "C";
