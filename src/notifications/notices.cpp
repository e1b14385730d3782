// SPDX-License-Identifier: EUPL-1.2
#include "notifications/notices.h"
#include "base/refusal.h"

#include <algorithm>
#include <array>
#include <map>

namespace notifications {
namespace {

constexpr std::array<std::string_view, 2> digest_names{"at_once", "daily"};

Level parse_level(std::string_view text) {
  for (auto const level : {Level::contract, Level::group, Level::organisation, Level::person, Level::administrator})
    if (name(level) == text) return level;
  return Level::none;
}

bool may_see(groups::Rights const& rights, std::string const& event, groups::Theme theme) {
  if (event == "address_bounced") return rights.administers;
  return event == "contract_created" ? rights.any() : rights.may(theme, groups::Level::read);
}

std::string place_of(evidence::View& view) {
  auto const row = view.tx.maybe("SELECT read_up_to FROM notice_readers WHERE person_id = $1 AND organisation_id = $2",
                                 {view.actor.person.text, view.actor.organisation.text});
  return row ? row->text(0) : std::string{};
}

std::string oldest_unread(evidence::View& view) { return to_text(view.now - unread_days); }

// id, event, theme, level, at, contract_id, contract title, dossier number, document_id, document title, sender
Notice read_row(db::Row const& row) {
  Notice notice;
  notice.id = row.text(0);
  notice.event = row.text(1);
  notice.theme = groups::parse_theme(row.text(2)).value_or(groups::Theme::general);
  notice.level = parse_level(row.text(3));
  notice.at = row.text(4);
  notice.contract = {row.text(5)};
  notice.contract_title = row.text(6);
  notice.dossier_number = row.text(7);
  if (!row.is_null(8)) notice.document = DocumentId{row.text(8)};
  notice.document_title = row.text(9);
  notice.sender = row.text(10);
  return notice;
}

}  // namespace

void leave_visible(evidence::View& view, std::vector<db::Row>& rows, NoticeColumns at) {
  std::vector<ContractId> contracts;
  contracts.reserve(rows.size());
  for (auto const& row : rows) contracts.push_back({row.text(at.contract)});
  auto const rights = groups::rights_on_many(view, contracts);
  std::erase_if(rows, [&](db::Row const& row) {
    return !may_see(rights.at({row.text(at.contract)}), row.text(at.event), groups::parse_theme(row.text(at.theme)).value_or(groups::Theme::general));
  });
}

Page list(evidence::View& view, std::optional<std::string> const& after) {
  Page page;
  if (!people::standing(view).any()) return page;
  auto const place = place_of(view), oldest = oldest_unread(view);
  std::string from = after && is_id(*after) ? *after : "g";  // sorts after every id
  for (std::size_t looked_at = 0; looked_at < looked_at_max;) {
    auto rows = view.tx.all(R"(
      SELECT n.id, n.event, n.theme, n.level, n.at, n.contract_id, c.title, c.dossier_number, n.document_id, d.title, o.name
      FROM notices n
      JOIN contracts c ON c.id = n.contract_id
      JOIN organisations o ON o.id = n.sender_id
      LEFT JOIN documents d ON d.id = n.document_id
      WHERE n.organisation_id = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT 50)",
                            {view.actor.organisation.text, from});
    auto const looked = rows.size();
    if (looked > 0) from = rows.back().text(0);
    leave_visible(view, rows, {.event = 1, .theme = 2, .contract = 5});
    for (auto const& row : rows) {
      if (page.rows.size() == page_rows) {
        page.next = page.rows.back().id;
        return page;
      }
      page.rows.push_back(read_row(row));
      page.rows.back().is_unread = row.text(0) > place && row.text(4) >= oldest;
    }
    if (looked < 50) return page;
    looked_at += looked;
  }
  page.next = from;
  return page;
}

int unread_count(evidence::View& view) {
  auto rows = view.tx.all(R"(
    SELECT n.event, n.contract_id, n.theme FROM notices n
    WHERE n.organisation_id = $1 AND n.at >= $3
      AND n.id > coalesce((SELECT r.read_up_to FROM notice_readers r WHERE r.person_id = $2 AND r.organisation_id = $1), '')
    ORDER BY n.id DESC LIMIT 50)",
                          {view.actor.organisation.text, view.actor.person.text, oldest_unread(view)});
  leave_visible(view, rows, {.event = 0, .theme = 2, .contract = 1});
  return static_cast<int>(rows.size());
}

void read_up_to(evidence::Deed& deed, std::string const& notice) {
  if (!deed.tx.maybe("SELECT 1 FROM notices WHERE id = $1 AND organisation_id = $2", {notice, deed.actor.organisation.text})) refuse(Refusal::not_found);
  deed.tx.run(R"(
    INSERT INTO notice_readers (person_id, organisation_id, read_up_to, digest) VALUES ($1, $2, $3, 'at_once')
    ON CONFLICT (person_id, organisation_id) DO UPDATE SET read_up_to = excluded.read_up_to WHERE notice_readers.read_up_to < excluded.read_up_to)",
              {deed.actor.person.text, deed.actor.organisation.text, notice});
}

std::vector<Sent> sent_about(evidence::View& view, ContractId const& contract) {
  std::vector<Sent> found;
  if (!groups::rights_on(view, contract).administers) refuse(Refusal::not_allowed);
  for (auto const& row : view.tx.all(R"(
         SELECT n.id, n.event, n.theme, n.level, n.at, n.contract_id, c.title, c.dossier_number, n.document_id, d.title, o.name,
                m.address, m.status, m.level
         FROM (SELECT * FROM notices WHERE contract_id = $1 AND organisation_id = $2 ORDER BY id DESC LIMIT 30) AS n
         JOIN contracts c ON c.id = n.contract_id
         JOIN organisations o ON o.id = n.sender_id
         LEFT JOIN documents d ON d.id = n.document_id
         LEFT JOIN (SELECT notice_id, address, status, level FROM mails WHERE notice_id IS NOT NULL
                    UNION ALL SELECT notice_id, address, 'daily', level FROM digest_lines) AS m ON m.notice_id = n.id
         ORDER BY n.id DESC, m.address LIMIT 1000)",
                                     {contract.text, view.actor.organisation.text})) {
    if (found.empty() || found.back().notice.id != row.text(0)) found.push_back({read_row(row), {}});
    if (!row.is_null(11)) found.back().mails.push_back({row.text(11), row.text(12), parse_level(row.text(13))});
  }
  return found;
}

std::string_view name(Digest digest) { return digest_names.at(static_cast<std::size_t>(digest)); }

std::optional<Digest> parse_digest(std::string_view text) {
  for (auto const digest : {Digest::at_once, Digest::daily})
    if (name(digest) == text) return digest;
  return std::nullopt;
}

Digest choice_of(db::Tx& tx, PersonId const& person, OrganisationId const& organisation) {
  auto const row = tx.maybe("SELECT digest FROM notice_readers WHERE person_id = $1 AND organisation_id = $2", {person.text, organisation.text});
  return row ? parse_digest(row->text(0)).value_or(Digest::at_once) : Digest::at_once;
}

void choose(evidence::Deed& deed, Digest digest) {
  if (!people::standing(deed).any()) refuse(Refusal::no_access);
  if (choice_of(deed.tx, deed.actor.person, deed.actor.organisation) == digest) return;
  deed.tx.run(R"(
    INSERT INTO notice_readers (person_id, organisation_id, read_up_to, digest) VALUES ($1, $2, '', $3)
    ON CONFLICT (person_id, organisation_id) DO UPDATE SET digest = excluded.digest)",
              {deed.actor.person.text, deed.actor.organisation.text, std::string{name(digest)}});
  deed.record({evidence::Event::notification_choice_changed, {}, {},
               Shape::Object{{"personId", deed.actor.person.text}, {"digest", name(digest)}}});
}

}  // namespace notifications
