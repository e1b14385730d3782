// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups_web.h"
#include "base/money.h"
#include "base/part.h"

#include <set>

namespace groups {
namespace {

std::string at(GroupId const& id) { return "/groups/" + id.text; }

std::string_view right_on(Group const& group, ContractKind kind) {
  if (group.references.contains(kind)) return "edit";
  return "read";
}

std::set<std::string> entered(http::Ask const& ask, std::string const& name) {
  std::set<std::string> ids;
  for (auto found = ask.fields.lower_bound(name); found != ask.fields.end() && found->first.starts_with(name); ++found) ids.insert(found->second);
  return ids;
}

// The form for a group: as it is (`group`), or as it was entered (`ask.again`).
Shape form(evidence::View& view, http::Ask const& ask, Group const& group) {
  auto value = [&](std::string_view name, std::string const& kept) { return ask.again ? std::string{ask.field(name)} : kept; };
  Shape::List rights, reference;
  for (auto theme : themes) {
    auto const found = group.rights.find(theme);
    if (!is_offered(theme) && found == group.rights.end()) continue;
    auto const now = value("rights." + std::string{name(theme)}, std::string{name(found == group.rights.end() ? Level::none : found->second)});
    Shape::List levels;
    for (auto level : {Level::none, Level::read, Level::draft, Level::send})
      levels.emplace_back(Shape::Object{{"level", name(level)}, {"chosen", name(level) == now}});
    rights.emplace_back(Shape::Object{{"theme", name(theme)}, {"levels", std::move(levels)}});
  }
  for (auto kind : contract_kinds) {
    auto const now = value("reference." + std::string{name(kind)}, std::string{right_on(group, kind)});
    reference.emplace_back(Shape::Object{{"kind", name(kind)}, {"edits", now == "edit"}});
  }
  auto page = choices(view, group.id, {}, {});
  if (ask.again) {
    auto const chosen = entered(ask, "members.");
    for (auto& each : page.rows) each.is_member = chosen.contains(each.person.text);
  }
  auto body = choices_of_members(std::move(page), ask);
  return body.with("name", value("name", group.name))
      .with("email", value("email", group.email))
      .with("description", value("description", group.description))
      .with("rights", std::move(rights))
      .with("reference", std::move(reference))
      .with("nameIsInactive", ask.mistake("name") == "name_inactive" && group.id.text.empty());
}

// A name that is not free is a mistake in the form; the API is told 409 by the verb.
void must_be_free(evidence::View& view, http::Ask const& ask, std::string const& wanted, GroupId const& except, OnInactive on_inactive) {
  if (ask.is_json || !people::standing(view).administers()) return;
  auto const state = name_state(view, wanted, except);
  if (state == NameState::taken) throw Mistaken{{{"name", "name_taken"}}};
  if (state == NameState::inactive && on_inactive == OnInactive::refuse) throw Mistaken{{{"name", "name_inactive"}}};
}

}  // namespace

Ordered ordered_in(http::Ask const& ask) { return {std::string{ask.field("search").substr(0, 100)}, std::string{ask.field("after").substr(0, 100)}}; }

Shape facts_of(Group const& group) {
  Shape::List rights, reference;
  for (auto theme : themes) {
    auto const found = group.rights.find(theme);
    if (!is_offered(theme) && found == group.rights.end()) continue;
    rights.emplace_back(Shape::Object{{"theme", name(theme)}, {"level", name(found == group.rights.end() ? Level::none : found->second)}});
  }
  for (auto kind : contract_kinds)
    reference.emplace_back(Shape::Object{{"kind", name(kind)}, {"right", std::string{right_on(group, kind)}}});
  return Shape::Object{{"id", group.id.text},          {"version", group.version},
                       {"name", group.name},           {"email", group.email},
                       {"description", group.description}, {"contractCount", group.contracts},
                       {"rights", std::move(rights)},  {"reference", std::move(reference)}};
}

Shape shape_of(std::vector<Member> const& members) {
  Shape::List list;
  for (auto const& each : members) list.emplace_back(Shape::Object{{"personId", each.person.text}, {"name", each.name}, {"email", each.email}});
  return list;
}

Shape choices_of_members(PageOf<Member>&& page, http::Ask const& ask) {
  Shape::List persons;
  for (auto const& each : page.rows)
    persons.emplace_back(
        Shape::Object{{"personId", each.person.text}, {"name", each.name}, {"email", each.email}, {"isMember", each.is_member}});
  return Shape::Object{{"persons", std::move(persons)}, {"search", ordered_in(ask).search}, {"next", std::move(page.next)}};
}

http::Answer show_list(evidence::View& view, http::Ask const& ask) {
  auto const ordered = ordered_in(ask);
  auto page = list(view, ordered);
  Shape::List rows;
  for (auto const& group : page.rows)
    rows.emplace_back(Shape::Object{{"id", group.id.text}, {"name", group.name}, {"email", group.email}, {"description", group.description},
                                    {"contracts", group.contracts}});
  return {.body = Shape::Object{{"groups", std::move(rows)}, {"search", ordered.search}, {"next", std::move(page.next)}}, .page = "groups/list"};
}

http::Answer show_form(evidence::View& view, http::Ask const& ask) { return {.body = form(view, ask, {}), .page = "groups/form"}; }

http::Answer show_edit(evidence::View& view, http::Ask const& ask) {
  auto const group = open_facts(view, id_from<GroupId>(ask.part(0)));
  auto body = form(view, ask, group);
  body.with("id", group.id.text).with("version", ask.again ? std::string{ask.field("version")} : std::to_string(group.version));
  return {.body = std::move(body), .page = "groups/form"};
}

http::Answer show_removal(evidence::View& view, http::Ask const& ask) {
  return {.body = facts_of(open_facts(view, id_from<GroupId>(ask.part(0)))), .page = "groups/removal"};
}

http::Answer show_members(evidence::View& view, http::Ask const& ask) {
  auto const group = open_facts(view, id_from<GroupId>(ask.part(0)));
  auto body = choices_of_members(choices(view, group.id, {}, ordered_in(ask)), ask);
  body.with("group", Shape::Object{{"id", group.id.text}, {"name", group.name}})
      .with("place", at(group.id))
      .with("here", at(group.id) + "/members");
  return {.body = std::move(body), .page = "groups/members"};
}

http::Answer create_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const on_inactive = take(read_on_inactive(ask.fields));
  auto const group = take(read_group(ask.fields));
  must_be_free(deed, ask, group.name, {}, on_inactive);
  bool const revives = on_inactive == OnInactive::activate && name_state(deed, group.name) == NameState::inactive;
  auto const id = create(deed, group, on_inactive);
  http::Answer answer{.body = Shape::Object{{"id", id.text}}, .status = 201, .location = at(id), .notice = "group_created"};
  if (on_inactive == OnInactive::overwrite) answer.notice = "group_overwritten";
  if (revives) answer.notice = "group_reactivated";
  return answer;
}

http::Answer change_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<GroupId>(ask.part(0));
  auto const version = parse_decimal(ask.field("version"), 0, true);
  if (!version) throw Mistaken{{{"version", ask.field("version").empty() ? "missing" : "not_a_number"}}};
  auto const group = take(read_group(ask.fields));
  must_be_free(deed, ask, group.name, id, OnInactive::refuse);
  change(deed, id, group, *version);
  return {.status = 200, .location = at(id), .notice = "group_saved"};
}

http::Answer remove_from(evidence::Deed& deed, http::Ask const& ask) {
  remove(deed, id_from<GroupId>(ask.part(0)));
  return {.status = 200, .location = "/groups", .notice = "group_removed"};
}

http::Answer save_standing(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<GroupId>(ask.part(0));
  save_standing_members(deed, id, take(read_choice_of_members(ask.fields)));
  return {.status = 200, .location = at(id), .notice = "members_saved"};
}

}  // namespace groups
