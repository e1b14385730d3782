// SPDX-License-Identifier: EUPL-1.2
#include "dossier/dossier_web.h"
#include "base/part.h"
#include "contracts/contracts_web.h"

#include <map>

namespace dossier {
namespace {

// What happened, who of which organisation; the person only where it is the reader's own organisation.
Shape history_of(evidence::View& view, Opened const& document) {
  auto const lines = evidence::lines_about(view, document.id);
  std::vector<PersonId> persons;
  for (auto const& line : lines)
    if (line.person) persons.push_back(*line.person);
  auto const names = people::names_of(view.tx, persons);
  Shape::List history;
  for (auto const& line : lines) {
    bool const own = line.organisation == view.actor.organisation;
    // What happens to a draft, and who does what next, is the business of one's own side.
    bool const inner = line.event < evidence::Event::document_sent || line.event == evidence::Event::action_assigned ||
                       line.event == evidence::Event::action_released;
    if (inner && !own) continue;
    Shape shape = Shape::Object{{"at", line.at},
                                {"event", evidence::name(line.event)},
                                {"organisation", line.organisation == document.on.authority ? document.on.authority_name : document.on.contractor_name}};
    if (line.person)
      if (auto found = names.find(*line.person); found != names.end()) shape.with("person", found->second);
    history.push_back(std::move(shape.with("digest", line.digest)));
  }
  return history;
}

}  // namespace

std::string at(DocumentId const& id) { return "/documents/" + id.text; }

Shape row_of(Document const& document, contracts::Side own) {
  return Shape::Object{{"id", document.id.text},
                       {"number", document.number},
                       {"type", document.type},
                       {"theme", groups::name(document.theme)},
                       {"title", document.title},
                       {"status", name(document.status)},
                       {"side", contracts::name(document.side)},
                       {"isOwn", document.side == own},
                       {"amountCents", document.amount_cents},
                       {"savedAt", document.saved_at},
                       {"sentAt", document.sent_at}};
}

Shape shape_of(evidence::View& view, Opened const& document) {
  Shape::List files;
  bool const may_change = document.is_own() && document.is_open_draft() && document.may(groups::Level::draft);
  for (auto const& file : attachments(view, document.id))
    files.emplace_back(Shape::Object{{"id", file.id.text},
                                     {"kind", name(file.kind)},
                                     {"name", file.name},
                                     {"sha256", file.sha256},
                                     {"size", file.size},
                                     {"mediaType", file.media_type},
                                     {"addedAt", file.added_at},
                                     {"mayRemove", may_change}});
  auto shape = row_of(document, document.on.side);
  return shape.with("version", document.version)
      .with("digest", document.digest)
      .with("repliesTo", document.replies_to)
      .with("createdAt", document.created_at)
      .with("contract", contracts::heading_of(document.on))
      .with("attachments", std::move(files))
      .with("history", history_of(view, document));
}

Shape page_of(evidence::View& view, contracts::Opened const& contract, http::Ask const& ask) {
  auto const page = list(view, contract, ask.maybe("after"));
  Shape::List rows;
  for (auto const& row : page.rows) rows.push_back(row_of(row, contract.side));
  return Shape::Object{{"documents", std::move(rows)}, {"next", page.next ? Shape{*page.next} : Shape{}}};
}

http::Answer show_documents(evidence::View& view, http::Ask const& ask) {
  return {.body = page_of(view, contracts::open(view, id_from<ContractId>(ask.part(0))), ask), .page = {}};
}

http::Answer download(evidence::View& view, http::Ask const& ask) {
  auto const file = open_attachment(view, id_from<AttachmentId>(ask.part(0)));
  http::Answer answer;
  answer.download = http::Download{file.sha256, file.name, file.media_type, static_cast<std::uint64_t>(file.size)};
  return answer;
}

http::Answer remove_attachment(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<AttachmentId>(ask.part(0));
  auto const document = open_attachment(deed, id).document;
  detach(deed, id);
  return {.status = 200, .location = at(document), .notice = "attachment_removed"};
}

http::Answer put_ready_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  put_ready(deed, id);
  return {.status = 200, .location = at(id), .notice = "put_ready"};
}

http::Answer return_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  return_to_draft(deed, id);
  return {.status = 200, .location = at(id), .notice = "returned"};
}

http::Answer withdraw_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  withdraw(deed, id);
  return {.status = 200, .location = at(id), .notice = "withdrawn"};
}

}  // namespace dossier
