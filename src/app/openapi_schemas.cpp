// SPDX-License-Identifier: EUPL-1.2
#include "app/openapi_schemas.h"
#include "actions/actions.h"
#include "base/ids.h"
#include "base/refusal.h"
#include "base/time.h"
#include "clocks/clocks.h"
#include "groups/paths.h"
#include "payments/payments.h"
#include "service/outages.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace app {
namespace {

using Words = std::vector<std::string_view>;

// The words of an enum, from the room that owns them.
template <class Enum>
Words words(Enum last, Enum first = Enum{}) {
  Words all;
  for (auto i = static_cast<int>(first); i <= static_cast<int>(last); ++i) all.push_back(name(static_cast<Enum>(i)));
  return all;
}

// Types of documents; an installation may have others.
Words document_types(bool can_be_enabled) {
  Words all;
  for (auto const& type : types::all())
    if (!can_be_enabled || type.comes_with.empty()) all.push_back(type.key);
  return all;
}

// What happens to a document, as its history has it.
Words document_events() {
  auto all = words(evidence::Event::invoice_requested, evidence::Event::draft_created);
  all.insert(all.end(), {name(evidence::Event::document_answered), name(evidence::Event::document_closed)});
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

// The kinds of stop that some rule allows.
Words stop_kinds() {
  Words all;
  for (auto const& rule : clocks::rules())
    for (auto const& kind : rule.stops)
      if (std::find(all.begin(), all.end(), kind.key) == all.end()) all.push_back(kind.key);
  return all;
}

Words codes() {
  auto all = words(Refusal::busy);
  all.insert(all.end(), {"mistakes", "breakdown"});
  return all;
}

std::vector<Schema> words_of_the_rooms() {
  return {
      {"Side", "Which of the two parties.", "", words(contracts::Side::contractor)},
      {"ContractKind", "What kind of contract it is.", "", words(contracts::Kind::order)},
      {"Subject", "What the contract is about; the rules of payment differ.", "", words(contracts::Subject::services)},
      {"PaymentRegime", "One term for treatment and payment together, or one for verification and one for payment.", "",
       words(contracts::PaymentRegime::one_term)},
      {"DocumentType", "What kind of document it is. An installation may have a list of its own: ask /document-types.", "",
       document_types(false)},
      {"EnabledType", "A kind of document that a contract lets through.", "", document_types(true)},
      {"FieldKind", "What a field of a document holds: an amount in euros, a number with at most three decimals, one of some options.", "",
       words(types::FieldKind::choice)},
      {"Theme", "A theme of the dossier; rights are given per theme.", "", words(groups::themes.back())},
      {"ReferenceRight", "To read the own reference of contracts of a kind, or to change it and the address for mail.", "", {"read", "edit"}},
      {"OnInactiveName", "What to do when an inactive group bears the name: overwrite it, or activate it as it was, without its contracts.",
       "", {"overwrite", "activate"}},
      {"Hold", "Why somebody has a role, or has it not.", "", words(people::Hold::relation_ended)},
      {"Lack", "What keeps a group from giving somebody its rights.", "", words(groups::Lack::nothing_given)},
      {"Level", "How far a right reaches: each level includes those before it.", "", words(groups::Level::send)},
      {"Status", "Where a document stands.", "", words(dossier::Status::answered)},
      {"State", "The same at a glance: sent where no answer is waited for, overdue when the day of the answer is over.", "",
       words(dossier::State::withdrawn)},
      {"Sort", "In which order; due: the day of the answer first.", "", words(dossier::Sort::due)},
      {"AttachmentKind", "What an attachment is to its document.", "", words(dossier::AttachmentKind::supporting_document)},
      {"StatementKind", "An ordinary statement, or a supplementary one that corrects what was claimed before.", "",
       words(payments::StatementKind::supplementary)},
      {"VatRegime", "The VAT on the claim; reverse charge: the authority pays it.", "", words(payments::VatRegime::reverse_charge)},
      {"Ground", "A formal ground for refusing a claim.", "", words(payments::Ground::not_executed)},
      {"ClockState", "How the payment clock stands.", "", words(payments::ClockState::void_)},
      {"WaitsFor", "Whose step the payment clock waits for.", "", words(payments::WaitsFor::nobody)},
      {"TermState", "How a term stands; expired: the right is over, nobody is late.", "", words(clocks::State::lapsed)},
      {"DayCount", "Which days a term counts.", "", words(clocks::Count::working)},
      {"StopKind", "Why a term stands still.", "", stop_kinds()},
      {"ActionKind", "What is to be done.", "", words(actions::Kind::answer)},
      {"Event", "What happened to a document, in the words of the book.", "",
       document_events()},
      {"OutagePhase", "Where an outage stands.", "", words(service::Phase::cancelled)},
      {"ProblemCode", "Why it was refused.", "", codes()},
  };
}

// ---- what goes in

std::vector<Schema> requests() {
  return {
      {"Credentials", "An account made by the operator.", "userName!:text(254), password!:text(1024)"},
      {"NewContract",
       "A contract as the authority enters it. Without a kind it is a contract, without a regime the one that follows from the day of "
       "publication, without types those of the theme invoicing. In one term paymentDays is the term of treatment: 60 at most.",
       "specificationNumber!:text(60), dossierNumber!:text(60), lot:text(20), title!:text(300), kind:ContractKind, subject!:Subject, "
       "contractorNumber!:text(40), awardOn!:day, awardAmount!:decimal(2), publishedOn!:day, paymentRegime:PaymentRegime, "
       "verificationDays:integer(120), paymentDays:integer(120), types:[EnabledType]"},
      {"NewLine",
       "A line of a detailed statement. The amount is quantity × unit price, to the cent; it need not be given, and must agree when it is. "
       "A negative quantity settles what was claimed before.",
       "post:text(40), description:text(500), unit:text(20), quantity:decimal(3), unitPrice:decimal(4), amount:decimal(2), "
       "amountCents:cents"},
      {"NewClaim",
       "A payment claim as the contractor draws it up. A draft may be unfinished; to be sent it needs a period and a detailed statement. "
       "Amounts are without VAT.",
       "title:text(200), periodFrom:day, periodTo:day, statementKind:StatementKind, vatRegime:VatRegime, remarks:text(4000), "
       "total:decimal(2), totalCents:cents, lines:[NewLine](2000)"},
      {"SavedClaim", "The whole of a claim, to replace what the draft held.", "version!:integer, +NewClaim"},
      {"NewDocument",
       "A document of a type without a form of its own, or the answer to one (repliesTo). A draft may be unfinished. Each field of its type "
       "goes under its key: a day as 2026-03-02, an amount in euros, a choice by its value.",
       "type!:DocumentType, title:text(200), reference:text(60), repliesTo:id, fields:<text(20000)>"},
      {"SavedDocument", "The whole of a draft, to replace what it held: the members of a claim, or those of a letter.",
       "+SavedClaim, reference:text(60), fields:<text(20000)>"},
      {"PartialAcceptance",
       "What is accepted of a claim: the lines that differ, each under its position in the claim, or one amount for a claim whose "
       "statement is "
       "an attachment, with an explanation.",
       "lines:<DecidedLine>, accepted:decimal(2), explanation:text(4000)"},
      {"DecidedLine", "What is accepted of one line, from nothing to what was claimed, and why where that is not all of it.",
       "accepted!:decimal(2), reason:text(500)"},
      {"ClaimRefusal", "Why a claim is refused.", "ground!:Ground, explanation!:text(4000)"},
      {"NewInvoiceRequest", "What the contractor may invoice: at most what was accepted, without VAT.",
       "orderNumber!:text(60), amount!:decimal(2), remarks:text(4000)"},
      {"Levels", "A level per theme; none where a theme is left out.",
       "invoicing:Level, general:Level, performance_bond:Level, execution:Level, planning:Level, changes:Level, defaults:Level, "
       "acceptance:Level"},
      {"References", "The right on the own reference per kind of contract; read where a kind is left out.",
       "contract:ReferenceRight, renewable_contract:ReferenceRight, framework_agreement:ReferenceRight, lot:ReferenceRight, "
       "order:ReferenceRight"},
      {"GroupFacts",
       "A group with its rights and its standing members, who must work for the organisation. Of colleagues that are not among the shown, "
       "when some are given, the membership stays as it is.",
       "name!:text(100), email:text(254), description!:text(1000), rights:Levels, reference:References, members:[id](10000), "
       "shown:[id](10000)"},
      {"NewGroup", "A group to make. Without onInactiveName the name of an inactive group is refused.",
       "+GroupFacts, onInactiveName:OnInactiveName"},
      {"SavedGroup", "The whole of a group, to replace what it was.", "version!:integer, +GroupFacts"},
      {"NewStop", "Days, the first and the last included, that a term does not count: at most 120.",
       "kind!:StopKind, from!:day, to!:day, reason!:text(1000)"},
      {"NewTerm", "Other days for a rule on one contract; without days those of the law again.",
       "rule!:text(40), days:integer(730), reason!:text(1000)"},
      {"NewClosingDay", "A day after today and within ten years.", "day!:day, name:text(100)"},
  };
}

// ---- what goes out

std::vector<Schema> answers_about_people() {
  return {
      {"Problem", "What went wrong, as RFC 9457 has it; title, detail and texts are in the language that was asked for.",
       "type!, title!, status!:integer, detail!, code!:ProblemCode, mistakes:[Mistake], incident:id, "
        "termsVersion:integer, holder:text, heldSince:instant"},
      {"Mistake", "One mistake in what was entered: where, a code, and a sentence.", "field!, code!, text!"},
      {"Token", "The key to a session.", "token!"},
      {"Session", "Who is signed in and for which organisation.",
       "personId!:id, name!, organisationId!:id, organisation!, enterpriseNumber!, isAuthority!:boolean, isLegalRepresentative!:boolean, "
       "isAdministrator!:boolean, isUser!:boolean"},
      {"Start", "What the start page shows.",
       "organisation!:{name!, enterpriseNumber!, email!, partners!:[Partner]}, administrators!:[{name!, email!}], actions!:[Action], "
       "contracts!:[ContractRow], hasMoreActions!:boolean, steps!:{editAddress!:boolean}"},
      {"Action", "Something that the own organisation has to do about a document.",
       "id!:id, kind!:ActionKind, documentId!:id, documentTitle!, contractId!:id, contractTitle!, otherParty!, openedAt!:instant, "
       "dueOn!:day?, holder!:text?, heldSince!:instant?, isMine!:boolean, releasedAt!:instant?, releasedReason!, "
       "steps!:{take!:boolean, assign!:boolean, release!:boolean}"},
      {"Actions", "A page of the open actions that one may do or administers, oldest first.",
       "actions!:[Action], next!:id?, contract!:ContractHeading?, isMine!:boolean"},
      {"OneAction", "An action, open or closed; an administrator sees who may do it.",
       "+Action, candidates!:[{personId!:id, name!, chosen!:boolean}], closedAt!:instant?, outcome!, reason!"},
      {"GroupRow", "A group in a list.", "id!:id, name!, email!, description!, contracts!:integer"},
      {"Groups", "A page of the active groups of the own organisation, by name.", "groups!:[GroupRow], search!, next!:text?"},
      {"GroupHead", "A group with its rights; contracts are counted up to 1,000.",
       "id!:id, version!:integer, name!, email!, description!, contractCount!:integer, rights!:[{theme!:Theme, level!:Level}], "
       "reference!:[{kind!:ContractKind, right!:ReferenceRight}], standingMembers!:[Member], next!:id?"},
      {"Group",
       "A group with a page of its standing members, and the first 100 of its contracts and of the members that it has on one contract only.",
       "+GroupHead, contractMembers!:[{personId!:id, name!, email!, contractId!:id, contractTitle!}], "
       "contracts!:[{id!:id, title!, dossierNumber!}]"},
      {"Member", "A member of a group.", "personId!:id, name!, email!"},
      {"ContractGroups", "A page of the own groups that are linked to a contract, by name.",
       "contract!:ContractHeading, groups!:[{id!:id, name!, description!, email!, isLinked!:boolean}], "
       "search!, next!:text?, unreached:{contractId!:id, themes!:[{theme!:Theme}]}"},
      {"GroupOnContract", "An own group on a contract: a page of its standing members, and those it has on this contract only.",
       "+GroupHead, contract!:ContractHeading, contractMembers!:[Member]"},
      {"Access",
       "By which ways somebody could reach a contract at a moment, and what each gives or lacks. The title is empty for who may not read the "
       "contract. At most 200 groups: those that give rights come first.",
       "contractId!:id, contractTitle!, personId!:id, name!, at!:instant, administers!:boolean, mayEditReference!:boolean, "
       "rights!:[{theme!:Theme, level!:Level, through!:[{way!:text, group!, level!:Level}]}], "
       "roles!:[{role!, hold!:Hold, on!:day?, holds!:boolean}], "
       "groups!:[{groupId!:id, name!, gives!:boolean, isStandingMember!:boolean, isContractMember!:boolean, isLinked!:boolean, "
       "isActive!:boolean, lacks!:[{code!:Lack}], rights!:[{theme!:Theme, level!:Level}], mayEditReference!:boolean}], "
       "moreGroups!:integer"},
      {"Outage", "A time at which the service is away, with what is said of it in the language that was asked for.",
       "id!:id, phase!:OutagePhase, startsAt!:instant, endsAt!:instant, text!"},
      {"Outages", "Outages to come and going on, by their start, at most 100, and a page of those that are over, newest first.",
       "coming!:[Outage], past!:[Outage], next!:text(60)?"},
      {"Terms", "A version of the terms of use in the language that was asked for; without a published version, none.",
       "version!:integer?, from!:day?, language!, digest!:digest?, text!, versions!:[{version!:integer, from!:day, isPresent!:boolean}]"},
      {"Made", "What was made.", "id!:id"},
      {"Draft", "A draft, as it was saved.", "id!:id, version!:integer"},
      {"Nothing", "There is nothing to tell.", ""},
  };
}

std::vector<Schema> answers_about_contracts() {
  return {
      {"ContractHeading", "A contract in a few facts.",
       "id!:id, title!, specificationNumber!, dossierNumber!, lot!, authority!, contractor!, side!:Side"},
      {"ContractRow", "A contract in a list.",
       "id!:id, title!, specificationNumber!, dossierNumber!, lot!, ownReference!, otherParty!, side!:Side, kind!:ContractKind, "
       "awardOn!:day, "
       "awardCents!:cents, unread!:integer?"},
      {"Partner", "A partner of a joint venture.", "name!, enterpriseNumber!"},
      {"Contracts", "A page of contracts, newest first.",
       "organisation!:{name!, enterpriseNumber!, email!}, administrators!:[{name!, email!}], contracts!:[ContractRow], search!, "
       "filters!:{kind!, otherParty!, year!}, next!:id?, isCut!:boolean, steps!:{create!:boolean, editAddress!:boolean}"},
      {"Contract", "A contract as the own side sees it, with its newest documents.",
       "+ContractHeading, kind!:ContractKind, subject!:Subject, contractorNumber!, partners!:[Partner], awardOn!:day, awardCents!:cents, "
       "publishedOn!:day, paymentRegime!:PaymentRegime, verificationDays!:integer?, paymentDays!:integer, "
       "types!:[{type!:EnabledType, name!, theme!:Theme}], ownReference!, email!, mayBegin!:boolean, "
       "steps!:{editReference!:boolean, beginClaim!:boolean, linkGroups!:boolean, changeTypes!:boolean}, unread!:integer?, "
       "clocks!:[LegalClock], endedClocks!:[LegalClock], unreached:{contractId!:id, themes!:[{theme!:Theme}]}, +Documents"},
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
  };
}

std::vector<Schema> answers_about_messages() {
  return {
      {"MessageAttachment", "A file that came with a message.",
       "id!:id, messageId!:id, name!, sha256!:digest, size!:integer, mediaType!"},
      {"Message", "What one side wrote: the person only where it is one's own organisation.",
       "id!:id, number!:integer, contractId!:id, documentId!:id?, documentTitle!, theme!:Theme, isOwn!:boolean, organisation!, person, "
       "text!, sentAt!:instant, digest!:digest, isUnread!:boolean, attachments!:[MessageAttachment](20)"},
      {"OneMessage", "A message, with its contract.", "+Message, contract!:ContractHeading"},
      {"Messages", "A page of messages, newest first; newest is the number to have read up to.",
       "contract!:ContractHeading, document:{id!:id, number!:integer?, type!:DocumentType, typeName!, title!, theme!:Theme}, messages!:[Message], "
       "next!:integer?, unread!:integer?, newest!:integer?, themes!:[{value!:Theme, chosen!:boolean}], text!, steps!:{write!:boolean}"},
      {"Conversation", "The newest messages about a document; there are none about a draft.",
       "messages!:[Message](5), hasMore!:boolean, unread!:integer?, newest!:integer?, steps!:{write!:boolean}"},
      {"SentMessage", "The message as it was numbered and sealed.", "id!:id, number!:integer, digest!:digest, sentAt!:instant"},
  };
}

std::vector<Schema> answers_about_terms() {
  return {
      {"RuleNames", "A rule of the law, in the language that was asked for.", "rule!, name!, about!, article!, isVerified!:boolean"},
      {"LegalClock", "A term that runs or ran on a contract.",
       "+RuleNames, id!:id, contractId!:id, documentId!:id?, documentTitle!, documentNumber!:integer?, theme!:Theme, side!:Side, "
       "ownMoves!:boolean, waitsFor!, startedOn!:day, dueOn!:day, state!:TermState, daysLeft!:integer?, daysLate!:integer?, "
       "endedAt!:instant?"},
      {"ListedClock", "A term among those of all contracts.", "+LegalClock, contractTitle!, otherParty!"},
      {"LegalClocks", "A page of running terms, by their last day; at most 500.", "clocks!:[ListedClock], next!:text?"},
      {"OneLegalClock", "A term with its days, and when it stands still.",
       "+ListedClock, days!:integer, contract!:ContractHeading, stops!:[{kind!:StopKind, from!:day, to!:day, reason!, side!:Side}], "
       "stopKinds!:[{kind!:StopKind}]"},
      {"LegalTerms", "The rules in force on a contract that one may read, with its own days where they differ.",
       "contract!:ContractHeading, terms!:[LegalTerm], steps!:{change!:boolean}"},
      {"LegalTerm", "A rule on a contract.",
       "+RuleNames, theme!:Theme, side!:Side, count!:DayCount, days!:integer, ownDays!:integer?, reason!"},
      {"ClosingDays", "The closing days of a year.",
       "year!:integer, closingDays!:[{day!:day, name!, mayRemove!:boolean}], steps!:{change!:boolean}"},
      {"CalendarAddresses", "Newest first, at most 50; the address itself is not kept.",
       "addresses!:[{id!:id, madeAt!:instant, usedOn!:day?, revokedAt!:instant?}]"},
      {"MadeCalendarAddress", "The path of the address, below that of this house; it is not told again.", "id!:id, path!"},
  };
}

std::vector<Schema> answers_about_documents() {
  return {
      {"DocumentRow", "A document in a list.",
       "id!:id, number!:integer?, type!:DocumentType, typeName!, theme!:Theme, title!, reference!, status!:Status, state!:State, "
       "side!:Side, isOwn!:boolean, amountCents!:cents?, savedAt!:instant, sentAt!:instant?, dueOn!:day?, answeredAt!:instant?, "
       "closedAt!:instant?"},
      {"AnyDocument", "What every document has.",
       "+DocumentRow, version!:integer, digest!:digest?, repliesTo!:id?, corrects!:id?, createdAt!:instant, contract!:ContractHeading, "
       "attachments!:[Attachment], history!:[HistoryLine], conversation!:Conversation?, actions!:[Action]"},
      {"Document",
       "A document, by its type.",
       "",
       {},
       document_variants()},
      {"Letter",
       "A document whose type has no form of its own. Its fields are those that were filled in: value as it goes in, shown as people read "
       "it. `replies` lists the types with which one may answer it now.",
       "+AnyDocument, fields!:[{key!, name!, kind!:FieldKind, value!, shown!, isLong!:boolean}], article!, question!:DocumentRow?, "
       "corrected!:DocumentRow?, answers!:[DocumentRow], corrections!:[DocumentRow], replies!:[{type!:DocumentType, name!}], "
       "isLetter!:boolean, "
       "steps!:{edit!:boolean, remove!:boolean, putReady!:boolean, returnToDraft!:boolean, send!:boolean, withdraw!:boolean, take!:boolean, "
       "close!:boolean, correct!:boolean}"},
      {"Claim", "A payment claim with its detailed statement, what was decided about it, and its payment clock.",
       "+AnyDocument, type!:=payment_claim, periodFrom!:day?, periodTo!:day?, statementKind!:StatementKind, vatRegime!:VatRegime, "
       "remarks!, "
       "netCents!:cents, vatCents!:cents, grossCents!:cents, acceptedCents!:cents?, ground!, explanation!, lines!:[Line], "
       "questions!:[{askedAt!:instant, reason!, answeredAt!:instant?, answerId!:id?}], clock:Clock, "
       "invoiceRequest:{id!:id, orderNumber!, netCents!:cents, remarks!, invoiceId!:id?, paidCents!:cents?, paidOn!:day?}, "
       "steps!:{edit!:boolean, remove!:boolean, putReady!:boolean, returnToDraft!:boolean, send!:boolean, withdraw!:boolean, "
       "supplement!:boolean, take!:boolean, askSupplements!:boolean, accept!:boolean, acceptPartially!:boolean, refuse!:boolean, "
       "requestInvoice!:boolean, reportInvoice!:boolean, reportPayment!:boolean}"},
      {"PlainSteps", "What may be done with a document that has only attachments.",
       "edit!:boolean, addFiles!:boolean, remove!:boolean, send!:boolean"},
      {"Supplement", "The answer to a question for supplements.", "+AnyDocument, type!:=claim_supplement, steps!:PlainSteps"},
      {"InvoiceRequest", "The authority's invitation to invoice what was accepted.",
       "+AnyDocument, type!:=invoice_request, steps!:PlainSteps, invoiceRequest!:{claimId!:id, orderNumber!, netCents!:cents, remarks!}"},
      {"Line", "A line of a detailed statement: what was claimed, and what was accepted of it where that differs.",
       "position!:integer, post!, description!, unit!, quantityE3!:integer, unitPriceE4!:integer, amountCents!:cents, "
       "acceptedCents!:cents?, "
       "reason!"},
      {"Clock", "The payment clock of a claim today: what is due, when, and by which rules.",
       "state!:ClockState, waitsFor!:WaitsFor, startedOn!:day?, verificationDue!:day?, invoiceDue!:day?, paymentDue!:day?, "
       "daysLeft!:integer?, "
       "stoppedDays!:integer, isLate!:boolean, legalBasis!:[{code!}]"},
      {"HistoryLine", "What happened, when, and by whom: the person only where it is one's own organisation.",
       "at!:instant, event!:Event, organisation!, person, reason, digest!:digest"},
      {"Attachment", "A file that hangs on a document.", "+AddedAttachment, kind!:AttachmentKind, addedAt!:instant, mayRemove!:boolean"},
      {"AddedAttachment", "A file that was added.", "id!:id, name!, sha256!:digest, size!:integer, mediaType!"},
      {"AddedAttachments", "The files that were added.", "attachments!:[AddedAttachment]"},
      {"ImportedLines", "How many rows became lines, and the numbers of those that were skipped.",
       "version!:integer, rows!:integer, skipped!:[integer]"},
      {"Sent", "The document as it was numbered and sealed.", "id!:id, number!:integer, digest!:digest, sentAt!:instant"},
      {"RequestedInvoice", "The invoice request as it was numbered.", "id!:id, number!:integer"},
  };
}

constexpr auto fields_explained = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"accepted", "Euros, without VAT."},
    {"after", "The `next` of the page before; what is no such thing gives the first page."},
    {"amount", "Euros, without VAT."},
    {"assignee", "A person who may do it; without it one takes the action oneself."},
    {"awardAmount", "Euros, without VAT."},
    {"awardCents", "Cents of a euro, without VAT."},
    {"clock", "Left out for a draft."},
    {"contractorNumber", "An enterprise number; points, spaces and the letters BE may stand in it when it is entered."},
    {"daysLeft", "Until payment is due; below zero when it is late, null when there is nothing to wait for."},
    {"corrects", "The document that this one corrects."},
    {"digest", "In hexadecimal; it covers the content and the digest of every attachment."},
    {"dueOn", "The last day for the answer; null where none is due."},
    {"email", "Empty: none."},
    {"field",
     "`lines.0.quantity` is the quantity of the first line, `rows.12.unitPrice` stands in row 12 of a spreadsheet; empty: the whole."},
    {"ground", "One of the grounds (Ground); in an answer empty for a claim that was not refused."},
    {"groups", "Those of the own organisation."},
    {"heldSince", "When the holder took the action or got it."},
    {"holder", "The colleague who holds the action."},
    {"incident", "What to tell the helpdesk."},
    {"legalBasis", "Codes of the rules that apply."},
    {"isCut", "Enough contracts were looked at before the page was full: `next` looks further."},
    {"lot", "Empty: the contract has no lots."},
    {"mayEditReference", "Whether the own reference and the address for mail of the contract may be changed."},
    {"moreGroups", "How many further groups there are that are not shown."},
    {"next", "Give it as `after` for the next page; null on the last page."},
    {"number", "Of the contract, from 1; null for what was never sent."},
    {"partners", "Of a joint venture; empty for one enterprise."},
    {"person", "Left out when it is not of one's own organisation."},
    {"position", "Within the claim, from 1."},
    {"quantityE3", "Thousandths of the unit."},
    {"reference", "What its own side calls the document; both sides see it."},
    {"repliesTo", "The document that this one answers."},
    {"releasedReason", "Why it was given back the last time."},
    {"year", "Of the award, four digits."},
    {"search",
     "Of contracts: words that must all occur, as the beginning of a word in title, numbers, own reference or the other party's name. Of "
     "groups: a part of the name."},
    {"shown", "Those from whom one could choose: whoever is among them and was not chosen is taken out. None: nobody is."},
    {"steps", "What one may do now."},
    {"termsVersion", "Of the terms of use that must be accepted first (terms_not_accepted); left out otherwise."},
    {"total", "Euros, without VAT. With lines it need not be given, and must be their sum; without, the total of an attached statement."},
    {"unitPrice", "Euros, without VAT."},
    {"unitPriceE4", "Ten-thousandths of a euro."},
    {"unread", "Messages of the other side that one has not read; null when there are none."},
    {"upTo", "The number of the newest message that one has seen."},
    {"version", "Of the draft, the group or the terms of use: each change makes the next one, and a change over an older one is refused (stale_version)."},
});

// ---- does it fit?

class Judge {
 public:
  explicit Judge(std::string& why) : why_{why} {}

  bool object(Shape const& shape, std::vector<Field> const& fields, std::string const& at) {
    auto const members = std::get_if<Shape::Object>(&shape.value());
    if (!members) return no(at, "is no object");
    for (auto const& field : fields) {
      auto const named = [&](auto const& member) { return member.first == field.name; };
      auto const count = std::count_if(members->begin(), members->end(), named);
      if (count == 0 && field.required) return no(join(at, field.name), "is missing");
      if (count > 1) return no(join(at, field.name), "is there twice");
    }
    for (auto const& [key, member] : *members) {
      auto const found = std::find_if(fields.begin(), fields.end(), [name = key](Field const& field) { return field.name == name; });
      if (found == fields.end()) return no(join(at, key), "is not in the description");
      if (!type(member, found->type, join(at, key))) return false;
    }
    return true;
  }

  bool named(Shape const& shape, std::string_view name, std::string const& at) {
    auto const& wanted = schema(name);
    auto const text = std::get_if<std::string>(&shape.value());
    if (!wanted.words.empty())
      return text && std::find(wanted.words.begin(), wanted.words.end(), *text) != wanted.words.end()
                 ? true
                 : no(at, "is none of " + std::string{name});
    if (wanted.variants.empty()) return object(shape, fields_of(wanted.fields), at);
    auto const kind = std::get_if<std::string>(&shape.at("type").value());
    for (auto const& [value, variant] : wanted.variants)
      if (kind && *kind == value) return named(shape, variant, at);
    return no(join(at, "type"), "is none of " + std::string{name});
  }

 private:
  using Kind = Type::Kind;

  bool type(Shape const& shape, Type const& wanted, std::string const& at) {
    if (shape.is_null()) return wanted.nullable ? true : no(at, "is null");
    switch (wanted.kind) {
      case Kind::named: return named(shape, wanted.name, at);
      case Kind::object: return object(shape, wanted.fields, at);
      case Kind::list: return list(shape, wanted, at);
      case Kind::map: return map(shape, wanted, at);
      case Kind::boolean: return std::holds_alternative<bool>(shape.value()) ? true : no(at, "is no boolean");
      case Kind::integer:
      case Kind::cents: return whole(shape, wanted, at);
      case Kind::decimal: return std::holds_alternative<std::int64_t>(shape.value()) ? true : text(shape, wanted, at);
      case Kind::text:
      case Kind::id:
      case Kind::day:
      case Kind::instant:
      case Kind::digest:
      case Kind::constant: return text(shape, wanted, at);
      case Kind::file: return no(at, "is a file");
    }
    return false;
  }

  bool list(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const elements = std::get_if<Shape::List>(&shape.value());
    if (!elements) return no(at, "is no list");
    if (wanted.max > 0 && std::cmp_greater(elements->size(), wanted.max)) return no(at, "is too long");
    for (std::size_t i = 0; i < elements->size(); ++i)
      if (!type(elements->at(i), wanted.element.front(), join(at, std::to_string(i)))) return false;
    return true;
  }

  bool map(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const members = std::get_if<Shape::Object>(&shape.value());
    if (!members) return no(at, "is no object");
    return std::all_of(members->begin(), members->end(),
                       [&](auto const& member) { return type(member.second, wanted.element.front(), join(at, member.first)); });
  }

  bool whole(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const number = std::get_if<std::int64_t>(&shape.value());
    if (!number) return no(at, "is no whole number");
    return wanted.max > 0 && (*number < 1 || *number > wanted.max) ? no(at, "is out of bounds") : true;
  }

  bool text(Shape const& shape, Type const& wanted, std::string const& at) {
    auto const text = std::get_if<std::string>(&shape.value());
    if (!text) return no(at, "is no text");
    auto const only = [&](std::string_view signs) { return !text->empty() && text->find_first_not_of(signs) == std::string::npos; };
    switch (wanted.kind) {
      case Kind::text: return wanted.max > 0 && std::cmp_greater(text->size(), wanted.max) ? no(at, "is too long") : true;
      case Kind::id: return is_id(*text) ? true : no(at, "is no id");
      case Kind::day: return text->size() == 10 && text->at(4) == '-' && parse_day(*text) ? true : no(at, "is no day");
      case Kind::instant: return parse_instant(*text) ? true : no(at, "is no instant");
      case Kind::digest: return text->size() == 64 && only("0123456789abcdef") ? true : no(at, "is no digest");
      case Kind::constant: return *text == wanted.name ? true : no(at, "is not " + std::string{wanted.name});
      case Kind::decimal: return only("-0123456789.") ? true : no(at, "is no decimal number");
      default: return no(at, "is text");  // the other kinds are no text
    }
  }

  static std::string join(std::string const& at, std::string_view name) {
    return at.empty() ? std::string{name} : at + '.' + std::string{name};
  }

  bool no(std::string const& at, std::string const& what) {
    why_ = (at.empty() ? "the answer" : at) + ' ' + what;
    return false;
  }

  std::string& why_;
};

}  // namespace

std::vector<Schema> const& schemas() {
  static auto const all = [] {
    auto list = words_of_the_rooms();
    for (auto part : {requests, answers_about_people, answers_about_contracts, answers_about_messages, answers_about_terms,
                      schemas_of_notices, answers_about_documents})
      for (auto& each : part()) list.push_back(std::move(each));
    return list;
  }();
  return all;
}

Schema const& schema(std::string_view name) {
  auto const found = std::find_if(schemas().begin(), schemas().end(), [&](Schema const& each) { return each.name == name; });
  if (found == schemas().end()) throw std::logic_error{"there is no schema " + std::string{name}};
  return *found;
}

std::string_view about_field(std::string_view name) {
  auto const found = std::find_if(fields_explained.begin(), fields_explained.end(), [&](auto const& each) { return each.first == name; });
  return found == fields_explained.end() ? std::string_view{} : found->second;
}

bool fits(Shape const& answer, std::string_view wanted, std::string& why) {
  why.clear();
  Judge judge{why};
  auto const given = wanted.substr(0, 1).find_first_of("0123456789") == 0 ? given_of(wanted).schema : wanted;
  bool const is_name = !given.empty() && given.front() >= 'A' && given.front() <= 'Z';
  return is_name ? judge.named(answer, given, {}) : judge.object(answer, fields_of(given), {});
}

}  // namespace app
