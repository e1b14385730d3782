// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "clocks/clocks.h"

// The SQL of the room.
namespace clocks::store {

// What the rules ask of a contract.
struct Facts {
  ContractId id;
  OrganisationId authority, contractor;
  contracts::Subject subject = contracts::Subject::works;
  Day published_on, award_on;
  std::int64_t award_cents = 0;
  Rule const* rule(std::string_view key) const { return find_rule(key, published_on, subject, award_cents); }
};
std::optional<Facts> find_facts(db::Tx&, ContractId const&);
bool exchanges_any(db::Tx&, ContractId const&, Rule const&);

struct Sent {
  std::string type;
  std::optional<DocumentId> replies_to;
  groups::Theme theme = groups::Theme::general;
};
std::optional<Sent> find_sent(db::Tx&, DocumentId const&);
// The newest documents on the contract that start this rule and still wait for an answer, with their type; at most 20.
std::vector<std::pair<DocumentId, std::string>> awaiting(db::Tx&, ContractId const&, Rule const&);

// A clock as it is kept, for working out its due day.
struct Kept {
  ClockId id;
  ContractId contract;
  std::string rule;
  std::optional<DocumentId> document;
  Day started_on, due_on;
  Side side = Side::authority;
  bool is_stopped = false;
};
void insert(evidence::Deed&, Facts const&, Rule const&, Kept const&);
// Writes what differs; a new version when something does.
void update(evidence::Deed&, Kept const& before, Kept const& after);
void end(evidence::Deed&, Kept const&, std::string_view outcome, std::optional<DocumentId> const& by);
void run_again(evidence::Deed&, DocumentId const& ended_by);
// The same of what this document started by that rule, whatever ended it; what lapsed stays so.
void run_again_of(evidence::Deed&, DocumentId const& document, std::string_view rule);

std::vector<Kept> running_of_document(db::Tx&, DocumentId const&);
std::vector<Kept> running_of_rule(db::Tx&, ContractId const&, std::string const& rule);
std::optional<Kept> find_of_document(db::Tx&, DocumentId const&, std::string const& rule);
// Those of an authority that began before and are due on or after the day: a closing day may move them. At most `count`
// after the one with this id.
std::vector<Kept> running_around(db::Tx&, OrganisationId const& authority, Day, std::string const& after, int count);

std::vector<Stop> stops_of(db::Tx&, ClockId const&);
std::optional<int> own_days(db::Tx&, ContractId const&, std::string const& rule);

// The due day of a clock that started on that day.
Day due_on(db::Tx&, Facts const&, Rule const&, Day started_on, std::vector<Stop> const& stops);

}  // namespace clocks::store
