-- SPDX-License-Identifier: EUPL-1.2
-- The days on which an authority is closed, besides weekends and public holidays.
-- owner: calendar
CREATE TABLE closing_days (
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  closed_on       TEXT NOT NULL CHECK (length(closed_on) = 10),
  name            TEXT NOT NULL,
  PRIMARY KEY (organisation_id, closed_on)
) /* on SQLite: WITHOUT ROWID */;

-- Terms that run or ran on a contract. `side` must move; while a clock stands still without an end (is_stopped) its due day
-- is the one of the day on which it was last worked out. Written by what the book tells; the rule says the rest.
-- owner: clocks
CREATE TABLE clocks (
  id            TEXT PRIMARY KEY,
  contract_id   TEXT NOT NULL REFERENCES contracts (id),
  rule          TEXT NOT NULL,
  document_id   TEXT REFERENCES documents (id),
  authority_id  TEXT NOT NULL REFERENCES organisations (id),
  contractor_id TEXT NOT NULL REFERENCES organisations (id),
  theme         TEXT NOT NULL,
  side          TEXT NOT NULL CHECK (side IN ('authority', 'contractor')),
  started_on    TEXT NOT NULL CHECK (length(started_on) = 10),
  due_on        TEXT NOT NULL CHECK (length(due_on) = 10),
  is_stopped    BIGINT NOT NULL CHECK (is_stopped IN (0, 1)),
  version       BIGINT NOT NULL,
  changed_at    TEXT NOT NULL,
  ended_at      TEXT,
  ended_by_id   TEXT,
  outcome       TEXT CHECK (outcome IN ('in_time', 'late', 'lapsed')),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX clocks_of_authority ON clocks (authority_id, due_on, id) WHERE ended_at IS NULL;
CREATE INDEX clocks_of_contractor ON clocks (contractor_id, due_on, id) WHERE ended_at IS NULL;
CREATE INDEX clocks_of_contract ON clocks (contract_id, rule);
CREATE INDEX clocks_of_document ON clocks (document_id, rule) WHERE document_id IS NOT NULL;
CREATE INDEX clocks_ended_by ON clocks (ended_by_id) WHERE ended_by_id IS NOT NULL;

-- Days that differ from the rule's, on one contract, with the reason that both sides read.
-- owner: clocks
CREATE TABLE clock_terms (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  rule        TEXT NOT NULL,
  days        BIGINT NOT NULL CHECK (days BETWEEN 1 AND 730),
  reason      TEXT NOT NULL CHECK (reason <> ''),
  changed_at  TEXT NOT NULL,
  PRIMARY KEY (contract_id, rule)
) /* on SQLite: WITHOUT ROWID */;

-- Days, the first and the last included, on which a clock stands still.
-- owner: clocks
CREATE TABLE clock_stops (
  clock_id  TEXT NOT NULL REFERENCES clocks (id),
  from_on   TEXT NOT NULL CHECK (length(from_on) = 10),
  to_on     TEXT NOT NULL CHECK (length(to_on) = 10),
  kind      TEXT NOT NULL,
  reason    TEXT NOT NULL CHECK (reason <> ''),
  side      TEXT NOT NULL CHECK (side IN ('authority', 'contractor')),
  stopped_at TEXT NOT NULL,
  PRIMARY KEY (clock_id, from_on),
  CHECK (from_on <= to_on)
) /* on SQLite: WITHOUT ROWID */;

-- Secret addresses of a calendar feed; of the secret only its SHA-256 is kept.
-- owner: clocks
CREATE TABLE calendar_addresses (
  id              TEXT PRIMARY KEY,
  token_sha256    TEXT NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
  person_id       TEXT NOT NULL REFERENCES persons (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  language        TEXT NOT NULL,
  made_at         TEXT NOT NULL,
  used_on         TEXT,
  revoked_at      TEXT
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX calendar_addresses_of_person ON calendar_addresses (person_id, organisation_id, id);
