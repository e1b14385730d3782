// SPDX-License-Identifier: EUPL-1.2
// The golden rights table, tests/golden/rights.txt: for every right, who has it. Each answer comes from the verb itself, tried
// by a person of each kind on each side and then undone. ZEGEL_GOLDEN_WRITE=1 writes the table anew; review the difference.
#include "contracts/access.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

using evidence::Deed;
using groups::Level;
using groups::Theme;
using people::Role;
using support::TestHouse;

namespace {

constexpr auto golden = SOURCE_FOLDER "/tests/golden/rights.txt";

// Hired on Monday 2 March, asked on Tuesday 3 March: these are days after that Monday.
struct Days {
  int from = 0, to = 300;
};
constexpr Days lapsed{0, 0}, planned{2, 300};

struct Kind {
  char const* name;
  std::vector<Role> roles{};
  char const* group = "";  // of which he is a standing member
  Days relation{}, right{};
  bool represents = false;
  Days function{};
  bool revoked = false, ended = false;
  char const* contract_member_of = "";
};

std::vector<Kind> kinds() {
  auto const user = std::vector{Role::user};
  return {
      {.name = "legal representative", .represents = true},
      {.name = "administrator", .roles = {Role::administrator}},
      {.name = "administrator in a group that sends", .roles = {Role::administrator}, .group = "sends"},
      {.name = "administrator and user who sends", .roles = {Role::administrator, Role::user}, .group = "sends"},
      {.name = "user who sends", .roles = user, .group = "sends"},
      {.name = "user who drafts", .roles = user, .group = "drafts"},
      {.name = "user who reads", .roles = user, .group = "reads"},
      {.name = "user who reads and edits the reference", .roles = user, .group = "reads, reference"},
      {.name = "user who reads and edits that of lots", .roles = user, .group = "reads, reference of lots"},
      {.name = "user who only edits the reference", .roles = user, .group = "reference"},
      {.name = "user who sends on another theme", .roles = user, .group = "other theme"},
      {.name = "user who sends on this contract alone", .roles = user, .contract_member_of = "guests"},
      {.name = "user in a group without a contract", .roles = user, .group = "not linked"},
      {.name = "user in a group that was removed", .roles = user, .group = "removed"},
      {.name = "user in a group activated again", .roles = user, .group = "activated"},
      {.name = "user in one activated and linked again", .roles = user, .group = "linked again"},
      {.name = "user in a group that was overwritten", .roles = user, .group = "overwritten"},
      {.name = "user in no group", .roles = user},
      {.name = "colleague without a role who sends", .group = "sends"},
      {.name = "right revoked", .roles = user, .group = "sends", .revoked = true},
      {.name = "right lapsed yesterday", .roles = user, .group = "sends", .right = lapsed},
      {.name = "right from tomorrow on", .roles = user, .group = "sends", .right = planned},
      {.name = "work relation ended", .roles = user, .group = "sends", .ended = true},
      {.name = "work relation lapsed yesterday", .roles = user, .group = "sends", .relation = lapsed},
      {.name = "legal function lapsed yesterday", .represents = true, .function = lapsed},
      {.name = "legal function from tomorrow on", .represents = true, .function = planned},
  };
}

// One organisation in the table: a person of each kind, and its groups.
struct Side {
  char const* name;
  OrganisationId organisation;
  evidence::Actor administrator;
  std::vector<evidence::Actor> actors;  // as kinds()
  std::map<std::string, GroupId> groups;
};

struct Hired {
  evidence::Actor actor;
  std::string relation;
  std::vector<std::string> rights;
};

Hired hire(TestHouse& house, Kind const& kind, OrganisationId const& organisation) {
  return house.as({}, [&](Deed& deed) {
    auto const monday = brussels_day(deed.now);
    auto const day = [&](int after) { return monday + std::chrono::days{after}; };
    auto const person = people::register_person(deed, {"Kind", kind.name, Language::nl, ""});
    Hired hired{{person.id, organisation, Language::nl}, "", {}};
    hired.relation = people::start_work_relation(
        deed, {person.id, organisation, people::RelationKind::permanent, "", "", day(kind.relation.from), day(kind.relation.to)});
    for (auto role : kind.roles) hired.rights.push_back(people::grant(deed, hired.relation, role, "test", day(kind.right.from), day(kind.right.to)));
    if (kind.represents) organisations::appoint_legal_representative(deed, person.id, organisation, day(kind.function.from), day(kind.function.to));
    return hired;
  });
}

Side side(TestHouse& house, char const* name, OrganisationId const& organisation, evidence::Actor const& administrator) {
  Side made{name, organisation, administrator, {}, {}};
  std::map<std::string, std::vector<PersonId>> members;
  std::vector<Hired> all;
  for (auto const& kind : kinds()) {
    all.push_back(hire(house, kind, organisation));
    made.actors.push_back(all.back().actor);
    members[kind.group].push_back(all.back().actor.person);
  }
  auto const group = [&](char const* group_name, std::map<Theme, Level> rights, groups::ContractKinds reference, bool linked = true) {
    house.as(administrator, [&](Deed& deed) {
      auto const id = groups::create(deed, {std::string{"table: "} + group_name, "", "test", std::move(rights), reference, members[group_name]});
      if (linked) groups::link(deed, id, house.road);  // the contract's own door would keep strangers out
      made.groups[group_name] = id;
    });
  };
  group("sends", {{Theme::invoicing, Level::send}}, false);
  group("drafts", {{Theme::invoicing, Level::draft}}, false);
  group("reads", {{Theme::invoicing, Level::read}}, false);
  group("reads, reference", {{Theme::invoicing, Level::read}}, true);
  group("reads, reference of lots", {{Theme::invoicing, Level::read}}, {groups::ContractKind::lot});
  group("reference", {}, true);
  group("other theme", {{Theme::planning, Level::send}}, false);
  group("guests", {{Theme::invoicing, Level::send}}, false);
  group("not linked", {{Theme::invoicing, Level::send}}, false, false);
  for (auto const* name_of_group : {"removed", "activated", "linked again", "overwritten"})
    group(name_of_group, {{Theme::invoicing, Level::send}}, false);
  auto const known = kinds();
  house.as(administrator, [&](Deed& deed) {
    for (std::size_t i = 0; i < known.size(); ++i)
      if (*known[i].contract_member_of) groups::add_member(deed, made.groups.at(known[i].contract_member_of), house.road, all[i].actor.person);
    for (auto const* name_of_group : {"removed", "activated", "linked again", "overwritten"}) groups::remove(deed, made.groups.at(name_of_group));
    groups::create(deed, {"table: activated", "", "x", {}, false, {}}, groups::OnInactive::activate);
    groups::link(deed, groups::create(deed, {"table: linked again", "", "x", {}, false, {}}, groups::OnInactive::activate), house.road);
    groups::create(deed, {"table: overwritten", "", "x", {{Theme::invoicing, Level::send}}, false, {}}, groups::OnInactive::overwrite);
  });
  house.as({}, [&](Deed& deed) {
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (known[i].revoked) people::revoke(deed, all[i].rights.at(0));
      if (known[i].ended) people::end_work_relation(deed, all[i].relation);
    }
  });
  return made;
}

// Documents in every state that a right is asked about.
struct Papers {
  DocumentId draft, ready, sent, in_treatment, asked, supplement, accepted, settled, invoice_request;
  AttachmentId file_on_draft, file_on_sent;
};

dossier::NewAttachment a_file(TestHouse& house) { return {dossier::AttachmentKind::supporting_document, "bijlage.pdf", house.a_file("%PDF-1.4 bijlage")}; }

Papers papers(TestHouse& house) {
  Papers made;
  auto const drafted = [&] { return house.drafted(house.sara); };
  auto const sara = [&](auto act) { house.as(house.sara, act); };
  auto const els = [&](auto act) { house.as(house.els, act); };
  made.draft = drafted();
  sara([&](Deed& deed) { made.file_on_draft = dossier::attach(deed, made.draft, a_file(house)).id; });
  made.ready = drafted();
  sara([&](Deed& deed) { dossier::put_ready(deed, made.ready); });
  made.sent = drafted();
  sara([&](Deed& deed) { made.file_on_sent = dossier::attach(deed, made.sent, a_file(house)).id; });
  sara([&](Deed& deed) { payments::send_claim(deed, made.sent); });
  made.in_treatment = house.in_treatment();
  made.asked = house.in_treatment();
  els([&](Deed& deed) { payments::ask_supplements(deed, made.asked, "Keuringsverslag"); });
  sara([&](Deed& deed) { made.supplement = payments::begin_supplement(deed, made.asked, "Keuringsverslag").id; });
  sara([&](Deed& deed) { dossier::attach(deed, made.supplement, a_file(house)); });
  made.accepted = house.in_treatment();
  els([&](Deed& deed) { payments::accept(deed, made.accepted); });
  made.settled = house.in_treatment();
  els([&](Deed& deed) { payments::accept(deed, made.settled); });
  els([&](Deed& deed) { made.invoice_request = payments::request_invoice(deed, made.settled, {"45", "", 100'000}).id; });
  return made;
}

contracts::NewContract another_contract() {
  Fields const fields{{"specificationNumber", "AWV/2026/015"}, {"dossierNumber", "AWV/2026/015-1"}, {"title", "Brug"},
                      {"subject", "works"},                    {"contractorNumber", "0426.994.097"}, {"awardOn", "15/01/2026"},
                      {"awardAmount", "1.000,00"},             {"publishedOn", "01/10/2025"}};
  return take(contracts::read_contract(fields, false));
}

struct Right {
  char const* name;
  std::function<void(Deed&, Side const&)> use;
};

std::vector<Right> rights_on_contracts(TestHouse& house) {
  auto const& road = house.road;
  return {
      {"see the contract", [&](Deed& deed, Side const&) { contracts::open(deed, road); }},
      {"see the contract in the list",
       [&](Deed& deed, Side const&) {
         if (contracts::list(deed, {}, "").rows.empty()) refuse(Refusal::not_found);
       }},
      {"edit the own reference", [&](Deed& deed, Side const&) { contracts::set_own_reference(deed, road, "R1"); }},
      {"set the contract's e-mail address", [&](Deed& deed, Side const&) { contracts::set_address(deed, road, "weg@example.org"); }},
      {"make a contract", [&](Deed& deed, Side const&) { contracts::create(deed, another_contract()); }},
      {"make a group", [&](Deed& deed, Side const&) { groups::create(deed, {"new", "", "test", {}, false, {}}); }},
      {"see the groups", [&](Deed& deed, Side const&) { groups::list(deed); }},
      {"see a group", [&](Deed& deed, Side const& own) { groups::open(deed, own.groups.at("reads")); }},
      {"change a group", [&](Deed& deed, Side const& own) { groups::change(deed, own.groups.at("reads"), {"r", "", "test", {}, false, {}}, 1); }},
      {"remove a group", [&](Deed& deed, Side const& own) { groups::remove(deed, own.groups.at("reads")); }},
      {"link a group to the contract", [&](Deed& deed, Side const& own) { contracts::link_group(deed, road, own.groups.at("not linked")); }},
      {"unlink a group from the contract", [&](Deed& deed, Side const& own) { contracts::unlink_group(deed, road, own.groups.at("reads")); }},
      {"add a contract member",
       [&](Deed& deed, Side const& own) {
         contracts::open(deed, road);
         groups::add_member(deed, own.groups.at("guests"), road, own.actors.front().person);
       }},
      {"save the standing members of a group",
       [&](Deed& deed, Side const& own) { groups::save_standing_members(deed, own.groups.at("reads"), {{own.actors.front().person}, {}}); }},
      {"ask why oneself may", [&](Deed& deed, Side const&) { contracts::access(deed, road, {}, {}); }},
      {"ask why a colleague may", [&](Deed& deed, Side const& own) { contracts::access(deed, road, own.administrator.person, {}); }},
  };
}

std::vector<Right> rights_on_documents(TestHouse& house, Papers const& papers) {
  using namespace payments;
  auto const& p = papers;
  return {
      {"read a draft claim", [&](Deed& deed, Side const&) { open_claim(deed, p.draft); }},
      {"read a sent claim", [&](Deed& deed, Side const&) { open_claim(deed, p.sent); }},
      {"read an invoice request", [&](Deed& deed, Side const&) { dossier::open(deed, p.invoice_request); }},
      {"download an attachment of a draft", [&](Deed& deed, Side const&) { dossier::open_attachment(deed, p.file_on_draft); }},
      {"download an attachment of a sent claim", [&](Deed& deed, Side const&) { dossier::open_attachment(deed, p.file_on_sent); }},
      {"begin a claim", [&](Deed& deed, Side const&) { begin_claim(deed, house.road, house.a_claim()); }},
      {"save a draft claim", [&](Deed& deed, Side const&) { save_claim(deed, p.draft, 1, house.a_claim()); }},
      {"attach a file to a draft", [&](Deed& deed, Side const&) { dossier::attach(deed, p.draft, a_file(house)); }},
      {"take a file from a draft", [&](Deed& deed, Side const&) { dossier::detach(deed, p.file_on_draft); }},
      {"remove a draft", [&](Deed& deed, Side const&) { remove_draft(deed, p.draft); }},
      {"put a draft ready", [&](Deed& deed, Side const&) { dossier::put_ready(deed, p.draft); }},
      {"return what stands ready", [&](Deed& deed, Side const&) { dossier::return_to_draft(deed, p.ready); }},
      {"send a claim", [&](Deed& deed, Side const&) { send_claim(deed, p.ready); }},
      {"withdraw a sent claim", [&](Deed& deed, Side const&) { dossier::withdraw(deed, p.sent); }},
      {"take a claim into treatment", [&](Deed& deed, Side const&) { take_into_treatment(deed, p.sent); }},
      {"ask for supplements", [&](Deed& deed, Side const&) { ask_supplements(deed, p.in_treatment, "Keuringsverslag"); }},
      {"begin a supplement", [&](Deed& deed, Side const&) { begin_supplement(deed, p.asked, "Keuringsverslag"); }},
      {"send a supplement", [&](Deed& deed, Side const&) { send_supplement(deed, p.supplement); }},
      {"accept a claim", [&](Deed& deed, Side const&) { accept(deed, p.in_treatment); }},
      {"accept a claim partially", [&](Deed& deed, Side const&) { accept_partially(deed, p.in_treatment, {{{1, 1, "x"}}, {}, ""}); }},
      {"refuse a claim", [&](Deed& deed, Side const&) { refuse_claim(deed, p.in_treatment, Ground::wrong_period, "x"); }},
      {"request an invoice", [&](Deed& deed, Side const&) { request_invoice(deed, p.accepted, {"45", "", 1}); }},
  };
}

struct Undone {};

std::string tried(TestHouse& house, Right const& right, Side const& side, evidence::Actor const& actor) {
  try {
    house.as(actor, [&](Deed& deed) {
      right.use(deed, side);
      throw Undone{};
    });
  } catch (Undone const&) {
    return "yes";
  } catch (Refused const& refused) {
    if (refused.why == Refusal::not_found) return "hidden";
    return refused.why == Refusal::not_allowed ? "no" : std::string{name(refused.why)};
  } catch (Mistaken const& mistaken) {
    return "mistake in " + mistaken.mistakes.at(0).field;
  }
  return {};
}

std::string cell(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

std::string table(TestHouse& house) {
  std::vector<Side> const sides{side(house, "authority", house.agency.id, house.els), side(house, "contractor", house.klinker.id, house.karim),
                                side(house, "other organisation", house.vanhove.id, house.ingrid)};
  auto const made = papers(house);
  house.clock().pass(std::chrono::hours{24});  // Tuesday
  auto rights = rights_on_contracts(house);
  for (auto& right : rights_on_documents(house, made)) rights.push_back(std::move(right));
  auto const known = kinds();
  std::string text =
      "# SPDX-License-Identifier: EUPL-1.2\n"
      "# Who may do what. Written by src/groups/rights_test.cpp (ZEGEL_GOLDEN_WRITE=1); every cell is the answer of the verb itself.\n"
      "#   yes      may do it\n"
      "#   no       is refused: may see, may not do\n"
      "#   hidden   is told that it does not exist\n"
      "# The contract is between the authority and the contractor; documents are about invoicing.\n";
  for (auto const& right : rights) {
    text += '\n' + cell(right.name, 44);
    for (auto const& each : sides) text += cell(each.name, 14);
    for (std::size_t kind = 0; kind < known.size(); ++kind) {
      text.erase(text.find_last_not_of(' ') + 1);
      text += "\n  " + cell(known[kind].name, 42);
      for (auto const& each : sides) text += cell(tried(house, right, each, each.actors[kind]), 14);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST(Rights, the_golden_table_says_who_may_do_what) {
  TestHouse house;
  auto const text = table(house);
  if (std::getenv("ZEGEL_GOLDEN_WRITE")) {
    std::ofstream{golden} << text;
    return;
  }
  std::ifstream file{golden};
  auto const expected = lines_of({std::istreambuf_iterator<char>{file}, {}}), found = lines_of(text);
  ASSERT_FALSE(expected.empty()) << "tests/golden/rights.txt is not there";
  std::string right;
  for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
    auto const& now = i < found.size() ? found[i] : "";
    if (!now.empty() && now[0] != ' ') right = now;
    EXPECT_EQ(now, i < expected.size() ? expected[i] : "") << "line " << i + 1 << " of tests/golden/rights.txt, under: " << right;
  }
}

TEST(Rights, nobody_of_another_organisation_sees_anything_of_a_contract) {
  // What no review of the table may let pass: its last column never says yes to a document or a contract.
  TestHouse house;
  auto const stranger = side(house, "other organisation", house.vanhove.id, house.ingrid);
  auto const made = papers(house);
  house.clock().pass(std::chrono::hours{24});
  for (auto const& right : rights_on_documents(house, made))
    for (auto const& actor : stranger.actors) EXPECT_EQ(tried(house, right, stranger, actor), "hidden") << right.name;
}
