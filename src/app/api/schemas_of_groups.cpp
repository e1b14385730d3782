// SPDX-License-Identifier: EUPL-1.2
#include "app/api/subjects.h"
#include "groups/paths.h"

// Groups with their rights and members, and why somebody may do what.
namespace app {

namespace {

// A level per theme; made once, for the schema only refers to it.
std::string_view levels() {
  static auto const fields = [] {
    std::string text;
    for (auto theme : groups::themes)
      text.append(text.empty() ? "" : ", ").append(groups::name(theme)).append(":Level");
    return text;
  }();
  return fields;
}

}  // namespace

std::vector<Schema> schemas_of_groups() {
  return {
      {"Theme", "A theme of the dossier; rights are given per theme. An installation may have some of its own.", "", words(groups::themes.back())},
      {"Level", "How far a right reaches: each level includes those before it.", "", words(groups::Level::send)},
      {"ReferenceRight",
       "To read the own reference of contracts of a kind, or to change it and the address for mail.",
       "",
       {"read", "edit"}},
      {"OnInactiveName",
       "What to do when an inactive group bears the name: overwrite it, or activate it as it was, without its contracts.",
       "",
       {"overwrite", "activate"}},
      {"Hold", "Why somebody has a role, or has it not.", "", words(people::Hold::relation_ended)},
      {"Lack", "What keeps a group from giving somebody its rights.", "", words(groups::Lack::nothing_given)},
      {"Levels", "A level per theme; none where a theme is left out. An installation may have themes of its own.", levels()},
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
      {"GroupRow", "A group in a list.", "id!:id, name!, email!, description!, contracts!:integer"},
      {"Groups", "A page of the active groups of the own organisation, by name.", "groups!:[GroupRow], search!, next!:text?"},
      {"GroupHead", "A group with its rights; contracts are counted up to 1,000.",
       "id!:id, version!:integer, name!, email!, description!, contractCount!:integer, rights!:[{theme!:Theme, level!:Level}], "
       "reference!:[{kind!:ContractKind, right!:ReferenceRight}], standingMembers!:[Member], next!:id?"},
      {"Group",
       "A group with a page of its standing members, and the first 100 of its contracts and of the members that it has on one contract "
       "only.",
       "+GroupHead, contractMembers!:[{personId!:id, name!, email!, contractId!:id, contractTitle!}], "
       "contracts!:[{id!:id, title!, dossierNumber!}]"},
      {"Member", "A member of a group.", "personId!:id, name!, email!"},
      {"ContractGroups", "A page of the own groups that are linked to a contract, by name.",
       "contract!:ContractHeading, groups!:[{id!:id, name!, description!, email!, isLinked!:boolean}], "
       "search!, next!:text?, unreached:{contractId!:id, themes!:[{theme!:Theme}]}"},
      {"GroupOnContract", "An own group on a contract: a page of its standing members, and those it has on this contract only.",
       "+GroupHead, contract!:ContractHeading, contractMembers!:[Member]"},
      {"Access",
       "By which ways somebody could reach a contract at a moment, and what each gives or lacks. The title is empty for who may not read "
       "the "
       "contract. At most 200 groups: those that give rights come first.",
       "contractId!:id, contractTitle!, personId!:id, name!, at!:instant, administers!:boolean, mayEditReference!:boolean, "
       "rights!:[{theme!:Theme, level!:Level, through!:[{way!:text, group!, level!:Level}]}], "
       "roles!:[{role!, hold!:Hold, on!:day?, holds!:boolean}], "
       "groups!:[{groupId!:id, name!, gives!:boolean, isStandingMember!:boolean, isContractMember!:boolean, isLinked!:boolean, "
       "isActive!:boolean, lacks!:[{code!:Lack}], rights!:[{theme!:Theme, level!:Level}], mayEditReference!:boolean}], "
       "moreGroups!:integer"},
  };
}

}  // namespace app
