// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"
#include "platform/files/files.h"
#include "types/types.h"

#include <map>
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
// The steps below "sent" are those of a claim. Every other type that waits for an answer goes
//
//     sent ── take_into_treatment ──▶ in_treatment        by the other side
//     sent · in_treatment ── an answer is sent ──▶ answered
//     sent · in_treatment · answered ── a closing answer is sent, or its own side closes it ──▶ settled
//
// Which types may answer, which of them close, and by which day, the list of types says (types/types.h). A correction is a
// new document that refers to the one it corrects; that one stays as it is, and waits for nothing any more.
//
// Invariants
//  1. A draft is seen by its own side alone. From the moment of sending both sides see the document, at once.
//  2. A sent document never changes: not its content, not its attachments. Its number is the next of the contract, its
//     digest covers its content and the SHA-256 of every attachment, and stands in the book.
//  3. Every step is a guarded update: a step from another status than the drawing shows is refused with wrong_step.
//  4. The other side sees the organisation, never the person.
namespace dossier {

enum class Status { draft, ready, sent, in_treatment, supplements_asked, accepted, accepted_partially, refused, withdrawn, settled, answered };
std::string_view name(Status);

// The same at a glance: what one would file it under. Sent: no answer is waited for; overdue: the day of the answer is over.
enum class State { draft, sent, outstanding, overdue, answered, closed, withdrawn };
std::string_view name(State);

// May that side begin documents of the type?
bool sends(types::Type const&, contracts::Side);

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
  std::optional<std::string> replies_to, corrects;
  std::string reference;  // what its own side calls it; both sides see it
  std::optional<std::int64_t> amount_cents;  // of what the document asks, for lists
  std::string created_at, saved_at;
  std::optional<std::string> sent_at, digest;
  bool awaits = false;                // an answer is waited for
  std::optional<std::string> due_on;  // the last day for the answer
  std::optional<std::string> answered_at, closed_at;
  bool is_open_draft() const { return status == Status::draft || status == Status::ready; }
};
State state_of(Document const&, Day today);

struct Attachment {
  AttachmentId id;
  DocumentId document;
  AttachmentKind kind = AttachmentKind::supporting_document;
  std::string name, sha256, media_type, added_at;
  std::int64_t size = 0;
  bool is_unsearchable = false;  // there is no text in it, or nobody can read it
};

// Proof that the actor may read this document, with what he may do on its contract.
struct Opened : Document {
  contracts::Opened on;
  bool is_own() const { return side == on.side; }
  bool may(groups::Level level) const { return on.may(theme, level); }
};

// Whatever the rights, for what follows from a document that was opened: its thread.
std::optional<Document> find_document(db::Tx&, std::string const& id);

// not_found for strangers, for those who may not read the theme, and for the other side of a draft.
Opened open(evidence::View&, DocumentId const&);
// The same for somebody who wants to change a draft: not_allowed without the right to draft, already_sent afterwards.
Opened open_draft(evidence::View&, DocumentId const&);

// Records draft_created. not_allowed for the wrong side or without the right to draft. The contract must have the type
// enabled, unless it answers or corrects something: the caller has looked whether it may.
struct About {
  std::optional<DocumentId> replies_to, corrects;
};
Document create_draft(evidence::Deed&, ContractId const&, std::string const& type, std::string const& title,
                      std::optional<DocumentId> replies_to = {});
Document create_draft(evidence::Deed&, ContractId const&, std::string const& type, std::string const& title, About const&);
// A new version of the draft; stale_version when somebody saved another one since `version`. A draft that stood ready
// is a draft again. Records draft_saved.
std::int64_t save(evidence::Deed&, Opened const&, std::int64_t version, std::string const& title, std::optional<std::int64_t> amount_cents,
                  std::string const& reference = {});
// Uploads and attachments go with it; the rows of its type's room must be gone.
void remove(evidence::Deed&, DocumentId const&);
void put_ready(evidence::Deed&, DocumentId const&);
void return_to_draft(evidence::Deed&, DocumentId const&, std::string const& reason = {});

// Numbers and seals the document: `content` is what its room answers about it. Asks for the right to send. Records
// document_sent with the digest. The term for the answer is that of the type, or ends on `answer_by`.
Document send(evidence::Deed&, Opened const&, Shape content, std::optional<Day> answer_by = {});
// Only before treatment; not an answer (a supplement, an invoice request), for what it answers went on with it.
void withdraw(evidence::Deed&, DocumentId const&, std::string const& reason = {});

// Which types of documents may answer this one now: those of its list that the reader's side sends and that he may draft.
std::vector<types::Type const*> replies_to(Opened const&);
// May a document of that type answer this one now? Whoever sends it.
bool takes(Opened const& question, types::Type const& answer);
// What happens to `question` when `answer` was sent: answered or settled, and with a closing answer all that stands before
// it in the thread. reply_not_allowed when it can have no answer any more. Records document_answered, document_closed.
void answer(evidence::Deed&, Opened const& question, Document const& answer);
// A correction of it was sent: the answer that it still waits for is the correction's to wait for. Records document_closed, or
// nothing where it waited for none.
void replace(evidence::Deed&, DocumentId const&);
// By its own side, without a closing answer: for what was sent and may have answers. Records document_closed.
bool may_close(Document const&);
void close(evidence::Deed&, DocumentId const&, std::string const& reason);
constexpr std::size_t reason_bytes_max = 4000;

// By when the answer that a sent document waits for is due, as the clocks count it; asks nothing and records nothing.
void set_answer_day(evidence::Deed&, DocumentId const&, Day);

// What the search finds it by, besides title, reference, number and file names; for the rooms of the types.
void set_words(evidence::Deed&, DocumentId const&, std::string_view content);

// What a draft asks for, for lists; for the rooms of the types.
void set_amount(evidence::Deed&, DocumentId const&, std::int64_t amount_cents);
// What a draft that was just made is called, by whom and for how much; asks nothing and records nothing.
void set_head(evidence::Deed&, DocumentId const&, std::string const& title, std::string const& reference, std::optional<std::int64_t> amount_cents);

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

enum class Sort { newest, oldest, due };
std::string_view name(Sort);
struct Wanted {
  std::optional<groups::Theme> theme;
  std::string type;  // "": any
  std::optional<contracts::Side> side;
  std::optional<State> state;
  std::string search;  // beginnings of words that must all occur: in what it says, in its files or in messages about it
  Sort sort = Sort::newest;
  std::string after;   // the `next` of the page before
  bool any() const { return theme || !type.empty() || side || state || !search.empty(); }
};
Parsed<Wanted> read_wanted(Fields const&);  // Mistakes: unknown, too_long
// Those of them that are wanted, in that order; `rows` on a page, at most 500.
Page find(evidence::View&, contracts::Opened const&, Wanted const&, int rows = contracts::page_rows);
// How many there are of each state.
std::map<State, std::int64_t> counts(evidence::View&, contracts::Opened const&);
// What answers or corrects it, oldest first, as far as the reader may see it; at most 100.
std::vector<Document> about(evidence::View&, Opened const&);

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
