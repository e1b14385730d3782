-- SPDX-License-Identifier: EUPL-1.2
-- owner: contracts
CREATE TABLE contracts (
  id                   TEXT PRIMARY KEY,
  specification_number TEXT NOT NULL CHECK (specification_number <> ''),
  dossier_number       TEXT NOT NULL CHECK (dossier_number <> ''),
  lot                  TEXT NOT NULL,
  title                TEXT NOT NULL CHECK (title <> ''),
  kind                 TEXT NOT NULL CHECK (kind IN ('contract', 'renewable_contract', 'framework_agreement', 'lot', 'order')),
  subject              TEXT NOT NULL CHECK (subject IN ('works', 'supplies', 'services')),
  authority_id         TEXT NOT NULL REFERENCES organisations (id),
  contractor_id        TEXT NOT NULL REFERENCES organisations (id),
  award_on             TEXT NOT NULL,
  award_cents          BIGINT NOT NULL CHECK (award_cents >= 0),
  published_on         TEXT NOT NULL,
  payment_regime       TEXT NOT NULL CHECK (payment_regime IN ('two_terms', 'one_term')),
  verification_days    BIGINT NOT NULL CHECK (verification_days BETWEEN 1 AND 120),
  payment_days         BIGINT NOT NULL CHECK (payment_days BETWEEN 1 AND 120),
  created_at           TEXT NOT NULL,
  UNIQUE (authority_id, dossier_number, lot)
) /* on SQLite: WITHOUT ROWID */;

-- What each side keeps about a contract for itself, and the row that its list shows: a page of the list is one walk along
-- this key (newest id first). What stands in the row never changes once the contract is made, but for own_reference.
-- owner: contracts
CREATE TABLE parties (
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  contract_id     TEXT NOT NULL REFERENCES contracts (id),
  side            TEXT NOT NULL CHECK (side IN ('authority', 'contractor')),
  own_reference   TEXT NOT NULL,
  email           TEXT NOT NULL,
  words           TEXT NOT NULL,
  title           TEXT NOT NULL,
  specification_number TEXT NOT NULL,
  dossier_number  TEXT NOT NULL,
  lot             TEXT NOT NULL,
  other_party     TEXT NOT NULL,
  kind            TEXT NOT NULL,
  award_on        TEXT NOT NULL,
  award_cents     BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, contract_id)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX parties_of_contract ON parties (contract_id, side);

-- owner: contracts
CREATE TABLE enabled_types (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  type        TEXT NOT NULL,
  PRIMARY KEY (contract_id, type)
) /* on SQLite: WITHOUT ROWID */;
