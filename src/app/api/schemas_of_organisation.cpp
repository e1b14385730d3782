// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions.h"
#include "app/api/subjects.h"
#include "base/refusal.h"
#include "service/outages.h"

// Sessions, the own organisation and what it has to do, the service; and what every answer is made of.
namespace app {
namespace {

Words codes() {
  auto all = words(Refusal::busy);
  all.insert(all.end(), {"mistakes", "breakdown"});
  return all;
}

}  // namespace

std::vector<Schema> schemas_of_organisation() {
  return {
      {"ActionKind", "What is to be done.", "", words(actions::Kind::answer)},
      {"OutagePhase", "Where an outage stands.", "", words(service::Phase::cancelled)},
      {"ProblemCode", "Why it was refused.", "", codes()},
      {"Credentials", "An account made by the operator.", "userName!:text(254), password!:text(1024)"},
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

}  // namespace app
