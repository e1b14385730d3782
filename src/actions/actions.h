// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/refusal.h"
#include "dossier/dossier.h"

#include <string>
#include <vector>

// Actions: what somebody of an organisation has to do next. They are opened and closed by what is written in the book
// (follow), never by hand, and are seen by everybody who may do them at that moment, and by the administrators.
//
//   put_ready ─▶ send            document_sent (claim) ─▶ treat          supplements_asked ─▶ supplement
//   claim_accepted(_partially) ─▶ request_invoice ─ invoice_requested ─▶ invoice
//   document_sent (that waits for an answer) ─▶ answer, due on the day that the document has
//
//   open ── the step is taken ──▶ done        open ── the document goes another way ──▶ lapsed
//
//   nobody's ── take (oneself), assign (an administrator, to who may do it) ──▶ held ── release ──▶ nobody's
//
// Invariants
//  1. An action has one holder at most. Who comes second is told who holds it and since when (HeldByOther): a colleague's
//     name, never that of the other side.
//  2. To hold an action is a word among colleagues, no right: whoever may take the step may take it, and the action is done. The
//     page of the document says who holds it. Rights alone decide, so that an illness stops no claim.
//  3. A holder who may no longer do it (his right, his work relation or the contract is gone) does not count: from that
//     moment the action is nobody's, and the next one takes it.
//  4. Taking, assigning and releasing stand in the book of the contract; the other side does not see them.
namespace actions {

enum class Kind { send, treat, supplement, request_invoice, invoice, answer };
std::string_view name(Kind);

struct Holder {
  PersonId person;
  std::string name, since;
};

struct Action {
  ActionId id;
  ContractId contract;
  DocumentId document;
  Kind kind = Kind::treat;
  groups::Theme theme = groups::Theme::invoicing;
  groups::Level level = groups::Level::send;
  std::string contract_title, document_title, other_party, opened_at;
  std::optional<std::string> due_on;  // a day, where the law sets one
  std::optional<Holder> holder;       // who still may do it
  bool is_mine = false;
  std::string released_at, released_reason;  // of the last release
  std::string closed_at, outcome;            // empty while it is open
  bool may_do = false, administers = false;  // the actor
};

// Refused with held_by_other, and by whom.
struct HeldByOther : Refused {
  Holder holder;
  explicit HeldByOther(Holder who) : Refused{Refusal::held_by_other}, holder{std::move(who)} {}
};

// Called for every entry of the book.
void follow(evidence::Deed&, evidence::Entry const&);

enum class Scope {
  all,      // that the actor may do, or administers
  mine,     // that he holds
  waiting,  // that he may do and no colleague holds
};
struct Wanted {
  Scope scope = Scope::all;
  std::optional<ContractId> contract = {};
  std::optional<std::string> after = {};
  int count = 25;  // at most 25
};
struct Page {
  std::vector<Action> rows;
  std::optional<std::string> next;  // give it as `after` for the next page
};
// The open actions of the actor's organisation, oldest first. Looks at looked_at_max actions for a page; one with fewer
// rows may have a next.
constexpr int looked_at_max = 5000;
Page list(evidence::View&, Wanted const& = {});
// How many the actor holds, 100 at most: one statement when there are none.
int held_count(evidence::View&);
// Those about a document, as in the list; whether the document may be seen is for dossier::open to say.
std::vector<Action> of_document(evidence::View&, DocumentId const&);
// Open or closed; not_found for strangers and for those who may not do it.
Action open(evidence::View&, ActionId const&);
// Who may do it today, by name, at most 500. Asks for an administrator: others get not_allowed.
struct Candidate {
  PersonId person;
  std::string name;
};
std::vector<Candidate> candidates(evidence::View&, Action const&);

// Both record action_assigned; again to the same person changes nothing. Throw HeldByOther, and wrong_step once it is closed.
void take(evidence::Deed&, ActionId const&);                     // not_allowed for an administrator who may not do it
void assign(evidence::Deed&, ActionId const&, PersonId const&);  // by an administrator; mistake assignee "may_not_do"
// By the holder or an administrator; wrong_step when nobody holds it. Records action_released.
constexpr std::size_t reason_bytes_max = 500;
void release(evidence::Deed&, ActionId const&, std::string const& reason);

}  // namespace actions
