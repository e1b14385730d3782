// SPDX-License-Identifier: EUPL-1.2
// The lists of the room: each a page by name, with one statement.
#include "base/refusal.h"
#include "groups/groups.h"

namespace groups {
namespace {

constexpr std::int64_t asked_rows = page_rows + 1;

void must_administer(evidence::View& view) {
  if (!people::standing(view).administers()) refuse(Refusal::not_allowed);
}

// What was typed as a LIKE pattern (escape sign '!') for a name in lower case.
std::string pattern(std::string const& search) {
  std::string text = "%";
  for (char c : search.substr(0, 100)) {
    if (c == '%' || c == '_' || c == '!') text += '!';
    if (c != '\0') text += c;
  }
  return text + '%';
}

// Cuts the row that was asked to see whether there is more.
template <class Row, class Key>
PageOf<Row> cut(std::vector<Row> rows, Key key) {
  PageOf<Row> page{std::move(rows), {}};
  if (page.rows.size() <= page_rows) return page;
  page.rows.resize(page_rows);
  page.next = key(page.rows.back());
  return page;
}

Member member(db::Row const& row) { return {{row.text(0)}, row.text(1) + ' ' + row.text(2), row.text(3), row.number(4) > 0}; }
std::string person_of(Member const& member) { return member.person.text; }

}  // namespace

PageOf<Group> list(evidence::View& view, Ordered const& ordered) {
  must_administer(view);
  std::vector<Group> found;
  for (auto const& row : view.tx.all(R"(
         SELECT g.id, g.name, g.email, g.description, g.version,
                (SELECT count(*) FROM (SELECT 1 FROM group_contracts l WHERE l.group_id = g.id LIMIT 1000) AS x)
         FROM groups g
         WHERE g.organisation_id = $1 AND g.is_active = 1 AND g.removed_at IS NULL AND g.name > $2
           AND lower(g.name) LIKE lower('' || $3) ESCAPE '!'
         ORDER BY g.name LIMIT $4)",
                                     {view.actor.organisation.text, ordered.after, pattern(ordered.search), asked_rows})) {
    Group group;
    group.id = {row.text(0)};
    group.name = row.text(1);
    group.email = row.text(2);
    group.description = row.text(3);
    group.version = row.number(4);
    group.contracts = row.number(5);
    found.push_back(std::move(group));
  }
  return cut(std::move(found), [](auto const& group) { return group.name; });
}

PageOf<Linked> links_of(evidence::View& view, ContractId const& contract, Which which, Ordered const& ordered) {
  std::vector<Linked> found;
  for (auto const& row : view.tx.all(R"(
         SELECT g.id, g.name, g.description, g.email, CASE WHEN l.group_id IS NULL THEN 0 ELSE 1 END
         FROM groups g LEFT JOIN group_contracts l ON l.group_id = g.id AND l.contract_id = $2
         WHERE g.organisation_id = $1 AND g.is_active = 1 AND g.removed_at IS NULL AND g.name > $3
           AND lower(g.name) LIKE lower('' || $4) ESCAPE '!' AND (CAST($5 AS BIGINT) = 0 OR l.group_id IS NOT NULL)
         ORDER BY g.name LIMIT $6)",
                                     {view.actor.organisation.text, contract.text, ordered.after, pattern(ordered.search),
                                      std::int64_t{which == Which::linked}, asked_rows}))
    found.push_back({{row.text(0)}, row.text(1), row.text(2), row.text(3), row.number(4) == 1});
  return cut(std::move(found), [](auto const& group) { return group.name; });
}

PageOf<Member> choices(evidence::View& view, GroupId const& id, std::optional<ContractId> const& contract, Ordered const& ordered) {
  must_administer(view);
  std::vector<Member> found;
  for (auto const& row : view.tx.all(R"(
         SELECT p.id, p.given_name, p.family_name, max(x.email), max(x.is_member)
         FROM (SELECT w.person_id, w.email, 0 AS is_member FROM work_relations w
               WHERE w.organisation_id = $1 AND w.ended_at IS NULL AND w.valid_from <= $2 AND w.valid_to >= $2
               UNION ALL SELECT m.person_id, '', 1 FROM group_members m WHERE m.group_id = $3 AND CAST($4 AS TEXT) = ''
               UNION ALL SELECT c.person_id, '', 1 FROM contract_members c WHERE c.contract_id = $4 AND c.group_id = $3) AS x
         JOIN persons p ON p.id = x.person_id
         WHERE lower(p.given_name || ' ' || p.family_name) LIKE lower('' || $5) ESCAPE '!'
           AND (CAST($6 AS TEXT) = '' OR (p.family_name, p.given_name, p.id) > (SELECT a.family_name, a.given_name, a.id FROM persons a WHERE a.id = $6))
         GROUP BY p.id, p.given_name, p.family_name
         ORDER BY p.family_name, p.given_name, p.id LIMIT $7)",
                                     {view.actor.organisation.text, to_text(brussels_day(view.now)), id.text, contract ? contract->text : "",
                                      pattern(ordered.search), ordered.after, asked_rows}))
    found.push_back(member(row));
  return cut(std::move(found), person_of);
}

PageOf<Member> standing_members(evidence::View& view, GroupId const& id, Ordered const& ordered) {
  std::vector<Member> found;
  for (auto const& row : view.tx.all(R"(
         SELECT p.id, p.given_name, p.family_name,
                (SELECT max(w.email) FROM work_relations w WHERE w.person_id = p.id AND w.organisation_id = $2 AND w.ended_at IS NULL
                   AND w.valid_to >= $3), 1
         FROM group_members m JOIN persons p ON p.id = m.person_id
         WHERE m.group_id = $1
           AND (CAST($4 AS TEXT) = '' OR (p.family_name, p.given_name, p.id) > (SELECT a.family_name, a.given_name, a.id FROM persons a WHERE a.id = $4))
         ORDER BY p.family_name, p.given_name, p.id LIMIT $5)",
                                     {id.text, view.actor.organisation.text, to_text(brussels_day(view.now)), ordered.after, asked_rows}))
    found.push_back(member(row));
  return cut(std::move(found), person_of);
}

std::vector<Member> contract_members(evidence::View& view, GroupId const& id, ContractId const& contract) {
  std::vector<Member> found;
  for (auto const& row : view.tx.all(R"(
         SELECT p.id, p.given_name, p.family_name,
                (SELECT max(w.email) FROM work_relations w WHERE w.person_id = p.id AND w.organisation_id = $3 AND w.ended_at IS NULL
                   AND w.valid_to >= $4), 1
         FROM contract_members c JOIN persons p ON p.id = c.person_id
         WHERE c.contract_id = $2 AND c.group_id = $1
         ORDER BY p.family_name, p.given_name, p.id LIMIT 500)",
                                     {id.text, contract.text, view.actor.organisation.text, to_text(brussels_day(view.now))}))
    found.push_back(member(row));
  return found;
}

bool is_linked(evidence::View& view, GroupId const& id, ContractId const& contract) {
  return view.tx.maybe("SELECT 1 FROM group_contracts WHERE contract_id = $1 AND group_id = $2", {contract.text, id.text}).has_value();
}

}  // namespace groups
