// SPDX-License-Identifier: EUPL-1.2
#include "payments/payments_web.h"
#include "base/money.h"
#include "base/part.h"
#include "base/refusal.h"
#include "contracts/contracts_web.h"
#include "correspondence/correspondence_web.h"
#include "dossier/dossier_web.h"
#include "messages/messages_web.h"

#include <algorithm>
#include <array>

namespace payments {
namespace {

using dossier::Status;
using groups::Level;

constexpr std::array kinds{StatementKind::ordinary, StatementKind::supplementary};
constexpr std::array vat_regimes{VatRegime::standard_21, VatRegime::reduced_12, VatRegime::reduced_6, VatRegime::zero, VatRegime::reverse_charge};
constexpr int empty_lines_offered = 3;

Shape day_or_null(std::optional<Day> day) { return day ? Shape{to_text(*day)} : Shape{}; }

Shape clock_shape(Claim const& claim, Instant now) {
  auto const clock = clock_of(claim, now);
  Shape::List basis;
  for (auto const& code : clock.legal_basis) basis.emplace_back(Shape::Object{{"code", code}});
  return Shape::Object{{"state", name(clock.state)},
                       {"waitsFor", name(clock.waits_for)},
                       {"startedOn", day_or_null(clock.started_on)},
                       {"verificationDue", day_or_null(clock.verification_due)},
                       {"invoiceDue", day_or_null(clock.invoice_due)},
                       {"paymentDue", day_or_null(clock.payment_due)},
                       {"daysLeft", clock.days_left ? Shape{*clock.days_left} : Shape{}},
                       {"stoppedDays", clock.stopped_days},
                       {"isLate", clock.state == ClockState::lapsed},
                       {"legalBasis", std::move(basis)}};
}

Shape steps_of(Claim const& claim) {
  auto const& document = claim.document;
  bool const own = document.is_own(), draft = own && document.may(Level::draft), send = document.may(Level::send);
  bool const open = document.is_open_draft(), decides = !own && send, treating = decides && document.status == Status::in_treatment;
  bool const answering = !claim.questions.empty() && claim.questions.back().answer;  // a supplement is begun already
  return Shape::Object{{"edit", draft && open},
                       {"remove", draft && open},
                       {"putReady", draft && document.status == Status::draft},
                       {"returnToDraft", draft && document.status == Status::ready},
                       {"send", own && send && open},
                       {"withdraw", own && send && document.status == Status::sent},
                       {"supplement", draft && document.status == Status::supplements_asked && !answering},
                       {"take", decides && document.status == Status::sent},
                       {"askSupplements", treating},
                       {"accept", treating},
                       {"acceptPartially", treating},
                       {"refuse", treating},
                       {"requestInvoice", decides && (document.status == Status::accepted || document.status == Status::accepted_partially)},
                       {"reportInvoice", draft && claim.invoice_request && claim.invoice_request->waits && !claim.paid_on},
                       {"reportPayment", !own && document.may(Level::draft) && claim.invoice_request && !claim.paid_on}};
}

// A form that shows again what was entered, or what was kept.
struct Form {
  http::Ask const& ask;
  std::string value(std::string_view name, std::string kept) const { return ask.again ? std::string{ask.field(name)} : std::move(kept); }
};

template <class Choices>
Shape choices(Choices const& all, std::string_view chosen) {
  Shape::List list;
  for (auto each : all) list.emplace_back(Shape::Object{{"value", name(each)}, {"chosen", name(each) == chosen}});
  return list;
}

// Numbers as people write them in Belgium, to stand in a form: 1234.5 with a comma and without needless zeros.
std::string entered(std::int64_t value, int decimals, int decimals_min) {
  auto text = decimal_text(value, decimals);
  auto point = text.find('.');
  while (point != std::string::npos && text.back() == '0' && text.size() - point - 1 > static_cast<std::size_t>(decimals_min)) text.pop_back();
  if (text.back() == '.') text.pop_back();
  std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

Shape line_shape(http::Ask const& ask, std::size_t at, Line const& line) {
  auto const prefix = "lines." + std::to_string(at) + '.';
  Form const form{ask};
  Shape shape = Shape::Object{{"at", prefix.substr(0, prefix.size() - 1)}, {"row", static_cast<std::int64_t>(at + 1)}};
  bool const kept = line != Line{};
  shape.with("post", form.value(prefix + "post", line.post))
      .with("description", form.value(prefix + "description", line.description))
      .with("unit", form.value(prefix + "unit", line.unit))
      .with("quantity", form.value(prefix + "quantity", kept ? entered(line.quantity_e3, 3, 0) : ""))
      .with("unitPrice", form.value(prefix + "unitPrice", kept ? entered(line.unit_price_e4, 4, 2) : ""))
      .with("amountCents", kept ? Shape{line.amount_cents} : Shape{});
  for (std::string_view name : {"post", "description", "unit", "quantity", "unitPrice"})
    if (auto mistake = ask.mistake(prefix + std::string{name}); !mistake.empty()) shape.with("isWrong", true);
  return shape;
}

Shape::List lines_shape(http::Ask const& ask, std::vector<Line> const& kept) {
  std::size_t count = kept.size();
  if (ask.again) {
    count = 0;
    for (auto found = ask.fields.lower_bound("lines."); found != ask.fields.end() && found->first.starts_with("lines."); ++found) {
      std::size_t at = 0;
      for (char c : std::string_view{found->first}.substr(6, 5)) {
        if (c < '0' || c > '9') break;
        at = at * 10 + static_cast<std::size_t>(c - '0');
      }
      count = std::max(count, std::min(at + 1, lines_max));
    }
  }
  Shape::List lines;
  auto const offered = ask.again ? count : std::min(count + empty_lines_offered, lines_max);
  for (std::size_t at = 0; at < offered; ++at) lines.push_back(line_shape(ask, at, at < kept.size() ? kept[at] : Line{}));
  return lines;
}

Shape claim_form(http::Ask const& ask, ClaimDraft const& draft) {
  Form const form{ask};
  auto day = [&](std::string_view name, std::optional<Day> kept) { return form.value(name, kept ? to_text(*kept) : ""); };
  bool const bare_total = draft.statement.lines.empty() && draft.statement.total_cents != 0;
  return Shape::Object{{"title", form.value("title", draft.title)},
                       {"periodFrom", day("periodFrom", draft.period_from)},
                       {"periodTo", day("periodTo", draft.period_to)},
                       {"statementKinds", choices(kinds, form.value("statementKind", std::string{name(draft.statement.kind)}))},
                       {"vatRegimes", choices(vat_regimes, form.value("vatRegime", std::string{name(draft.vat_regime)}))},
                       {"remarks", form.value("remarks", draft.remarks)},
                       {"total", form.value("total", bare_total ? entered(draft.statement.total_cents, 2, 2) : "")},
                       {"lines", lines_shape(ask, draft.statement.lines)}};
}

std::int64_t version_in(http::Ask const& ask) {
  auto const text = ask.field("version");
  if (text.empty()) throw Mistaken{{{"version", "missing"}}};
  auto const number = read_number(text, 0, true);
  if (!number.mistake.empty()) throw Mistaken{{{"version", std::string{number.mistake}}}};
  return number.value;
}

Shape plain_document(evidence::View& view, dossier::Opened const& document) {
  auto shape = dossier::shape_of(view, document);
  bool const draft = document.is_own() && document.is_open_draft() && document.may(Level::draft);
  shape.with("steps", Shape::Object{{"edit", false},
                                    {"addFiles", draft},
                                    {"remove", draft},
                                    {"send", draft && document.may(Level::send)},
                                    {"close", document.is_own() && document.may(Level::send) && dossier::may_close(document)}});
  if (auto request = find_invoice_request(view, document.id))
    shape.with("invoiceRequest", Shape::Object{{"claimId", request->claim.text}, {"orderNumber", request->order_number},
                                               {"netCents", request->net_cents}, {"remarks", request->remarks}});
  return shape;
}

// What it is, for choosing the verb: that opens it, and refuses who may not see it.
dossier::Document document_of(evidence::View& view, http::Ask const& ask) {
  auto found = dossier::find_document(view.tx, id_from<DocumentId>(ask.part(0)).text);
  if (!found) refuse(Refusal::not_found);
  return std::move(*found);
}

bool is_letter(evidence::View& view, http::Ask const& ask) { return correspondence::is_ours(document_of(view, ask)); }

}  // namespace

Shape shape_of(evidence::View& view, Claim const& claim) {
  auto shape = dossier::shape_of(view, claim.document);
  Shape::List lines;
  lines.reserve(claim.lines.size());
  for (auto const& line : claim.lines)
    lines.emplace_back(Shape::Object{{"position", line.position},
                                     {"post", line.post},
                                     {"description", line.description},
                                     {"unit", line.unit},
                                     {"quantityE3", line.quantity_e3},
                                     {"unitPriceE4", line.unit_price_e4},
                                     {"amountCents", line.amount_cents},
                                     {"acceptedCents", line.accepted_cents},
                                     {"reason", line.reason}});
  Shape::List questions;
  for (auto const& question : claim.questions)
    questions.emplace_back(Shape::Object{{"askedAt", question.asked_at}, {"reason", question.reason}, {"answeredAt", question.answered_at},
                                         {"answerId", question.answer ? Shape{question.answer->text} : Shape{}}});
  shape.with("periodFrom", day_or_null(claim.content.period_from))
      .with("periodTo", day_or_null(claim.content.period_to))
      .with("statementKind", name(claim.content.statement.kind))
      .with("vatRegime", name(claim.content.vat_regime))
      .with("remarks", claim.content.remarks)
      .with("netCents", claim.net_cents)
      .with("vatCents", claim.vat_cents)
      .with("grossCents", claim.net_cents + claim.vat_cents)
      .with("acceptedCents", claim.accepted_cents)
      .with("ground", claim.ground)
      .with("explanation", claim.explanation)
      .with("lines", std::move(lines))
      .with("questions", std::move(questions))
      .with("steps", steps_of(claim));
  if (!claim.document.is_open_draft()) shape.with("clock", clock_shape(claim, view.now));
  if (auto const& request = claim.invoice_request)
    shape.with("invoiceRequest", Shape::Object{{"id", request->document.text}, {"orderNumber", request->order_number},
                                               {"netCents", request->net_cents}, {"remarks", request->remarks},
                                               {"invoiceId", claim.invoice ? Shape{claim.invoice->text} : Shape{}},
                                               {"paidCents", claim.paid_cents > 0 ? Shape{claim.paid_cents} : Shape{}},
                                               {"paidOn", day_or_null(claim.paid_on)}});
  return shape;
}

http::Answer show_contract(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  auto body = contracts::shape_of(contract, ask.language);
  body.with("mayBegin", correspondence::may_begin(contract));
  auto page = dossier::page_of(view, contract, ask);
  for (auto& [key, member] : std::get<Shape::Object>(page.value())) body.with(key, std::move(member));
  body.with("unread", messages::unread_of(view, contract));
  if (ask.again) body.with("email", ask.field("email")).with("ownReference", ask.field("ownReference"));
  return {.body = std::move(body), .page = "contracts/contract"};
}

http::Answer show_document(evidence::View& view, http::Ask const& ask) {
  auto document = dossier::open(view, id_from<DocumentId>(ask.part(0)));
  auto conversation = messages::conversation_of(view, document);
  if (correspondence::is_ours(document)) {
    auto answer = correspondence::show(view, std::move(document));
    answer.body.with("conversation", std::move(conversation));
    return answer;
  }
  if (document.type != "payment_claim")
    return {.body = plain_document(view, document).with("conversation", std::move(conversation)), .page = "payments/document"};
  auto body = shape_of(view, open_claim(view, std::move(document)));
  body.with("conversation", std::move(conversation));
  if (ask.again) body.with("reason", ask.field("reason"));
  return {.body = std::move(body), .page = "payments/claim"};
}

http::Answer show_new_claim(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  if (contract.side != contracts::Side::contractor || !contract.may(groups::Theme::invoicing, Level::draft)) refuse(Refusal::not_allowed);
  auto body = claim_form(ask, {});
  body.with("contract", contracts::heading_of(contract));
  return {.body = std::move(body), .page = "payments/form"};
}

http::Answer show_edit(evidence::View& view, http::Ask const& ask) {
  if (is_letter(view, ask)) return correspondence::show_edit(view, ask);
  auto const claim = open_claim(view, id_from<DocumentId>(ask.part(0)));
  dossier::open_draft(view, claim.document.id);
  auto body = claim_form(ask, claim.content);
  body.with("contract", contracts::heading_of(claim.document.on)).with("id", claim.document.id.text);
  bool const stale = std::any_of(ask.mistakes.begin(), ask.mistakes.end(), [](auto const& mistake) { return mistake.code == "stale"; });
  body.with("isStale", stale);
  body.with("version", ask.again && !stale && !ask.field("version").empty() ? Shape{ask.field("version")} : Shape{claim.document.version});
  return {.body = std::move(body), .page = "payments/form"};
}

namespace {

// One address saves claims and letters: what only the other has would be lost in silence.
void must_be_of(bool letter, Fields const& fields) {
  constexpr std::array of_claims{"periodFrom", "periodTo", "statementKind", "vatRegime", "remarks", "total", "totalCents", "lines"};
  constexpr std::array of_letters{"reference", "fields"};
  std::vector<Mistake> mistakes;
  auto const must_lack = [&](std::string const& name) {
    auto const found = fields.lower_bound(name);
    if (found != fields.end() && (found->first == name || found->first.starts_with(name + '.'))) mistakes.push_back({name, "unknown_name"});
  };
  if (letter)
    for (auto const* name : of_claims) must_lack(name);
  else
    for (auto const* name : of_letters) must_lack(name);
  if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
}

}  // namespace

http::Answer begin_claim_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const document = begin_claim(deed, id_from<ContractId>(ask.part(0)), take(read_claim(ask.fields, ask.is_json)));
  return {.body = Shape::Object{{"id", document.id.text}, {"version", document.version}}, .status = 201, .location = dossier::at(document.id),
          .notice = "draft_saved"};
}

http::Answer save_from(evidence::Deed& deed, http::Ask const& ask) {
  bool const letter = is_letter(deed, ask);
  if (ask.is_json) must_be_of(letter, ask.fields);
  if (letter) return correspondence::save_from(deed, ask);
  auto const id = id_from<DocumentId>(ask.part(0));
  auto const version = version_in(ask);
  // Somebody saved it in between: the form comes back with what was entered, to be compared with what stands there now.
  if (!ask.is_json && dossier::open_draft(deed, id).version != version) throw Mistaken{{{"", "stale"}}};
  auto const saved = save_claim(deed, id, version, take(read_claim(ask.fields, ask.is_json)));
  return {.body = Shape::Object{{"id", id.text}, {"version", saved}}, .status = 200, .location = dossier::at(id), .notice = "draft_saved"};
}

http::Answer remove_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  auto const contract = dossier::open_draft(deed, id).contract;
  remove_draft(deed, id);
  return {.location = "/contracts/" + contract.text, .notice = "draft_removed"};
}

http::Answer send_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const document = document_of(deed, ask);
  if (correspondence::is_ours(document)) return correspondence::send_from(deed, ask);
  auto const& id = document.id;
  auto const sent = document.type == "claim_supplement" ? send_supplement(deed, id) : send_claim(deed, id);
  return {.body = Shape::Object{{"id", id.text}, {"number", sent.number}, {"digest", sent.digest}, {"sentAt", sent.sent_at}},
          .status = 200, .location = dossier::at(id), .notice = "sent"};
}

http::Answer begin_supplement_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const title = one_line(ask.field("title"));
  if (title.size() > title_bytes_max) throw Mistaken{{{"title", "too_long"}}};
  auto const document = begin_supplement(deed, id_from<DocumentId>(ask.part(0)), title);
  return {.body = Shape::Object{{"id", document.id.text}}, .status = 201, .location = dossier::at(document.id), .notice = "draft_saved"};
}

}  // namespace payments
