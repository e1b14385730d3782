-- SPDX-License-Identifier: EUPL-1.2
-- What the parties write to each other about a contract or one of its documents. A row is never changed. number: the next of
-- its contract, in the order in which the deeds were done, so that a reading position has nothing appear behind it.
-- owner: messages
CREATE TABLE messages (
  id              TEXT PRIMARY KEY,
  contract_id     TEXT NOT NULL REFERENCES contracts (id),
  number          BIGINT NOT NULL CHECK (number > 0),
  document_id     TEXT REFERENCES documents (id),
  theme           TEXT NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  person_id       TEXT NOT NULL REFERENCES persons (id),
  body            TEXT NOT NULL CHECK (body <> ''),
  sent_at         TEXT NOT NULL,
  digest          TEXT NOT NULL CHECK (length(digest) = 64),
  UNIQUE (contract_id, number)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX messages_of_document ON messages (document_id, number) WHERE document_id IS NOT NULL;

-- owner: messages
CREATE TABLE message_attachments (
  id         TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES messages (id),
  name       TEXT NOT NULL CHECK (name <> ''),
  sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
  size       BIGINT NOT NULL CHECK (size > 0),
  media_type TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX message_attachments_of_message ON message_attachments (message_id, id);
CREATE INDEX message_attachments_by_content ON message_attachments (sha256);

-- How far a person has read, for one organisation: up to that number, on the whole contract (document_id is '') or in the
-- messages of one document.
-- owner: messages
CREATE TABLE reading_marks (
  person_id       TEXT NOT NULL REFERENCES persons (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  contract_id     TEXT NOT NULL REFERENCES contracts (id),
  document_id     TEXT NOT NULL,
  read_to         BIGINT NOT NULL,
  PRIMARY KEY (person_id, organisation_id, contract_id, document_id)
) /* on SQLite: WITHOUT ROWID */;
