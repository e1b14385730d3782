-- SPDX-License-Identifier: EUPL-1.2
-- What somebody of an organisation has to do: one kind more, to answer a document. Its day is the document's (documents.due_on).
-- owner: actions
CREATE TABLE actions_with_answers (
  id              TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  contract_id     TEXT NOT NULL REFERENCES contracts (id),
  document_id     TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('send', 'treat', 'supplement', 'request_invoice', 'invoice', 'answer')),
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

INSERT INTO actions_with_answers (id, organisation_id, contract_id, document_id, kind, theme, level, opened_at, due_on, assignee_id,
                                  assigned_by_id, assigned_at, released_at, released_reason, closed_at, outcome)
SELECT id, organisation_id, contract_id, document_id, kind, theme, level, opened_at, due_on, assignee_id, assigned_by_id, assigned_at,
       released_at, released_reason, closed_at, outcome
FROM actions;

-- Documents that wait for an answer already. The action takes the id of the document: no other action has it.
INSERT INTO actions_with_answers (id, organisation_id, contract_id, document_id, kind, theme, level, opened_at)
SELECT d.id, CASE WHEN d.organisation_id = c.authority_id THEN c.contractor_id ELSE c.authority_id END, d.contract_id, d.id, 'answer', d.theme, 2,
       d.sent_at
FROM documents d JOIN contracts c ON c.id = d.contract_id
WHERE d.status IN ('sent', 'in_treatment') AND d.awaits = 1 AND d.type NOT IN ('payment_claim', 'claim_supplement', 'invoice_request');

DROP TABLE actions;
ALTER TABLE actions_with_answers RENAME TO actions;
CREATE INDEX actions_open ON actions (organisation_id, id) WHERE closed_at IS NULL;
CREATE INDEX actions_held ON actions (assignee_id, organisation_id, id) WHERE closed_at IS NULL AND assignee_id IS NOT NULL;
CREATE INDEX actions_of_contract ON actions (contract_id, organisation_id, id) WHERE closed_at IS NULL;
CREATE INDEX actions_of_document ON actions (document_id);
