// SPDX-License-Identifier: EUPL-1.2
#include "notifications/outbox.h"
#include "notifications/bounces.h"
#include "notifications/notices.h"
#include "platform/pages/pages.h"

#include <algorithm>

namespace notifications {
namespace {

using namespace std::chrono_literals;

constexpr int hour_of_daily_mail = 7;
constexpr std::int64_t lines_max = 200;  // of one daily mail

// 1 minute, 2, 4 … at most 6 hours.
std::chrono::minutes pause(std::int64_t attempts) { return std::chrono::minutes{std::min<std::int64_t>(360, 1LL << std::min<std::int64_t>(attempts, 9))}; }

struct NewMail {
  db::Value notice = db::null();
  std::string organisation, address, language, event, subject, text, html, level, unsubscribe;
};

void insert(db::Tx& tx, NewMail const& mail, std::string const& now) {
  tx.run(R"(
    INSERT INTO mails (id, notice_id, organisation_id, address, language, event, subject, body_text, body_html, level, created_at, status,
                       attempts, due_at, unsubscribe)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', 0, $11, $12))",
         {new_id(), mail.notice, mail.organisation, mail.address, mail.language, mail.event, mail.subject, mail.text, mail.html, mail.level, now,
          mail.unsubscribe});
}

std::string with_footer(Language language, std::string text) { return std::move(text) + "\n-- \n" + pages::text(language, "mail.footer") + "\n"; }

void add_line(evidence::Deed& deed, Letter const& letter) {
  deed.tx.run(R"(
    INSERT INTO digest_lines (id, notice_id, person_id, organisation_id, address, language, level, sentence, link, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))",
              {new_id(), letter.notice, letter.to.person.text, letter.organisation.text, letter.to.email, std::string{::name(letter.to.language)},
               std::string{name(letter.level)}, letter.sentence, letter.link, to_text(next_daily_mail(deed.now))});
}

}  // namespace

void put_in_the_post(evidence::Deed& deed, Letter const& letter, std::string_view installation) {
  auto const& [email, language, name_of, person, has_right, is_bounced] = letter.to;
  if (!person.text.empty() && choice_of(deed.tx, person, letter.organisation) == Digest::daily) return add_line(deed, letter);
  Shape const body = Shape::Object{{"sentence", letter.sentence}, {"title", letter.title}, {"dossierNumber", letter.dossier_number},
                                   {"sender", letter.sender}, {"link", letter.link}, {"installation", installation}};
  auto const text = letter.sentence + "\n\n" + pages::text(language, "mail.sender") + ": " + letter.sender + "\n\n" +
                    pages::text(language, "mail.open") + "\n" + letter.link + "\n";
  insert(deed.tx,
         {db::Value{letter.notice}, letter.organisation.text, email, std::string{::name(language)}, letter.event, letter.subject,
          with_footer(language, text), pages::part("notifications/mail", language, body), std::string{name(letter.level)}},
         deed.now_text());
}

void put_in_the_post(evidence::Deed& deed, Circular const& letter) {
  insert(deed.tx,
         {.address = letter.address, .language = std::string{::name(letter.language)}, .event = letter.event, .subject = letter.subject,
          .text = letter.text, .html = letter.html, .level = std::string{name(Level::none)}, .unsubscribe = letter.unsubscribe},
         deed.now_text());
}

// ---------------------------------------------------------------- the postman

namespace {

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

int post(db::Engine& engine, mail::Post& postman, Clock const& clock, std::string_view domain, int count) {
  std::string after;
  int tried = 0;
  for (; tried < count; ++tried) {
    auto const waiting = next_waiting(engine, clock.now(), domain, after);
    if (!waiting) break;
    after = waiting->id;
    auto const report = postman.send(waiting->mail);
    auto const now = clock.now();
    bool const is_dead = report.outcome == mail::Outcome::never || waiting->attempts + 1 >= attempts_max;
    std::string const status = report.outcome == mail::Outcome::sent ? "sent" : is_dead ? "dead" : "waiting";
    engine.act_now([&](db::Tx& tx) {
      tx.run("UPDATE mails SET status = $2, attempts = attempts + 1, due_at = $3, sent_at = $4, last_word = $5 WHERE id = $1",
             {waiting->id, status, to_text(now + pause(waiting->attempts)), status == "sent" ? db::Value{to_text(now)} : db::null(), report.detail});
      if (report.outcome == mail::Outcome::never) mark_bounced(tx, now, waiting->id, report.detail);
    });
  }
  return tried;
}

// ---------------------------------------------------------------- the daily mail

Instant next_daily_mail(Instant now) {
  for (auto day = brussels_day(now);; day += std::chrono::days{1})
    for (auto const hours : {5h, 6h})  // summer, winter
      if (Instant const at{Instant{day} + hours}; at > now && brussels_time(at).hour == hour_of_daily_mail) return at;
}

namespace {

struct Reader {
  std::string person, organisation, address, language, level;
};

std::vector<Reader> readers_due(db::Engine& engine, Instant now) {
  std::vector<Reader> found;
  engine.look([&](db::Tx& tx) {
    for (auto const& row : tx.all(R"(SELECT DISTINCT person_id, organisation_id, address, language, level FROM digest_lines
                                     WHERE due_at <= $1 ORDER BY person_id, organisation_id LIMIT 500)",
                                  {to_text(now)}))
      found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
  });
  return found;
}

// What waits for the reader, oldest first, as far as he may still see it: sentence and link.
std::vector<db::Row> take_lines(db::Tx& tx, Reader const& reader, Instant now) {
  auto rows = tx.all(R"(
    SELECT l.sentence, l.link, n.event, n.theme, n.contract_id FROM digest_lines l JOIN notices n ON n.id = l.notice_id
    WHERE l.person_id = $1 AND l.organisation_id = $2 AND l.address = $3 AND l.language = $4 AND l.level = $5 AND l.due_at <= $6
    ORDER BY l.id)",
                     {reader.person, reader.organisation, reader.address, reader.language, reader.level, to_text(now)});
  tx.run(R"(DELETE FROM digest_lines WHERE person_id = $1 AND organisation_id = $2 AND address = $3 AND language = $4 AND level = $5
            AND due_at <= $6)",
         {reader.person, reader.organisation, reader.address, reader.language, reader.level, to_text(now)});
  evidence::Actor const actor{{reader.person}, {reader.organisation}, Language::nl};
  evidence::View view{tx, actor, now};
  leave_visible(view, rows, {.event = 2, .theme = 3, .contract = 4});
  return rows;
}

void write_daily(db::Tx& tx, Reader const& reader, Instant now, Sender const& sender) {
  auto const language = parse_language(reader.language).value_or(Language::nl);
  Shape::List lines;
  std::string text;
  std::int64_t more = 0;
  for (auto const& row : take_lines(tx, reader, now)) {
    if (std::cmp_greater_equal(lines.size(), lines_max)) {
      ++more;
      continue;
    }
    lines.emplace_back(Shape::Object{{"sentence", row.text(0)}, {"link", row.text(1)}});
    text += row.text(0) + '\n' + row.text(1) + "\n\n";
  }
  if (lines.empty()) return;
  auto const count = std::to_string(lines.size() + static_cast<std::size_t>(more));
  auto const list = sender.base_url + "/notices";
  Shape const body = Shape::Object{{"lines", std::move(lines)}, {"link", list}, {"installation", sender.name}};
  auto const lead = pages::text(language, "mail.daily.text");
  insert(tx,
         {db::null(), reader.organisation, reader.address, reader.language, "daily", pages::text(language, "mail.daily.subject", {{"count", count}}),
          with_footer(language, lead + "\n\n" + text + pages::text(language, "mail.daily.all") + "\n" + list + "\n"),
          pages::part("notifications/daily", language, body), reader.level},
         to_text(now));
}

}  // namespace

int gather(db::Engine& engine, Clock const& clock, Sender const& sender) {
  auto const now = clock.now();
  int made = 0;
  for (auto const& reader : readers_due(engine, now)) {
    engine.act_now([&](db::Tx& tx) { write_daily(tx, reader, now, sender); });
    ++made;
  }
  return made;
}

// ---------------------------------------------------------------- what an operator sees

namespace {

Kept kept(db::Row const& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7), row.text(8)};
}

std::vector<Kept> all_kept(std::vector<db::Row> const& rows) {
  std::vector<Kept> found;
  for (auto const& row : rows) found.push_back(kept(row));
  return found;
}

}  // namespace

std::vector<Kept> latest(db::Tx& tx, int count) {
  return all_kept(tx.all("SELECT id, address, subject, body_text, event, level, status, created_at, last_word FROM mails ORDER BY id DESC LIMIT $1",
                         {std::int64_t{count}}));
}

std::vector<Kept> dead(db::Tx& tx, int count) {
  return all_kept(tx.all(R"(SELECT id, address, subject, body_text, event, level, status, created_at, last_word FROM mails
                            WHERE status = 'dead' ORDER BY id DESC LIMIT $1)",
                         {std::int64_t{count}}));
}

std::optional<Kept> find_mail(db::Tx& tx, std::string const& id) {
  auto const row = tx.maybe("SELECT id, address, subject, body_text, event, level, status, created_at, last_word FROM mails WHERE id = $1", {id});
  return row ? std::optional{kept(*row)} : std::nullopt;
}

int retry(db::Tx& tx, std::string const& id, Instant now) {
  auto const rows = id.empty() ? tx.all("UPDATE mails SET status = 'waiting', attempts = 0, due_at = $1 WHERE status = 'dead' RETURNING id", {to_text(now)})
                               : tx.all("UPDATE mails SET status = 'waiting', attempts = 0, due_at = $1 WHERE status = 'dead' AND id = $2 RETURNING id",
                                        {to_text(now), id});
  return static_cast<int>(rows.size());
}

}  // namespace notifications
