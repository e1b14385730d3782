// SPDX-License-Identifier: EUPL-1.2
#include "base/money.h"
#include "base/part.h"
#include "base/refusal.h"
#include "contracts/contracts_web.h"
#include "correspondence/correspondence_web.h"
#include "dossier/dossier_web.h"
#include "payments/payments_web.h"

#include <algorithm>
#include <array>

// The authority's steps on a claim.
namespace payments {
namespace {

constexpr std::array grounds{Ground::statement_missing, Ground::statement_not_detailed, Ground::documents_missing, Ground::wrong_contract,
                             Ground::wrong_period,      Ground::already_claimed,        Ground::not_executed};

Claim open_to_decide(evidence::View& view, http::Ask const& ask) {
  auto claim = open_claim(view, id_from<DocumentId>(ask.part(0)));
  if (claim.document.is_own() || !claim.document.may(groups::Level::send)) refuse(Refusal::not_allowed);
  return claim;
}

http::Answer done(DocumentId const& id, std::string_view notice) { return {.status = 200, .location = dossier::at(id), .notice = notice}; }

Shape heading(Claim const& claim) {
  return Shape::Object{{"id", claim.document.id.text},
                       {"number", claim.document.number},
                       {"title", claim.document.title},
                       {"contract", contracts::heading_of(claim.document.on)},
                       {"netCents", claim.net_cents},
                       {"acceptedCents", claim.accepted_cents}};
}

}  // namespace

http::Answer take_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  if (correspondence::is_ours(dossier::open(deed, id))) return correspondence::take_from(deed, ask);
  take_into_treatment(deed, id);
  return done(id, "taken");
}

http::Answer ask_supplements_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  ask_supplements(deed, id, std::string{ask.field("reason")});
  return done(id, "supplements_asked");
}

http::Answer accept_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  accept(deed, id);
  return done(id, "accepted");
}

http::Answer show_partial_acceptance(evidence::View& view, http::Ask const& ask) {
  auto const claim = open_to_decide(view, ask);
  Shape::List lines;
  for (auto const& line : claim.lines) {
    auto const prefix = "lines." + std::to_string(line.position) + '.';
    lines.emplace_back(Shape::Object{{"at", prefix.substr(0, prefix.size() - 1)},
                                     {"position", line.position},
                                     {"post", line.post},
                                     {"description", line.description},
                                     {"amountCents", line.amount_cents},
                                     {"accepted", ask.field(prefix + "accepted")},
                                     {"reason", ask.field(prefix + "reason")},
                                     {"isWrong", !ask.mistake(prefix + "accepted").empty() || !ask.mistake(prefix + "reason").empty()}});
  }
  auto body = heading(claim);
  body.with("lines", std::move(lines)).with("accepted", ask.field("accepted")).with("explanation", ask.field("explanation"));
  return {.body = std::move(body), .page = "payments/partial_acceptance"};
}

http::Answer accept_partially_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const claim = open_to_decide(deed, ask);
  accept_partially(deed, claim.document.id, ::take(read_partial_acceptance(ask.fields, claim, ask.is_json)));
  return done(claim.document.id, "accepted_partially");
}

http::Answer show_refusal(evidence::View& view, http::Ask const& ask) {
  auto const claim = open_to_decide(view, ask);
  Shape::List list;
  for (auto ground : grounds) list.emplace_back(Shape::Object{{"value", name(ground)}, {"chosen", name(ground) == ask.field("ground")}});
  auto body = heading(claim);
  body.with("grounds", std::move(list)).with("explanation", ask.field("explanation"));
  return {.body = std::move(body), .page = "payments/refusal"};
}

http::Answer refuse_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<DocumentId>(ask.part(0));
  auto const ground = parse_ground(ask.field("ground"));
  if (!ground) {
    std::vector<Mistake> mistakes{{"ground", ask.field("ground").empty() ? "missing" : "unknown"}};
    if (ask.field("explanation").empty()) mistakes.push_back({"explanation", "missing"});
    throw Mistaken{std::move(mistakes)};
  }
  refuse_claim(deed, id, *ground, std::string{ask.field("explanation")});
  return done(id, "refused");
}

http::Answer show_invoice_request(evidence::View& view, http::Ask const& ask) {
  auto const claim = open_to_decide(view, ask);
  auto body = heading(claim);
  auto amount = decimal_text(claim.accepted_cents.value_or(0), 2);
  std::replace(amount.begin(), amount.end(), '.', ',');
  body.with("orderNumber", ask.field("orderNumber"))
      .with("amount", ask.again ? std::string{ask.field("amount")} : amount)
      .with("remarks", ask.field("remarks"));
  return {.body = std::move(body), .page = "payments/invoice_request"};
}

http::Answer request_invoice_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const request = request_invoice(deed, id_from<DocumentId>(ask.part(0)), ::take(read_invoice_request(ask.fields, ask.is_json)));
  return {.body = Shape::Object{{"id", request.id.text}, {"number", request.number}}, .status = 201, .location = dossier::at(request.id),
          .notice = "invoice_requested"};
}

}  // namespace payments
