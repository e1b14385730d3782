-- SPDX-License-Identifier: EUPL-1.2
-- Persons, their work relations and user rights, and how they sign in. Days are Brussels days, both ends included;
-- what is valid is decided when it is asked, never by a job.
-- owner: people
CREATE TABLE persons (
  id                     TEXT PRIMARY KEY,
  given_name             TEXT NOT NULL CHECK (given_name <> ''),
  family_name            TEXT NOT NULL CHECK (family_name <> ''),
  language               TEXT NOT NULL CHECK (language IN ('nl', 'fr', 'de', 'en')),
  national_number_sealed TEXT,
  national_number_keyed  TEXT UNIQUE,
  registered_at          TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;

-- owner: people
CREATE TABLE work_relations (
  id              TEXT PRIMARY KEY,
  person_id       TEXT NOT NULL REFERENCES persons (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  kind            TEXT NOT NULL CHECK (kind IN ('permanent', 'external', 'delegated')),
  email           TEXT NOT NULL,
  phone           TEXT NOT NULL,
  valid_from      TEXT NOT NULL,
  valid_to        TEXT NOT NULL,
  ended_at        TEXT,
  CHECK (valid_from <= valid_to)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX work_relations_of_person ON work_relations (person_id, organisation_id);
CREATE INDEX work_relations_of_organisation ON work_relations (organisation_id, person_id);

-- owner: people
CREATE TABLE user_rights (
  id               TEXT PRIMARY KEY,
  work_relation_id TEXT NOT NULL REFERENCES work_relations (id),
  role             TEXT NOT NULL CHECK (role IN ('administrator', 'user')),
  reason           TEXT NOT NULL,
  valid_from       TEXT NOT NULL,
  valid_to         TEXT NOT NULL,
  granted_by       TEXT NOT NULL,
  granted_at       TEXT NOT NULL,
  revoked_at       TEXT,
  CHECK (valid_from <= valid_to)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX user_rights_of_relation ON user_rights (work_relation_id, role);

-- owner: identity
CREATE TABLE accounts (
  person_id     TEXT PRIMARY KEY REFERENCES persons (id),
  login         TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  opened_at     TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;

-- A session is found by the SHA-256 of its token, so that a copy of the database opens no door. terms_version: of the terms
-- of use, still to be accepted by this person, from terms_from_on.
-- owner: identity
CREATE TABLE sessions (
  token_hash      TEXT PRIMARY KEY,
  person_id       TEXT NOT NULL REFERENCES persons (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  language        TEXT NOT NULL CHECK (language IN ('nl', 'fr', 'de', 'en')),
  started_at      TEXT NOT NULL,
  ends_at         TEXT NOT NULL,
  terms_version   BIGINT,
  terms_from_on   TEXT
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX sessions_by_end ON sessions (ends_at);
CREATE INDEX sessions_of_person ON sessions (person_id);

-- owner: identity
CREATE TABLE sign_in_attempts (
  login      TEXT PRIMARY KEY,
  failures   BIGINT NOT NULL,
  first_at   TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
