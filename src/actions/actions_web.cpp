// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions_web.h"
#include "base/lines.h"
#include "base/part.h"
#include "contracts/contracts_web.h"
#include "payments/payments_web.h"

namespace actions {
namespace {

Shape text_or_null(std::string const& text) { return text.empty() ? Shape{} : Shape{text}; }

Shape shape_of(Action const& action) {
  bool const open = action.closed_at.empty(), held = action.holder.has_value();
  return Shape::Object{{"id", action.id.text},
                       {"kind", name(action.kind)},
                       {"documentId", action.document.text},
                       {"documentTitle", action.document_title},
                       {"contractId", action.contract.text},
                       {"contractTitle", action.contract_title},
                       {"otherParty", action.other_party},
                       {"openedAt", action.opened_at},
                       {"dueOn", action.due_on},
                       {"holder", held ? Shape{action.holder->name} : Shape{}},
                       {"heldSince", held ? Shape{action.holder->since} : Shape{}},
                       {"isMine", action.is_mine},
                       {"releasedAt", held ? Shape{} : text_or_null(action.released_at)},
                       {"releasedReason", held ? std::string{} : action.released_reason},
                       {"steps", Shape::Object{{"take", open && !held && action.may_do},
                                               {"assign", open && action.administers},
                                               {"release", open && held && (action.is_mine || action.administers)}}}};
}

http::Answer show(evidence::View& view, http::Ask const& ask, Scope scope) {
  Wanted wanted{.scope = scope, .after = ask.maybe("after")};
  Shape heading;
  if (auto const contract = ask.maybe("contract")) {
    auto const opened = contracts::open(view, id_from<ContractId>(*contract));
    wanted.contract = opened.id;
    heading = contracts::heading_of(opened);
  }
  auto const page = list(view, wanted);
  return {.body = Shape::Object{{"actions", list_of(page.rows)},
                                {"next", page.next ? Shape{*page.next} : Shape{}},
                                {"contract", std::move(heading)},
                                {"isMine", scope == Scope::mine}},
          .page = "actions/list"};
}

}  // namespace

Shape list_of(std::vector<Action> const& all) {
  Shape::List rows;
  for (auto const& action : all) rows.push_back(shape_of(action));
  return rows;
}

http::Answer show_list(evidence::View& view, http::Ask const& ask) { return show(view, ask, Scope::all); }
http::Answer show_mine(evidence::View& view, http::Ask const& ask) { return show(view, ask, Scope::mine); }

http::Answer show_action(evidence::View& view, http::Ask const& ask) {
  auto const action = open(view, id_from<ActionId>(ask.part(0)));
  Shape::List offered;
  if (action.administers && action.closed_at.empty())
    for (auto const& each : candidates(view, action))
      offered.emplace_back(Shape::Object{{"personId", each.person.text}, {"name", each.name},
                                         {"chosen", ask.again && ask.field("assignee") == each.person.text}});
  auto shape = shape_of(action);
  return {.body = std::move(shape.with("candidates", std::move(offered))
                                .with("closedAt", text_or_null(action.closed_at))
                                .with("outcome", action.outcome)
                                .with("reason", ask.again ? ask.field("reason") : std::string_view{})),
          .page = "actions/action"};
}

http::Answer show_document(evidence::View& view, http::Ask const& ask) {
  auto answer = payments::show_document(view, ask);
  answer.body.with("actions", list_of(of_document(view, id_from<DocumentId>(ask.part(0)))));
  return answer;
}

http::Answer assign_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ActionId>(ask.part(0));
  if (auto const assignee = ask.maybe("assignee")) {
    if (!is_id(*assignee)) throw Mistaken{{{"assignee", "unknown"}}};
    assign(deed, id, {*assignee});
    return {.location = "/actions/" + id.text, .notice = "action_assigned"};
  }
  // A form of an administrator that names nobody is a mistake; without the field one takes it oneself.
  if (ask.fields.contains("assignee")) throw Mistaken{{{"assignee", "missing"}}};
  take(deed, id);
  return {.location = ask.is_json ? "/actions/" + id.text : std::string{"/actions/mine"}, .notice = "action_taken"};
}

http::Answer release_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ActionId>(ask.part(0));
  auto const reason = one_line(ask.field("reason"));
  if (reason.size() > reason_bytes_max) throw Mistaken{{{"reason", "too_long"}}};
  release(deed, id, reason);
  return {.location = "/actions/" + id.text, .notice = "action_released"};
}

}  // namespace actions
