// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"
#include "platform/files/files.h"

#include <optional>
#include <string>
#include <vector>

// The dossier: the documents of a contract, from draft to settled. What a type of document says (amounts, lines,
// periods) belongs to the room of that type; the dossier knows whose it is, where it stands and what hangs on it.
//
//                       put_ready                     send                      take_into_treatment
//     create_draft ─▶ draft ───────▶ ready ──────────────────▶ sent ──────────────────────▶ in_treatment
//                      │  ▲            │                        │                            │   │  ▲
//                      │  └────────────┘ return_to_draft        └─ withdraw ─▶ withdrawn     │   ▼  │ supplement sent
//                      │                                                                     │  supplements_asked
//                      ├─ send ─▶ sent                                                       ▼
//                      └─ remove ─▶ (gone; the book keeps that it was)       accepted · accepted_partially · refused
//                                                                                 └── invoice requested ──▶ settled
//
// Invariants
//  1. A draft is seen by its own side alone. From the moment of sending both sides see the document, at once.
//  2. A sent document never changes: not its content, not its attachments. Its number is the next of the contract, its
//     digest covers its content and the SHA-256 of every attachment, and stands in the book.
//  3. Every step is a guarded update: a step from another status than the drawing shows is refused with wrong_step.
//  4. The other side sees the organisation, never the person.
namespace dossier {

enum class Status { draft, ready, sent, in_treatment, supplements_asked, accepted, accepted_partially, refused, withdrawn, settled };
std::string_view name(Status);

// What kinds of document there are: who sends them, under which theme.
struct Type {
  std::string_view name;
  groups::Theme theme;
  contracts::Side side;
};
Type const* find_type(std::string_view name);

enum class AttachmentKind { detailed_statement, supporting_document };
std::string_view name(AttachmentKind);
std::optional<AttachmentKind> parse_attachment_kind(std::string_view);

struct Document {
  DocumentId id;
  ContractId contract;
  std::optional<std::int64_t> number;
  std::string type;
  groups::Theme theme = groups::Theme::invoicing;
  contracts::Side side = contracts::Side::contractor;
  OrganisationId organisation;
  std::string title;
  Status status = Status::draft;
  std::int64_t version = 1;
  std::optional<std::string> replies_to;
  std::optional<std::int64_t> amount_cents;  // of what the document asks, for lists
  std::string created_at, saved_at;
  std::optional<std::string> sent_at, digest;
  bool is_open_draft() const { return status == Status::draft || status == Status::ready; }
};

struct Attachment {
  AttachmentId id;
  DocumentId document;
  AttachmentKind kind = AttachmentKind::supporting_document;
  std::string name, sha256, media_type, added_at;
  std::int64_t size = 0;
};

// Proof that the actor may read this document, with what he may do on its contract.
struct Opened : Document {
  contracts::Opened on;
  bool is_own() const { return side == on.side; }
  bool may(groups::Level level) const { return on.may(theme, level); }
};

// not_found for strangers, for those who may not read the theme, and for the other side of a draft.
Opened open(evidence::View&, DocumentId const&);
// The same for somebody who wants to change a draft: not_allowed without the right to draft, already_sent afterwards.
Opened open_draft(evidence::View&, DocumentId const&);

// Records draft_created. not_allowed for the wrong side or without the right to draft; the contract must have the type
// enabled.
Document create_draft(evidence::Deed&, ContractId const&, std::string const& type, std::string const& title,
                      std::optional<DocumentId> replies_to = {});
// A new version of the draft; stale_version when somebody saved another one since `version`. A draft that stood ready
// is a draft again. Records draft_saved.
std::int64_t save(evidence::Deed&, Opened const&, std::int64_t version, std::string const& title, std::optional<std::int64_t> amount_cents);
// Uploads and attachments go with it; the rows of its type's room must be gone.
void remove(evidence::Deed&, DocumentId const&);
void put_ready(evidence::Deed&, DocumentId const&);
void return_to_draft(evidence::Deed&, DocumentId const&);

// Numbers and seals the document: `content` is what its room answers about it. Asks for the right to send. Records
// document_sent with the digest.
Document send(evidence::Deed&, Opened const&, Shape content);
// Only before treatment; not an answer (a supplement, an invoice request), for what it answers went on with it.
void withdraw(evidence::Deed&, DocumentId const&);

// What a draft asks for, for lists; for the rooms of the types.
void set_amount(evidence::Deed&, DocumentId const&, std::int64_t amount_cents);

// A guarded step from one of `from` to `to`, for the rooms of the types; asks nothing and records nothing.
void step(evidence::Deed&, DocumentId const&, std::initializer_list<Status> from, Status to);

// Attachments of a draft; what is asked later comes in a document of its own (claim_supplement), so that invariant 2
// holds. Count at most attachments_max: too_many_files.
constexpr std::int64_t attachments_max = 200;
struct NewAttachment {
  AttachmentKind kind = AttachmentKind::supporting_document;
  std::string name;
  files::Kept file;
};
Attachment attach(evidence::Deed&, DocumentId const&, NewAttachment const&);
void detach(evidence::Deed&, AttachmentId const&);
std::vector<Attachment> attachments(evidence::View&, DocumentId const&);
Attachment open_attachment(evidence::View&, AttachmentId const&);
// May the actor add files now? Throws the refusal otherwise.
Opened open_for_files(evidence::View&, DocumentId const&);

struct Page {
  std::vector<Document> rows;
  std::optional<std::string> next;
};
// Documents of a contract that the actor may read, newest first.
Page list(evidence::View&, contracts::Opened const&, std::optional<std::string> after);

// An upload under way (tus 1.0).
struct Upload {
  UploadId id;
  DocumentId document;
  AttachmentKind kind = AttachmentKind::supporting_document;
  std::string name;
  std::int64_t size = 0;
};
Upload begin_upload(evidence::Deed&, DocumentId const&, AttachmentKind, std::string const& name, std::int64_t size);
Upload open_upload(evidence::View&, UploadId const&);  // the actor's own, not ended: otherwise upload_gone
void end_upload(evidence::Deed&, UploadId const&);
// Ids of uploads whose time is over; their rows are gone after this.
std::vector<std::string> drop_old_uploads(db::Tx&, Instant now);
bool is_referred_to(db::Tx&, std::string_view sha256);

}  // namespace dossier
