-- SPDX-License-Identifier: EUPL-1.2
-- The text in files, so that the search finds a document by it: one row for each content, however often it is attached. A job
-- reads what is 'waiting', the newest first. number: a short name for its words. tries: how often somebody began to read it.
-- owner: dossier
CREATE TABLE file_texts (
  sha256     TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  media_type TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'read', 'empty', 'unreadable')),
  tries      BIGINT NOT NULL,
  number     BIGINT UNIQUE,
  added_at   TEXT NOT NULL,
  CHECK (state <> 'read' OR number IS NOT NULL)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX file_texts_waiting ON file_texts (tries, added_at DESC) WHERE state = 'waiting';

-- owner: dossier
CREATE TABLE file_words (
  file BIGINT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (file, word)
) /* on SQLite: WITHOUT ROWID */;

-- What the parties wrote to each other about a document, or about the contract (document_id is ''), in words
-- (contracts/words.h); NULL until a job has found them.
-- owner: dossier
CREATE TABLE message_words (
  document_id TEXT NOT NULL,
  message_id  TEXT NOT NULL,
  words       TEXT,
  PRIMARY KEY (document_id, message_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX message_words_waiting ON message_words (message_id) WHERE words IS NULL;

-- owner: dossier
CREATE TABLE message_files (
  document_id TEXT NOT NULL,
  message_id  TEXT NOT NULL,
  sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (document_id, message_id, sha256)
) /* on SQLite: WITHOUT ROWID */;

-- What is there already waits to be read: the kinds of files of texts::holds_text().
INSERT INTO message_words (document_id, message_id, words) SELECT coalesce(document_id, ''), id, NULL FROM messages;
INSERT INTO message_files (document_id, message_id, sha256)
  SELECT DISTINCT coalesce(m.document_id, ''), m.id, a.sha256 FROM message_attachments a JOIN messages m ON m.id = a.message_id;
INSERT INTO file_texts (sha256, media_type, state, tries, number, added_at)
  SELECT sha256, min(media_type), 'waiting', 0, NULL, max(added_at)
  FROM (SELECT sha256, media_type, added_at FROM attachments
        UNION ALL
        SELECT a.sha256, a.media_type, m.sent_at FROM message_attachments a JOIN messages m ON m.id = a.message_id) AS files
  WHERE media_type IN ('application/pdf', 'text/plain', 'text/csv', 'text/xml', 'application/xml', 'application/json', 'application/geo+json',
                       'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint',
                       'application/vnd.ms-word.document.macroEnabled.12', 'application/vnd.ms-excel.sheet.macroEnabled.12',
                       'application/vnd.ms-powerpoint.presentation.macroEnabled.12')
     OR media_type LIKE 'application/vnd.openxmlformats-officedocument.%'
     OR media_type LIKE 'application/vnd.oasis.opendocument.%'
  GROUP BY sha256;
