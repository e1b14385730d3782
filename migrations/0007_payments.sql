-- SPDX-License-Identifier: EUPL-1.2
-- owner: payments
CREATE TABLE claims (
  document_id    TEXT PRIMARY KEY REFERENCES documents (id),
  period_from    TEXT,
  period_to      TEXT,
  statement_kind TEXT NOT NULL CHECK (statement_kind IN ('ordinary', 'supplementary')),
  vat_regime     TEXT NOT NULL CHECK (vat_regime IN ('standard_21', 'reduced_12', 'reduced_6', 'zero', 'reverse_charge')),
  remarks        TEXT NOT NULL,
  net_cents      BIGINT NOT NULL,
  vat_cents      BIGINT NOT NULL,
  accepted_cents BIGINT,
  ground         TEXT,
  explanation    TEXT,
  taken_at       TEXT,
  decided_at     TEXT,
  invited_at     TEXT
) /* on SQLite: WITHOUT ROWID */;

-- owner: payments
CREATE TABLE claim_lines (
  document_id    TEXT NOT NULL REFERENCES documents (id),
  position       BIGINT NOT NULL,
  post           TEXT NOT NULL,
  description    TEXT NOT NULL,
  unit           TEXT NOT NULL,
  quantity_e3    BIGINT NOT NULL,
  unit_price_e4  BIGINT NOT NULL,
  amount_cents   BIGINT NOT NULL,
  accepted_cents BIGINT,
  reason         TEXT,
  PRIMARY KEY (document_id, position)
) /* on SQLite: WITHOUT ROWID */;

-- Times at which the authority waited for supplements; answered_at is set when the contractor sends them.
-- owner: payments
CREATE TABLE claim_stops (
  document_id   TEXT NOT NULL REFERENCES documents (id),
  asked_at      TEXT NOT NULL,
  reason        TEXT NOT NULL,
  answered_at   TEXT,
  PRIMARY KEY (document_id, asked_at)
) /* on SQLite: WITHOUT ROWID */;

-- owner: payments
CREATE TABLE invoice_requests (
  document_id  TEXT PRIMARY KEY REFERENCES documents (id),
  claim_id     TEXT NOT NULL UNIQUE REFERENCES claims (document_id),
  order_number TEXT NOT NULL CHECK (order_number <> ''),
  net_cents    BIGINT NOT NULL CHECK (net_cents >= 0),
  remarks      TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
