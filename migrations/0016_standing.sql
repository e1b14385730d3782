-- SPDX-License-Identifier: EUPL-1.2
-- What somebody is in an organisation (people::standing) is asked at every decision: its answer stands in the indexes.
DROP INDEX work_relations_of_person;
CREATE INDEX work_relations_of_person ON work_relations (person_id, organisation_id, valid_from, valid_to, ended_at, id);
DROP INDEX user_rights_of_relation;
CREATE INDEX user_rights_of_relation ON user_rights (work_relation_id, role, valid_from, valid_to, revoked_at);
