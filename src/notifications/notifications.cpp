// SPDX-License-Identifier: EUPL-1.2
#include "notifications/notifications.h"
#include "platform/pages/pages.h"

#include <array>
#include <set>

namespace notifications {
namespace {

using contracts::Side;
using evidence::Event;

constexpr std::array<std::string_view, 6> level_names{"none", "contract", "group", "organisation", "person", "administrator"};

Told one(Level level, std::string email) { return {level, {{std::move(email), Language::nl}}}; }

Told people_told(Level level, std::vector<people::Addressee> const& found) {
  Told told{found.empty() ? Level::none : level, {}};
  std::set<std::string> seen;
  for (auto const& each : found)
    if (seen.insert(each.email).second) told.addresses.push_back({each.email, each.language});
  return told;
}

std::string address_of(db::Tx& tx, OrganisationId const& organisation) {
  auto const found = organisations::find_organisation(tx, organisation);
  return found ? found->email : std::string{};
}

// Which side is told of an event; nothing when nobody is.
std::optional<Side> side_told(Event event, Side actor) {
  switch (event) {
    case Event::contract_created:
    case Event::taken_into_treatment:
    case Event::supplements_asked:
    case Event::claim_accepted:
    case Event::claim_accepted_partially:
    case Event::claim_refused:
    case Event::invoice_requested: return Side::contractor;
    case Event::document_sent:
    case Event::document_withdrawn:
    case Event::supplements_sent: return actor == Side::contractor ? std::optional{Side::authority} : std::nullopt;
    default: return std::nullopt;  // the other events are nobody's news
  }
}

// A supplement that is sent is news of its claim (supplements_sent), once.
bool is_told_with_its_claim(evidence::Entry const& entry) {
  auto const type = std::get_if<std::string>(&entry.particulars.at("type").value());
  return entry.event == Event::document_sent && type && *type == "claim_supplement";
}

struct Facts {
  std::string title, dossier_number, actor_name;
  OrganisationId told;
};

void write(evidence::Deed&, evidence::Entry const&, Facts const&, Told const&, Sender const&);

std::string replace(std::string text, std::string_view mark, std::string_view value) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) text.replace(at, mark.size(), value);
  return text;
}

}  // namespace

std::string_view name(Level level) { return level_names.at(static_cast<std::size_t>(level)); }

Told told_of_new_contract(db::Tx& tx, OrganisationId const& organisation, Day today) {
  if (auto email = address_of(tx, organisation); !email.empty()) return one(Level::organisation, std::move(email));
  return people_told(Level::administrator, people::administrators_of(tx, organisation, today));
}

Told told_of(db::Tx& tx, OrganisationId const& organisation, ContractId const& contract, groups::Theme theme, Day today) {
  auto const party = tx.maybe("SELECT email FROM parties WHERE organisation_id = $1 AND contract_id = $2", {organisation.text, contract.text});
  if (party && !party->text(0).empty()) return one(Level::contract, party->text(0));
  if (auto emails = groups::group_addresses(tx, organisation, contract, theme, groups::Level::read); !emails.empty()) {
    Told told{Level::group, {}};
    for (auto& email : emails) told.addresses.push_back({std::move(email), Language::nl});
    return told;
  }
  if (auto email = address_of(tx, organisation); !email.empty()) return one(Level::organisation, std::move(email));
  auto const persons = groups::persons_with(tx, organisation, contract, theme, groups::Level::read, today);
  if (auto told = people_told(Level::person, people::addresses_of(tx, organisation, persons, today)); told.level != Level::none) return told;
  return people_told(Level::administrator, people::administrators_of(tx, organisation, today));
}

void follow(evidence::Deed& deed, evidence::Entry const& entry, Sender const& sender) {
  if (!entry.contract || is_told_with_its_claim(entry)) return;
  auto const row = deed.tx.maybe(R"(
    SELECT c.title, c.dossier_number, c.authority_id, c.contractor_id, o.name
    FROM contracts c JOIN organisations o ON o.id = $2 WHERE c.id = $1)",
                                 {entry.contract->text, deed.actor.organisation.text});
  if (!row) return;
  auto const side = side_told(entry.event, deed.actor.organisation.text == row->text(2) ? Side::authority : Side::contractor);
  if (!side) return;
  Facts const facts{row->text(0), row->text(1), row->text(4), {*side == Side::authority ? row->text(2) : row->text(3)}};
  auto const today = brussels_day(deed.now);
  auto const told = entry.event == Event::contract_created
                        ? told_of_new_contract(deed.tx, facts.told, today)
                        : told_of(deed.tx, facts.told, *entry.contract, groups::Theme::invoicing, today);
  write(deed, entry, facts, told, sender);
}

namespace {

void write(evidence::Deed& deed, evidence::Entry const& entry, Facts const& facts, Told const& told, Sender const& sender) {
  auto const link = sender.base_url + (entry.document ? "/documents/" + entry.document->text : "/contracts/" + entry.contract->text);
  auto const event = std::string{evidence::name(entry.event)};
  for (auto const& [email, language] : told.addresses) {
    auto fill = [&](std::string_view key) {
      auto text = replace(pages::text(language, key), "{sender}", facts.actor_name);
      return replace(replace(std::move(text), "{title}", facts.title), "{dossier}", facts.dossier_number);
    };
    auto const subject = fill("mail." + event + ".subject");
    auto const sentence = fill("mail." + event + ".text");
    Shape const body = Shape::Object{{"sentence", sentence}, {"title", facts.title}, {"dossierNumber", facts.dossier_number},
                                     {"sender", facts.actor_name}, {"link", link}, {"installation", sender.name}};
    auto const plain = sentence + "\n\n" + pages::text(language, "mail.open") + "\n" + link + "\n\n-- \n" + pages::text(language, "mail.footer") + "\n";
    auto const id = new_id();
    deed.tx.run(R"(
      INSERT INTO mails (id, address, language, event, subject, body_text, body_html, level, created_at, status, attempts, due_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $9))",
                {id, email, std::string{::name(language)}, event, subject, plain, pages::part("notifications/mail", language, body),
                 std::string{name(told.level)}, deed.now_text()});
  }
}

// 1 minute, 2, 4 … at most 6 hours.
std::chrono::minutes pause(std::int64_t attempts) { return std::chrono::minutes{std::min<std::int64_t>(360, 1LL << std::min<std::int64_t>(attempts, 9))}; }

struct Waiting {
  mail::Mail mail;
  std::string id;
  std::int64_t attempts = 0;
};

std::optional<Waiting> next_waiting(db::Engine& engine, Instant now, std::string_view domain, std::string const& after) {
  std::optional<Waiting> found;
  engine.look([&](db::Tx& tx) {
    auto const row = tx.maybe(R"(SELECT id, address, subject, body_text, body_html, attempts, unsubscribe FROM mails
                                 WHERE status = 'waiting' AND due_at <= $1 AND id > $2 ORDER BY id LIMIT 1)",
                              {to_text(now), after});
    if (row)
      found = Waiting{{row->text(0) + "@" + std::string{domain}, row->text(1), row->text(2), row->text(3), row->text(4), mail::date(now), row->text(6)},
                      row->text(0),
                      row->number(5)};
  });
  return found;
}

}  // namespace

void put_in_outbox(evidence::Deed& deed, Letter const& letter) {
  deed.tx.run(R"(
    INSERT INTO mails (id, address, language, event, subject, body_text, body_html, level, created_at, status, attempts, due_at, unsubscribe)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'none', $8, 'waiting', 0, $8, $9))",
              {new_id(), letter.address, std::string{::name(letter.language)}, letter.event, letter.subject, letter.text, letter.html,
               deed.now_text(), letter.unsubscribe});
}

int post(db::Engine& engine, mail::Post& postman, Clock const& clock, std::string_view domain, int count) {
  std::string after;
  int tried = 0;
  for (; tried < count; ++tried) {
    auto const waiting = next_waiting(engine, clock.now(), domain, after);
    if (!waiting) break;
    after = waiting->id;
    auto const report = postman.send(waiting->mail);
    auto const now = clock.now();
    bool const dead = report.outcome == mail::Outcome::never || waiting->attempts + 1 >= attempts_max;
    std::string const status = report.outcome == mail::Outcome::sent ? "sent" : dead ? "dead" : "waiting";
    engine.act_now([&](db::Tx& tx) {
      tx.run("UPDATE mails SET status = $2, attempts = attempts + 1, due_at = $3, sent_at = $4, last_word = $5 WHERE id = $1",
             {waiting->id, status, to_text(now + pause(waiting->attempts)), status == "sent" ? db::Value{to_text(now)} : db::null(), report.detail});
    });
  }
  return tried;
}

std::vector<Kept> latest(db::Tx& tx, int count) {
  std::vector<Kept> found;
  for (auto const& row : tx.all(
           "SELECT id, address, subject, body_text, event, level, status, created_at, last_word FROM mails ORDER BY id DESC LIMIT $1", {std::int64_t{count}}))
    found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7), row.text(8)});
  return found;
}

std::optional<Kept> find_mail(db::Tx& tx, std::string const& id) {
  auto const row = tx.maybe("SELECT id, address, subject, body_text, event, level, status, created_at, last_word FROM mails WHERE id = $1", {id});
  if (!row) return std::nullopt;
  return Kept{row->text(0), row->text(1), row->text(2), row->text(3), row->text(4), row->text(5), row->text(6), row->text(7), row->text(8)};
}

}  // namespace notifications
