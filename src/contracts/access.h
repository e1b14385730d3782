// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "contracts/contracts.h"
#include "groups/paths.h"

// "Why may I do this, or why may I not?": every way by which a person of the own organisation could reach a contract, now or
// at a moment in the past, and what each gives or lacks.
namespace contracts {

struct Access {
  ContractId contract;
  std::string title;  // empty when the asker may not read the contract
  Kind kind = Kind::contract;
  people::Person person;
  Instant at;
  bool asks_about_colleagues = false;
  groups::Paths paths;  // of an asker who is no administrator only the groups of which the person is a member
  groups::Rights rights;
};

// What is wrong with that moment: at "in_future", at "before_contract".
std::optional<Mistake> wrong_moment(evidence::View&, ContractId const&, Instant);

// An administrator asks about everybody of his organisation, anybody about himself (no `person`). Others' contracts and
// persons are not_found; who asks about a colleague without being an administrator gets not_allowed. A wrong
// moment is a mistake in "at".
Access access(evidence::View&, ContractId const&, std::optional<PersonId> const& person, std::optional<Instant> const& at);

// What was entered as a moment: an instant ("2026-03-02T09:00:00Z") or the wall clock in Brussels ("2026-03-02T10:00").
std::optional<Instant> parse_moment(std::string const& text);

}  // namespace contracts
