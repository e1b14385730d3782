// SPDX-License-Identifier: EUPL-1.2
#include "clocks/feed.h"
#include "base/refusal.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"

#include <algorithm>

namespace clocks {
namespace {

constexpr std::size_t octets_max = 75;
constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_chars_max = 64;
constexpr int walks_max = 10;  // of a thousand rows each, for who may read little of much

// "20260302": a day; "20260302T090000Z": an instant, from 2026-03-02T09:00:00.000Z.
std::string compact(std::string_view iso) {
  std::string text;
  for (char c : iso.substr(0, std::min<std::size_t>(iso.size(), 19)))
    if (c != '-' && c != ':') text += c;
  return iso.size() > 10 ? text + 'Z' : text;
}

std::string summary_of(Language language, Clock const& clock) {
  auto text = clock.terms ? in(language, clock.terms->name) : clock.rule;
  if (!clock.document) return text;
  text += ": ";
  if (clock.document_number) text += std::to_string(*clock.document_number) + " ";
  return text + clock.document_title;
}

void append_event(std::string& calendar, Language language, Clock const& clock, std::string_view base_url) {
  auto const due = compact(to_text(clock.due_on)), day_after = compact(to_text(clock.due_on + std::chrono::days{1}));
  auto description = clock.contract_title + " (" + clock.other_party + ")\n" +
                     pages::text(language, clock.side == clock.own ? "clocks.own_moves" : "clocks.other_moves");
  if (clock.is_stopped) description += "\n" + pages::text(language, "clocks.state.stopped");
  if (clock.terms) description += "\n" + clock.terms->article;
  append_line(calendar, "BEGIN:VEVENT");
  append_line(calendar, "UID:" + clock.id.text + "@zegel");
  append_line(calendar, "SEQUENCE:" + std::to_string(clock.version - 1));
  append_line(calendar, "DTSTAMP:" + compact(clock.changed_at));
  append_line(calendar, "DTSTART;VALUE=DATE:" + due);
  append_line(calendar, "DTEND;VALUE=DATE:" + day_after);
  append_line(calendar, "SUMMARY:" + escaped(summary_of(language, clock)));
  append_line(calendar, "DESCRIPTION:" + escaped(description));
  append_line(calendar, "URL:" + std::string{base_url} + "/clocks/" + clock.id.text);
  append_line(calendar, "CLASS:PRIVATE");
  append_line(calendar, "TRANSP:TRANSPARENT");
  append_line(calendar, "END:VEVENT");
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (char c : text) {
    if (c == '\\' || c == ';' || c == ',') (result += '\\') += c;
    else if (c == '\n') result += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) result += c;
  }
  return result;
}

void append_line(std::string& calendar, std::string_view line) {
  for (std::size_t room = octets_max; line.size() > room; room = octets_max - 1) {
    auto cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    (calendar += line.substr(0, cut)) += "\r\n ";
    line.remove_prefix(cut);
  }
  (calendar += line) += "\r\n";
}

MadeAddress make_address(evidence::Deed& deed) {
  if (!people::standing(deed).any()) refuse(Refusal::no_access);
  auto const in_use = deed.tx.one("SELECT count(*) FROM calendar_addresses WHERE person_id = $1 AND organisation_id = $2 AND revoked_at IS NULL",
                                  {deed.actor.person.text, deed.actor.organisation.text});
  if (in_use.number(0) >= addresses_max) throw Mistaken{{{"", "too_many"}}};
  MadeAddress made{{new_id()}, crypto::random_token(token_bytes)};
  deed.tx.run(R"(INSERT INTO calendar_addresses (id, token_sha256, person_id, organisation_id, language, made_at) VALUES ($1, $2, $3, $4, $5, $6))",
              {made.id.text, crypto::sha256_hex(made.token), deed.actor.person.text, deed.actor.organisation.text,
               std::string{name(deed.actor.language)}, deed.now_text()});
  deed.record({evidence::Event::calendar_address_made, {}, {}, Shape::Object{{"personId", deed.actor.person.text}}});
  return made;
}

std::vector<Address> addresses(evidence::View& view) {
  std::vector<Address> found;
  for (auto const& row : view.tx.all(R"(
         SELECT id, made_at, used_on, revoked_at FROM calendar_addresses WHERE person_id = $1 AND organisation_id = $2
         ORDER BY id DESC LIMIT 50)",
                                     {view.actor.person.text, view.actor.organisation.text}))
    found.push_back({{row.text(0)}, row.text(1), row.maybe_text(2), row.maybe_text(3)});
  return found;
}

void revoke_address(evidence::Deed& deed, AddressId const& id) {
  auto const row = deed.tx.maybe("SELECT revoked_at FROM calendar_addresses WHERE id = $1 AND person_id = $2 AND organisation_id = $3",
                                 {id.text, deed.actor.person.text, deed.actor.organisation.text});
  if (!row) refuse(Refusal::not_found);
  if (!row->is_null(0)) return;
  deed.tx.run("UPDATE calendar_addresses SET revoked_at = $2 WHERE id = $1", {id.text, deed.now_text()});
  deed.record({evidence::Event::calendar_address_revoked, {}, {}, Shape::Object{{"personId", deed.actor.person.text}}});
}

Feed feed(db::Tx& tx, std::string_view token, Instant now, std::string_view base_url) {
  if (token.empty() || token.size() > token_chars_max) refuse(Refusal::not_found);
  auto const row = tx.maybe("SELECT person_id, organisation_id, language, used_on, revoked_at FROM calendar_addresses WHERE token_sha256 = $1",
                            {crypto::sha256_hex(token)});
  if (!row) refuse(Refusal::not_found);
  if (!row->is_null(4)) refuse(Refusal::link_ended);
  evidence::Actor const maker{{row->text(0)}, {row->text(1)}, parse_language(row->text(2)).value_or(Language::nl)};
  evidence::View view{tx, maker, now};
  auto const today = brussels_day(now);
  Feed made;
  append_line(made.text, "BEGIN:VCALENDAR");
  append_line(made.text, "VERSION:2.0");
  append_line(made.text, "PRODID:-//Zegel//Termijnen//" + std::string{name(maker.language)});
  append_line(made.text, "CALSCALE:GREGORIAN");
  append_line(made.text, "METHOD:PUBLISH");
  append_line(made.text, "X-WR-CALNAME:" + escaped(pages::text(maker.language, "calendar.feed_name")));
  Range const range{today - std::chrono::days{feed_days_back}, *parse_day("2199-12-31"), false};
  std::optional<std::string> after;
  std::size_t left = page_rows_max;
  for (int walks = 0; left > 0 && walks < walks_max; ++walks) {
    auto const page = list(view, range, after, left);
    for (auto const& clock : page.rows) append_event(made.text, maker.language, clock, base_url);
    left -= page.rows.size();
    if (!page.next) break;
    after = page.next;
  }
  append_line(made.text, "END:VCALENDAR");
  made.noted_today = row->text(3) == to_text(today);
  return made;
}

void note_use(db::Tx& tx, std::string_view token, Instant now) {
  tx.run("UPDATE calendar_addresses SET used_on = $2 WHERE token_sha256 = $1", {crypto::sha256_hex(token), to_text(brussels_day(now))});
}

}  // namespace clocks
