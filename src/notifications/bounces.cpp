// SPDX-License-Identifier: EUPL-1.2
#include "notifications/bounces.h"
#include "base/refusal.h"

#include <algorithm>
#include <map>

namespace notifications {
namespace {

constexpr std::size_t reason_bytes_max = 300;
constexpr int parts_max = 20;

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

std::string_view trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string_view take_line(std::string_view& text) {
  auto const end = text.find('\n');
  auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The fields up to an empty line, unfolded, by their name in lower case; the first of each counts. `text` goes on after it.
std::map<std::string, std::string> take_fields(std::string_view& text) {
  std::map<std::string, std::string> fields;
  std::string* last = nullptr;
  while (!text.empty()) {
    auto const line = take_line(text);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (last) (*last += ' ') += trimmed(line);
      continue;
    }
    auto const colon = line.find(':');
    last = nullptr;
    if (colon == std::string_view::npos) continue;
    auto const [found, is_new] = fields.emplace(lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
    if (is_new) last = &found->second;
  }
  return fields;
}

// boundary="x" or boundary=x of a Content-Type.
std::string boundary_in(std::string_view type) {
  auto const at = lower(type).find("boundary=");
  if (at == std::string::npos) return {};
  auto value = type.substr(at + 9);
  if (value.starts_with('"')) return std::string{value.substr(1, value.find('"', 1) - 1)};
  return std::string{trimmed(value.substr(0, value.find(';')))};
}

std::vector<std::string_view> parts_of(std::string_view body, std::string const& boundary) {
  std::vector<std::string_view> parts;
  auto const mark = "--" + boundary;
  auto at = body.starts_with(mark) ? 0 : body.find("\n" + mark);
  while (at != std::string_view::npos && parts.size() < parts_max) {
    auto const start = body.find('\n', at + 1);
    if (start == std::string_view::npos) break;
    auto const end = body.find("\n" + mark, start);
    if (end == std::string_view::npos) {
      parts.push_back(body.substr(start + 1));
      break;
    }
    parts.push_back(end > start ? body.substr(start + 1, end - start - 1) : std::string_view{});
    at = end;
  }
  return parts;
}

// RFC 3463: an unknown or closed mailbox or domain. Full mailboxes (5.2.2), systems in trouble (5.3), content (5.6) and
// policy (5.7) say nothing about the address.
bool is_final(std::string_view action, std::string_view status) {
  if (lower(action) != "failed") return false;
  return status.starts_with("5.0.") || status.starts_with("5.1.") || status == "5.2.0" || status == "5.2.1" || status.starts_with("5.4.");
}

std::string letter_in(std::string const& message_id) {
  auto const start = message_id.find('<');
  auto const id = start == std::string::npos ? std::string{} : message_id.substr(start + 1, 36);
  return is_id(id) ? id : std::string{};
}

void read_status(std::string_view part, Returned& returned) {
  while (!part.empty()) {
    auto fields = take_fields(part);
    if (!is_final(fields["action"], fields["status"])) continue;
    returned.is_final = true;
    returned.reason = fields["status"] + " " + fields["diagnostic-code"];
    if (returned.reason.size() > reason_bytes_max) returned.reason.resize(reason_bytes_max);
  }
}

}  // namespace

std::optional<Returned> read_returned(std::string_view message) {
  if (message.size() > returned_bytes_max) return std::nullopt;
  auto const head = take_fields(message);
  auto const type = head.find("content-type");
  if (type == head.end() || !lower(type->second).starts_with("multipart/report")) return std::nullopt;
  auto const boundary = boundary_in(type->second);
  if (boundary.empty()) return std::nullopt;
  Returned returned;
  for (auto part : parts_of(message, boundary)) {
    auto const kind = lower(take_fields(part)["content-type"]);
    if (kind.starts_with("message/delivery-status"))
      read_status(part, returned);
    else if (kind.starts_with("message/rfc822") || kind.starts_with("text/rfc822-headers"))
      returned.letter = letter_in(take_fields(part)["message-id"]);
  }
  if (returned.letter.empty()) return std::nullopt;
  return returned;
}

bool take_back(db::Engine& engine, Clock const& clock, std::string_view message) {
  auto const returned = read_returned(message);
  if (!returned || !returned->is_final) return false;
  bool marked = false;
  engine.act_now([&](db::Tx& tx) { marked = mark_bounced(tx, clock.now(), returned->letter, returned->reason); });
  return marked;
}

bool mark_bounced(db::Tx& tx, Instant now, std::string const& mail, std::string const& reason) {
  auto const row = tx.maybe("SELECT organisation_id, address, level, notice_id FROM mails WHERE id = $1", {mail});
  if (!row) return false;
  auto const made = tx.maybe(R"(INSERT INTO bounced_addresses (organisation_id, address, level, reason, at) VALUES ($1, $2, $3, $4, $5)
                                ON CONFLICT DO NOTHING RETURNING address)",
                             {row->text(0), row->text(1), row->text(2), reason, to_text(now)});
  if (!made) return false;
  evidence::Actor const house{{}, {row->text(0)}, Language::nl};
  evidence::Followers const nobody = [](evidence::Deed&, evidence::Entry const&) {};
  evidence::Deed deed{{tx, house, now}, nobody};
  deed.record({evidence::Event::address_bounced, {}, {}, Shape::Object{{"level", row->text(2)}}});
  tx.run(R"(INSERT INTO notices (id, organisation_id, contract_id, document_id, event, theme, level, sender_id, at)
            SELECT CAST($2 AS TEXT), organisation_id, contract_id, NULL, 'address_bounced', theme, 'none', organisation_id, CAST($3 AS TEXT)
            FROM notices WHERE id = $1)",
         {row->text(3), new_id(), to_text(now)});
  return true;
}

std::set<std::string> bounced_addresses(db::Tx& tx, OrganisationId const& organisation) {
  std::set<std::string> found;
  for (auto const& row : tx.all("SELECT address FROM bounced_addresses WHERE organisation_id = $1 ORDER BY address LIMIT 10000", {organisation.text}))
    found.insert(row.text(0));
  return found;
}

void trust_again(evidence::Deed& deed, std::string const& address) {
  if (!people::standing(deed).administers()) refuse(Refusal::not_allowed);
  if (!deed.tx.maybe("DELETE FROM bounced_addresses WHERE organisation_id = $1 AND address = $2 RETURNING address",
                     {deed.actor.organisation.text, address}))
    refuse(Refusal::not_found);
  deed.record({evidence::Event::organisation_address_changed, {}, {}});
}

void trust_what_was_entered(evidence::Deed& deed, evidence::Entry const& entry) {
  using evidence::Event;
  auto const& organisation = deed.actor.organisation.text;
  if (entry.event == Event::organisation_address_changed)
    deed.tx.run("DELETE FROM bounced_addresses WHERE organisation_id = $1 AND address IN (SELECT email FROM organisations WHERE id = $1)", {organisation});
  if (entry.event == Event::contract_address_changed)
    deed.tx.run(R"(DELETE FROM bounced_addresses WHERE organisation_id = $1
                   AND address IN (SELECT email FROM parties WHERE organisation_id = $1 AND contract_id = $2))",
                {organisation, entry.contract->text});
  if (entry.event != Event::group_created && entry.event != Event::group_changed) return;
  if (auto const group = std::get_if<std::string>(&entry.particulars.at("groupId").value()))
    deed.tx.run(R"(DELETE FROM bounced_addresses WHERE organisation_id = $1
                   AND address IN (SELECT email FROM groups WHERE organisation_id = $1 AND id = $2))",
                {organisation, *group});
}

}  // namespace notifications
