// SPDX-License-Identifier: EUPL-1.2
#include "app/start_web.h"
#include "actions/actions_web.h"
#include "base/numbers.h"
#include "base/refusal.h"
#include "messages/messages_web.h"

#include <algorithm>

namespace app {
namespace {

Shape::List administrators_of(evidence::View& view) {
  Shape::List administrators;
  for (auto& each : people::administrators(view))
    administrators.emplace_back(Shape::Object{{"name", std::move(each.full_name)}, {"email", std::move(each.email)}});
  return administrators;
}

// Signed in, and nothing to see yet: whom to ask. Who does not work here any more is not told who does.
http::Answer show_no_access(evidence::View& view, organisations::Organisation const& own) {
  bool const works_here = view.tx
                              .maybe(R"(SELECT 1 FROM work_relations WHERE person_id = $1 AND organisation_id = $2 AND ended_at IS NULL
                                          AND valid_from <= $3 AND valid_to >= $3 LIMIT 1)",
                                     {view.actor.person.text, own.id.text, to_text(brussels_day(view.now))})
                              .has_value();
  return {.body = Shape::Object{{"organisation", Shape::Object{{"name", own.name}, {"enterpriseNumber", own.enterprise_number}}},
                                {"worksHere", works_here},
                                {"administrators", works_here ? administrators_of(view) : Shape::List{}}},
          .page = "app/no_access",
          .status = 403};
}

}  // namespace

constexpr int actions_shown = 10;

http::Answer show_start(evidence::View& view, http::Ask const& ask) {
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  if (!own) refuse(Refusal::not_found);
  auto const standing = people::standing(view);
  if (!standing.any() && ask.is_json) refuse(Refusal::no_access);
  if (!standing.any()) return show_no_access(view, *own);
  Shape::List partners;
  if (own->is_joint_venture)
    for (auto const& each : organisations::partners_of(view.tx, own->id))
      partners.emplace_back(Shape::Object{{"name", each.name}, {"enterpriseNumber", each.enterprise_number}});
  auto newest = messages::show_contracts(view, {}).body;
  Shape::List contracts_shown;
  if (auto const rows = std::get_if<Shape::List>(&newest.at("contracts").value()))
    contracts_shown.assign(rows->begin(), rows->begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(rows->size(), 5)));
  auto const waiting = actions::list(view, {.scope = actions::Scope::waiting, .count = actions_shown});
  return {.body = Shape::Object{{"organisation", Shape::Object{{"name", own->name},
                                                               {"enterpriseNumber", own->enterprise_number},
                                                               {"email", own->email},
                                                               {"partners", std::move(partners)}}},
                                {"administrators", administrators_of(view)},
                                {"actions", actions::list_of(waiting.rows)},
                                {"hasMoreActions", waiting.next.has_value()},
                                {"contracts", std::move(contracts_shown)},
                                {"steps", Shape::Object{{"editAddress", standing.administers()}}}},
          .page = "app/start"};
}

http::Answer change_organisation_address(evidence::Deed& deed, http::Ask const& ask) {
  if (!people::standing(deed).administers()) refuse(Refusal::not_allowed);
  organisations::set_address(deed, std::string{ask.field("email")});
  return {.location = "/contracts", .notice = "address_saved"};
}

http::Answer show_session(evidence::View& view, http::Ask const&) {
  auto const person = people::find_person(view.tx, view.actor.person);
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  if (!person || !own) refuse(Refusal::not_found);
  auto const standing = people::standing(view);
  return {.body = Shape::Object{{"personId", person->id.text},
                                {"name", person->full_name()},
                                {"organisationId", own->id.text},
                                {"organisation", own->name},
                                {"enterpriseNumber", own->enterprise_number},
                                {"isAuthority", own->is_authority},
                                {"isLegalRepresentative", standing.legal_representative},
                                {"isAdministrator", standing.administrator},
                                {"isUser", standing.user}}};
}

}  // namespace app
