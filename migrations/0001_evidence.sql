-- SPDX-License-Identifier: EUPL-1.2
-- The book: every deed, in order, each line covering the digest of the line before it in the same chain.
-- A chain is a contract's id, an organisation's id for deeds outside a contract, or 'house'.
-- owner: evidence
CREATE TABLE events (
  chain           TEXT NOT NULL,
  position        BIGINT NOT NULL CHECK (position > 0),
  event           TEXT NOT NULL,
  at              TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  person_id       TEXT NOT NULL,
  document_id     TEXT,
  particulars     TEXT NOT NULL,
  salt            TEXT NOT NULL,
  digest          TEXT NOT NULL CHECK (length(digest) = 64),
  PRIMARY KEY (chain, position)
);
CREATE INDEX events_of_document ON events (document_id, position) WHERE document_id IS NOT NULL;
