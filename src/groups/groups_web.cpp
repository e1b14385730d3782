// SPDX-License-Identifier: EUPL-1.2
#include "groups/groups_web.h"
#include "base/money.h"
#include "base/part.h"

#include <algorithm>

namespace groups {
namespace {

// The form for a group: as it is (`group`), or as it was entered (`ask.again`).
Shape form(evidence::View& view, http::Ask const& ask, NewGroup const& group) {
  auto value = [&](std::string_view name, std::string const& kept) { return ask.again ? std::string{ask.field(name)} : kept; };
  auto entered_members = [&] {
    std::vector<std::string> ids;
    for (auto found = ask.fields.lower_bound("members."); found != ask.fields.end() && found->first.starts_with("members."); ++found)
      ids.push_back(found->second);
    return ids;
  }();
  auto is_member = [&](PersonId const& person) {
    if (ask.again) return std::find(entered_members.begin(), entered_members.end(), person.text) != entered_members.end();
    return std::find(group.members.begin(), group.members.end(), person) != group.members.end();
  };
  Shape::List rights;
  for (auto theme : themes) {
    auto const found = group.rights.find(theme);
    auto const now = value("rights." + std::string{name(theme)}, std::string{name(found == group.rights.end() ? Level::none : found->second)});
    Shape::List levels;
    for (auto level : {Level::none, Level::read, Level::draft, Level::send})
      levels.emplace_back(Shape::Object{{"level", name(level)}, {"chosen", name(level) == now}});
    rights.emplace_back(Shape::Object{{"theme", name(theme)}, {"level", now}, {"levels", std::move(levels)}});
  }
  Shape::List members;
  for (auto const& colleague : people::colleagues(view))
    members.emplace_back(Shape::Object{{"personId", colleague.person.text}, {"name", colleague.full_name}, {"email", colleague.email},
                                       {"isMember", is_member(colleague.person)}});
  bool const edits = ask.again ? !ask.field("mayEditReference").empty() : group.may_edit_reference;
  return Shape::Object{{"name", value("name", group.name)},
                       {"email", value("email", group.email)},
                       {"description", value("description", group.description)},
                       {"rights", std::move(rights)},
                       {"mayEditReference", edits},
                       {"colleagues", std::move(members)}};
}

std::string at(GroupId const& id) { return "/groups/" + id.text; }

}  // namespace

http::Answer show_list(evidence::View& view, http::Ask const&) {
  Shape::List rows;
  for (auto const& group : list(view))
    rows.emplace_back(Shape::Object{{"id", group.id.text}, {"name", group.name}, {"email", group.email}, {"description", group.description},
                                    {"contracts", group.contracts}});
  return {.body = Shape::Object{{"groups", std::move(rows)}}, .page = "groups/list"};
}

http::Answer show_form(evidence::View& view, http::Ask const& ask) {
  list(view);  // asks for an administrator
  return {.body = form(view, ask, {}), .page = "groups/form"};
}

http::Answer show_group(evidence::View& view, http::Ask const& ask) {
  auto const group = open(view, id_from<GroupId>(ask.part(0)));
  auto body = form(view, ask, group);
  body.with("id", group.id.text).with("version", group.version);
  return {.body = std::move(body), .page = "groups/form"};
}

http::Answer create_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = create(deed, take(read_group(ask.fields)));
  return {.body = Shape::Object{{"id", id.text}}, .status = 201, .location = at(id), .notice = "group_created"};
}

http::Answer change_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<GroupId>(ask.part(0));
  auto const version = parse_decimal(ask.field("version"), 0, true);
  if (!version) throw Mistaken{{{"version", ask.field("version").empty() ? "missing" : "not_a_number"}}};
  change(deed, id, take(read_group(ask.fields)), *version);
  return {.status = 200, .location = at(id), .notice = "group_saved"};
}

http::Answer remove_from(evidence::Deed& deed, http::Ask const& ask) {
  remove(deed, id_from<GroupId>(ask.part(0)));
  return {.status = 200, .location = "/groups", .notice = "group_removed"};
}

}  // namespace groups
