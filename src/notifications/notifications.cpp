// SPDX-License-Identifier: EUPL-1.2
#include "notifications/notifications.h"
#include "notifications/bounces.h"
#include "notifications/webhooks.h"
#include "platform/pages/pages.h"

namespace notifications {
namespace {

using contracts::Side;
using evidence::Event;

// Which side is told of an event; nothing when nobody is.
std::optional<Side> side_told(Event event, Side actor) {
  switch (event) {
    case Event::action_released: return actor;  // somebody else of the same organisation may take it
    case Event::contract_created:
    case Event::document_sent:
    case Event::document_withdrawn:
    case Event::taken_into_treatment:
    case Event::supplements_asked:
    case Event::supplements_sent:
    case Event::claim_accepted:
    case Event::claim_accepted_partially:
    case Event::claim_refused:
    case Event::invoice_requested:
    case Event::message_sent: return contracts::other(actor);
    default: return std::nullopt;  // the other events are nobody's news
  }
}

std::string text_in(Shape const& shape, std::string_view key) {
  auto const text = std::get_if<std::string>(&shape.at(key).value());
  return text ? *text : std::string{};
}

// A supplement or an invoice request that is sent is news of its claim (supplements_sent, invoice_requested), once.
bool is_told_with_its_claim(evidence::Entry const& entry) {
  if (entry.event != Event::document_sent) return false;
  auto const type = text_in(entry.particulars, "type");
  return type == "claim_supplement" || type == "invoice_request";
}

struct Matter {
  groups::Theme theme = groups::Theme::general;
  groups::Level right = groups::Level::read;
};

// Under which theme it happened: that of the released action, what the entry says, that of its document, or general.
Matter matter_of(db::Tx& tx, evidence::Entry const& entry) {
  Matter matter;
  if (entry.event == Event::action_released)
    if (auto const action = tx.maybe("SELECT theme, level FROM actions WHERE id = $1", {text_in(entry.particulars, "actionId")})) {
      matter.theme = groups::parse_theme(action->text(0)).value_or(matter.theme);
      matter.right = static_cast<groups::Level>(action->number(1));
      return matter;
    }
  if (auto const theme = groups::parse_theme(text_in(entry.particulars, "theme"))) {
    matter.theme = *theme;
  } else if (entry.document) {
    if (auto const document = tx.maybe("SELECT theme FROM documents WHERE id = $1", {entry.document->text}))
      matter.theme = groups::parse_theme(document->text(0)).value_or(matter.theme);
  }
  return matter;
}

std::string write_notice(evidence::Deed& deed, evidence::Entry const& entry, OrganisationId const& told, groups::Theme theme, Level level) {
  auto const id = new_id();
  deed.tx.run(R"(
    INSERT INTO notices (id, organisation_id, contract_id, document_id, event, theme, level, sender_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))",
              {id, told.text, entry.contract->text, entry.document ? db::Value{entry.document->text} : db::null(),
               std::string{evidence::name(entry.event)}, std::string{groups::name(theme)}, std::string{name(level)},
               deed.actor.organisation.text, deed.now_text()});
  return id;
}

std::string replace(std::string text, std::string_view mark, std::string_view value) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) text.replace(at, mark.size(), value);
  return text;
}

}  // namespace

std::vector<Event> events_told() {
  std::vector<Event> found;
  for (int each = 0; each <= static_cast<int>(Event::outage_changed); ++each)
    if (side_told(static_cast<Event>(each), Side::authority)) found.push_back(static_cast<Event>(each));
  return found;
}

void follow(evidence::Deed& deed, evidence::Entry const& entry, Sender const& sender) {
  trust_what_was_entered(deed, entry);
  if (!entry.contract || is_told_with_its_claim(entry)) return;
  if (!side_told(entry.event, Side::authority)) return;
  auto const row = deed.tx.maybe(R"(
    SELECT c.title, c.dossier_number, c.authority_id, c.contractor_id, o.name
    FROM contracts c JOIN organisations o ON o.id = $2 WHERE c.id = $1)",
                                 {entry.contract->text, deed.actor.organisation.text});
  if (!row) return;
  auto const side = *side_told(entry.event, deed.actor.organisation.text == row->text(2) ? Side::authority : Side::contractor);
  OrganisationId const organisation{side == Side::authority ? row->text(2) : row->text(3)};
  bool const is_new = entry.event == Event::contract_created;
  auto const matter = matter_of(deed.tx, entry);
  auto const told = told_of(deed.tx, {organisation, is_new ? std::nullopt : entry.contract, matter.theme, matter.right}, brussels_day(deed.now));
  auto const notice = write_notice(deed, entry, organisation, matter.theme, told.level);
  auto const link = sender.base_url + (entry.document ? "/documents/" + entry.document->text : "/contracts/" + entry.contract->text);
  for (auto const& address : told.addresses) {
    auto fill = [&](std::string_view key) {
      auto text = replace(pages::text(address.language, key), "{sender}", row->text(4));
      return replace(replace(std::move(text), "{title}", row->text(0)), "{dossier}", row->text(1));
    };
    auto const event = std::string{evidence::name(entry.event)};
    Letter const letter{.notice = notice, .organisation = organisation, .to = address, .level = told.level, .event = event,
                        .subject = fill("mail." + event + ".subject"), .sentence = fill("mail." + event + ".text"), .title = row->text(0),
                        .dossier_number = row->text(1), .sender = row->text(4), .link = link};
    put_in_the_post(deed, letter, sender.name);
  }
  tell_systems(deed, organisation, notice, entry, link);
}

}  // namespace notifications
