// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups.h"
#include "base/refusal.h"

#include <algorithm>
#include <set>

namespace groups {
namespace {

constexpr std::array<std::string_view, themes.size()> theme_names{"invoicing", "general", "performance_bond", "execution",
                                                                  "planning",  "changes", "defaults",         "acceptance"};
constexpr std::array<std::string_view, 4> level_names{"none", "read", "draft", "send"};

void must_administer(evidence::View& view) {
  if (!people::standing(view).administers()) refuse(Refusal::not_allowed);
}

// The group, when it is active and of the actor's own organisation; otherwise it does not exist.
Group own(evidence::View&, GroupId const&);
void write_rights_and_members(evidence::Deed&, GroupId const&, NewGroup const&);
bool works_here(evidence::View&, PersonId const&);

void record(evidence::Deed& deed, evidence::Event event, GroupId const& id, std::optional<ContractId> contract = {},
            std::optional<PersonId> person = {}) {
  Shape particulars = Shape::Object{{"groupId", id.text}};
  if (person) particulars.with("personId", person->text);
  deed.record({event, std::move(contract), {}, std::move(particulars)});
}

}  // namespace

std::string_view name(Theme theme) { return theme_names.at(static_cast<std::size_t>(theme)); }
std::string_view name(Level level) { return level_names.at(static_cast<std::size_t>(level)); }

std::optional<Theme> parse_theme(std::string_view text) {
  auto const found = std::find(theme_names.begin(), theme_names.end(), text);
  if (found == theme_names.end()) return std::nullopt;
  return static_cast<Theme>(found - theme_names.begin());
}

std::optional<Level> parse_level(std::string_view text) {
  auto const found = std::find(level_names.begin(), level_names.end(), text);
  if (found == level_names.end()) return std::nullopt;
  return static_cast<Level>(found - level_names.begin());
}

bool Rights::any() const {
  return administers || std::any_of(levels.begin(), levels.end(), [](Level level) { return level != Level::none; });
}

std::vector<GroupId> standing_groups(evidence::View& view) {
  std::vector<GroupId> found;
  for (auto const& row : view.tx.all(R"(
         SELECT g.id FROM group_members m
         JOIN groups g ON g.id = m.group_id AND g.organisation_id = $1 AND g.is_active = 1
         WHERE m.person_id = $2 AND EXISTS (SELECT 1 FROM group_rights r WHERE r.group_id = g.id)
         ORDER BY g.id LIMIT 1000)",
                                     {view.actor.organisation.text, view.actor.person.text}))
    found.push_back({row.text(0)});
  return found;
}

Rights rights_on(evidence::View& view, ContractId const& contract) {
  Rights rights;
  auto const standing = people::standing(view);
  rights.administers = standing.administers();
  if (standing.administers()) {
    rights.levels.fill(Level::read);
    rights.may_edit_reference = true;
  }
  if (standing.legal_representative) {
    rights.levels.fill(Level::send);
    return rights;
  }
  if (!standing.user) return rights;
  for (auto const& row : view.tx.all(R"(
         SELECT r.theme, r.level, g.may_edit_reference
         FROM group_contracts l
         JOIN groups g ON g.id = l.group_id AND g.organisation_id = $2 AND g.is_active = 1
         LEFT JOIN group_rights r ON r.group_id = g.id
         WHERE l.contract_id = $1
           AND (EXISTS (SELECT 1 FROM group_members m WHERE m.group_id = g.id AND m.person_id = $3)
             OR EXISTS (SELECT 1 FROM contract_members c WHERE c.contract_id = $1 AND c.group_id = g.id AND c.person_id = $3)))",
                                     {contract.text, view.actor.organisation.text, view.actor.person.text})) {
    if (row.number(2) == 1) rights.may_edit_reference = true;
    if (auto theme = parse_theme(row.text(0))) {
      auto& level = rights.levels.at(static_cast<std::size_t>(*theme));
      level = std::max(level, static_cast<Level>(row.number(1)));
    }
  }
  return rights;
}

Parsed<NewGroup> read_group(Fields const& fields) {
  std::vector<Mistake> mistakes;
  NewGroup group;
  auto take = [&](std::string_view name, std::size_t bytes_max, bool required) {
    auto text = std::string{field(fields, name)};
    if (required && text.empty()) mistakes.push_back({std::string{name}, "missing"});
    if (text.size() > bytes_max) mistakes.push_back({std::string{name}, "too_long"});
    return text;
  };
  group.name = take("name", 100, true);
  group.description = take("description", 1000, true);
  group.email = take("email", 254, false);
  if (!group.email.empty() && (group.email.find('@') == std::string::npos || group.email.find_first_of(" \r\n,;<>") != std::string::npos))
    mistakes.push_back({"email", "not_an_email"});
  for (auto theme : themes) {
    auto const key = "rights." + std::string{name(theme)};
    auto const text = field(fields, key);
    if (text.empty()) continue;
    if (auto level = parse_level(text))
      group.rights[theme] = *level;
    else
      mistakes.push_back({key, "unknown"});
  }
  group.may_edit_reference = field(fields, "mayEditReference") == "true" || field(fields, "mayEditReference") == "on";
  for (auto found = fields.lower_bound("members."); found != fields.end() && found->first.starts_with("members."); ++found) {
    if (is_id(found->second))
      group.members.push_back({found->second});
    else if (!found->second.empty())
      mistakes.push_back({found->first, "unknown"});
  }
  if (group.members.size() > 10'000) mistakes.push_back({"members", "too_many"});
  if (!mistakes.empty()) return mistakes;
  return group;
}

GroupId create(evidence::Deed& deed, NewGroup const& group) {
  must_administer(deed);
  GroupId const id{new_id()};
  auto const made = deed.tx.maybe(R"(
    INSERT INTO groups (id, organisation_id, name, email, description, may_edit_reference, is_active, version)
    VALUES ($1, $2, $3, $4, $5, $6, 1, 1) ON CONFLICT DO NOTHING RETURNING id)",
                                  {id.text, deed.actor.organisation.text, group.name, group.email, group.description,
                                   std::int64_t{group.may_edit_reference}});
  if (!made) refuse(Refusal::name_taken);
  write_rights_and_members(deed, id, group);
  record(deed, evidence::Event::group_created, id);
  return id;
}

void change(evidence::Deed& deed, GroupId const& id, NewGroup const& group, std::int64_t version) {
  auto const before = own(deed, id);
  if (before.name != group.name &&
      deed.tx.maybe("SELECT id FROM groups WHERE organisation_id = $1 AND name = $2 AND is_active = 1", {deed.actor.organisation.text, group.name}))
    refuse(Refusal::name_taken);
  auto const changed = deed.tx.maybe(R"(
    UPDATE groups SET name = $3, email = $4, description = $5, may_edit_reference = $6, version = version + 1
    WHERE id = $1 AND version = $2 RETURNING id)",
                                     {id.text, version, group.name, group.email, group.description, std::int64_t{group.may_edit_reference}});
  if (!changed) refuse(Refusal::stale_version);
  deed.tx.run("DELETE FROM group_rights WHERE group_id = $1", {id.text});
  deed.tx.run("DELETE FROM group_members WHERE group_id = $1", {id.text});
  write_rights_and_members(deed, id, group);
  record(deed, evidence::Event::group_changed, id);
}

void remove(evidence::Deed& deed, GroupId const& id) {
  own(deed, id);
  deed.tx.run("UPDATE groups SET is_active = 0, version = version + 1 WHERE id = $1", {id.text});
  deed.tx.run("DELETE FROM group_contracts WHERE group_id = $1", {id.text});
  deed.tx.run("DELETE FROM contract_members WHERE group_id = $1", {id.text});
  record(deed, evidence::Event::group_deleted, id);
}

void link(evidence::Deed& deed, GroupId const& id, ContractId const& contract) {
  own(deed, id);
  if (deed.tx.maybe("INSERT INTO group_contracts (contract_id, group_id, linked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING group_id",
                    {contract.text, id.text, deed.now_text()}))
    record(deed, evidence::Event::group_linked, id, contract);
}

void unlink(evidence::Deed& deed, GroupId const& id, ContractId const& contract) {
  own(deed, id);
  deed.tx.run("DELETE FROM contract_members WHERE contract_id = $1 AND group_id = $2", {contract.text, id.text});
  if (deed.tx.maybe("DELETE FROM group_contracts WHERE contract_id = $1 AND group_id = $2 RETURNING group_id", {contract.text, id.text}))
    record(deed, evidence::Event::group_unlinked, id, contract);
}

void add_member(evidence::Deed& deed, GroupId const& id, ContractId const& contract, PersonId const& person) {
  own(deed, id);
  if (!works_here(deed, person)) refuse(Refusal::not_found);
  if (!deed.tx.maybe("SELECT 1 FROM group_contracts WHERE contract_id = $1 AND group_id = $2", {contract.text, id.text})) refuse(Refusal::not_found);
  if (deed.tx.maybe("INSERT INTO contract_members (contract_id, group_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING person_id",
                    {contract.text, id.text, person.text}))
    record(deed, evidence::Event::contract_member_added, id, contract, person);
}

void remove_member(evidence::Deed& deed, GroupId const& id, ContractId const& contract, PersonId const& person) {
  own(deed, id);
  if (deed.tx.maybe("DELETE FROM contract_members WHERE contract_id = $1 AND group_id = $2 AND person_id = $3 RETURNING person_id",
                    {contract.text, id.text, person.text}))
    record(deed, evidence::Event::contract_member_removed, id, contract, person);
}

std::vector<Group> list(evidence::View& view) {
  must_administer(view);
  std::vector<Group> found;
  for (auto const& row : view.tx.all(R"(
         SELECT g.id, g.name, g.email, g.description, g.may_edit_reference, g.version,
                (SELECT count(*) FROM group_contracts l WHERE l.group_id = g.id)
         FROM groups g WHERE g.organisation_id = $1 AND g.is_active = 1 ORDER BY g.name LIMIT 500)",
                                     {view.actor.organisation.text})) {
    Group group;
    group.id = {row.text(0)};
    group.name = row.text(1);
    group.email = row.text(2);
    group.description = row.text(3);
    group.may_edit_reference = row.number(4) == 1;
    group.version = row.number(5);
    group.contracts = row.number(6);
    found.push_back(std::move(group));
  }
  return found;
}

Group open(evidence::View& view, GroupId const& id) { return own(view, id); }

std::vector<Linked> links_of(evidence::View& view, ContractId const& contract) {
  std::vector<Linked> found;
  for (auto const& row : view.tx.all(R"(
         SELECT g.id, g.name, CASE WHEN l.group_id IS NULL THEN 0 ELSE 1 END
         FROM groups g LEFT JOIN group_contracts l ON l.group_id = g.id AND l.contract_id = $2
         WHERE g.organisation_id = $1 AND g.is_active = 1 ORDER BY g.name LIMIT 500)",
                                     {view.actor.organisation.text, contract.text}))
    found.push_back({{row.text(0)}, row.text(1), row.number(2) == 1});
  return found;
}

Members members_on(evidence::View& view, GroupId const& id, ContractId const& contract) {
  Members members;
  for (auto const& row : view.tx.all(R"(
         SELECT x.is_standing, p.id, p.given_name, p.family_name,
                (SELECT max(w.email) FROM work_relations w WHERE w.person_id = p.id AND w.organisation_id = $3 AND w.ended_at IS NULL
                   AND w.valid_to >= $4)
         FROM (SELECT 1 AS is_standing, m.person_id FROM group_members m WHERE m.group_id = $1
               UNION ALL SELECT 0, c.person_id FROM contract_members c WHERE c.group_id = $1 AND c.contract_id = $2) AS x
         JOIN persons p ON p.id = x.person_id
         ORDER BY p.family_name, p.given_name, p.id LIMIT 1000)",
                                     {id.text, contract.text, view.actor.organisation.text, to_text(brussels_day(view.now))}))
    (row.number(0) == 1 ? members.standing : members.contract).push_back({{row.text(1)}, row.text(2) + ' ' + row.text(3), row.text(4)});
  return members;
}

std::vector<PersonId> persons_with(db::Tx& tx, OrganisationId const& organisation, ContractId const& contract, Theme theme, Level level,
                                   Day today) {
  std::vector<PersonId> found;
  for (auto const& row : tx.all(R"(
         SELECT DISTINCT x.person_id FROM (
           SELECT m.person_id, m.group_id FROM group_contracts l JOIN group_members m ON m.group_id = l.group_id WHERE l.contract_id = $1
           UNION SELECT c.person_id, c.group_id FROM group_contracts l
                 JOIN contract_members c ON c.contract_id = l.contract_id AND c.group_id = l.group_id WHERE l.contract_id = $1) AS x
         JOIN groups g ON g.id = x.group_id AND g.organisation_id = $2 AND g.is_active = 1
         JOIN group_rights r ON r.group_id = g.id AND r.theme = $3 AND r.level >= $4
         JOIN work_relations w ON w.person_id = x.person_id AND w.organisation_id = $2 AND w.ended_at IS NULL
                              AND w.valid_from <= $5 AND w.valid_to >= $5
         JOIN user_rights u ON u.work_relation_id = w.id AND u.role = 'user' AND u.revoked_at IS NULL AND u.valid_from <= $5 AND u.valid_to >= $5
         ORDER BY x.person_id LIMIT 10000)",
                                {contract.text, organisation.text, std::string{name(theme)}, std::int64_t{static_cast<int>(level)}, to_text(today)}))
    found.push_back({row.text(0)});
  return found;
}

std::vector<std::string> group_addresses(db::Tx& tx, OrganisationId const& organisation, ContractId const& contract, Theme theme, Level level) {
  std::vector<std::string> found;
  for (auto const& row : tx.all(R"(
         SELECT DISTINCT g.email FROM group_contracts l
         JOIN groups g ON g.id = l.group_id AND g.organisation_id = $2 AND g.is_active = 1 AND g.email <> ''
         JOIN group_rights r ON r.group_id = g.id AND r.theme = $3 AND r.level >= $4
         WHERE l.contract_id = $1 ORDER BY g.email)",
                                {contract.text, organisation.text, std::string{name(theme)}, std::int64_t{static_cast<int>(level)}}))
    found.push_back(row.text(0));
  return found;
}

// ---------------------------------------------------------------- storage

namespace {

Group own(evidence::View& view, GroupId const& id) {
  auto row = view.tx.maybe(R"(SELECT name, email, description, may_edit_reference, version FROM groups
                              WHERE id = $1 AND organisation_id = $2 AND is_active = 1)",
                           {id.text, view.actor.organisation.text});
  if (!row) refuse(Refusal::not_found);
  must_administer(view);
  Group group;
  group.id = id;
  group.name = row->text(0);
  group.email = row->text(1);
  group.description = row->text(2);
  group.may_edit_reference = row->number(3) == 1;
  group.version = row->number(4);
  for (auto const& right : view.tx.all("SELECT theme, level FROM group_rights WHERE group_id = $1", {id.text}))
    if (auto theme = parse_theme(right.text(0))) group.rights[*theme] = static_cast<Level>(right.number(1));
  for (auto const& member : view.tx.all("SELECT person_id FROM group_members WHERE group_id = $1 ORDER BY person_id LIMIT 10000", {id.text}))
    group.members.push_back({member.text(0)});
  return group;
}

void write_rights_and_members(evidence::Deed& deed, GroupId const& id, NewGroup const& group) {
  for (auto const& [theme, level] : group.rights)
    if (level != Level::none)
      deed.tx.run("INSERT INTO group_rights (group_id, theme, level) VALUES ($1, $2, $3)",
                  {id.text, std::string{name(theme)}, std::int64_t{static_cast<int>(level)}});
  for (auto const& person : std::set<PersonId>{group.members.begin(), group.members.end()}) {
    if (!works_here(deed, person)) refuse(Refusal::not_found);
    deed.tx.run("INSERT INTO group_members (group_id, person_id) VALUES ($1, $2)", {id.text, person.text});
  }
}

bool works_here(evidence::View& view, PersonId const& person) {
  return view.tx.maybe(R"(SELECT 1 FROM work_relations WHERE person_id = $1 AND organisation_id = $2 AND ended_at IS NULL AND valid_to >= $3)",
                       {person.text, view.actor.organisation.text, to_text(brussels_day(view.now))})
      .has_value();
}

}  // namespace
}  // namespace groups
