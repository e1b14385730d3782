// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"

#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

// Messages: what the two parties of a contract write to each other, about the contract or about one of its documents, with
// attachments.
//
//   (text, attachments) ── send ──▶ sent: numbered, sealed, in the book, there for both sides at once
//
// Invariants
//  1. A message never changes and is never removed. Its digest covers its text and the SHA-256 of every attachment, and
//     stands in the book (message_sent).
//  2. A message has a theme: that of its document; about a contract, the one that was chosen, or Place::usual. Who reads it may
//     read that theme on the contract, who writes it may send on it.
//  3. The other side sees the organisation, never the person. The own side sees who wrote.
//  4. Nobody writes about a draft: the other side does not know of it.
//  5. Who may read a document may read the messages about it, so the search finds it by their words (dossier/file_texts.h).
//  6. How far somebody has read is his own: it is in no book, nobody else sees it, and it means nothing in law
//     (decision 0013). Unread are the messages of the other side behind that mark. Who has seen the newest has seen the list:
//     older pages count as read too, and so does what was sent in a theme that one may read only later.
namespace messages {

constexpr std::size_t text_characters_max = 10'000;
constexpr std::size_t attachments_max = 20;

struct NewAttachment {
  std::string name;
  files::Kept file;
};
struct NewMessage {
  std::optional<groups::Theme> theme;  // about a contract; nothing: Place::usual
  std::string text;
  std::vector<NewAttachment> attachments;
};
// Line ends become '\n'. Mistakes: missing, too_long (text), unknown (theme).
Parsed<NewMessage> read_message(Fields const&);

struct Attachment {
  AttachmentId id;
  MessageId message;
  std::string name, sha256, media_type;
  std::int64_t size = 0;
};
struct Message {
  MessageId id;
  ContractId contract;
  std::int64_t number = 0;  // of the contract; what a page and a reading mark go by
  std::optional<DocumentId> document;
  std::string document_title;
  groups::Theme theme = groups::Theme::general;
  OrganisationId organisation;
  std::optional<PersonId> person;  // only when it is the reader's own organisation
  std::string text, sent_at, digest;
  bool is_unread = false;
  std::vector<Attachment> attachments;
};

// What somebody may write about: a contract, or a document that was sent. Proof that he may send on the theme, or, for a
// contract, on one theme at least.
struct Place {
  contracts::Opened contract;
  std::optional<DocumentId> document;
  std::vector<groups::Theme> themes;  // one may choose from
  groups::Theme usual;                // of them, when none is chosen
};
// What a message on a contract may be about: the themes of the documents that go through it, and the general one.
std::vector<groups::Theme> themes_of(contracts::Opened const&);
bool has_documents(contracts::Opened const&, groups::Theme);  // do documents of the theme go through it?
// Give the place, or refuse: not_found for strangers, not_allowed without the right to send, wrong_step for a draft.
Place open_for_writing(evidence::View&, ContractId const&);
Place open_for_writing(evidence::View&, DocumentId const&);
// The same, for a page that asks whether it should offer a form.
std::optional<Place> find_place(contracts::Opened const&);
std::optional<Place> find_place(dossier::Opened const&);

// Records message_sent. not_allowed for a theme that one may not send on; too_many_files.
Message send(evidence::Deed&, ContractId const&, NewMessage const&);
Message send(evidence::Deed&, DocumentId const&, NewMessage const&);

struct Page {
  std::vector<Message> rows;
  std::optional<std::int64_t> next;  // give it as `after` for the next page
};
constexpr int page_rows = 25;
// What the actor may read of a contract (those about its documents included), or of a document; newest first. `count` is at
// most page_rows.
Page list(evidence::View&, contracts::Opened const&, std::optional<std::int64_t> after, int count = page_rows);
Page list(evidence::View&, dossier::Opened const&, std::optional<std::int64_t> after, int count = page_rows);
// Those of them in which all these beginnings of words occur: in the text, the names of the files, the text of the files.
Page find(evidence::View&, contracts::Opened const&, std::string const& search, std::optional<std::int64_t> after);
Page find(evidence::View&, dossier::Opened const&, std::string const& search, std::optional<std::int64_t> after);
constexpr std::size_t search_bytes_max = 200;
// Gives the search the words of messages that were there before it looked at them. How many there were.
int fill_words(db::Engine&, std::stop_token);
// not_found for strangers and for those who may not read the theme.
Message open(evidence::View&, MessageId const&);
Attachment open_attachment(evidence::View&, MessageId const&, AttachmentId const&);

// How many messages of the other side the actor has not read, of each of these contracts that has any; at most page_rows
// contracts. Counted among the newest unread_looked_at messages of a contract, in one statement; a second one, for the
// rights, only when there are any.
constexpr int unread_looked_at = 500;
std::map<ContractId, int> unread(evidence::View&, std::span<ContractId const>);
int unread(evidence::View&, contracts::Opened const&);
// The actor has read up to that number: all of the contract, or of the document. A mark never goes back. Records nothing.
void mark_read(evidence::Deed&, ContractId const&, std::int64_t number);
void mark_read(evidence::Deed&, DocumentId const&, std::int64_t number);

bool is_referred_to(db::Tx&, std::string_view sha256);

}  // namespace messages
