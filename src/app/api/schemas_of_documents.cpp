// SPDX-License-Identifier: EUPL-1.2
#include "app/api/subjects.h"
#include "dossier/dossier.h"
#include "evidence/events.h"
#include "types/types.h"

// Documents of every type, with their attachments and their history; and the types.
namespace app {
namespace {

// Types of documents; an installation may have others.
Words document_types(bool can_be_enabled) {
  Words all;
  for (auto const& type : types::all())
    if (!can_be_enabled || type.comes_with.empty()) all.push_back(type.key);
  return all;
}

// What happens on a contract and to its documents, as their histories have it.
Words events_on_contracts() {
  using evidence::Event;
  auto all = words(Event::invoice_requested, Event::group_linked);
  for (auto const event : {Event::document_answered, Event::document_closed, Event::message_sent, Event::action_assigned, Event::action_released,
                           Event::term_changed, Event::contract_types_changed})
    all.push_back(name(event));
  std::erase(all, name(Event::organisation_address_changed));
  return all;
}

// Which schema a document has: its own for claims and what belongs to them, Letter for all others.
std::vector<std::pair<std::string_view, std::string_view>> document_variants() {
  std::vector<std::pair<std::string_view, std::string_view>> all{
      {"payment_claim", "Claim"}, {"claim_supplement", "Supplement"}, {"invoice_request", "InvoiceRequest"}};
  for (auto const& type : types::all())
    if (!type.own_form) all.emplace_back(type.key, "Letter");
  return all;
}

}  // namespace

std::vector<Schema> schemas_of_documents() {
  return {
      {"DocumentType", "What kind of document it is. An installation may have a list of its own: ask /document-types.", "",
       document_types(false)},
      {"EnabledType", "A kind of document that a contract lets through.", "", document_types(true)},
      {"FieldKind", "What a field of a document holds: an amount in euros, a number with at most three decimals, one of some options.", "",
       words(types::FieldKind::choice)},
      {"Status", "Where a document stands.", "", words(dossier::Status::answered)},
      {"State", "The same at a glance: sent where no answer is waited for, overdue when the day of the answer is over.", "",
       words(dossier::State::withdrawn)},
      {"Sort", "In which order; due: the day of the answer first.", "", words(dossier::Sort::due)},
      {"AttachmentKind", "What an attachment is to its document.", "", words(dossier::AttachmentKind::supporting_document)},
      {"Event", "What happened on a contract or to a document, in the words of the book.", "", events_on_contracts()},
      {"NewDocument",
       "A document of a type without a form of its own, or the answer to one (repliesTo). A draft may be unfinished. Each field of its "
       "type "
       "goes under its key: a day as 2026-03-02, an amount in euros, a choice by its value.",
       "type!:DocumentType, title:text(200), reference:text(60), repliesTo:id, fields:<value(20000)>"},
      {"SavedDocument", "The whole of a draft, to replace what it held: the members of a claim, or those of a letter.",
       "+SavedClaim, reference:text(60), fields:<value(20000)>"},
      {"Documents", "A page of documents of a contract, newest first.", "documents!:[DocumentRow], next!:id?, counts!:Counts"},
      {"Counts", "How many documents of the contract wait for an answer, are overdue, answered and closed; left out when there are none.",
       "outstanding:integer, overdue:integer, answered:integer, closed:integer"},
      {"Choice", "Something one may choose in a filter.", "value!, name, chosen!:boolean"},
      {"DocumentList", "A page of the documents that are wanted, with what one asked for and may ask for.",
       "contract!:ContractHeading, documents!:[DocumentRow], next!:text?, counts!:Counts, filtered!:boolean, "
       "filters!:{search!, theme!, type!, side!, state!, sort!:Sort}, "
       "choices!:{themes!:[Choice], types!:[Choice], sides!:[Choice], states!:[Choice], sorts!:[Choice]}"},
      {"DocumentTypes", "The types of documents that this installation knows, in the order of its list.", "types!:[TypeOfDocument]"},
      {"TypeOfDocument",
       "A type: under which theme, who sends it, what it says, what may answer it, which answers close it, and, for a type that no law "
       "knows, within how many calendar days an answer is due; article: of the KB of 14 January 2013. Names are in the language asked for.",
       "type!:DocumentType, theme!:Theme, name!, senders!:[Side], "
       "fields!:[{key!, kind!:FieldKind, name!, required!:boolean, options!:[{value!, name!}]}], answers!:[DocumentType], "
       "closedBy!:[DocumentType], answerDays!:integer?, article!, hasOwnForm!:boolean"},
      {"DocumentRow", "A document in a list; savedAt: of one's own side.",
       "id!:id, number!:integer?, type!:DocumentType, typeName!, theme!:Theme, title!, reference!, status!:Status, state!:State, "
       "side!:Side, isOwn!:boolean, amountCents!:cents?, savedAt!:instant?, sentAt!:instant?, dueOn!:day?, answeredAt!:instant?, "
       "closedAt!:instant?"},
      {"AnyDocument", "What every document has; how the other side came to it (version, createdAt, when files were added) it keeps to itself.",
       "+DocumentRow, version!:integer?, digest!:digest?, repliesTo!:id?, corrects!:id?, createdAt!:instant?, contract!:ContractHeading, "
       "attachments!:[Attachment], history!:[HistoryLine], conversation!:Conversation?, actions!:[Action]"},
      {"Document", "A document, by its type.", "", {}, document_variants()},
      {"Letter",
       "A document whose type has no form of its own. Its fields are those that were filled in: value as it goes in, shown as people read "
       "it. `replies` lists the types with which one may answer it now.",
       "+AnyDocument, fields!:[{key!, name!, kind!:FieldKind, value!, shown!, isLong!:boolean}], article!, question!:DocumentRow?, "
       "corrected!:DocumentRow?, answers!:[DocumentRow], corrections!:[DocumentRow], replies!:[{type!:DocumentType, name!}], "
       "isLetter!:boolean, "
       "steps!:{edit!:boolean, remove!:boolean, putReady!:boolean, returnToDraft!:boolean, send!:boolean, withdraw!:boolean, "
       "take!:boolean, "
       "close!:boolean, correct!:boolean}"},
      {"PlainSteps", "What may be done with a document that has only attachments.",
       "edit!:boolean, addFiles!:boolean, remove!:boolean, send!:boolean, close!:boolean"},
      {"HistoryLine", "What happened, when, and by whom: the person only where it is one's own organisation.",
       "at!:instant, event!:Event, organisation!, person, reason, digest!:digest"},
      {"Attachment", "A file that hangs on a document.", "+AddedAttachment, kind!:AttachmentKind, addedAt!:instant?, mayRemove!:boolean, "
       "isUnsearchable!:boolean"},
      {"AddedAttachment", "A file that was added.", "id!:id, name!, sha256!:digest, size!:integer, mediaType!"},
      {"AddedAttachments", "The files that were added.", "attachments!:[AddedAttachment]"},
      {"Sent", "The document as it was numbered and sealed.", "id!:id, number!:integer, digest!:digest, sentAt!:instant"},
  };
}

}  // namespace app
