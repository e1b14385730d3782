// SPDX-License-Identifier: EUPL-1.2
// rights_on() beside a second opinion: a model of the rules in plain loops over plain lists, asked the same questions about
// thousands of small random worlds. ZEGEL_SEED=… runs one world alone.
#include "groups/groups.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

using evidence::View;
using groups::Level;
using groups::Rights;
using groups::Theme;
using support::TestHouse;

namespace {

constexpr int worlds = 290, questions = 70;  // 20,300 cases
constexpr std::uint64_t first_seed = 20260302;
constexpr int days_in_world = 12;
constexpr Day first_day = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5};  // all in winter time: Brussels is one hour ahead

struct Days {
  int from, to;
  bool hold(int day) const { return from <= day && day <= to; }
};
struct Relation {
  int person, organisation;
  Days days;
  bool ended;
};
struct UserRight {
  std::size_t relation;
  bool is_administrator;
  Days days;
  bool revoked;
};
struct LegalFunction {
  int person, organisation;
  Days days;
  bool open_ended;
};
struct Group {
  int organisation;
  bool is_active, may_edit_reference;
  std::array<int, groups::themes.size()> levels{};
  std::set<int> members, contracts;
  std::set<std::pair<int, int>> contract_members;  // contract, person
};

struct World {
  static constexpr int persons = 4, organisations = 2, contracts = 3;
  std::vector<Relation> relations;
  std::vector<UserRight> rights;
  std::vector<LegalFunction> functions;
  std::vector<Group> groups;
};

// ---------------------------------------------------------------- the second opinion

bool has_role(World const& world, int person, int organisation, int day, bool administrator) {
  for (auto const& right : world.rights) {
    auto const& relation = world.relations[right.relation];
    if (relation.person == person && relation.organisation == organisation && !relation.ended && relation.days.hold(day) && !right.revoked &&
        right.days.hold(day) && right.is_administrator == administrator)
      return true;
  }
  return false;
}

bool represents(World const& world, int person, int organisation, int day) {
  for (auto const& function : world.functions)
    if (function.person == person && function.organisation == organisation &&
        (function.open_ended ? function.days.from <= day : function.days.hold(day)))
      return true;
  return false;
}

bool reaches(Group const& group, int person, int organisation, int contract) {
  return group.organisation == organisation && group.is_active && group.contracts.contains(contract) &&
         (group.members.contains(person) || group.contract_members.contains({contract, person}));
}

Rights opinion(World const& world, int person, int organisation, int contract, int day) {
  Rights rights;
  bool const representative = represents(world, person, organisation, day);
  bool const administrator = has_role(world, person, organisation, day, true);
  bool const user = has_role(world, person, organisation, day, false);
  rights.administers = representative || administrator;
  rights.may_edit_reference = representative || administrator;
  for (auto theme : groups::themes) {
    int level = 0;
    if (administrator) level = 1;
    if (representative) level = 3;
    if (user)
      for (auto const& group : world.groups)
        if (reaches(group, person, organisation, contract)) level = std::max(level, group.levels[static_cast<std::size_t>(theme)]);
    rights.levels[static_cast<std::size_t>(theme)] = static_cast<Level>(level);
  }
  if (user)
    for (auto const& group : world.groups)
      if (reaches(group, person, organisation, contract) && group.may_edit_reference) rights.may_edit_reference = true;
  return rights;
}

// ---------------------------------------------------------------- random worlds

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed} {}
  int below(int count) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(count)); }
  bool one_in(int count) { return below(count) == 0; }
  Days days() {
    int const a = below(days_in_world), b = below(days_in_world);
    return one_in(2) ? Days{0, days_in_world} : Days{std::min(a, b), std::max(a, b)};
  }

 private:
  std::mt19937_64 engine_;
};

World thrown(Dice& dice) {
  World world;
  for (int person = 0; person < World::persons; ++person)
    for (int count = dice.below(3); count >= 0; --count)
      world.relations.push_back({person, dice.below(World::organisations), dice.days(), dice.one_in(6)});
  for (std::size_t relation = 0; relation < world.relations.size(); ++relation)
    for (int count = dice.below(3); count > 0; --count) world.rights.push_back({relation, dice.one_in(3), dice.days(), dice.one_in(6)});
  for (int count = dice.below(3); count > 0; --count)
    world.functions.push_back({dice.below(World::persons), dice.below(World::organisations), dice.days(), dice.one_in(3)});
  for (int count = 1 + dice.below(5); count > 0; --count) {
    Group group{dice.below(World::organisations), !dice.one_in(5), dice.one_in(4), {}, {}, {}, {}};
    for (auto& level : group.levels) level = dice.one_in(3) ? 0 : dice.below(4);
    for (int person = 0; person < World::persons; ++person)
      if (dice.one_in(2)) group.members.insert(person);
    for (int contract = 0; contract < World::contracts; ++contract)
      if (dice.one_in(2)) group.contracts.insert(contract);
    for (int guests = dice.below(3); guests > 0; --guests)
      group.contract_members.insert({dice.below(World::contracts), dice.below(World::persons)});
    world.groups.push_back(group);
  }
  return world;
}

// The ids of a world: kind and number.
std::string id(char kind, std::uint64_t number) { return std::string{kind} + std::to_string(number); }
std::string text(int day) { return to_text(first_day + std::chrono::days{day}); }

void write_people(db::Tx& tx, World const& world) {
  for (int organisation = 0; organisation < World::organisations; ++organisation)
    tx.run("INSERT INTO organisations (id, enterprise_number, name, email, is_authority, is_joint_venture, registered_at) VALUES ($1, $2, 'x', '', 0, 0, '')",
           {id('o', organisation), "900000000" + std::to_string(organisation)});
  for (int person = 0; person < World::persons; ++person)
    tx.run("INSERT INTO persons (id, given_name, family_name, language, registered_at) VALUES ($1, 'x', 'x', 'nl', '')", {id('p', person)});
  for (std::size_t i = 0; i < world.relations.size(); ++i) {
    auto const& relation = world.relations[i];
    tx.run(R"(INSERT INTO work_relations (id, person_id, organisation_id, kind, email, phone, valid_from, valid_to, ended_at)
              VALUES ($1, $2, $3, 'permanent', '', '', $4, $5, $6))",
           {id('r', i), id('p', relation.person), id('o', relation.organisation), text(relation.days.from), text(relation.days.to),
            relation.ended ? db::Value{std::string{"2026-01-01T00:00:00.000Z"}} : db::null()});
  }
  for (std::size_t i = 0; i < world.rights.size(); ++i) {
    auto const& right = world.rights[i];
    tx.run(R"(INSERT INTO user_rights (id, work_relation_id, role, reason, valid_from, valid_to, granted_by, granted_at, revoked_at)
              VALUES ($1, $2, $3, '', $4, $5, '', '', $6))",
           {id('u', i), id('r', right.relation), std::string{right.is_administrator ? "administrator" : "user"}, text(right.days.from),
            text(right.days.to), right.revoked ? db::Value{std::string{"2026-01-01T00:00:00.000Z"}} : db::null()});
  }
  for (std::size_t i = 0; i < world.functions.size(); ++i) {
    auto const& function = world.functions[i];
    tx.run("INSERT INTO legal_functions (person_id, organisation_id, code, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)",
           {id('p', function.person), id('o', function.organisation), id('f', i), text(function.days.from),
            function.open_ended ? db::null() : db::Value{text(function.days.to)}});
  }
}

void write_groups(db::Tx& tx, World const& world) {
  for (std::size_t i = 0; i < world.groups.size(); ++i) {
    auto const& group = world.groups[i];
    tx.run(R"(INSERT INTO groups (id, organisation_id, name, email, description, may_edit_reference, is_active, version)
              VALUES ($1, $2, $1, '', 'x', $3, $4, 1))",
           {id('g', i), id('o', group.organisation), std::int64_t{group.may_edit_reference}, std::int64_t{group.is_active}});
    for (auto theme : groups::themes)
      if (auto const level = group.levels[static_cast<std::size_t>(theme)]; level > 0)
        tx.run("INSERT INTO group_rights (group_id, theme, level) VALUES ($1, $2, $3)",
               {id('g', i), std::string{groups::name(theme)}, std::int64_t{level}});
    for (int person : group.members) tx.run("INSERT INTO group_members (group_id, person_id) VALUES ($1, $2)", {id('g', i), id('p', person)});
    for (int contract : group.contracts)
      tx.run("INSERT INTO group_contracts (contract_id, group_id, linked_at) VALUES ($1, $2, '')", {id('c', contract), id('g', i)});
    for (auto const& [contract, person] : group.contract_members)
      tx.run("INSERT INTO contract_members (contract_id, group_id, person_id) VALUES ($1, $2, $3)",
             {id('c', contract), id('g', i), id('p', person)});
  }
}

std::string told(Rights const& rights) {
  std::string text;
  for (auto level : rights.levels) (text += groups::name(level)) += ' ';
  return text + (rights.may_edit_reference ? "reference " : "") + (rights.administers ? "administers" : "");
}

// A moment of that day in Brussels, the first and the last thousandth more often than others.
Instant moment(Dice& dice, int day) {
  constexpr int thousandths = 24 * 60 * 60 * 1000;
  int const edge = dice.below(3);
  int const within = edge == 0 ? 0 : edge == 1 ? thousandths - 1 : dice.below(thousandths);
  return Instant{first_day + std::chrono::days{day}} - std::chrono::hours{1} + std::chrono::milliseconds{within};
}

struct Undone {};

// Whether the house and the model agree about one world; says where they do not.
testing::AssertionResult agree(db::Tx& tx, std::uint64_t seed) {
  Dice dice{seed};
  auto const world = thrown(dice);
  write_people(tx, world);
  write_groups(tx, world);
  for (int question = 0; question < questions; ++question) {
    int const person = dice.below(World::persons), organisation = dice.below(World::organisations), contract = dice.below(World::contracts);
    int const day = dice.below(days_in_world + 2) - 1;
    evidence::Actor const actor{{id('p', person)}, {id('o', organisation)}, Language::nl};
    View view{tx, actor, moment(dice, day)};
    auto const said = told(groups::rights_on(view, {id('c', contract)})), expected = told(opinion(world, person, organisation, contract, day));
    if (said != expected)
      return testing::AssertionFailure() << "ZEGEL_SEED=" << seed << ": person " << person << " for organisation " << organisation
                                         << " on contract " << contract << " at " << to_text(view.now) << "\n  is said: " << said
                                         << "\n  expected: " << expected;
  }
  // The same the other way round: who has it, for the mails and the actions.
  int const organisation = dice.below(World::organisations), contract = dice.below(World::contracts), day = dice.below(days_in_world);
  auto const theme = groups::themes[static_cast<std::size_t>(dice.below(8))];
  int const level = 1 + dice.below(3);
  std::vector<PersonId> expected;
  for (int person = 0; person < World::persons; ++person) {
    bool reached = false;
    for (auto const& group : world.groups)
      reached = reached || (reaches(group, person, organisation, contract) && group.levels[static_cast<std::size_t>(theme)] >= level);
    if (reached && has_role(world, person, organisation, day, false)) expected.push_back({id('p', person)});
  }
  if (groups::persons_with(tx, {id('o', organisation)}, {id('c', contract)}, theme, static_cast<Level>(level),
                           first_day + std::chrono::days{day}) != expected)
    return testing::AssertionFailure() << "ZEGEL_SEED=" << seed << ": persons with level " << level << " on " << groups::name(theme)
                                       << ", organisation " << organisation << ", contract " << contract << ", " << text(day);
  return testing::AssertionSuccess();
}

}  // namespace

TEST(RightsModel, the_house_and_a_second_opinion_agree_about_twenty_thousand_cases) {
  TestHouse house;
  auto const about = [&](std::uint64_t seed) {
    testing::AssertionResult result = testing::AssertionFailure();
    try {
      house.house().engine().act_now([&](db::Tx& tx) {
        result = agree(tx, seed);
        throw Undone{};
      });
    } catch (Undone const&) {
    }
    return result;
  };
  if (auto const* one = std::getenv("ZEGEL_SEED")) {
    EXPECT_TRUE(about(std::strtoull(one, nullptr, 10)));
    return;
  }
  for (std::uint64_t seed = first_seed; seed < first_seed + worlds; ++seed) ASSERT_TRUE(about(seed));
}
