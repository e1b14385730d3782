-- SPDX-License-Identifier: EUPL-1.2
-- Organisations that exchange documents here, and beside them what the company register (KBO open data) says of every
-- enterprise. The register is a copy that an import replaces; nothing refers to its rows.
-- owner: organisations
CREATE TABLE organisations (
  id                TEXT PRIMARY KEY,
  enterprise_number TEXT NOT NULL UNIQUE CHECK (length(enterprise_number) = 10),
  name              TEXT NOT NULL CHECK (name <> ''),
  email             TEXT NOT NULL,
  language          TEXT NOT NULL DEFAULT 'nl' CHECK (language IN ('nl', 'fr', 'de', 'en')),
  is_authority      BIGINT NOT NULL CHECK (is_authority IN (0, 1)),
  is_joint_venture  BIGINT NOT NULL CHECK (is_joint_venture IN (0, 1)),
  registered_at     TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;

-- owner: organisations
CREATE TABLE joint_venture_partners (
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  partner_number  TEXT NOT NULL CHECK (length(partner_number) = 10),
  partner_name    TEXT NOT NULL CHECK (partner_name <> ''),
  PRIMARY KEY (organisation_id, partner_number)
) /* on SQLite: WITHOUT ROWID */;

-- Days are Brussels days, both ends included; no valid_to: open.
-- owner: organisations
CREATE TABLE legal_functions (
  person_id       TEXT NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  code            TEXT NOT NULL CHECK (code <> ''),
  valid_from      TEXT NOT NULL,
  valid_to        TEXT,
  CHECK (valid_to IS NULL OR valid_from <= valid_to),
  PRIMARY KEY (person_id, organisation_id, code, valid_from)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX legal_functions_of_organisation ON legal_functions (organisation_id, person_id);

-- What is loaded now: at most one row.
-- owner: organisations
CREATE TABLE register_extracts (
  extract_number BIGINT NOT NULL,
  extract_type   TEXT NOT NULL CHECK (extract_type IN ('full', 'update')),
  snapshot_on    TEXT NOT NULL
);

-- owner: organisations
CREATE TABLE register_enterprises (
  number              TEXT PRIMARY KEY,
  status              TEXT NOT NULL,
  juridical_situation TEXT,
  kind                TEXT,
  juridical_form      TEXT,
  juridical_form_cac  TEXT,
  start_on            TEXT
);

-- owner: organisations
CREATE TABLE register_establishments (
  number            TEXT PRIMARY KEY,
  enterprise_number TEXT NOT NULL,
  start_on          TEXT
);
CREATE INDEX register_establishments_of_enterprise ON register_establishments (enterprise_number);

-- Of enterprises and establishments. kind: 001 official name, 002 abbreviation, 003 commercial name, 004 branch name.
-- language: 0 unknown, 1 French, 2 Dutch, 3 German, 4 English. search_name: the enterprise's name as one searches it.
-- owner: organisations
CREATE TABLE register_names (
  entity_number TEXT NOT NULL,
  language      BIGINT NOT NULL,
  kind          TEXT NOT NULL,
  name          TEXT NOT NULL,
  search_name   TEXT
);
CREATE INDEX register_names_of_entity ON register_names (entity_number);
CREATE INDEX register_names_by_start ON register_names (search_name, entity_number) WHERE search_name IS NOT NULL;

-- kind: REGO seat, BAET establishment, ABBR branch, OBAD oldest active establishment.
-- owner: organisations
CREATE TABLE register_addresses (
  entity_number   TEXT NOT NULL,
  kind            TEXT NOT NULL,
  country_nl      TEXT,
  country_fr      TEXT,
  zipcode         TEXT,
  municipality_nl TEXT,
  municipality_fr TEXT,
  street_nl       TEXT,
  street_fr       TEXT,
  house_number    TEXT,
  box             TEXT,
  extra           TEXT,
  struck_off_on   TEXT
);
CREATE INDEX register_addresses_of_entity ON register_addresses (entity_number);

-- language: DE, EN, FR, NL.
-- owner: organisations
CREATE TABLE register_codes (
  category    TEXT NOT NULL,
  code        TEXT NOT NULL,
  language    TEXT NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (category, code, language)
);

-- The numbers in the _delete file being applied; empty after every import.
-- owner: organisations
CREATE TABLE register_deletions (
  number TEXT NOT NULL
);
