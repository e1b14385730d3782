// SPDX-License-Identifier: EUPL-1.2
#include "evidence/deed.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/json_fields.h"
#include "platform/pages/pages.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace evidence {
namespace {

struct Named {
  Event event;
  std::string_view name;
};

constexpr std::array names{
    Named{Event::organisation_registered, "organisation_registered"},
    Named{Event::legal_representative_appointed, "legal_representative_appointed"},
    Named{Event::person_registered, "person_registered"},
    Named{Event::work_relation_started, "work_relation_started"},
    Named{Event::work_relation_ended, "work_relation_ended"},
    Named{Event::user_right_granted, "user_right_granted"},
    Named{Event::user_right_revoked, "user_right_revoked"},
    Named{Event::account_opened, "account_opened"},
    Named{Event::password_changed, "password_changed"},
    Named{Event::signed_in, "signed_in"},
    Named{Event::sign_in_refused, "sign_in_refused"},
    Named{Event::signed_out, "signed_out"},
    Named{Event::register_imported, "register_imported"},
    Named{Event::group_created, "group_created"},
    Named{Event::group_changed, "group_changed"},
    Named{Event::group_deleted, "group_deleted"},
    Named{Event::group_linked, "group_linked"},
    Named{Event::group_unlinked, "group_unlinked"},
    Named{Event::contract_member_added, "contract_member_added"},
    Named{Event::contract_member_removed, "contract_member_removed"},
    Named{Event::contract_created, "contract_created"},
    Named{Event::own_reference_changed, "own_reference_changed"},
    Named{Event::contract_address_changed, "contract_address_changed"},
    Named{Event::organisation_address_changed, "organisation_address_changed"},
    Named{Event::draft_created, "draft_created"},
    Named{Event::draft_saved, "draft_saved"},
    Named{Event::draft_deleted, "draft_deleted"},
    Named{Event::lines_imported, "lines_imported"},
    Named{Event::attachment_added, "attachment_added"},
    Named{Event::attachment_removed, "attachment_removed"},
    Named{Event::attachment_infected, "attachment_infected"},
    Named{Event::put_ready, "put_ready"},
    Named{Event::returned_to_draft, "returned_to_draft"},
    Named{Event::document_sent, "document_sent"},
    Named{Event::document_withdrawn, "document_withdrawn"},
    Named{Event::taken_into_treatment, "taken_into_treatment"},
    Named{Event::supplements_asked, "supplements_asked"},
    Named{Event::supplements_sent, "supplements_sent"},
    Named{Event::claim_accepted, "claim_accepted"},
    Named{Event::claim_accepted_partially, "claim_accepted_partially"},
    Named{Event::claim_refused, "claim_refused"},
    Named{Event::invoice_requested, "invoice_requested"},
    Named{Event::group_reactivated, "group_reactivated"},
    Named{Event::group_overwritten, "group_overwritten"},
    Named{Event::document_answered, "document_answered"},
    Named{Event::document_closed, "document_closed"},
    Named{Event::message_sent, "message_sent"},
    Named{Event::action_assigned, "action_assigned"},
    Named{Event::action_released, "action_released"},
    Named{Event::notification_choice_changed, "notification_choice_changed"},
    Named{Event::address_bounced, "address_bounced"},
    Named{Event::webhook_added, "webhook_added"},
    Named{Event::webhook_removed, "webhook_removed"},
    Named{Event::calendar_address_made, "calendar_address_made"},
    Named{Event::calendar_address_revoked, "calendar_address_revoked"},
    Named{Event::term_changed, "term_changed"},
    Named{Event::closing_day_changed, "closing_day_changed"},
    Named{Event::terms_accepted, "terms_accepted"},
    Named{Event::page_text_changed, "page_text_changed"},
    Named{Event::outage_announced, "outage_announced"},
    Named{Event::outage_changed, "outage_changed"},
    Named{Event::contract_types_changed, "contract_types_changed"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (static_cast<std::size_t>(names.at(i).event) != i) return false;
  return true;
}
static_assert(in_order(), "the list follows the order of the enum");

Event event_of(std::string_view text) {
  for (auto const& [event, name] : names)
    if (name == text) return event;
  throw std::logic_error{"an event in the book that the catalogue does not know: " + std::string{text}};
}

// The person stands in the digest as a salted commitment, so that a line can be shown without the name and the name
// can be opened later with the salt.
std::string digest_of(std::string const& previous, std::string const& chain, std::int64_t position, std::string_view event,
                      std::string const& at, std::string const& organisation, std::string const& person, std::string const& document,
                      std::string const& particulars, std::string const& salt) {
  std::string text = "zegel.line.1\n";
  for (auto const& part : {previous, chain, std::to_string(position), std::string{event}, at, organisation,
                           crypto::sha256_hex(salt + '\n' + person), document, particulars})
    (text += part) += '\n';
  return crypto::sha256_hex(text);
}

// Nothing for what is no JSON: whether a line was forged is for intact() to say.
Fields fields_in(std::string const& particulars) {
  Fields fields;
  if (!pages::json_fields(particulars, fields)) return {};
  return fields;
}

// event, position, at, organisation_id, person_id, document_id, digest, particulars. Nothing for what only the other side may read.
std::optional<Line> read_line(View const& view, db::Row const& row) {
  auto const event = event_of(row.text(0));
  OrganisationId const organisation{row.text(3)};
  bool const own = organisation == view.actor.organisation;
  if (!own && is_inner(event)) return std::nullopt;
  return Line{row.number(1),
              event,
              row.text(2),
              organisation,
              own ? std::optional{PersonId{row.text(4)}} : std::nullopt,
              row.is_null(5) ? std::nullopt : std::optional{DocumentId{row.text(5)}},
              row.text(6),
              fields_in(row.text(7))};
}

// Of a salt that no answer gives, and that never changes.
std::string key_of_bookmarks(View& view, ContractId const& contract) {
  auto const row = view.tx.maybe("SELECT salt FROM events WHERE chain = $1 AND position = 1", {contract.text});
  return crypto::sha256_hex("zegel.bookmark.1\n" + (row ? row->text(0) : std::string{})).substr(0, 32);
}

std::string chain_of(Deed const& deed, Entry const& entry) {
  if (entry.contract) return entry.contract->text;
  return deed.actor.organisation.text.empty() ? "house" : deed.actor.organisation.text;
}

}  // namespace

std::string_view name(Event event) { return names.at(static_cast<std::size_t>(event)).name; }

bool is_inner(Event event) {
  switch (event) {
    case Event::contract_created:
    case Event::contract_types_changed:
    case Event::document_sent:
    case Event::document_withdrawn:
    case Event::taken_into_treatment:
    case Event::supplements_asked:
    case Event::supplements_sent:
    case Event::claim_accepted:
    case Event::claim_accepted_partially:
    case Event::claim_refused:
    case Event::invoice_requested:
    case Event::document_answered:
    case Event::document_closed:
    case Event::message_sent:
    case Event::term_changed: return false;
    default: return true;  // the other side reads of nothing that does not stand above
  }
}

void Deed::record(Entry const& entry) {
  auto const chain = chain_of(*this, entry);
  auto const last = tx.maybe("SELECT position, digest FROM events WHERE chain = $1 ORDER BY position DESC LIMIT 1", {chain});
  auto const position = last ? last->number(0) + 1 : 1;
  auto const previous = last ? last->text(1) : std::string{};
  auto const at = now_text();
  auto const particulars = pages::json(entry.particulars);
  auto const salt = crypto::random_token(16);
  auto const document = entry.document ? entry.document->text : std::string{};
  auto const digest = digest_of(previous, chain, position, name(entry.event), at, actor.organisation.text, actor.person.text, document,
                                particulars, salt);
  tx.run(R"(INSERT INTO events (chain, position, event, at, organisation_id, person_id, document_id, particulars, salt, digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))",
         {chain, position, std::string{name(entry.event)}, at, actor.organisation.text, actor.person.text,
          entry.document ? db::Value{document} : db::null(), particulars, salt, digest});
  followers(*this, entry);
}

// By position, not by time: a document stays on one contract, and a clock may be put back.
std::vector<Line> lines_about(View& view, DocumentId const& document, int count) {
  std::vector<Line> lines;
  for (auto const& row : view.tx.all(R"(
         SELECT event, position, at, organisation_id, person_id, document_id, digest, particulars FROM (
           SELECT * FROM events WHERE document_id = $1 ORDER BY position DESC LIMIT $2) AS latest
         ORDER BY position)",
                                     {document.text, std::int64_t{count} * 10}))
    if (auto line = read_line(view, row)) lines.push_back(std::move(*line));
  if (std::cmp_greater(lines.size(), count)) lines.erase(lines.begin(), lines.end() - count);
  return lines;
}

Looked lines_on(View& view, ContractId const& contract, std::int64_t before, int count) {
  Looked looked;
  for (auto const& row : view.tx.all(R"(
         SELECT event, position, at, organisation_id, person_id, document_id, digest, particulars FROM events
         WHERE chain = $1 AND position < $2 ORDER BY position DESC LIMIT $3)",
                                     {contract.text, before, std::int64_t{count}})) {
    looked.from = row.number(1);
    if (auto line = read_line(view, row)) looked.lines.push_back(std::move(*line));
  }
  return looked;
}

std::string bookmark(View& view, ContractId const& contract, std::int64_t position) {
  return crypto::seal(key_of_bookmarks(view, contract), std::to_string(position));
}

std::optional<std::int64_t> position_of(View& view, ContractId const& contract, std::string_view bookmark) {
  std::string text;
  if (bookmark.size() > 100 || !crypto::unseal(key_of_bookmarks(view, contract), bookmark, text)) return std::nullopt;
  return std::stoll(text);
}

bool intact(View& view, ContractId const& contract) {
  std::string previous;
  std::int64_t expected = 1;
  for (;;) {
    auto const rows = view.tx.all(R"(
      SELECT position, event, at, organisation_id, person_id, document_id, particulars, salt, digest
      FROM events WHERE chain = $1 AND position >= $2 ORDER BY position LIMIT 500)", {contract.text, expected});
    if (rows.empty()) return true;
    for (auto const& row : rows) {
      if (row.number(0) != expected++) return false;
      auto const digest = digest_of(previous, contract.text, row.number(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5),
                                    row.text(6), row.text(7));
      if (digest != row.text(8)) return false;
      previous = row.text(8);
    }
  }
}

}  // namespace evidence
