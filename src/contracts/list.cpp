// SPDX-License-Identifier: EUPL-1.2
// The list of own contracts: contracts.h has what it promises.
#include "contracts/contracts.h"
#include "contracts/words.h"

#include <algorithm>

namespace contracts {
namespace {

// What comes in from one source (the organisation, a group, memberships on one contract), newest first.
struct Source {
  std::vector<db::Row> rows;
  std::string floor;  // what lies below was not looked at; "" when all was
};

// A bare `LIKE $3` makes SQLite plan the statement anew for every value (its LIKE optimisation looks at what is bound), which
// costs more than the rows; `'' || $3` does not.
//
// For an administrator: straight along the organisation's own key.
constexpr db::Sql rows_of_the_organisation = R"(
  SELECT contract_id, title, specification_number, dossier_number, lot, own_reference, other_party, side, kind, award_on, award_cents
  FROM parties
  WHERE organisation_id = $1 AND contract_id < $2
  ORDER BY contract_id DESC LIMIT 26)";

constexpr db::Sql rows_of_the_organisation_with_words = R"(
  SELECT contract_id, title, specification_number, dossier_number, lot, own_reference, other_party, side, kind, award_on, award_cents
  FROM parties
  WHERE organisation_id = $1 AND contract_id < $2
    AND words LIKE '' || $3 ESCAPE '!' AND words LIKE '' || $4 ESCAPE '!' AND words LIKE '' || $5 ESCAPE '!'
  ORDER BY contract_id DESC LIMIT 26)";

// The same along the key of one group: what is not linked is never looked at.
constexpr db::Sql rows_of_a_group = R"(
  SELECT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind, p.award_on,
         p.award_cents
  FROM group_contracts l
  JOIN parties p ON p.organisation_id = $1 AND p.contract_id = l.contract_id
  WHERE l.group_id = $3 AND l.contract_id < $2
  ORDER BY l.contract_id DESC LIMIT 26)";

constexpr db::Sql rows_of_a_group_with_words = R"(
  SELECT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind, p.award_on,
         p.award_cents
  FROM group_contracts l
  JOIN parties p ON p.organisation_id = $1 AND p.contract_id = l.contract_id
  WHERE l.group_id = $3 AND l.contract_id < $2
    AND p.words LIKE '' || $4 ESCAPE '!' AND p.words LIKE '' || $5 ESCAPE '!' AND p.words LIKE '' || $6 ESCAPE '!'
  ORDER BY l.contract_id DESC LIMIT 26)";

// Contracts on which the person is a member of a group for that contract alone. Most are nowhere: that is asked first.
constexpr db::Sql is_a_contract_member = "SELECT 1 FROM contract_members WHERE person_id = $1 AND contract_id < $2 LIMIT 1";
constexpr db::Sql rows_as_a_contract_member = R"(
  SELECT DISTINCT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind,
                  p.award_on, p.award_cents
  FROM contract_members m
  JOIN groups g ON g.id = m.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
  JOIN group_contracts l ON l.contract_id = m.contract_id AND l.group_id = m.group_id
  JOIN parties p ON p.organisation_id = $1 AND p.contract_id = m.contract_id
  WHERE m.person_id = $3 AND m.contract_id < $2
    AND p.words LIKE '' || $4 ESCAPE '!' AND p.words LIKE '' || $5 ESCAPE '!' AND p.words LIKE '' || $6 ESCAPE '!'
  ORDER BY p.contract_id DESC LIMIT 26)";

// For somebody in many groups: the newest contract of each group, and of these the 26 newest. When there are so many, the page
// lies among them and what is newer than the last: one search in each group, and one more.
constexpr db::Sql newest_of_many_groups = R"(
  SELECT DISTINCT newest FROM (
    SELECT (SELECT max(l.contract_id) FROM group_contracts l WHERE l.group_id = g.id AND l.contract_id < $2) AS newest
    FROM group_members m
    JOIN groups g ON g.id = m.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
    WHERE m.person_id = $3) AS each_group
  WHERE newest IS NOT NULL ORDER BY newest DESC LIMIT 26)";

constexpr db::Sql rows_of_many_groups_down_to = R"(
  SELECT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind, p.award_on,
         p.award_cents
  FROM (SELECT DISTINCT l.contract_id
        FROM group_members m
        JOIN groups g ON g.id = m.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
        JOIN group_contracts l ON l.group_id = g.id AND l.contract_id < $2 AND l.contract_id >= $4
        WHERE m.person_id = $3
        ORDER BY l.contract_id DESC LIMIT 26) AS page
  JOIN parties p ON p.organisation_id = $1 AND p.contract_id = page.contract_id
  ORDER BY p.contract_id DESC)";

// When many groups share a few contracts: from each contract on to the newest one before it that some group of his is linked
// to. What it costs is groups × rows, however many contracts there are.
constexpr db::Sql rows_of_many_groups = R"(
  WITH RECURSIVE mine(group_id) AS (
    SELECT g.id FROM group_members m
    JOIN groups g ON g.id = m.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
    WHERE m.person_id = $3),
  page(contract_id, position) AS (
    SELECT max((SELECT max(l.contract_id) FROM group_contracts l WHERE l.group_id = mine.group_id AND l.contract_id < $2)), 1 FROM mine
    UNION ALL
    SELECT (SELECT max((SELECT max(l.contract_id) FROM group_contracts l WHERE l.group_id = mine.group_id AND l.contract_id < page.contract_id))
            FROM mine),
           page.position + 1
    FROM page WHERE page.contract_id IS NOT NULL AND page.position < 26)
  SELECT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind, p.award_on,
         p.award_cents
  FROM page JOIN parties p ON p.organisation_id = $1 AND p.contract_id = page.contract_id
  ORDER BY p.contract_id DESC)";

// The same with words: along the organisation's own key, as for an administrator, asking only of what fits whether a group of
// his reaches it.
constexpr db::Sql rows_of_many_groups_with_words = R"(
  SELECT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind, p.award_on,
         p.award_cents
  FROM parties p
  WHERE p.organisation_id = $1 AND p.contract_id < $2
    AND p.words LIKE '' || $4 ESCAPE '!' AND p.words LIKE '' || $5 ESCAPE '!' AND p.words LIKE '' || $6 ESCAPE '!'
    AND EXISTS (SELECT 1 FROM group_contracts l
                JOIN group_members m ON m.group_id = l.group_id AND m.person_id = $3
                JOIN groups g ON g.id = l.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
                WHERE l.contract_id = p.contract_id)
  ORDER BY p.contract_id DESC LIMIT 26)";

constexpr int few_groups = 16;  // so many are walked one by one

std::vector<db::Row> rows_of_groups(evidence::View& view, std::vector<GroupId> const& groups, std::string const& from, std::string const& search) {
  auto const& organisation = view.actor.organisation.text;
  auto const& person = view.actor.person.text;
  auto const words = search_patterns(search);
  if (groups.size() > few_groups) {
    if (!search.empty()) return view.tx.all(rows_of_many_groups_with_words, {organisation, from, person, words[0], words[1], words[2]});
    auto const newest = view.tx.all(newest_of_many_groups, {organisation, from, person});
    if (newest.size() <= page_rows) return view.tx.all(rows_of_many_groups, {organisation, from, person});
    return view.tx.all(rows_of_many_groups_down_to, {organisation, from, person, newest.back().text(0)});
  }
  std::vector<db::Row> rows;
  for (auto const& group : groups) {
    auto found = search.empty() ? view.tx.all(rows_of_a_group, {organisation, from, group.text})
                                : view.tx.all(rows_of_a_group_with_words, {organisation, from, group.text, words[0], words[1], words[2]});
    rows.insert(rows.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  return rows;
}

std::vector<db::Row> rows_of_a_user(evidence::View& view, std::string const& from, std::string const& search) {
  auto const& organisation = view.actor.organisation.text;
  auto const& person = view.actor.person.text;
  auto const groups = groups::standing_groups(view, few_groups + 1);
  auto rows = rows_of_groups(view, groups, from, search);
  std::vector<db::Row> found;
  if (view.tx.maybe(is_a_contract_member, {person, from})) {
    auto const words = search_patterns(search);
    found = view.tx.all(rows_as_a_contract_member, {organisation, from, person, words[0], words[1], words[2]});
  }
  if (groups.size() == 1 && found.empty()) return rows;
  // Each source gives its newest; together the newest of all, each once.
  rows.insert(rows.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  std::sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.text(0) > b.text(0); });
  rows.erase(std::unique(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.text(0) == b.text(0); }), rows.end());
  return rows;
}

// ---- with filters: at most scan_rows of a source are looked at, and fetch_rows of those that fit come back. The other party's
// name is asked of all words first and of itself afterwards (fits), as the words say best what is big and what small.

constexpr std::int64_t fetch_rows = 200;

constexpr db::Sql filtered_of_the_organisation = R"(
  SELECT contract_id, title, specification_number, dossier_number, lot, own_reference, other_party, side, kind, award_on, award_cents
  FROM (SELECT * FROM parties WHERE organisation_id = $1 AND contract_id < $2 ORDER BY contract_id DESC LIMIT $12) AS p
  WHERE (CAST($3 AS TEXT) = '' OR kind = $3) AND award_on >= $4 AND award_on < $5
    AND words LIKE '' || $6 ESCAPE '!' AND words LIKE '' || $7 ESCAPE '!' AND words LIKE '' || $8 ESCAPE '!'
    AND words LIKE '' || $9 ESCAPE '!' AND words LIKE '' || $10 ESCAPE '!' AND words LIKE '' || $11 ESCAPE '!'
  ORDER BY contract_id DESC LIMIT $13)";
constexpr db::Sql floor_of_the_organisation = R"(
  SELECT count(*), min(contract_id) FROM
    (SELECT contract_id FROM parties WHERE organisation_id = $1 AND contract_id < $2 ORDER BY contract_id DESC LIMIT $3) AS seen)";

constexpr db::Sql filtered_of_a_group = R"(
  SELECT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind, p.award_on,
         p.award_cents
  FROM (SELECT contract_id FROM group_contracts WHERE group_id = $14 AND contract_id < $2 ORDER BY contract_id DESC LIMIT $12) AS l
  JOIN parties p ON p.organisation_id = $1 AND p.contract_id = l.contract_id
  WHERE (CAST($3 AS TEXT) = '' OR p.kind = $3) AND p.award_on >= $4 AND p.award_on < $5
    AND p.words LIKE '' || $6 ESCAPE '!' AND p.words LIKE '' || $7 ESCAPE '!' AND p.words LIKE '' || $8 ESCAPE '!'
    AND p.words LIKE '' || $9 ESCAPE '!' AND p.words LIKE '' || $10 ESCAPE '!' AND p.words LIKE '' || $11 ESCAPE '!'
  ORDER BY p.contract_id DESC LIMIT $13)";
constexpr db::Sql floor_of_a_group = R"(
  SELECT count(*), min(contract_id) FROM
    (SELECT contract_id FROM group_contracts WHERE group_id = $1 AND contract_id < $2 ORDER BY contract_id DESC LIMIT $3) AS seen)";

constexpr db::Sql filtered_as_a_contract_member = R"(
  SELECT DISTINCT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind,
                  p.award_on, p.award_cents
  FROM (SELECT contract_id, group_id FROM contract_members WHERE person_id = $14 AND contract_id < $2 ORDER BY contract_id DESC LIMIT $12) AS m
  JOIN groups g ON g.id = m.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
  JOIN group_contracts l ON l.contract_id = m.contract_id AND l.group_id = m.group_id
  JOIN parties p ON p.organisation_id = $1 AND p.contract_id = m.contract_id
  WHERE (CAST($3 AS TEXT) = '' OR p.kind = $3) AND p.award_on >= $4 AND p.award_on < $5
    AND p.words LIKE '' || $6 ESCAPE '!' AND p.words LIKE '' || $7 ESCAPE '!' AND p.words LIKE '' || $8 ESCAPE '!'
    AND p.words LIKE '' || $9 ESCAPE '!' AND p.words LIKE '' || $10 ESCAPE '!' AND p.words LIKE '' || $11 ESCAPE '!'
  ORDER BY p.contract_id DESC LIMIT $13)";
constexpr db::Sql floor_as_a_contract_member = R"(
  SELECT count(*), min(contract_id) FROM
    (SELECT contract_id FROM contract_members WHERE person_id = $1 AND contract_id < $2 ORDER BY contract_id DESC LIMIT $3) AS seen)";

// For somebody in many groups: along the organisation's own key, asking only of what fits whether a group of his reaches it.
constexpr db::Sql filtered_of_many_groups = R"(
  SELECT p.contract_id, p.title, p.specification_number, p.dossier_number, p.lot, p.own_reference, p.other_party, p.side, p.kind, p.award_on,
         p.award_cents
  FROM (SELECT * FROM parties WHERE organisation_id = $1 AND contract_id < $2 ORDER BY contract_id DESC LIMIT $12) AS p
  WHERE (CAST($3 AS TEXT) = '' OR p.kind = $3) AND p.award_on >= $4 AND p.award_on < $5
    AND p.words LIKE '' || $6 ESCAPE '!' AND p.words LIKE '' || $7 ESCAPE '!' AND p.words LIKE '' || $8 ESCAPE '!'
    AND p.words LIKE '' || $9 ESCAPE '!' AND p.words LIKE '' || $10 ESCAPE '!' AND p.words LIKE '' || $11 ESCAPE '!'
    AND EXISTS (SELECT 1 FROM group_contracts l
                JOIN group_members m ON m.group_id = l.group_id AND m.person_id = $14
                JOIN groups g ON g.id = l.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
                WHERE l.contract_id = p.contract_id)
  ORDER BY p.contract_id DESC LIMIT $13)";

Source filtered(evidence::View& view, db::Sql rows, db::Sql floor, std::string const& key, std::string const& from, std::string const& search,
                Filters const& filters, bool along_organisation = false) {
  auto const words = search_patterns(search), party = search_patterns(filters.other_party);
  std::string first = "0", last = "9999";
  if (filters.award_year) {
    first = std::to_string(*filters.award_year);
    last = std::to_string(*filters.award_year + 1);
  }
  auto const& organisation = view.actor.organisation.text;
  std::vector<db::Value> values{organisation, from, filters.kind ? std::string{name(*filters.kind)} : std::string{}, first, last,
                                words[0], words[1], words[2], party[0], party[1], party[2], scan_rows, fetch_rows};
  if (key != organisation) values.emplace_back(key);
  Source source{view.tx.all(rows, values), {}};
  if (source.rows.size() == fetch_rows) source.floor = source.rows.back().text(0);
  auto const seen = view.tx.one(floor, {along_organisation ? organisation : key, from, scan_rows});
  if (seen.number(0) == scan_rows) source.floor = std::max(source.floor, seen.text(1));
  return source;
}

std::vector<Source> sources_of_a_user(evidence::View& view, std::string const& from, std::string const& search, Filters const& filters) {
  std::vector<Source> sources;
  auto const groups = groups::standing_groups(view, few_groups + 1);
  if (groups.size() > few_groups) {
    sources.push_back(filtered(view, filtered_of_many_groups, floor_of_the_organisation, view.actor.person.text, from, search, filters, true));
  } else {
    for (auto const& group : groups) sources.push_back(filtered(view, filtered_of_a_group, floor_of_a_group, group.text, from, search, filters));
  }
  sources.push_back(
      filtered(view, filtered_as_a_contract_member, floor_as_a_contract_member, view.actor.person.text, from, search, filters));
  return sources;
}

Listed listed(db::Row&& row) {
  return {{row.take(0)}, row.take(1), row.take(2), row.take(3), row.take(4), row.take(5), row.take(6),
          row.text(7) == "authority" ? Side::authority : Side::contractor, parse_kind(row.text(8)).value_or(Kind::contract), row.take(9),
          row.number(10)};
}

bool newer(db::Row const& a, db::Row const& b) { return a.text(0) > b.text(0); }
bool same(db::Row const& a, db::Row const& b) { return a.text(0) == b.text(0); }

Page filtered_page(std::vector<Source> sources, Filters const& filters) {
  std::vector<db::Row> rows;
  std::string floor;
  for (auto& source : sources) {
    floor = std::max(floor, source.floor);
    rows.insert(rows.end(), std::make_move_iterator(source.rows.begin()), std::make_move_iterator(source.rows.end()));
  }
  std::sort(rows.begin(), rows.end(), newer);
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
  Page page;
  for (auto& row : rows) {
    if (row.text(0) < floor || !has_words(row.text(6), filters.other_party)) continue;
    if (page.rows.size() == page_rows) {
      page.next = page.rows.back().id.text;
      return page;
    }
    page.rows.push_back(listed(std::move(row)));
  }
  if (!floor.empty()) {
    page.next = floor;
    page.is_cut = true;
  }
  return page;
}

}  // namespace

Page list(evidence::View& view, std::optional<std::string> const& after, std::string const& search, Filters const& filters) {
  auto const standing = people::standing(view);
  if (!standing.administers() && !standing.user) return {};
  std::string const from = after && is_id(*after) ? *after : "g";  // sorts after every id
  auto const& organisation = view.actor.organisation.text;
  if (filters.any())
    return filtered_page(standing.administers() ? std::vector{filtered(view, filtered_of_the_organisation, floor_of_the_organisation,
                                                                       organisation, from, search, filters)}
                                                : sources_of_a_user(view, from, search, filters),
                         filters);
  std::vector<db::Row> rows;
  if (!standing.administers()) {
    rows = rows_of_a_user(view, from, search);
  } else if (search.empty()) {
    rows = view.tx.all(rows_of_the_organisation, {organisation, from});
  } else {
    auto const words = search_patterns(search);
    rows = view.tx.all(rows_of_the_organisation_with_words, {organisation, from, words[0], words[1], words[2]});
  }
  Page page;
  page.rows.reserve(page_rows);
  for (auto& row : rows) {
    if (page.rows.size() == page_rows) {
      page.next = page.rows.back().id.text;
      break;
    }
    page.rows.push_back(listed(std::move(row)));
  }
  return page;
}

}  // namespace contracts
