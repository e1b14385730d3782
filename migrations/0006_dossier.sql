-- SPDX-License-Identifier: EUPL-1.2
-- owner: dossier
CREATE TABLE documents (
  id              TEXT PRIMARY KEY,
  contract_id     TEXT NOT NULL REFERENCES contracts (id),
  number          BIGINT,
  type            TEXT NOT NULL,
  theme           TEXT NOT NULL,
  side            TEXT NOT NULL CHECK (side IN ('authority', 'contractor')),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  title           TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('draft', 'ready', 'sent', 'in_treatment', 'supplements_asked', 'accepted',
                                                  'accepted_partially', 'refused', 'withdrawn', 'settled',
                                                  'answered')),
  version         BIGINT NOT NULL,
  replies_to_id   TEXT REFERENCES documents (id),
  corrects_id     TEXT REFERENCES documents (id),
  reference       TEXT NOT NULL,
  amount_cents    BIGINT,
  created_at      TEXT NOT NULL,
  saved_at        TEXT NOT NULL,
  sent_at         TEXT,
  digest          TEXT CHECK (length(digest) = 64),
  awaits          BIGINT NOT NULL CHECK (awaits IN (0, 1)),
  due_on          TEXT,
  answered_at     TEXT,
  closed_at       TEXT,
  UNIQUE (contract_id, number),
  CHECK ((number IS NULL) = (sent_at IS NULL) AND (number IS NULL) = (digest IS NULL)),
  CHECK ((status IN ('draft', 'ready')) = (number IS NULL))
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX documents_of_contract ON documents (contract_id, id);
CREATE INDEX documents_by_reply ON documents (replies_to_id) WHERE replies_to_id IS NOT NULL;
CREATE INDEX documents_by_correction ON documents (corrects_id) WHERE corrects_id IS NOT NULL;

-- What the search looks at, in words (contracts/words.h): title, reference and number; the names of the files; the fields.
-- owner: dossier
CREATE TABLE document_words (
  document_id TEXT PRIMARY KEY REFERENCES documents (id),
  head        TEXT NOT NULL,
  files       TEXT NOT NULL,
  content     TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;

-- owner: dossier
CREATE TABLE attachments (
  id          TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id),
  kind        TEXT NOT NULL CHECK (kind IN ('detailed_statement', 'supporting_document')),
  name        TEXT NOT NULL CHECK (name <> ''),
  sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
  size        BIGINT NOT NULL CHECK (size > 0),
  media_type  TEXT NOT NULL,
  added_at    TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX attachments_of_document ON attachments (document_id, id);
CREATE INDEX attachments_by_content ON attachments (sha256);

-- Uploads under way (tus): whose they are and where they go. The bytes so far lie in the file store under the same id.
-- owner: dossier
CREATE TABLE uploads (
  id              TEXT PRIMARY KEY,
  person_id       TEXT NOT NULL REFERENCES persons (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  document_id     TEXT NOT NULL REFERENCES documents (id),
  kind            TEXT NOT NULL,
  name            TEXT NOT NULL,
  size            BIGINT NOT NULL,
  ends_at         TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX uploads_by_end ON uploads (ends_at);
CREATE INDEX uploads_of_document ON uploads (document_id);
