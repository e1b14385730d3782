// SPDX-License-Identifier: EUPL-1.2
#include "app/api/subjects.h"
#include "clocks/clocks.h"

#include <algorithm>

// The terms of the law: rules, running terms, closing days and the calendar.
namespace app {
namespace {

// The kinds of stop that some rule allows.
Words stop_kinds() {
  Words all;
  for (auto const& rule : clocks::rules())
    for (auto const& kind : rule.stops)
      if (std::find(all.begin(), all.end(), kind.key) == all.end()) all.push_back(kind.key);
  return all;
}

}  // namespace

std::vector<Schema> schemas_of_terms() {
  return {
      {"TermState", "How a term stands; expired: the right is over, nobody is late.", "", words(clocks::State::lapsed)},
      {"DayCount", "Which days a term counts.", "", words(clocks::Count::working)},
      {"StopKind", "Why a term stands still.", "", stop_kinds()},
      {"NewStop", "Days, the first and the last included, that a term does not count: at most 120.",
       "kind!:StopKind, from!:day, to!:day, reason!:text(1000)"},
      {"NewTerm", "Other days for a rule on one contract; without days those of the law again.",
       "rule!:text(40), days:integer(730), reason!:text(1000)"},
      {"NewClosingDay", "A day after today and within ten years.", "day!:day, name:text(100)"},
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

}  // namespace app
