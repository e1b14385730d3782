// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions_web.h"

namespace actions {

Shape list_of(std::vector<Action> const& all) {
  Shape::List rows;
  for (auto const& action : all)
    rows.emplace_back(Shape::Object{{"id", action.id.text},
                                    {"kind", name(action.kind)},
                                    {"documentId", action.document.text},
                                    {"documentTitle", action.document_title},
                                    {"contractId", action.contract.text},
                                    {"contractTitle", action.contract_title},
                                    {"otherParty", action.other_party},
                                    {"openedAt", action.opened_at}});
  return rows;
}

http::Answer show_list(evidence::View& view, http::Ask const&) {
  return {.body = Shape::Object{{"actions", list_of(open_for(view))}}, .page = "actions/list"};
}

}  // namespace actions
