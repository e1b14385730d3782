-- SPDX-License-Identifier: EUPL-1.2
-- What somebody of an organisation has to do. Who may do it, and whether who holds it still may, is decided by the rights of the
-- moment.
-- owner: actions
CREATE TABLE actions (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  contract_id     TEXT NOT NULL REFERENCES contracts (id),
  document_id     TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('send', 'treat', 'supplement', 'request_invoice', 'invoice')),
  theme           TEXT NOT NULL,
  level           BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
  opened_at       TEXT NOT NULL,
  due_on          TEXT,
  assignee_id     TEXT REFERENCES persons (id),
  assigned_by_id  TEXT REFERENCES persons (id),
  assigned_at     TEXT,
  released_at     TEXT,
  released_reason TEXT,
  closed_at       TEXT,
  outcome         TEXT CHECK (outcome IN ('done', 'lapsed')),
  CHECK ((assignee_id IS NULL) = (assigned_at IS NULL) AND (assignee_id IS NULL) = (assigned_by_id IS NULL))
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX actions_open ON actions (organisation_id, id) WHERE closed_at IS NULL;
CREATE INDEX actions_held ON actions (assignee_id, organisation_id, id) WHERE closed_at IS NULL AND assignee_id IS NOT NULL;
CREATE INDEX actions_of_contract ON actions (contract_id, organisation_id, id) WHERE closed_at IS NULL;
CREATE INDEX actions_of_document ON actions (document_id);

-- Mail to be sent: a row of the deed, posted by a job after the commit.
-- owner: notifications
CREATE TABLE mails (
  id         TEXT PRIMARY KEY,
  notice_id  TEXT,
  organisation_id TEXT NOT NULL,
  address    TEXT NOT NULL,
  language   TEXT NOT NULL,
  event      TEXT NOT NULL,
  subject    TEXT NOT NULL,
  body_text  TEXT NOT NULL,
  body_html  TEXT NOT NULL,
  level      TEXT NOT NULL,
  created_at TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'dead')),
  attempts   BIGINT NOT NULL,
  due_at     TEXT NOT NULL,
  sent_at    TEXT,
  last_word  TEXT,
  unsubscribe TEXT
);
CREATE INDEX mails_waiting ON mails (due_at, id) WHERE status = 'waiting';
CREATE INDEX mails_dead ON mails (id) WHERE status = 'dead';
CREATE INDEX mails_by_address ON mails (address, id);
CREATE INDEX mails_of_notice ON mails (notice_id) WHERE notice_id IS NOT NULL;
