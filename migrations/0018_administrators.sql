-- SPDX-License-Identifier: EUPL-1.2
-- Who administers an organisation is asked on every list of contracts and at many notices: found without reading through
-- everybody who works there.
ALTER TABLE user_rights ADD COLUMN organisation_id TEXT NOT NULL DEFAULT '';
UPDATE user_rights SET organisation_id = (SELECT w.organisation_id FROM work_relations w WHERE w.id = user_rights.work_relation_id);
CREATE INDEX administrators_of_organisation ON user_rights (organisation_id, work_relation_id) WHERE role = 'administrator' AND revoked_at IS NULL;
