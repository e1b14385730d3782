// SPDX-License-Identifier: EUPL-1.2
#include "dossier/dossier.h"
#include "base/days.h"
#include "base/refusal.h"
#include "contracts/words.h"
#include "dossier/dossier_store.h"
#include "dossier/file_texts.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace dossier {
namespace {

using groups::Level;

constexpr std::array<std::string_view, 11> status_names{
    "draft", "ready", "sent", "in_treatment", "supplements_asked", "accepted", "accepted_partially", "refused", "withdrawn", "settled",
    "answered"};
constexpr std::array<std::string_view, 2> kind_names{"detailed_statement", "supporting_document"};
constexpr char attachment_columns[] = R"(
  SELECT a.id, a.document_id, a.kind, a.name, a.sha256, a.size, a.media_type, a.added_at,
         CASE WHEN f.state IN ('empty', 'unreadable') THEN 1 ELSE 0 END
  FROM attachments a LEFT JOIN file_texts f ON f.sha256 = a.sha256 WHERE )";
constexpr auto attachments_of_document = db::join(attachment_columns, "a.document_id = $1 ORDER BY a.id LIMIT 200");
constexpr auto attachment_by_id = db::join(attachment_columns, "a.id = $1");
Attachment read_attachment(db::Row const& row);
std::int64_t next_number(evidence::Deed&, ContractId const&);

bool is_enabled(contracts::Opened const& contract, types::Type const& type) {
  return contract.types.contains(type.comes_with.empty() ? type.key : type.comes_with);
}

constexpr int thread_height_max = 20;
constexpr std::size_t content_bytes_max = 200'000;  // of what the search looks at

// Statuses from which there is still something to say.
bool takes_answers(Document const& document) {
  return document.status == Status::sent || document.status == Status::in_treatment || document.status == Status::answered;
}

void settle(evidence::Deed& deed, Document const& document, std::string const& reason);
void renew_file_names(evidence::Deed&, DocumentId const&);

std::optional<std::string> due_day(types::Type const* type, Day today, std::optional<Day> answer_by) {
  if (answer_by) return to_text(*answer_by);
  if (!type || type->answer_days == 0) return std::nullopt;
  return to_text(end_of_term(today, type->answer_days));
}

void check_reason(std::string const& reason) {
  if (reason.size() > reason_bytes_max) throw Mistaken{{{"reason", "too_long"}}};
}

Shape with_reason(std::string const& reason) {
  return reason.empty() ? Shape{Shape::Object{}} : Shape{Shape::Object{{"reason", reason}}};
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

bool sends(types::Type const& type, contracts::Side side) {
  return side == contracts::Side::authority ? type.from_authority : type.from_contractor;
}

Opened open(evidence::View& view, DocumentId const& id) {
  auto document = find_document(view.tx, id.text);
  if (!document) refuse(Refusal::not_found);
  auto contract = contracts::open(view, document->contract);
  Opened opened{std::move(*document), std::move(contract)};
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

Document create_draft(evidence::Deed& deed, ContractId const& id, std::string const& type, std::string const& title,
                      std::optional<DocumentId> replies_to) {
  return create_draft(deed, id, type, title, About{std::move(replies_to), {}});
}

Document create_draft(evidence::Deed& deed, ContractId const& id, std::string const& type_name, std::string const& title, About const& about) {
  auto const contract = contracts::open(deed, id);
  auto const* type = types::find(type_name);
  bool const follows = about.replies_to || about.corrects;
  if (!type || (!follows && !is_enabled(contract, *type))) refuse(Refusal::not_found);
  if (!sends(*type, contract.side) || !contract.may(type->theme, Level::draft)) refuse(Refusal::not_allowed);
  Document document;
  document.id = {new_id()};
  document.contract = id;
  document.type = type_name;
  document.theme = type->theme;
  document.side = contract.side;
  document.organisation = deed.actor.organisation;
  document.title = title;
  if (about.replies_to) document.replies_to = about.replies_to->text;
  if (about.corrects) document.corrects = about.corrects->text;
  document.created_at = document.saved_at = deed.now_text();
  deed.tx.run(R"(
    INSERT INTO documents (id, contract_id, type, theme, side, organisation_id, title, status, version, replies_to_id, corrects_id,
                           reference, awaits, created_at, saved_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', 1, $8, $9, '', 0, $10, $10))",
              {document.id.text, id.text, type_name, std::string{groups::name(type->theme)}, std::string{contracts::name(contract.side)},
               deed.actor.organisation.text, title, db::maybe(document.replies_to), db::maybe(document.corrects), document.created_at});
  deed.tx.run("INSERT INTO document_words (document_id, head, files, content) VALUES ($1, $2, '', '')",
              {document.id.text, contracts::words_of(title)});
  deed.record({evidence::Event::draft_created, id, document.id, Shape::Object{{"type", type_name}}});
  return document;
}

std::int64_t save(evidence::Deed& deed, Opened const& draft, std::int64_t version, std::string const& title,
                  std::optional<std::int64_t> amount_cents, std::string const& reference) {
  must(draft, Level::draft);
  auto const saved = deed.tx.maybe(R"(
    UPDATE documents SET title = $3, amount_cents = $4, status = 'draft', version = version + 1, saved_at = $5, reference = $6
    WHERE id = $1 AND version = $2 AND status IN ('draft', 'ready') RETURNING version)",
                                   {draft.id.text, version, title, db::maybe(amount_cents), deed.now_text(), reference});
  if (!saved) refuse(draft.is_open_draft() ? Refusal::stale_version : Refusal::already_sent);
  deed.tx.run("UPDATE document_words SET head = $2 WHERE document_id = $1", {draft.id.text, contracts::words_of(title + ' ' + reference)});
  deed.record({evidence::Event::draft_saved, draft.contract, draft.id, Shape::Object{{"version", saved->number(0)}}});
  return saved->number(0);
}

void remove(evidence::Deed& deed, DocumentId const& id) {
  auto const draft = open_draft(deed, id);
  deed.record({evidence::Event::draft_deleted, draft.contract, id});
  deed.tx.run("DELETE FROM uploads WHERE document_id = $1", {id.text});
  deed.tx.run("DELETE FROM attachments WHERE document_id = $1", {id.text});
  deed.tx.run("DELETE FROM document_words WHERE document_id = $1", {id.text});
  deed.tx.run("DELETE FROM documents WHERE id = $1", {id.text});
}

void put_ready(evidence::Deed& deed, DocumentId const& id) {
  auto const draft = open_draft(deed, id);
  step(deed, id, {Status::draft}, Status::ready);
  deed.record({evidence::Event::put_ready, draft.contract, id});
}

void return_to_draft(evidence::Deed& deed, DocumentId const& id, std::string const& reason) {
  auto const draft = open_draft(deed, id);
  check_reason(reason);
  step(deed, id, {Status::ready}, Status::draft);
  deed.record({evidence::Event::returned_to_draft, draft.contract, id, with_reason(reason)});
}

Document send(evidence::Deed& deed, Opened const& draft, Shape content, std::optional<Day> answer_by) {
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
  auto const* type = types::find(draft.type);
  auto const due = due_day(type, brussels_day(deed.now), answer_by);
  auto const sent = deed.tx.maybe(R"(
    UPDATE documents SET status = 'sent', number = $2, sent_at = $3, digest = $4, awaits = $6, due_on = $7
    WHERE id = $1 AND status IN ('draft', 'ready') AND version = $5
    RETURNING id, contract_id, number, type, theme, side, organisation_id, title, status, version, replies_to_id, amount_cents,
              created_at, saved_at, sent_at, digest, corrects_id, reference, awaits, due_on, answered_at, closed_at)",
                                  {draft.id.text, number, deed.now_text(), digest, draft.version,
                                   std::int64_t{due || (type && type->awaits_answer) ? 1 : 0}, db::maybe(due)});
  if (!sent) refuse(Refusal::stale_version);
  deed.tx.run("DELETE FROM uploads WHERE document_id = $1", {draft.id.text});
  deed.tx.run("UPDATE document_words SET head = $2 WHERE document_id = $1",
              {draft.id.text, contracts::words_of(draft.title + ' ' + draft.reference + ' ' + std::to_string(number))});
  deed.record({evidence::Event::document_sent, draft.contract, draft.id,
               Shape::Object{{"number", number}, {"type", draft.type}, {"digest", digest}}});
  return store::read_row(*sent);
}

void withdraw(evidence::Deed& deed, DocumentId const& id, std::string const& reason) {
  auto const document = open(deed, id);
  must(document, Level::send);
  check_reason(reason);
  if (document.replies_to) refuse(Refusal::wrong_step);
  step(deed, id, {Status::sent}, Status::withdrawn);
  deed.record({evidence::Event::document_withdrawn, document.contract, id, with_reason(reason)});
}

// ---------------------------------------------------------------- questions and answers

std::vector<types::Type const*> replies_to(Opened const& question) {
  std::vector<types::Type const*> found;
  auto const* type = types::find(question.type);
  if (!type) return found;
  for (auto const& key : type->answers)
    if (auto const* reply = types::find(key); reply && takes(question, *reply) && sends(*reply, question.on.side))
      if (question.on.may(reply->theme, Level::draft)) found.push_back(reply);
  return found;
}

bool takes(Opened const& question, types::Type const& reply) {
  auto const* type = types::find(question.type);
  bool const takes_any = takes_answers(question) || (reply.after_closing && question.status == Status::settled);
  return type && type->is_answered_by(reply.key) && takes_any;
}

void answer(evidence::Deed& deed, Opened const& question, Document const& reply) {
  auto const* type = types::find(reply.type);
  if (!type || !takes(question, *type)) refuse(Refusal::reply_not_allowed);
  if (question.status != Status::settled) step(deed, question.id, {Status::sent, Status::in_treatment, Status::answered}, Status::answered);
  deed.tx.run("UPDATE documents SET answered_at = coalesce(answered_at, $2) WHERE id = $1", {question.id.text, deed.now_text()});
  deed.record({evidence::Event::document_answered, question.contract, question.id,
               Shape::Object{{"replyId", reply.id.text}, {"type", reply.type}}});
  // Upwards along the thread: the decision on a defence closes the notice as well.
  std::optional<Document> at = question;
  for (int height = 0; at && height < thread_height_max; ++height) {
    auto const* here = types::find(at->type);
    if (!here || !here->is_closed_by(reply.type) || !takes_answers(*at)) return;
    settle(deed, *at, {});
    at = at->replies_to ? find_document(deed.tx, *at->replies_to) : std::nullopt;
  }
}

void replace(evidence::Deed& deed, DocumentId const& id) {
  auto const document = open(deed, id);
  if (document.awaits && (document.status == Status::sent || document.status == Status::in_treatment)) settle(deed, document, {});
}

void close(evidence::Deed& deed, DocumentId const& id, std::string const& reason) {
  auto const document = open(deed, id);
  must(document, Level::send);
  check_reason(reason);
  if (!may_close(document)) refuse(Refusal::wrong_step);
  settle(deed, document, reason);
}

bool may_close(Document const& document) {
  auto const* type = types::find(document.type);
  // What the list does not know any more can have no answer: its own side may still say that it waits for none.
  bool const is_a_question = type ? !type->answers.empty() : document.awaits;
  return is_a_question && takes_answers(document);
}

void set_amount(evidence::Deed& deed, DocumentId const& id, std::int64_t amount_cents) {
  deed.tx.run("UPDATE documents SET amount_cents = $2 WHERE id = $1", {id.text, amount_cents});
}

void set_head(evidence::Deed& deed, DocumentId const& id, std::string const& title, std::string const& reference,
              std::optional<std::int64_t> amount_cents) {
  deed.tx.run("UPDATE documents SET title = $2, reference = $3, amount_cents = $4 WHERE id = $1",
              {id.text, title, reference, db::maybe(amount_cents)});
  deed.tx.run("UPDATE document_words SET head = $2 WHERE document_id = $1", {id.text, contracts::words_of(title + ' ' + reference)});
}

void set_answer_day(evidence::Deed& deed, DocumentId const& id, Day day) {
  deed.tx.run("UPDATE documents SET due_on = $2 WHERE id = $1 AND awaits = 1", {id.text, to_text(day)});
}

void set_words(evidence::Deed& deed, DocumentId const& id, std::string_view content) {
  deed.tx.run("UPDATE document_words SET content = $2 WHERE document_id = $1",
              {id.text, contracts::words_of(content.substr(0, content_bytes_max))});
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
                        deed.now_text(),    static_cast<std::int64_t>(wanted.file.size),
                        false};
  deed.tx.run(R"(INSERT INTO attachments (id, document_id, kind, name, sha256, size, media_type, added_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
              {attachment.id.text, id.text, std::string{name(wanted.kind)}, wanted.name, wanted.file.sha256, attachment.size,
               wanted.file.media_type, attachment.added_at});
  want_text(deed, wanted.file);
  renew_file_names(deed, id);
  deed.record({evidence::Event::attachment_added, document.contract, id,
               Shape::Object{{"attachmentId", attachment.id.text}, {"sha256", attachment.sha256}, {"size", attachment.size}}});
  return attachment;
}

void detach(evidence::Deed& deed, AttachmentId const& id) {
  auto const attachment = open_attachment(deed, id);
  auto const document = open_draft(deed, attachment.document);
  deed.tx.run("DELETE FROM attachments WHERE id = $1", {id.text});
  renew_file_names(deed, document.id);
  deed.record({evidence::Event::attachment_removed, document.contract, document.id,
               Shape::Object{{"attachmentId", id.text}, {"sha256", attachment.sha256}}});
}

std::vector<Attachment> attachments(evidence::View& view, DocumentId const& id) {
  std::vector<Attachment> found;
  for (auto const& row : view.tx.all(attachments_of_document.text, {id.text}))
    found.push_back(read_attachment(row));
  return found;
}

Attachment open_attachment(evidence::View& view, AttachmentId const& id) {
  auto const row = view.tx.maybe(attachment_by_id.text, {id.text});
  if (!row) refuse(Refusal::not_found);
  auto attachment = read_attachment(*row);
  open(view, attachment.document);
  return attachment;
}

// ---------------------------------------------------------------- storage

namespace store {

Document read_row(db::Row const& row) {
  Document document;
  document.id = {row.text(0)};
  document.contract = {row.text(1)};
  document.number = row.maybe_number(2);
  document.type = row.text(3);
  document.theme = groups::parse_theme(row.text(4)).value_or(groups::Theme::general);
  document.side = row.text(5) == "authority" ? contracts::Side::authority : contracts::Side::contractor;
  document.organisation = {row.text(6)};
  document.title = row.text(7);
  document.status = static_cast<Status>(std::find(status_names.begin(), status_names.end(), row.text(8)) - status_names.begin());
  document.version = row.number(9);
  document.replies_to = row.maybe_text(10);
  document.amount_cents = row.maybe_number(11);
  document.created_at = row.text(12);
  document.saved_at = row.text(13);
  document.sent_at = row.maybe_text(14);
  document.digest = row.maybe_text(15);
  document.corrects = row.maybe_text(16);
  document.reference = row.text(17);
  document.awaits = row.number(18) == 1;
  document.due_on = row.maybe_text(19);
  document.answered_at = row.maybe_text(20);
  document.closed_at = row.maybe_text(21);
  return document;
}

}  // namespace store

std::optional<Document> find_document(db::Tx& tx, std::string const& id) {
  auto const row = tx.maybe(R"(
    SELECT id, contract_id, number, type, theme, side, organisation_id, title, status, version, replies_to_id, amount_cents,
           created_at, saved_at, sent_at, digest, corrects_id, reference, awaits, due_on, answered_at, closed_at
    FROM documents WHERE id = $1)",
                            {id});
  return row ? std::optional{store::read_row(*row)} : std::nullopt;
}

namespace {

Attachment read_attachment(db::Row const& row) {
  return {{row.text(0)}, {row.text(1)}, parse_attachment_kind(row.text(2)).value_or(AttachmentKind::supporting_document),
          row.text(3),   row.text(4),   row.text(6),
          row.text(7),   row.number(5), row.number(8) == 1};
}

void settle(evidence::Deed& deed, Document const& document, std::string const& reason) {
  step(deed, document.id, {Status::sent, Status::in_treatment, Status::answered}, Status::settled);
  deed.tx.run("UPDATE documents SET closed_at = $2 WHERE id = $1", {document.id.text, deed.now_text()});
  deed.record({evidence::Event::document_closed, document.contract, document.id, with_reason(reason)});
}

void renew_file_names(evidence::Deed& deed, DocumentId const& id) {
  std::string names;
  for (auto const& file : attachments(deed, id)) (names += file.name) += ' ';
  deed.tx.run("UPDATE document_words SET files = $2 WHERE document_id = $1", {id.text, contracts::words_of(names)});
}

// The next number of the contract. Two that send at once meet at UNIQUE (contract_id, number) or at the serialisable
// transaction, and the second runs again.
std::int64_t next_number(evidence::Deed& deed, ContractId const& contract) {
  return deed.tx.one("SELECT coalesce(max(number), 0) + 1 FROM documents WHERE contract_id = $1", {contract.text}).number(0);
}

}  // namespace
}  // namespace dossier
