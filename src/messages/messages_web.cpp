// SPDX-License-Identifier: EUPL-1.2
#include "messages/messages_web.h"
#include "base/part.h"
#include "base/refusal.h"
#include "contracts/contracts_web.h"
#include "types/types.h"

#include <algorithm>

namespace messages {
namespace {

constexpr std::size_t newest_shown = 5;  // on the page of a document

std::optional<std::int64_t> whole(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// A count that is worth telling.
Shape some(int count) { return count > 0 ? Shape{count} : Shape{}; }

Shape attachment_shape(Attachment const& file) {
  return Shape::Object{{"id", file.id.text},     {"messageId", file.message.text}, {"name", file.name}, {"sha256", file.sha256},
                       {"size", file.size}, {"mediaType", file.media_type}};
}

// The person only where it is the reader's own organisation: messages:: gives no other.
Shape message_shape(contracts::Opened const& contract, Message const& message, std::map<PersonId, std::string> const& names) {
  bool const own = message.organisation == contract.organisation(contract.side);
  Shape::List files;
  for (auto const& file : message.attachments) files.push_back(attachment_shape(file));
  Shape shape = Shape::Object{{"id", message.id.text},
                              {"number", message.number},
                              {"contractId", message.contract.text},
                              {"documentId", message.document ? Shape{message.document->text} : Shape{}},
                              {"documentTitle", message.document_title},
                              {"theme", groups::name(message.theme)},
                              {"isOwn", own},
                              {"organisation", message.organisation == contract.authority ? contract.authority_name : contract.contractor_name},
                              {"text", message.text},
                              {"sentAt", message.sent_at},
                              {"digest", message.digest},
                              {"isUnread", message.is_unread},
                              {"attachments", std::move(files)}};
  if (message.person)
    if (auto found = names.find(*message.person); found != names.end()) shape.with("person", found->second);
  return shape;
}

Shape::List messages_shape(evidence::View& view, contracts::Opened const& contract, std::span<Message const> rows) {
  std::vector<PersonId> persons;
  for (auto const& row : rows)
    if (row.person) persons.push_back(*row.person);
  auto const names = people::names_of(view.tx, persons);
  Shape::List shapes;
  for (auto const& row : rows) shapes.push_back(message_shape(contract, row, names));
  return shapes;
}

// The themes to choose from; what was chosen before, or the usual one, stands out.
Shape themes_shape(http::Ask const& ask, Place const& place) {
  auto const chosen = ask.again ? ask.field("theme") : groups::name(place.usual);
  Shape::List list;
  for (auto theme : place.themes)
    list.emplace_back(Shape::Object{{"value", groups::name(theme)}, {"chosen", groups::name(theme) == chosen}});
  return list;
}

// One page of a conversation, with what a form above it needs.
Shape page_shape(evidence::View& view, http::Ask const& ask, contracts::Opened const& contract, Page const& page, std::optional<Place> const& place,
                 int unread) {
  // What was found is not all that there is to read.
  auto const search = ask.field("search");
  bool const first = !ask.maybe("after") && search.empty();
  return Shape::Object{{"contract", contracts::heading_of(contract)},
                       {"messages", messages_shape(view, contract, page.rows)},
                       {"next", page.next ? Shape{*page.next} : Shape{}},
                       {"unread", some(unread)},
                       {"search", search},
                       {"newest", first && !page.rows.empty() ? Shape{page.rows.front().number} : Shape{}},
                       {"themes", place ? themes_shape(ask, *place) : Shape{Shape::List{}}},
                       {"text", ask.again ? ask.field("text") : std::string_view{}},
                       {"steps", Shape::Object{{"write", place.has_value()}}}};
}

int unread_in(Page const& page) {
  return static_cast<int>(std::count_if(page.rows.begin(), page.rows.end(), [](Message const& each) { return each.is_unread; }));
}

std::string search_in(http::Ask const& ask) {
  auto const search = ask.field("search");
  if (search.size() > search_bytes_max) throw Mistaken{{{"search", "too_long"}}};
  return std::string{search};
}

std::int64_t up_to(http::Ask const& ask) {
  auto const number = whole(ask.field("upTo"));
  if (!number) throw Mistaken{{{"upTo", ask.field("upTo").empty() ? "missing" : "not_a_number"}}};
  return *number;
}

}  // namespace

Shape unread_of(evidence::View& view, contracts::Opened const& contract) { return some(unread(view, contract)); }

Shape conversation_of(evidence::View& view, dossier::Opened const& document) {
  if (document.is_open_draft()) return {};
  auto const page = list(view, document, std::nullopt);
  auto const shown = std::span{page.rows}.first(std::min(page.rows.size(), newest_shown));
  return Shape::Object{{"messages", messages_shape(view, document.on, shown)},
                       {"hasMore", page.rows.size() > shown.size()},
                       {"unread", some(unread_in(page))},
                       {"newest", page.rows.empty() ? Shape{} : Shape{page.rows.front().number}},
                       {"steps", Shape::Object{{"write", find_place(document).has_value()}}}};
}

http::Answer show_contracts(evidence::View& view, http::Ask const& ask) {
  auto answer = contracts::show_list(view, ask);
  auto& members = std::get<Shape::Object>(answer.body.value());
  auto const listed = std::find_if(members.begin(), members.end(), [](auto const& each) { return each.first == "contracts"; });
  auto& rows = std::get<Shape::List>(listed->second.value());
  std::vector<ContractId> ids;
  for (auto const& row : rows) ids.push_back({std::get<std::string>(row.at("id").value())});
  auto const counts = unread(view, ids);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const found = counts.find(ids[i]);
    rows[i].with("unread", found == counts.end() ? Shape{} : some(found->second));
  }
  return answer;
}

http::Answer show_of_contract(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  auto const page = find(view, contract, search_in(ask), whole(ask.field("after")));
  return {.body = page_shape(view, ask, contract, page, find_place(contract), unread(view, contract)), .page = "messages/list"};
}

http::Answer show_of_document(evidence::View& view, http::Ask const& ask) {
  auto const document = dossier::open(view, id_from<DocumentId>(ask.part(0)));
  auto const page = find(view, document, search_in(ask), whole(ask.field("after")));
  auto body = page_shape(view, ask, document.on, page, find_place(document), unread_in(page));
  body.with("document", Shape::Object{{"id", document.id.text},
                                      {"number", document.number},
                                      {"type", document.type},
                                      {"typeName", types::name_of(document.type, ask.language)},
                                      {"title", document.title},
                                      {"theme", groups::name(document.theme)}});
  return {.body = std::move(body), .page = "messages/list"};
}

http::Answer show_message(evidence::View& view, http::Ask const& ask) {
  auto const message = open(view, id_from<MessageId>(ask.part(0)));
  auto const contract = contracts::open(view, message.contract);
  auto shape = std::move(messages_shape(view, contract, std::span{&message, 1}).front());
  return {.body = std::move(shape.with("contract", contracts::heading_of(contract))), .page = "messages/one"};
}

http::Answer download(evidence::View& view, http::Ask const& ask) {
  auto const file = open_attachment(view, id_from<MessageId>(ask.part(0)), id_from<AttachmentId>(ask.part(1)));
  http::Answer answer;
  answer.download = http::Download{file.sha256, file.name, file.media_type, static_cast<std::uint64_t>(file.size)};
  return answer;
}

http::Answer sent(Message const& message, bool is_json) {
  auto const seen = message.document ? "/documents/" + message.document->text : "/contracts/" + message.contract.text + "/messages";
  return {.body = Shape::Object{{"id", message.id.text}, {"number", message.number}, {"digest", message.digest}, {"sentAt", message.sent_at}},
          .status = 201, .location = is_json ? "/messages/" + message.id.text : seen, .notice = "message_sent"};
}

http::Answer send_about_contract(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  open_for_writing(deed, id);
  return sent(send(deed, id, take(read_message(ask.fields))), ask.is_json);
}

http::Answer send_about_document(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  open_for_writing(deed, id);
  return sent(send(deed, id, take(read_message(ask.fields))), ask.is_json);
}

http::Answer mark_contract_read(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  mark_read(deed, id, up_to(ask));
  return {.location = "/contracts/" + id.text + "/messages", .notice = "messages_read"};
}

http::Answer mark_document_read(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  mark_read(deed, id, up_to(ask));
  return {.location = "/documents/" + id.text, .notice = "messages_read"};
}

}  // namespace messages
