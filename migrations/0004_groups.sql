-- SPDX-License-Identifier: EUPL-1.2
-- Groups of an organisation: rights, standing members, the contracts they are linked to and the members they have on one
-- contract only. What holds now stands in the tables that decide; what held before, from since until until (an instant
-- that no longer belongs to it), stands in the tables that end in _past, for the question why somebody could do something.

-- levels: a digit per theme, in the order of groups::Theme: 0 none, 1 read, 2 read and draft, 3 read, draft and send.
-- reference_kinds: a digit per kind of contract, in the order of groups::ContractKind: 1 edits the own reference.
-- since: when levels, reference_kinds and is_active became what they are. removed_at: when an inactive group was
-- overwritten by a new one of its name; its row stays for what the book says about it.
-- owner: groups
CREATE TABLE groups (
  id                  TEXT PRIMARY KEY,
  organisation_id     TEXT NOT NULL REFERENCES organisations (id),
  name                TEXT NOT NULL CHECK (name <> ''),
  email               TEXT NOT NULL,
  description         TEXT NOT NULL CHECK (description <> ''),
  levels              TEXT NOT NULL CHECK (length(levels) = 8),
  reference_kinds     TEXT NOT NULL CHECK (length(reference_kinds) = 5),
  is_active           BIGINT NOT NULL CHECK (is_active IN (0, 1)),
  since               TEXT NOT NULL,
  removed_at          TEXT,
  version             BIGINT NOT NULL,
  CHECK (removed_at IS NULL OR is_active = 0)
) /* on SQLite: WITHOUT ROWID */;
CREATE UNIQUE INDEX groups_by_name ON groups (organisation_id, name) WHERE removed_at IS NULL;

-- owner: groups
CREATE TABLE groups_past (
  group_id        TEXT NOT NULL REFERENCES groups (id),
  since           TEXT NOT NULL,
  until           TEXT NOT NULL,
  levels          TEXT NOT NULL,
  reference_kinds TEXT NOT NULL,
  is_active       BIGINT NOT NULL,
  PRIMARY KEY (group_id, since)
) /* on SQLite: WITHOUT ROWID */;

-- owner: groups
CREATE TABLE group_members (
  group_id  TEXT NOT NULL REFERENCES groups (id),
  person_id TEXT NOT NULL REFERENCES persons (id),
  since     TEXT NOT NULL,
  PRIMARY KEY (group_id, person_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX group_members_of_person ON group_members (person_id, group_id);

-- owner: groups
CREATE TABLE group_members_past (
  person_id TEXT NOT NULL REFERENCES persons (id),
  group_id  TEXT NOT NULL REFERENCES groups (id),
  since     TEXT NOT NULL,
  until     TEXT NOT NULL,
  PRIMARY KEY (person_id, group_id, since)
) /* on SQLite: WITHOUT ROWID */;

-- owner: groups
CREATE TABLE group_contracts (
  contract_id TEXT NOT NULL,
  group_id    TEXT NOT NULL REFERENCES groups (id),
  since       TEXT NOT NULL,
  PRIMARY KEY (contract_id, group_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX group_contracts_of_group ON group_contracts (group_id, contract_id);

-- owner: groups
CREATE TABLE group_contracts_past (
  contract_id TEXT NOT NULL,
  group_id    TEXT NOT NULL REFERENCES groups (id),
  since       TEXT NOT NULL,
  until       TEXT NOT NULL,
  PRIMARY KEY (contract_id, group_id, since)
) /* on SQLite: WITHOUT ROWID */;

-- owner: groups
CREATE TABLE contract_members (
  contract_id TEXT NOT NULL,
  group_id    TEXT NOT NULL REFERENCES groups (id),
  person_id   TEXT NOT NULL REFERENCES persons (id),
  since       TEXT NOT NULL,
  PRIMARY KEY (contract_id, group_id, person_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX contract_members_of_person ON contract_members (person_id, contract_id);
CREATE INDEX contract_members_of_group ON contract_members (group_id, person_id);

-- owner: groups
CREATE TABLE contract_members_past (
  contract_id TEXT NOT NULL,
  person_id   TEXT NOT NULL REFERENCES persons (id),
  group_id    TEXT NOT NULL REFERENCES groups (id),
  since       TEXT NOT NULL,
  until       TEXT NOT NULL,
  PRIMARY KEY (contract_id, person_id, group_id, since)
) /* on SQLite: WITHOUT ROWID */;
