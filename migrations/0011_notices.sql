-- SPDX-License-Identifier: EUPL-1.2
-- What an organisation is told of, once for the whole organisation. Who sees it is decided by the rights of the moment.
-- owner: notifications
CREATE TABLE notices (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  contract_id     TEXT NOT NULL REFERENCES contracts (id),
  document_id     TEXT,
  event           TEXT NOT NULL,
  theme           TEXT NOT NULL,
  level           TEXT NOT NULL,
  sender_id       TEXT NOT NULL REFERENCES organisations (id),
  at              TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX notices_of_organisation ON notices (organisation_id, id);
CREATE INDEX notices_of_contract ON notices (contract_id, organisation_id, id);

-- Up to where somebody has read the notices of an organisation, and how his mail comes.
-- owner: notifications
CREATE TABLE notice_readers (
  person_id       TEXT NOT NULL REFERENCES persons (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  read_up_to      TEXT NOT NULL,
  digest          TEXT NOT NULL CHECK (digest IN ('at_once', 'daily')),
  PRIMARY KEY (person_id, organisation_id)
) /* on SQLite: WITHOUT ROWID */;

-- What waits for somebody's daily mail.
-- owner: notifications
CREATE TABLE digest_lines (
  id              TEXT PRIMARY KEY,
  notice_id       TEXT NOT NULL REFERENCES notices (id),
  person_id       TEXT NOT NULL REFERENCES persons (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  address         TEXT NOT NULL,
  language        TEXT NOT NULL,
  level           TEXT NOT NULL,
  sentence        TEXT NOT NULL,
  link            TEXT NOT NULL,
  due_at          TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX digest_lines_due ON digest_lines (due_at, id);

-- Addresses of an organisation that a mail server did not know.
-- owner: notifications
CREATE TABLE bounced_addresses (
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  address         TEXT NOT NULL,
  level           TEXT NOT NULL,
  reason          TEXT NOT NULL,
  at              TEXT NOT NULL,
  PRIMARY KEY (organisation_id, address)
) /* on SQLite: WITHOUT ROWID */;

-- Systems that want to hear of what their organisation is told. The secret is sealed under the installation's key.
-- owner: notifications
CREATE TABLE webhooks (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  address         TEXT NOT NULL,
  secret_sealed   TEXT NOT NULL,
  events          TEXT NOT NULL,
  added_at        TEXT NOT NULL,
  removed_at      TEXT
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX webhooks_of_organisation ON webhooks (organisation_id, id) WHERE removed_at IS NULL;

-- owner: notifications
CREATE TABLE webhook_deliveries (
  id         TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id),
  event      TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_at TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'dead')),
  attempts   BIGINT NOT NULL,
  due_at     TEXT NOT NULL,
  sent_at    TEXT,
  last_word  TEXT
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (due_at, id) WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, id);
