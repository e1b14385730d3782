// SPDX-License-Identifier: EUPL-1.2
#include "service/outages.h"
#include "base/parsed.h"
#include "base/refusal.h"
#include "service/texts.h"

#include <algorithm>

namespace service {
namespace {

using evidence::Event;
using namespace std::chrono;

constexpr std::size_t cursor_instant_bytes = 24;  // "2026-03-02T09:00:00.000Z", before the id

void check(NewOutage const& outage, Instant now) {
  std::vector<Mistake> mistakes;
  if (outage.starts_at == Instant{}) mistakes.push_back({"startsAt", "missing"});
  if (outage.ends_at == Instant{}) mistakes.push_back({"endsAt", "missing"});
  if (mistakes.empty() && outage.ends_at <= outage.starts_at) mistakes.push_back({"endsAt", "wrong_order"});
  if (mistakes.empty() && outage.ends_at <= now) mistakes.push_back({"endsAt", "over"});
  for (auto language : languages)
    if (auto const flaw = flaw_of(in(outage.texts, language), outage_text_bytes_max); !flaw.empty())
      mistakes.push_back({"text." + std::string{name(language)}, std::string{flaw}});
  if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
}

Outage read_row(db::Row const& row) {
  Outage outage;
  outage.id = {row.text(0)};
  outage.starts_at = parse_instant(row.text(1)).value_or(Instant{});
  outage.ends_at = parse_instant(row.text(2)).value_or(Instant{});
  outage.cancelled_at = row.maybe_text(3);
  for (std::size_t i = 0; i < languages.size(); ++i) outage.texts.at(i) = row.text(4 + i);
  return outage;
}

void note(evidence::Deed& deed, OutageId const& id, Event event) {
  deed.record({event, {}, {}, Shape::Object{{"outageId", id.text}}});
}

// One that may still be changed.
Outage open_outage(evidence::Deed& deed, OutageId const& id) {
  auto found = find_outage(deed.tx, id);
  if (!found) refuse(Refusal::not_found);
  auto const phase = found->phase(deed.now);
  if (phase == Phase::past || phase == Phase::cancelled) refuse(Refusal::wrong_step);
  return std::move(*found);
}

}  // namespace

std::string_view name(Phase phase) {
  switch (phase) {
    case Phase::planned: return "planned";
    case Phase::current: return "current";
    case Phase::past: return "past";
    case Phase::cancelled: return "cancelled";
  }
  return {};
}

Phase Outage::phase(Instant now) const {
  if (cancelled_at) return Phase::cancelled;
  if (ends_at <= now) return Phase::past;
  return starts_at <= now ? Phase::current : Phase::planned;
}

bool Outage::is_near(Instant now) const {
  auto const is = phase(now);
  return is == Phase::current || (is == Phase::planned && starts_at - now <= hours{near_hours});
}

Outage announce(evidence::Deed& deed, NewOutage const& wanted) {
  check(wanted, deed.now);
  Outage const outage{wanted, {new_id()}, {}};
  deed.tx.run(R"(INSERT INTO outages (id, starts_at, ends_at, text_nl, text_fr, text_de, text_en, announced_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
              {outage.id.text, to_text(outage.starts_at), to_text(outage.ends_at), in(outage.texts, Language::nl), in(outage.texts, Language::fr),
               in(outage.texts, Language::de), in(outage.texts, Language::en), deed.now_text()});
  note(deed, outage.id, Event::outage_announced);
  return outage;
}

Outage change(evidence::Deed& deed, OutageId const& id, std::optional<Instant> starts_at, std::optional<Instant> ends_at, Texts const& texts) {
  auto outage = open_outage(deed, id);
  outage.starts_at = starts_at.value_or(outage.starts_at);
  outage.ends_at = ends_at.value_or(outage.ends_at);
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (!texts.at(i).empty()) outage.texts.at(i) = texts.at(i);
  check(outage, deed.now);
  deed.tx.run("UPDATE outages SET starts_at = $2, ends_at = $3, text_nl = $4, text_fr = $5, text_de = $6, text_en = $7 WHERE id = $1",
              {id.text, to_text(outage.starts_at), to_text(outage.ends_at), in(outage.texts, Language::nl), in(outage.texts, Language::fr),
               in(outage.texts, Language::de), in(outage.texts, Language::en)});
  note(deed, id, Event::outage_changed);
  return outage;
}

Outage end_outage(evidence::Deed& deed, OutageId const& id) {
  auto outage = open_outage(deed, id);
  if (outage.starts_at < deed.now) {
    outage.ends_at = deed.now;
    deed.tx.run("UPDATE outages SET ends_at = $2 WHERE id = $1", {id.text, deed.now_text()});
  } else {
    outage.cancelled_at = deed.now_text();
    deed.tx.run("UPDATE outages SET cancelled_at = $2 WHERE id = $1", {id.text, deed.now_text()});
  }
  note(deed, id, Event::outage_changed);
  return outage;
}

std::optional<Outage> find_outage(db::Tx& tx, OutageId const& id) {
  auto const row = tx.maybe("SELECT id, starts_at, ends_at, cancelled_at, text_nl, text_fr, text_de, text_en FROM outages WHERE id = $1", {id.text});
  if (!row) return std::nullopt;
  return read_row(*row);
}

std::vector<Outage> coming(db::Tx& tx, Instant now) {
  std::vector<Outage> found;
  for (auto const& row : tx.all(R"(SELECT id, starts_at, ends_at, cancelled_at, text_nl, text_fr, text_de, text_en FROM outages
                                   WHERE ends_at > $1 AND cancelled_at IS NULL ORDER BY starts_at, id LIMIT 100)",
                                {to_text(now)}))
    found.push_back(read_row(row));
  return found;
}

OutagePage past(db::Tx& tx, Instant now, std::optional<std::string> const& after) {
  std::string start = "9999", id;
  if (after && after->size() > cursor_instant_bytes && is_id(std::string_view{*after}.substr(cursor_instant_bytes))) {
    start = after->substr(0, cursor_instant_bytes);
    id = after->substr(cursor_instant_bytes);
  }
  OutagePage page;
  for (auto const& row : tx.all(R"(SELECT id, starts_at, ends_at, cancelled_at, text_nl, text_fr, text_de, text_en FROM outages
                                   WHERE (starts_at, id) < ($2, $3) AND (ends_at <= $1 OR cancelled_at IS NOT NULL)
                                   ORDER BY starts_at DESC, id DESC LIMIT 21)",
                                {to_text(now), start, id})) {
    if (page.rows.size() == outage_page_rows) {
      page.next = to_text(page.rows.back().starts_at) + page.rows.back().id.text;
      break;
    }
    page.rows.push_back(read_row(row));
  }
  return page;
}

}  // namespace service
