// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups.h"
#include "base/refusal.h"
#include "groups/past.h"

#include <set>

namespace groups {
namespace {

void must_administer(evidence::View& view) {
  if (!people::standing(view).administers()) refuse(Refusal::not_allowed);
}

// The group, when it is active and of the actor's own organisation; otherwise it does not exist. Without members.
Group own(evidence::View&, GroupId const&);
void add_standing(evidence::Deed&, GroupId const&, std::set<PersonId> const&);
void save_members(evidence::Deed&, GroupId const&, std::vector<PersonId> const& chosen, std::vector<PersonId> const& shown);
bool works_here(evidence::View&, PersonId const&);
void must_be_linked(evidence::View&, GroupId const&, ContractId const&);
void put_in(evidence::Deed&, Group const&, ContractId const&, PersonId const&);
void take_out(evidence::Deed&, Group const&, ContractId const&, PersonId const&);

void record(evidence::Deed& deed, evidence::Event event, GroupId const& id, std::string const& name) {
  deed.record({event, {}, {}, Shape::Object{{"groupId", id.text}, {"name", name}}});
}

void record(evidence::Deed& deed, evidence::Event event, GroupId const& id, ContractId const& contract, std::optional<PersonId> person = {}) {
  Shape particulars = Shape::Object{{"groupId", id.text}};
  if (person) particulars.with("personId", person->text);
  deed.record({event, contract, {}, std::move(particulars)});
}

Levels levels_in(NewGroup const& group) {
  Levels levels{};
  for (auto const& [theme, level] : group.rights) levels.at(static_cast<std::size_t>(theme)) = level;
  return levels;
}

// On a theme that is no longer offered it stays what it was where nothing is said of it; it may be lowered, not raised.
Levels levels_after(NewGroup const& group, NewGroup const& before) {
  auto levels = levels_in(group);
  auto const were = levels_in(before);
  for (auto theme : themes) {
    auto const place = static_cast<std::size_t>(theme);
    if (!is_offered(theme)) levels.at(place) = group.rights.contains(theme) ? std::min(levels.at(place), were.at(place)) : were.at(place);
  }
  return levels;
}

struct Inactive {
  GroupId id;
};
std::optional<Inactive> find_inactive(evidence::View& view, std::string const& name) {
  auto const row = view.tx.maybe(R"(
    SELECT id FROM groups WHERE organisation_id = $1 AND lower(name) = lower('' || $2) AND is_active = 0 AND removed_at IS NULL
    ORDER BY name = CAST($2 AS TEXT) DESC LIMIT 1)",
                                 {view.actor.organisation.text, name});
  if (!row) return std::nullopt;
  return Inactive{{row->text(0)}};
}

void activate(evidence::Deed& deed, GroupId const& id, std::string const& name) {
  past::keep_rights(deed, id);
  deed.tx.run("UPDATE groups SET is_active = 1, since = $2, version = version + 1 WHERE id = $1", {id.text, deed.now_text()});
  record(deed, evidence::Event::group_reactivated, id, name);
}

}  // namespace

NameState name_state(evidence::View& view, std::string const& name, GroupId const& except) {
  auto const row = view.tx.maybe(R"(
    SELECT is_active FROM groups WHERE organisation_id = $1 AND lower(name) = lower('' || $2) AND removed_at IS NULL AND id <> $3
    ORDER BY is_active DESC LIMIT 1)",
                                 {view.actor.organisation.text, name, except.text});
  if (!row) return NameState::free;
  return row->number(0) == 1 ? NameState::taken : NameState::inactive;
}

GroupId create(evidence::Deed& deed, NewGroup const& group, OnInactive on_inactive) {
  must_administer(deed);
  if (name_state(deed, group.name) == NameState::taken) refuse(Refusal::name_taken);
  if (auto const inactive = find_inactive(deed, group.name)) {
    if (on_inactive == OnInactive::refuse) refuse(Refusal::name_inactive);
    if (on_inactive == OnInactive::activate) {
      activate(deed, inactive->id, group.name);
      return inactive->id;
    }
    deed.tx.run("UPDATE groups SET removed_at = $2 WHERE id = $1", {inactive->id.text, deed.now_text()});
    past::leave_standing(deed, inactive->id);
    record(deed, evidence::Event::group_overwritten, inactive->id, group.name);
  }
  GroupId const id{new_id()};
  deed.tx.run(R"(
    INSERT INTO groups (id, organisation_id, name, email, description, levels, reference_kinds, is_active, since, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, 1))",
              {id.text, deed.actor.organisation.text, group.name, group.email, group.description, digits(levels_after(group, {})),
               digits(group.references), deed.now_text()});
  add_standing(deed, id, {group.members.begin(), group.members.end()});
  record(deed, evidence::Event::group_created, id, group.name);
  return id;
}

void change(evidence::Deed& deed, GroupId const& id, NewGroup const& group, std::int64_t version) {
  auto const before = own(deed, id);
  if (auto const state = name_state(deed, group.name, id); state != NameState::free)
    refuse(state == NameState::taken ? Refusal::name_taken : Refusal::name_inactive);
  auto const levels = levels_after(group, before);
  bool const same = levels_in(before) == levels && before.references == group.references;
  if (!same) past::keep_rights(deed, id);
  auto const changed = deed.tx.maybe(R"(
    UPDATE groups SET name = $3, email = $4, description = $5, levels = $6, reference_kinds = $7, version = version + 1,
                      since = CASE WHEN $8 = 1 THEN since ELSE $9 END
    WHERE id = $1 AND version = $2 RETURNING id)",
                                     {id.text, version, group.name, group.email, group.description, digits(levels),
                                      digits(group.references), std::int64_t{same}, deed.now_text()});
  if (!changed) refuse(Refusal::stale_version);
  save_members(deed, id, group.members, group.shown);
  record(deed, evidence::Event::group_changed, id, group.name);
}

void remove(evidence::Deed& deed, GroupId const& id) {
  auto const group = own(deed, id);
  past::keep_rights(deed, id);
  deed.tx.run("UPDATE groups SET is_active = 0, since = $2, version = version + 1 WHERE id = $1", {id.text, deed.now_text()});
  past::leave_contracts(deed, id);
  record(deed, evidence::Event::group_deleted, id, group.name);
}

void link(evidence::Deed& deed, GroupId const& id, ContractId const& contract) {
  own(deed, id);
  if (deed.tx.maybe("INSERT INTO group_contracts (contract_id, group_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING group_id",
                    {contract.text, id.text, deed.now_text()}))
    record(deed, evidence::Event::group_linked, id, contract);
}

void unlink(evidence::Deed& deed, GroupId const& id, ContractId const& contract) {
  own(deed, id);
  if (past::leave_contract(deed, id, contract)) record(deed, evidence::Event::group_unlinked, id, contract);
}

void save_links(evidence::Deed& deed, ContractId const& contract, Choice<GroupId> const& choice) {
  std::set<GroupId> const chosen{choice.chosen.begin(), choice.chosen.end()};
  for (auto const& id : choice.shown)
    if (!chosen.contains(id)) unlink(deed, id, contract);
  for (auto const& id : chosen) link(deed, id, contract);
}

void add_member(evidence::Deed& deed, GroupId const& id, ContractId const& contract, PersonId const& person) {
  auto const group = own(deed, id);
  must_be_linked(deed, id, contract);
  put_in(deed, group, contract, person);
}

void remove_member(evidence::Deed& deed, GroupId const& id, ContractId const& contract, PersonId const& person) {
  take_out(deed, own(deed, id), contract, person);
}

void save_contract_members(evidence::Deed& deed, GroupId const& id, ContractId const& contract, Choice<PersonId> const& choice) {
  auto const group = own(deed, id);
  must_be_linked(deed, id, contract);
  std::set<PersonId> const chosen{choice.chosen.begin(), choice.chosen.end()};
  for (auto const& person : choice.shown)
    if (!chosen.contains(person)) take_out(deed, group, contract, person);
  for (auto const& person : chosen) put_in(deed, group, contract, person);
}

void save_standing_members(evidence::Deed& deed, GroupId const& id, Choice<PersonId> const& choice) {
  auto const group = own(deed, id);
  save_members(deed, id, choice.chosen, choice.shown);
  deed.tx.run("UPDATE groups SET version = version + 1 WHERE id = $1", {id.text});
  record(deed, evidence::Event::group_changed, id, group.name);
}

Group open_facts(evidence::View& view, GroupId const& id) { return own(view, id); }

Group open(evidence::View& view, GroupId const& id) {
  auto group = own(view, id);
  for (auto const& member : view.tx.all("SELECT person_id FROM group_members WHERE group_id = $1 ORDER BY person_id LIMIT 10000", {id.text}))
    group.members.push_back({member.text(0)});
  return group;
}

// ---------------------------------------------------------------- storage

namespace {

Group own(evidence::View& view, GroupId const& id) {
  auto const row = view.tx.maybe(R"(
    SELECT name, email, description, levels, reference_kinds, version,
           (SELECT count(*) FROM (SELECT 1 FROM group_contracts l WHERE l.group_id = $1 LIMIT 1000) AS x)
    FROM groups WHERE id = $1 AND organisation_id = $2 AND is_active = 1)",
                                 {id.text, view.actor.organisation.text});
  if (!row) refuse(Refusal::not_found);
  must_administer(view);
  Group group;
  group.id = id;
  group.name = row->text(0);
  group.email = row->text(1);
  group.description = row->text(2);
  auto const levels = levels_of(row->text(3));
  for (auto theme : themes)
    if (auto const level = levels.at(static_cast<std::size_t>(theme)); level != Level::none) group.rights[theme] = level;
  group.references = kinds_of(row->text(4));
  group.version = row->number(5);
  group.contracts = row->number(6);
  return group;
}

// Those who are a member already stay it, also when they left; the others must work here.
void add_standing(evidence::Deed& deed, GroupId const& id, std::set<PersonId> const& persons) {
  for (auto const& person : persons) {
    if (!deed.tx.maybe("INSERT INTO group_members (group_id, person_id, since) SELECT CAST($1 AS TEXT), id, CAST($3 AS TEXT) FROM persons WHERE id = $2 "
                       "ON CONFLICT DO NOTHING RETURNING person_id",
                       {id.text, person.text, deed.now_text()})) {
      if (deed.tx.maybe("SELECT 1 FROM group_members WHERE group_id = $1 AND person_id = $2", {id.text, person.text})) continue;
      refuse(Refusal::not_found);
    }
    if (!works_here(deed, person)) refuse(Refusal::not_found);
  }
}

void save_members(evidence::Deed& deed, GroupId const& id, std::vector<PersonId> const& chosen, std::vector<PersonId> const& shown) {
  std::set<PersonId> const in{chosen.begin(), chosen.end()};
  if (shown.empty()) {
    for (auto const& row : deed.tx.all("SELECT person_id FROM group_members WHERE group_id = $1", {id.text}))
      if (PersonId const person{row.text(0)}; !in.contains(person)) past::leave_standing(deed, id, person);
  }
  for (auto const& person : shown)
    if (!in.contains(person)) past::leave_standing(deed, id, person);
  add_standing(deed, id, in);
}

bool works_here(evidence::View& view, PersonId const& person) {
  return view.tx.maybe(R"(SELECT 1 FROM work_relations WHERE person_id = $1 AND organisation_id = $2 AND ended_at IS NULL AND valid_to >= $3 LIMIT 1)",
                       {person.text, view.actor.organisation.text, to_text(brussels_day(view.now))})
      .has_value();
}

void must_be_linked(evidence::View& view, GroupId const& id, ContractId const& contract) {
  if (!is_linked(view, id, contract)) refuse(Refusal::not_found);
}

void put_in(evidence::Deed& deed, Group const& group, ContractId const& contract, PersonId const& person) {
  if (deed.tx.maybe("SELECT 1 FROM contract_members WHERE contract_id = $1 AND group_id = $2 AND person_id = $3",
                    {contract.text, group.id.text, person.text}))
    return;
  if (!works_here(deed, person)) refuse(Refusal::not_found);
  deed.tx.run("INSERT INTO contract_members (contract_id, group_id, person_id, since) VALUES ($1, $2, $3, $4)",
              {contract.text, group.id.text, person.text, deed.now_text()});
  record(deed, evidence::Event::contract_member_added, group.id, contract, person);
}

void take_out(evidence::Deed& deed, Group const& group, ContractId const& contract, PersonId const& person) {
  if (past::leave_contract(deed, group.id, contract, person))
    record(deed, evidence::Event::contract_member_removed, group.id, contract, person);
}

}  // namespace
}  // namespace groups
