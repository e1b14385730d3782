// SPDX-License-Identifier: EUPL-1.2
#include "app/api/schemas.h"

#include <array>

namespace app {
namespace {

constexpr std::string_view an_id = "019c9a70-8c00-7000-8000-00000000002a";

Shape new_contract() {
  return Shape::Object{{"specificationNumber", "1M3D8F/26/17"},
                       {"dossierNumber", "X30/N8/142"},
                       {"lot", "2"},
                       {"title", "N8 Kortrijk–Ieper: structural maintenance of the cycle paths"},
                       {"kind", "contract"},
                       {"subject", "works"},
                       {"contractorNumber", "0207.509.031"},
                       {"awardOn", "2026-02-16"},
                       {"awardAmount", "1284500.00"},
                       {"publishedOn", "2025-11-03"},
                       {"paymentDays", 30},
                       {"types", Shape::List{"payment_claim", "invoice_request"}}};
}

Shape claim() {
  Shape::List lines;
  lines.emplace_back(Shape::Object{
      {"post", "1.1"}, {"description", "Milling of asphalt, 4 cm"}, {"unit", "m2"}, {"quantity", "1250.5"}, {"unitPrice", "4.80"}});
  lines.emplace_back(Shape::Object{{"post", "1.2"},
                                   {"description", "Top layer AB-4C"},
                                   {"unit", "ton"},
                                   {"quantity", 118},
                                   {"unitPrice", "92.75"},
                                   {"amount", "10944.50"}});
  return Shape::Object{{"title", "Progress statement 3, March 2026"},
                       {"periodFrom", "2026-03-01"},
                       {"periodTo", "2026-03-31"},
                       {"statementKind", "ordinary"},
                       {"vatRegime", "reverse_charge"},
                       {"remarks", "Quantities as measured together on 30 March."},
                       {"total", "16946.90"},
                       {"lines", std::move(lines)}};
}

Shape letter() {
  return Shape::Object{{"type", "default_notice"},
                       {"title", "Official report of default: cycle path not finished"},
                       {"reference", "N8/PV/3"},
                       {"fields", Shape::Object{{"on", "2026-03-02"},
                                                {"facts", "On 2 March the top layer between km 14.2 and 14.9 was not laid."},
                                                {"remedy", "Lay the top layer within fifteen days."}}}};
}

Shape group() {
  return Shape::Object{{"name", "Claims N8"},
                       {"email", "claims@example.org"},
                       {"description", "Draws up and sends the claims for the contracts along the N8"},
                       {"rights", Shape::Object{{"invoicing", "send"}, {"general", "read"}}},
                       {"reference", Shape::Object{{"contract", "edit"}, {"lot", "read"}}},
                       {"members", Shape::List{an_id}}};
}

// The same with the version that one has seen.
Shape versioned(Shape shape) { return std::move(shape.with("version", 3)); }

Shape partial_acceptance() {
  return Shape::Object{
      {"lines", Shape::Object{{"2", Shape::Object{{"accepted", "9275.00"}, {"reason", "Weighing slips for 100 tonnes are there."}}}}},
      {"explanation", "The rest can follow in the next statement."}};
}

using Make = Shape (*)();
constexpr auto examples = std::to_array<std::pair<std::string_view, Make>>({
    {"createSession",
     [] {
       return Shape{Shape::Object{{"userName", "claims@example.org"}, {"password", "a long sentence that nobody guesses"}}};
     }},
    {"createSessionOrganisation",
     [] {
       return Shape{Shape::Object{{"organisation", an_id}}};
     }},
    {"createAddress",
     [] {
       return Shape{Shape::Object{{"email", "post@example.org"}}};
     }},
    {"createContract", new_contract},
    {"createContractOwnReference",
     [] {
       return Shape{Shape::Object{{"ownReference", "2026-0142"}}};
     }},
    {"createContractAddress",
     [] {
       return Shape{Shape::Object{{"email", "n8@example.org"}}};
     }},
    {"replaceContractBasicData",
     [] {
       return Shape{Shape::Object{{"ownReference", "2026-0142"}, {"email", "n8@example.org"}}};
     }},
    {"createContractGroup",
     [] {
       return Shape{Shape::Object{{"groups", Shape::List{an_id}}}};
     }},
    {"createContractGroupMember",
     [] {
       return Shape{Shape::Object{{"members", Shape::List{an_id}}}};
     }},
    {"createContractClaim", claim},
    {"createContractDocument", letter},
    {"replaceContractType",
     [] {
       return Shape{Shape::Object{{"types", Shape::List{"payment_claim", "invoice_request", "letter", "default_notice", "defence"}}}};
     }},
    {"createDocumentWithdrawal",
     [] {
       return Shape{Shape::Object{{"reason", "Sent on the wrong contract."}}};
     }},
    {"createDocumentClosing",
     [] {
       return Shape{Shape::Object{{"reason", "Settled on site on 12 March."}}};
     }},
    {"deleteDocumentReadiness",
     [] {
       return Shape{Shape::Object{{"reason", "Please add the diary of week 11."}}};
     }},
    {"replaceDocument", [] { return versioned(claim()); }},
    {"createDocumentSupplement",
     [] {
       return Shape{Shape::Object{{"title", "Weighing slips of March"}}};
     }},
    {"createDocumentSupplementRequest",
     [] {
       return Shape{Shape::Object{{"reason", "Please add the weighing slips of post 1.2."}}};
     }},
    {"createDocumentPartialAcceptance", partial_acceptance},
    {"createDocumentRefusal",
     [] {
       return Shape{Shape::Object{{"ground", "statement_not_detailed"}, {"explanation", "The statement names no quantities."}}};
     }},
    {"createDocumentInvoiceRequest",
     [] {
       return Shape{
           Shape::Object{{"orderNumber", "4500123456"}, {"amount", "15277.40"}, {"remarks", "Name the order number on the invoice."}}};
     }},
    {"createContractTrust",
     [] {
       return Shape{Shape::Object{{"email", "n8@example.org"}}};
     }},
    {"createNoticeReading",
     [] {
       return Shape{Shape::Object{{"notice", an_id}}};
     }},
    {"createNoticeSetting",
     [] {
       return Shape{Shape::Object{{"digest", "daily"}}};
     }},
    {"createNoticeLanguage",
     [] {
       return Shape{Shape::Object{{"language", "fr"}}};
     }},
    {"createWebhook",
     [] {
       return Shape{Shape::Object{{"address", "https://systems.example.org/zegel"}, {"events", Shape::List{"document_sent", "message_sent"}}}};
     }},
    {"createGroup", group},
    {"createContractMessage",
     [] {
       return Shape{Shape::Object{{"text", "The road is closed from Monday 6 to Friday 10 April."}, {"theme", "planning"}}};
     }},
    {"createDocumentMessage",
     [] {
       return Shape{Shape::Object{{"text", "The weighing slips of post 1.2 come next week."}}};
     }},
    {"createActionAssignment",
     [] {
       return Shape{Shape::Object{{"assignee", an_id}}};
     }},
    {"createActionRelease",
     [] {
       return Shape{Shape::Object{{"reason", "On leave until 20 April."}}};
     }},
    {"createContractReading",
     [] {
       return Shape{Shape::Object{{"upTo", 12}}};
     }},
    {"createDocumentReading",
     [] {
       return Shape{Shape::Object{{"upTo", 12}}};
     }},
    {"createTermAcceptance",
     [] {
       return Shape{Shape::Object{{"version", 2}}};
     }},
    {"createClockStop",
     [] {
       return Shape{Shape::Object{{"kind", "contractor_closed"},
                                  {"from", "2026-07-13"},
                                  {"to", "2026-08-02"},
                                  {"reason", "Annual leave of the building trade."}}};
     }},
    {"createContractTerm",
     [] {
       return Shape{Shape::Object{{"rule", "defence"}, {"days", 20}, {"reason", "Specifications, part 2, art. 44."}}};
     }},
    {"createClosingDay",
     [] {
       return Shape{Shape::Object{{"day", "2027-07-11"}, {"name", "Feast of the Flemish Community"}}};
     }},
    {"createGroupMember",
     [] {
       return Shape{Shape::Object{{"members", Shape::List{an_id}}}};
     }},
});

}  // namespace

Shape example_of(std::string_view operation) {
  if (operation == "replaceGroup") return versioned(group());
  for (auto const& [name, make] : examples)
    if (name == operation) return make();
  return {};
}

}  // namespace app
