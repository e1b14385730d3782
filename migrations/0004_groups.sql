-- SPDX-License-Identifier: EUPL-1.2
-- Groups of an organisation: rights per theme, standing members, the contracts they are linked to and the members they
-- have on one contract only. level: 1 read, 2 read and draft, 3 read, draft and send (no row: none).
-- owner: groups
CREATE TABLE groups (
  id                  TEXT PRIMARY KEY,
  organisation_id     TEXT NOT NULL REFERENCES organisations (id),
  name                TEXT NOT NULL CHECK (name <> ''),
  email               TEXT NOT NULL,
  description         TEXT NOT NULL CHECK (description <> ''),
  may_edit_reference  BIGINT NOT NULL CHECK (may_edit_reference IN (0, 1)),
  is_active           BIGINT NOT NULL CHECK (is_active IN (0, 1)),
  version             BIGINT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
CREATE UNIQUE INDEX groups_by_name ON groups (organisation_id, name) WHERE is_active = 1;

-- owner: groups
CREATE TABLE group_rights (
  group_id TEXT NOT NULL REFERENCES groups (id),
  theme    TEXT NOT NULL,
  level    BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
  PRIMARY KEY (group_id, theme)
) /* on SQLite: WITHOUT ROWID */;

-- owner: groups
CREATE TABLE group_members (
  group_id  TEXT NOT NULL REFERENCES groups (id),
  person_id TEXT NOT NULL REFERENCES persons (id),
  PRIMARY KEY (group_id, person_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX group_members_of_person ON group_members (person_id, group_id);

-- owner: groups
CREATE TABLE group_contracts (
  contract_id TEXT NOT NULL,
  group_id    TEXT NOT NULL REFERENCES groups (id),
  linked_at   TEXT NOT NULL,
  PRIMARY KEY (contract_id, group_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX group_contracts_of_group ON group_contracts (group_id, contract_id);

-- owner: groups
CREATE TABLE contract_members (
  contract_id TEXT NOT NULL,
  group_id    TEXT NOT NULL REFERENCES groups (id),
  person_id   TEXT NOT NULL REFERENCES persons (id),
  PRIMARY KEY (contract_id, group_id, person_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX contract_members_of_person ON contract_members (person_id, contract_id);
