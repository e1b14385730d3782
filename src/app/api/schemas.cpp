// SPDX-License-Identifier: EUPL-1.2
#include "app/api/schemas.h"
#include "app/api/subjects.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace app {
namespace {

constexpr auto fields_explained = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"accepted", "Euros, without VAT."},
    {"after", "The `next` of the page before; what is no such thing gives the first page."},
    {"amount", "Euros, without VAT."},
    {"assignee", "A person who may do it; without it one takes the action oneself."},
    {"awardAmount", "Euros, without VAT."},
    {"awardCents", "Cents of a euro, without VAT."},
    {"clock", "Left out for a draft."},
    {"contractorNumber", "An enterprise number; points, spaces and the letters BE may stand in it when it is entered."},
    {"daysLeft", "Until payment is due; below zero when it is late, null when there is nothing to wait for."},
    {"corrects", "The document that this one corrects."},
    {"digest", "In hexadecimal; it covers the content and the digest of every attachment."},
    {"dueOn", "The last day for the answer; null where none is due."},
    {"email", "Empty: none."},
    {"field",
     "`lines.0.quantity` is the quantity of the first line, `rows.12.unitPrice` stands in row 12 of a spreadsheet; empty: the whole."},
    {"ground", "One of the grounds (Ground); in an answer empty for a claim that was not refused."},
    {"groups", "Those of the own organisation."},
    {"heldSince", "When the holder took the action or got it."},
    {"holder", "The colleague who holds the action."},
    {"isUnsearchable", "There is no text in it, or none that can be read: the search knows its name alone."},
    {"incident", "What to tell the helpdesk."},
    {"legalBasis", "Codes of the rules that apply."},
    {"isCut", "Enough contracts were looked at before the page was full: `next` looks further."},
    {"lot", "Empty: the contract has no lots."},
    {"mayEditReference", "Whether the own reference and the address for mail of the contract may be changed."},
    {"moreGroups", "How many further groups there are that are not shown."},
    {"next", "Give it as `after` for the next page; null on the last page."},
    {"number", "Of the contract, from 1; null for what was never sent."},
    {"partners", "Of a joint venture; empty for one enterprise."},
    {"person", "Left out when it is not of one's own organisation."},
    {"position", "Within the claim, from 1."},
    {"quantityE3", "Thousandths of the unit."},
    {"reference", "What its own side calls the document; both sides see it."},
    {"repliesTo", "The document that this one answers."},
    {"releasedReason", "Why it was given back the last time."},
    {"year", "Of the award, four digits."},
    {"search",
     "Words that must all occur, as beginnings of words. Of contracts: in title, numbers, own reference or the other party's name. Of "
     "documents: in title, number, reference, fields, the names of their files, the text of those files (PDF, office files, plain text) "
     "and the messages about them. Of messages: in their text, the names of their files and the text of those files. What was just "
     "added is found by the text of its files a little later. Of groups: a part of the name."},
    {"shown", "Those from whom one could choose: whoever is among them and was not chosen is taken out. None: nobody is."},
    {"steps", "What one may do now."},
    {"termsVersion", "Of the terms of use that must be accepted first (terms_not_accepted); left out otherwise."},
    {"total", "Euros, without VAT. With lines it need not be given, and must be their sum; without, the total of an attached statement."},
    {"unitPrice", "Euros, without VAT."},
    {"unitPriceE4", "Ten-thousandths of a euro."},
    {"unread", "Messages of the other side that one has not read; null when there are none."},
    {"upTo", "The number of the newest message that one has seen."},
    {"version",
     "Of the draft, the group or the terms of use: each change makes the next one, and a change over an older one is refused "
     "(stale_version)."},
});

}  // namespace

std::vector<Schema> const& schemas() {
  static auto const all = [] {
    std::vector<Schema> list;
    for (auto subject : {schemas_of_organisation, schemas_of_groups, schemas_of_contracts, schemas_of_documents, schemas_of_claims,
                         schemas_of_messages, schemas_of_terms, schemas_of_notices})
      for (auto& each : subject()) list.push_back(std::move(each));
    return list;
  }();
  return all;
}

Schema const& schema(std::string_view name) {
  auto const found = std::find_if(schemas().begin(), schemas().end(), [&](Schema const& each) { return each.name == name; });
  if (found == schemas().end()) throw std::logic_error{"there is no schema " + std::string{name}};
  return *found;
}

std::string_view about_field(std::string_view name) {
  auto const found = std::find_if(fields_explained.begin(), fields_explained.end(), [&](auto const& each) { return each.first == name; });
  return found == fields_explained.end() ? std::string_view{} : found->second;
}

}  // namespace app
