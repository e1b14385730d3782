// SPDX-License-Identifier: EUPL-1.2
#include "app/api/subjects.h"
#include "contracts/contracts.h"

// Contracts with their parties.
namespace app {

std::vector<Schema> schemas_of_contracts() {
  return {
      {"Side", "Which of the two parties.", "", words(contracts::Side::contractor)},
      {"ContractKind", "What kind of contract it is.", "", words(contracts::Kind::order)},
      {"Subject", "What the contract is about; the rules of payment differ.", "", words(contracts::Subject::services)},
      {"PaymentRegime", "One term for treatment and payment together, or one for verification and one for payment.", "",
       words(contracts::PaymentRegime::one_term)},
      {"NewContract",
       "A contract as the authority enters it. Without a kind it is a contract, without a regime the one that follows from the day of "
       "publication, without types those of the theme invoicing. In one term paymentDays is the term of treatment: 60 at most.",
       "specificationNumber!:text(60), dossierNumber!:text(60), lot:text(20), title!:text(300), kind:ContractKind, subject!:Subject, "
       "contractorNumber!:text(40), awardOn!:day, awardAmount!:decimal(2), publishedOn!:day, paymentRegime:PaymentRegime, "
       "verificationDays:integer(120), paymentDays:integer(120), types:[EnabledType]"},
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
      {"ContractLine",
       "What happened on a contract, when, and by whom: the person only where it is one's own organisation. A draft that was removed has no "
       "id any more. term: days of its own for a rule, or with from and to the days on which its term stands still.",
       "at!:instant, event!:Event, organisation!, isOwn!:boolean, digest!:digest, person, document:{id!:id?, number!:integer?, typeName!, "
       "title!}, messageId:id, group, colleague, added:[{name!}], removed:[{name!}], term:{rule!, name!, days!:integer, from:day, to:day}, "
       "reason"},
      {"History",
       "A page of what happened on a contract, newest first, without what the reader may not see. isCut: it was not full before enough was "
       "looked at, and next looks further.",
       "contract!:ContractHeading, lines!:[ContractLine], next!:text?, isCut!:boolean"},
  };
}

}  // namespace app
