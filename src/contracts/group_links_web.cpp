// SPDX-License-Identifier: EUPL-1.2
#include "contracts/group_links_web.h"
#include "base/part.h"
#include "base/refusal.h"
#include "contracts/contracts_web.h"
#include "contracts/group_links.h"
#include "groups/groups_web.h"

namespace contracts {
namespace {

// A contract of which the actor keeps the groups.
Opened administered(evidence::View& view, http::Ask const& ask) {
  auto contract = open(view, id_from<ContractId>(ask.part(0)));
  if (!contract.rights.administers) refuse(Refusal::not_allowed);
  return contract;
}

std::string at(ContractId const& id) { return "/contracts/" + id.text + "/groups"; }
std::string at(ContractId const& id, GroupId const& group) { return at(id) + '/' + group.text; }

Shape rows_of(std::vector<groups::Linked> const& all) {
  Shape::List rows;
  for (auto const& group : all)
    rows.emplace_back(Shape::Object{{"id", group.id.text}, {"name", group.name}, {"description", group.description}, {"email", group.email},
                                    {"isLinked", group.linked}});
  return rows;
}

}  // namespace

http::Answer show_groups(evidence::View& view, http::Ask const& ask) {
  auto const contract = administered(view, ask);
  auto const ordered = groups::ordered_in(ask);
  auto page = groups::links_of(view, contract.id, groups::Which::linked, ordered);
  return {.body = Shape::Object{{"contract", heading_of(contract)},
                                {"groups", rows_of(page.rows)},
                                {"search", ordered.search},
                                {"next", std::move(page.next)}},
          .page = "contracts/groups"};
}

http::Answer show_group_links(evidence::View& view, http::Ask const& ask) {
  auto const contract = administered(view, ask);
  auto const ordered = groups::ordered_in(ask);
  auto page = groups::links_of(view, contract.id, groups::Which::all, ordered);
  return {.body = Shape::Object{{"contract", heading_of(contract)},
                                {"groups", rows_of(page.rows)},
                                {"search", ordered.search},
                                {"next", std::move(page.next)}},
          .page = "contracts/group_links"};
}

http::Answer link_groups(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  save_group_links(deed, id, take(groups::read_choice_of_groups(ask.fields)));
  return {.status = 200, .location = at(id), .notice = "groups_saved"};
}

http::Answer unlink_one_group(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  unlink_group(deed, id, id_from<GroupId>(ask.part(1)));
  return {.status = 200, .location = at(id), .notice = "group_unlinked"};
}

http::Answer show_group_here(evidence::View& view, http::Ask const& ask) {
  auto const contract = administered(view, ask);
  auto const group = groups::open_facts(view, id_from<GroupId>(ask.part(1)));
  if (!groups::is_linked(view, group.id, contract.id)) refuse(Refusal::not_found);
  auto standing = groups::standing_members(view, group.id, groups::ordered_in(ask));
  auto body = groups::facts_of(group);
  body.with("contract", heading_of(contract))
      .with("standingMembers", groups::shape_of(standing.rows))
      .with("next", std::move(standing.next))
      .with("contractMembers", groups::shape_of(groups::contract_members(view, group.id, contract.id)));
  return {.body = std::move(body), .page = "contracts/group"};
}

http::Answer show_members_form(evidence::View& view, http::Ask const& ask) {
  auto const contract = administered(view, ask);
  auto const group = groups::open_facts(view, id_from<GroupId>(ask.part(1)));
  if (!groups::is_linked(view, group.id, contract.id)) refuse(Refusal::not_found);
  auto body = groups::choices_of_members(groups::choices(view, group.id, contract.id, groups::ordered_in(ask)), ask);
  auto const place = at(contract.id, group.id);
  body.with("contract", heading_of(contract))
      .with("group", Shape::Object{{"id", group.id.text}, {"name", group.name}})
      .with("place", place)
      .with("here", place + "/members/edit");
  return {.body = std::move(body), .page = "contracts/group_members"};
}

http::Answer save_members(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  auto const group = id_from<GroupId>(ask.part(1));
  open(deed, id);
  groups::save_contract_members(deed, group, id, take(groups::read_choice_of_members(ask.fields)));
  return {.status = 201, .location = at(id, group), .notice = "members_saved"};
}

http::Answer remove_contract_member(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  auto const group = id_from<GroupId>(ask.part(1));
  open(deed, id);
  groups::remove_member(deed, group, id, id_from<PersonId>(ask.part(2)));
  return {.status = 200, .location = at(id, group), .notice = "member_removed"};
}

http::Answer show_group(evidence::View& view, http::Ask const& ask) {
  auto const group = groups::open_facts(view, id_from<GroupId>(ask.part(0)));
  auto standing = groups::standing_members(view, group.id, groups::ordered_in(ask));
  auto body = groups::facts_of(group);
  Shape::List members, contracts;
  for (auto const& each : contract_members_of(view, group.id))
    members.emplace_back(Shape::Object{{"personId", each.member.person.text},
                                       {"name", each.member.name},
                                       {"email", each.member.email},
                                       {"contractId", each.contract.text},
                                       {"contractTitle", each.title}});
  for (auto const& each : contracts_of(view, group.id))
    contracts.emplace_back(Shape::Object{{"id", each.id.text}, {"title", each.title}, {"dossierNumber", each.dossier_number}});
  body.with("standingMembers", groups::shape_of(standing.rows))
      .with("next", std::move(standing.next))
      .with("contractMembers", std::move(members))
      .with("contracts", std::move(contracts));
  return {.body = std::move(body), .page = "groups/group"};
}

}  // namespace contracts
