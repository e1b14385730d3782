-- SPDX-License-Identifier: EUPL-1.2
-- What a document says whose type has no form of its own: a value per field, as the type's list keeps it (a day as
-- 2026-03-02, an amount or a number with a decimal point, a choice by its key). Empty fields have no row.
-- owner: correspondence
CREATE TABLE document_fields (
  document_id TEXT NOT NULL REFERENCES documents (id),
  field       TEXT NOT NULL,
  value       TEXT NOT NULL CHECK (value <> ''),
  PRIMARY KEY (document_id, field)
) /* on SQLite: WITHOUT ROWID */;
