// SPDX-License-Identifier: EUPL-1.2
#include "dossier/dossier.h"
#include "base/refusal.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace dossier {
namespace {

using groups::Level;

constexpr std::array<std::string_view, 10> status_names{
    "draft", "ready", "sent", "in_treatment", "supplements_asked", "accepted", "accepted_partially", "refused", "withdrawn", "settled"};
constexpr std::array<std::string_view, 2> kind_names{"detailed_statement", "supporting_document"};
constexpr std::array types{
    Type{"payment_claim", groups::Theme::invoicing, contracts::Side::contractor},
    Type{"claim_supplement", groups::Theme::invoicing, contracts::Side::contractor},
    Type{"invoice_request", groups::Theme::invoicing, contracts::Side::authority},
};

Status parse_status(std::string_view text) {
  return static_cast<Status>(std::find(status_names.begin(), status_names.end(), text) - status_names.begin());
}

Document read_row(db::Row const& row);
Attachment read_attachment(db::Row const& row);
std::int64_t next_number(evidence::Deed&, ContractId const&);

// A supplement goes where its claim went; the contract enables the types that people begin of their own accord.
bool is_enabled(contracts::Opened const& contract, std::string const& type) {
  return contract.types.contains(type == "claim_supplement" ? "payment_claim" : type);
}

void must(Opened const& document, Level level) {
  if (!document.is_own() || !document.may(level)) refuse(Refusal::not_allowed);
}

}  // namespace

std::string_view name(Status status) { return status_names.at(static_cast<std::size_t>(status)); }
std::string_view name(AttachmentKind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

std::optional<AttachmentKind> parse_attachment_kind(std::string_view text) {
  auto const found = std::find(kind_names.begin(), kind_names.end(), text);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<AttachmentKind>(found - kind_names.begin());
}

Type const* find_type(std::string_view name) {
  auto const found = std::find_if(types.begin(), types.end(), [&](Type const& type) { return type.name == name; });
  return found == types.end() ? nullptr : &*found;
}

Opened open(evidence::View& view, DocumentId const& id) {
  auto const row = view.tx.maybe(R"(
    SELECT id, contract_id, number, type, theme, side, organisation_id, title, status, version, replies_to_id, amount_cents,
           created_at, saved_at, sent_at, digest FROM documents WHERE id = $1)",
                                 {id.text});
  if (!row) refuse(Refusal::not_found);
  auto document = read_row(*row);
  auto contract = contracts::open(view, document.contract);
  Opened opened{std::move(document), std::move(contract)};
  if (!opened.may(Level::read)) refuse(Refusal::not_found);
  if (opened.is_open_draft() && !opened.is_own()) refuse(Refusal::not_found);
  return opened;
}

Opened open_draft(evidence::View& view, DocumentId const& id) {
  auto opened = open(view, id);
  must(opened, Level::draft);
  if (!opened.is_open_draft()) refuse(Refusal::already_sent);
  return opened;
}

Document create_draft(evidence::Deed& deed, ContractId const& id, std::string const& type_name, std::string const& title,
                      std::optional<DocumentId> replies_to) {
  auto const contract = contracts::open(deed, id);
  auto const type = find_type(type_name);
  if (!type || !is_enabled(contract, type_name)) refuse(Refusal::not_found);
  if (type->side != contract.side || !contract.may(type->theme, Level::draft)) refuse(Refusal::not_allowed);
  Document document{.id = {new_id()},
                    .contract = id,
                    .number = {},
                    .type = type_name,
                    .theme = type->theme,
                    .side = type->side,
                    .organisation = deed.actor.organisation,
                    .title = title,
                    .status = Status::draft,
                    .version = 1,
                    .replies_to = replies_to ? std::optional{replies_to->text} : std::nullopt,
                    .amount_cents = {},
                    .created_at = deed.now_text(),
                    .saved_at = deed.now_text(),
                    .sent_at = {},
                    .digest = {}};
  deed.tx.run(R"(
    INSERT INTO documents (id, contract_id, type, theme, side, organisation_id, title, status, version, replies_to_id, created_at, saved_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', 1, $8, $9, $9))",
              {document.id.text, id.text, type_name, std::string{groups::name(type->theme)}, std::string{contracts::name(type->side)},
               deed.actor.organisation.text, title, db::maybe(document.replies_to), document.created_at});
  deed.record({evidence::Event::draft_created, id, document.id, Shape::Object{{"type", type_name}}});
  return document;
}

std::int64_t save(evidence::Deed& deed, Opened const& draft, std::int64_t version, std::string const& title,
                  std::optional<std::int64_t> amount_cents) {
  must(draft, Level::draft);
  auto const saved = deed.tx.maybe(R"(
    UPDATE documents SET title = $3, amount_cents = $4, status = 'draft', version = version + 1, saved_at = $5
    WHERE id = $1 AND version = $2 AND status IN ('draft', 'ready') RETURNING version)",
                                   {draft.id.text, version, title, db::maybe(amount_cents), deed.now_text()});
  if (!saved) refuse(draft.is_open_draft() ? Refusal::stale_version : Refusal::already_sent);
  deed.record({evidence::Event::draft_saved, draft.contract, draft.id, Shape::Object{{"version", saved->number(0)}}});
  return saved->number(0);
}

void remove(evidence::Deed& deed, DocumentId const& id) {
  auto const draft = open_draft(deed, id);
  deed.record({evidence::Event::draft_deleted, draft.contract, id});
  deed.tx.run("DELETE FROM uploads WHERE document_id = $1", {id.text});
  deed.tx.run("DELETE FROM attachments WHERE document_id = $1", {id.text});
  deed.tx.run("DELETE FROM documents WHERE id = $1", {id.text});
}

void put_ready(evidence::Deed& deed, DocumentId const& id) {
  auto const draft = open_draft(deed, id);
  step(deed, id, {Status::draft}, Status::ready);
  deed.record({evidence::Event::put_ready, draft.contract, id});
}

void return_to_draft(evidence::Deed& deed, DocumentId const& id) {
  auto const draft = open_draft(deed, id);
  step(deed, id, {Status::ready}, Status::draft);
  deed.record({evidence::Event::returned_to_draft, draft.contract, id});
}

Document send(evidence::Deed& deed, Opened const& draft, Shape content) {
  if (!draft.is_open_draft()) refuse(Refusal::already_sent);
  must(draft, Level::send);
  Shape::List files;
  for (auto const& file : attachments(deed, draft.id))
    files.emplace_back(Shape::Object{{"kind", name(file.kind)}, {"name", file.name}, {"sha256", file.sha256}, {"size", file.size}});
  auto const number = next_number(deed, draft.contract);
  auto const digest = crypto::sha256_hex(pages::json(Shape::Object{{"document", draft.id.text},
                                                                   {"contract", draft.contract.text},
                                                                   {"number", number},
                                                                   {"type", draft.type},
                                                                   {"title", draft.title},
                                                                   {"sentAt", deed.now_text()},
                                                                   {"content", std::move(content)},
                                                                   {"attachments", std::move(files)}}));
  auto const sent = deed.tx.maybe(R"(
    UPDATE documents SET status = 'sent', number = $2, sent_at = $3, digest = $4
    WHERE id = $1 AND status IN ('draft', 'ready') AND version = $5
    RETURNING id, contract_id, number, type, theme, side, organisation_id, title, status, version, replies_to_id, amount_cents,
              created_at, saved_at, sent_at, digest)",
                                  {draft.id.text, number, deed.now_text(), digest, draft.version});
  if (!sent) refuse(Refusal::stale_version);
  deed.tx.run("DELETE FROM uploads WHERE document_id = $1", {draft.id.text});
  deed.record({evidence::Event::document_sent, draft.contract, draft.id,
               Shape::Object{{"number", number}, {"type", draft.type}, {"digest", digest}}});
  return read_row(*sent);
}

void withdraw(evidence::Deed& deed, DocumentId const& id) {
  auto const document = open(deed, id);
  must(document, Level::send);
  if (document.replies_to) refuse(Refusal::wrong_step);
  step(deed, id, {Status::sent}, Status::withdrawn);
  deed.record({evidence::Event::document_withdrawn, document.contract, id});
}

void set_amount(evidence::Deed& deed, DocumentId const& id, std::int64_t amount_cents) {
  deed.tx.run("UPDATE documents SET amount_cents = $2 WHERE id = $1", {id.text, amount_cents});
}

void step(evidence::Deed& deed, DocumentId const& id, std::initializer_list<Status> from, Status to) {
  for (auto status : from)
    if (deed.tx.maybe("UPDATE documents SET status = $3 WHERE id = $1 AND status = $2 RETURNING id",
                      {id.text, std::string{name(status)}, std::string{name(to)}}))
      return;
  refuse(Refusal::wrong_step);
}

Opened open_for_files(evidence::View& view, DocumentId const& id) {
  auto opened = open_draft(view, id);
  auto const count = view.tx.one("SELECT count(*) FROM attachments WHERE document_id = $1", {id.text}).number(0);
  if (count >= attachments_max) refuse(Refusal::too_many_files);
  return opened;
}

Attachment attach(evidence::Deed& deed, DocumentId const& id, NewAttachment const& wanted) {
  auto const document = open_for_files(deed, id);
  if (wanted.file.size == 0) refuse(Refusal::file_empty);
  Attachment attachment{{new_id()},         id,
                        wanted.kind,        wanted.name,
                        wanted.file.sha256, wanted.file.media_type,
                        deed.now_text(),    static_cast<std::int64_t>(wanted.file.size)};
  deed.tx.run(R"(INSERT INTO attachments (id, document_id, kind, name, sha256, size, media_type, added_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
              {attachment.id.text, id.text, std::string{name(wanted.kind)}, wanted.name, wanted.file.sha256, attachment.size,
               wanted.file.media_type, attachment.added_at});
  deed.record({evidence::Event::attachment_added, document.contract, id,
               Shape::Object{{"attachmentId", attachment.id.text}, {"sha256", attachment.sha256}, {"size", attachment.size}}});
  return attachment;
}

void detach(evidence::Deed& deed, AttachmentId const& id) {
  auto const attachment = open_attachment(deed, id);
  auto const document = open_draft(deed, attachment.document);
  deed.tx.run("DELETE FROM attachments WHERE id = $1", {id.text});
  deed.record({evidence::Event::attachment_removed, document.contract, document.id,
               Shape::Object{{"attachmentId", id.text}, {"sha256", attachment.sha256}}});
}

std::vector<Attachment> attachments(evidence::View& view, DocumentId const& id) {
  std::vector<Attachment> found;
  for (auto const& row : view.tx.all("SELECT id, document_id, kind, name, sha256, size, media_type, added_at FROM attachments WHERE "
                                     "document_id = $1 ORDER BY id LIMIT 200",
                                     {id.text}))
    found.push_back(read_attachment(row));
  return found;
}

Attachment open_attachment(evidence::View& view, AttachmentId const& id) {
  auto const row =
      view.tx.maybe("SELECT id, document_id, kind, name, sha256, size, media_type, added_at FROM attachments WHERE id = $1", {id.text});
  if (!row) refuse(Refusal::not_found);
  auto attachment = read_attachment(*row);
  open(view, attachment.document);
  return attachment;
}

Page list(evidence::View& view, contracts::Opened const& contract, std::optional<std::string> after) {
  Page page;
  std::string from = after && is_id(*after) ? *after : "g";
  // Rows of a theme that the reader may not see are passed over, so a page may take more than one query.
  for (bool more = true; more;) {
    auto const rows = view.tx.all(R"(
         SELECT id, contract_id, number, type, theme, side, organisation_id, title, status, version, replies_to_id, amount_cents,
                created_at, saved_at, sent_at, digest
         FROM documents WHERE contract_id = $1 AND id < $2 AND (number IS NOT NULL OR side = $3)
         ORDER BY id DESC LIMIT 26)",
                                  {contract.id.text, from, std::string{contracts::name(contract.side)}});
    more = rows.size() == contracts::page_rows + 1;
    for (auto const& row : rows) {
      auto document = read_row(row);
      from = document.id.text;
      if (!contract.may(document.theme, Level::read)) continue;
      if (page.rows.size() == contracts::page_rows) {
        page.next = page.rows.back().id.text;
        return page;
      }
      page.rows.push_back(std::move(document));
    }
  }
  return page;
}

// ---------------------------------------------------------------- uploads

Upload begin_upload(evidence::Deed& deed, DocumentId const& id, AttachmentKind kind, std::string const& name, std::int64_t size) {
  open_for_files(deed, id);
  if (size == 0) refuse(Refusal::file_empty);
  if (deed.tx.one("SELECT count(*) FROM uploads WHERE document_id = $1", {id.text}).number(0) >= attachments_max)
    refuse(Refusal::too_many_files);
  Upload upload{{new_id()}, id, kind, name, size};
  constexpr auto upload_time_max = std::chrono::hours{24 * 7};
  deed.tx.run(
      "INSERT INTO uploads (id, person_id, organisation_id, document_id, kind, name, size, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, "
      "$8)",
      {upload.id.text, deed.actor.person.text, deed.actor.organisation.text, id.text, std::string{dossier::name(kind)}, name, size,
       to_text(deed.now + upload_time_max)});
  return upload;
}

Upload open_upload(evidence::View& view, UploadId const& id) {
  auto const row = view.tx.maybe(
      "SELECT document_id, kind, name, size FROM uploads WHERE id = $1 AND person_id = $2 AND organisation_id = $3 AND ends_at > $4",
      {id.text, view.actor.person.text, view.actor.organisation.text, view.now_text()});
  if (!row) refuse(Refusal::upload_gone);
  open_for_files(view, {row->text(0)});
  return {
      id, {row->text(0)}, parse_attachment_kind(row->text(1)).value_or(AttachmentKind::supporting_document), row->text(2), row->number(3)};
}

void end_upload(evidence::Deed& deed, UploadId const& id) { deed.tx.run("DELETE FROM uploads WHERE id = $1", {id.text}); }

std::vector<std::string> drop_old_uploads(db::Tx& tx, Instant now) {
  std::vector<std::string> ids;
  for (auto const& row : tx.all("DELETE FROM uploads WHERE ends_at <= $1 RETURNING id", {to_text(now)})) ids.push_back(row.text(0));
  return ids;
}

bool is_referred_to(db::Tx& tx, std::string_view sha256) {
  return tx.maybe("SELECT 1 FROM attachments WHERE sha256 = $1 LIMIT 1", {std::string{sha256}}).has_value();
}

// ---------------------------------------------------------------- storage

namespace {

Document read_row(db::Row const& row) {
  return {.id = {row.text(0)},
          .contract = {row.text(1)},
          .number = row.maybe_number(2),
          .type = row.text(3),
          .theme = groups::parse_theme(row.text(4)).value_or(groups::Theme::general),
          .side = row.text(5) == "authority" ? contracts::Side::authority : contracts::Side::contractor,
          .organisation = {row.text(6)},
          .title = row.text(7),
          .status = parse_status(row.text(8)),
          .version = row.number(9),
          .replies_to = row.maybe_text(10),
          .amount_cents = row.maybe_number(11),
          .created_at = row.text(12),
          .saved_at = row.text(13),
          .sent_at = row.maybe_text(14),
          .digest = row.maybe_text(15)};
}

Attachment read_attachment(db::Row const& row) {
  return {{row.text(0)}, {row.text(1)}, parse_attachment_kind(row.text(2)).value_or(AttachmentKind::supporting_document),
          row.text(3),   row.text(4),   row.text(6),
          row.text(7),   row.number(5)};
}

// The next number of the contract. Two that send at once meet at UNIQUE (contract_id, number) or at the serialisable
// transaction, and the second runs again.
std::int64_t next_number(evidence::Deed& deed, ContractId const& contract) {
  return deed.tx.one("SELECT coalesce(max(number), 0) + 1 FROM documents WHERE contract_id = $1", {contract.text}).number(0);
}

}  // namespace
}  // namespace dossier
