// SPDX-License-Identifier: EUPL-1.2
#include "contracts/access_web.h"
#include "base/part.h"
#include "base/refusal.h"
#include "contracts/access.h"

#include <algorithm>

namespace contracts {
namespace {

constexpr std::size_t groups_shown = 200, ways_shown = 20;
constexpr int persons_shown = 100;

Shape role(std::string_view name_of_role, people::HeldRole const& held) {
  return Shape::Object{{"role", name_of_role}, {"hold", name(held.hold)}, {"on", held.on.empty() ? Shape{} : Shape{held.on}}, {"holds", held.holds()}};
}

Shape levels_of(groups::Levels const& levels) {
  Shape::List list;
  for (auto theme : groups::themes)
    if (auto const level = levels.at(static_cast<std::size_t>(theme)); level != groups::Level::none)
      list.emplace_back(Shape::Object{{"theme", name(theme)}, {"level", name(level)}});
  return list;
}

// Per theme the level, and the ways that lead to it, each with what it gives.
Shape themes_of(Access const& access) {
  Shape::List list;
  auto const& standing = access.paths.standing;
  for (auto theme : groups::themes) {
    Shape::List through;
    auto add = [&](std::string_view way, groups::Level level, std::string const& group_name) {
      if (level != groups::Level::none && through.size() < ways_shown)
        through.emplace_back(Shape::Object{{"way", way}, {"group", group_name}, {"level", name(level)}});
    };
    if (standing.legal_representative.holds()) add("legal_representative", groups::Level::send, "");
    if (standing.administrator.holds()) add("administrator", groups::Level::read, "");
    for (auto const& group : access.paths.groups)
      if (group.gives()) add("group", group.levels.at(static_cast<std::size_t>(theme)), group.group_name);
    list.emplace_back(Shape::Object{{"theme", name(theme)}, {"level", name(access.rights.on(theme))}, {"through", std::move(through)}});
  }
  return list;
}

Shape groups_of(Access const& access) {
  Shape::List list;
  for (auto const& path : access.paths.groups) {
    if (list.size() == groups_shown) break;
    Shape::List lacks;
    for (auto lack : path.lacks) lacks.emplace_back(Shape::Object{{"code", name(lack)}});
    list.emplace_back(Shape::Object{{"groupId", path.group.text},
                                    {"name", path.group_name},
                                    {"gives", path.gives()},
                                    {"isStandingMember", path.is_standing},
                                    {"isContractMember", path.is_contract_member},
                                    {"isLinked", path.is_linked},
                                    {"isActive", path.is_active},
                                    {"lacks", std::move(lacks)},
                                    {"rights", levels_of(path.levels)},
                                    {"mayEditReference", path.references.contains(access.kind)}});
  }
  return list;
}

Shape shape_of(Access const& access) {
  auto const& standing = access.paths.standing;
  return Shape::Object{
      {"contractId", access.contract.text},
      {"contractTitle", access.title},
      {"personId", access.person.id.text},
      {"name", access.person.full_name()},
      {"at", to_text(access.at)},
      {"administers", access.rights.administers},
      {"mayEditReference", access.rights.may_edit_reference(access.kind)},
      {"rights", themes_of(access)},
      {"roles", Shape::List{role("legal_representative", standing.legal_representative), role("administrator", standing.administrator),
                            role("user", standing.user)}},
      {"groups", groups_of(access)},
      {"moreGroups", static_cast<std::int64_t>(access.paths.groups.size() - std::min(access.paths.groups.size(), groups_shown))}};
}

// What the page needs besides: whom one can ask about, and what was entered.
void add_form(evidence::View& view, http::Ask const& ask, Access const& access, Shape& body) {
  Shape::List persons;
  if (access.asks_about_colleagues) {
    auto const search = std::string{ask.field("search").substr(0, 100)};
    auto offer = [&](PersonId const& id, std::string const& full_name) {
      persons.emplace_back(Shape::Object{{"personId", id.text}, {"name", full_name}, {"chosen", id == access.person.id}});
    };
    auto const found = people::everybody(view, search, persons_shown);
    bool const is_there = std::any_of(found.begin(), found.end(), [&](auto const& each) { return each.person == access.person.id; });
    if (!is_there) offer(access.person.id, access.person.full_name());
    for (auto const& each : found) offer(each.person, each.full_name);
    body.with("search", search);
  }
  body.with("persons", std::move(persons));
  body.with("isCut", access.paths.groups.size() > groups_shown);
  auto const local = brussels_time(access.at);
  auto const wall_clock = Instant{local.day} + std::chrono::hours{local.hour} + std::chrono::minutes{local.minute};
  body.with("moment", ask.maybe("at") ? to_text(wall_clock).substr(0, 16) : std::string{});  // as the field has it
}

}  // namespace

http::Answer show_access(evidence::View& view, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  std::optional<PersonId> person;
  if (auto const asked = ask.maybe("person")) person = id_from<PersonId>(*asked);
  auto const at = ask.maybe("at");
  auto moment = at ? parse_moment(*at) : std::nullopt;
  std::optional<Mistake> mistake;
  if (at && !moment) mistake = Mistake{"at", "not_a_date"};
  if (ask.is_json && mistake) throw Mistaken{{*mistake}};
  if (!ask.is_json && moment) mistake = wrong_moment(view, id, *moment);
  if (mistake) moment.reset();  // the page tells how it is now, and what is wrong
  auto const found = access(view, id, person, moment);
  auto body = shape_of(found);
  if (!ask.is_json) {
    add_form(view, ask, found, body);
    body.with("momentMistake", mistake ? mistake->code : "");
  }
  return {.body = std::move(body), .page = "contracts/access"};
}

}  // namespace contracts
