// SPDX-License-Identifier: EUPL-1.2
// rights_on() beside a second opinion: a model of the rules in plain loops over plain lists, asked the same million questions
// about small random worlds in which groups are made, changed, deleted, overwritten, activated and linked, and rights granted,
// revoked and ended. Afterwards paths() is asked about moments of that past. ZEGEL_SEED=… runs one world alone.
#include "groups/groups.h"
#include "groups/paths.h"
#include "tests/support/test_house.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

using evidence::Deed;
using evidence::View;
using groups::Level;
using groups::Rights;
using support::TestHouse;

namespace {

constexpr int worlds = 250, steps = 24, questions = 168;  // 1,008,000 decisions
constexpr int past_questions = 40;                        // a world
constexpr std::uint64_t first_seed = 20260302;
constexpr int days_in_world = 12;
constexpr Day first_day = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5};  // all in winter time: Brussels is one hour ahead

struct Days {
  int from, to;
  bool hold(int day) const { return from <= day && day <= to; }
};
struct Relation {
  std::string id;
  int person, organisation;
  Days days;
  bool ended = false;
};
struct UserRight {
  std::string id;
  std::size_t relation;
  bool is_administrator;
  Days days;
  bool revoked = false;
};
struct LegalFunction {
  int person, organisation;
  Days days;
  bool open_ended;
};
struct Group {
  GroupId id;
  std::string name;
  int organisation;
  bool is_active = true, is_gone = false;
  std::array<int, groups::themes_max> levels{};
  std::array<bool, groups::contract_kinds.size()> references{};
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
  for (std::size_t theme = 0; theme < groups::themes_max; ++theme) {
    int level = 0;
    if (administrator) level = 1;
    if (representative) level = 3;
    if (user)
      for (auto const& group : world.groups)
        if (reaches(group, person, organisation, contract)) level = std::max(level, group.levels[theme]);
    rights.levels[theme] = static_cast<Level>(level);
  }
  for (std::size_t kind = 0; kind < groups::contract_kinds.size(); ++kind) {
    bool edits = representative || administrator;
    if (user)
      for (auto const& group : world.groups)
        if (reaches(group, person, organisation, contract) && group.references[kind]) edits = true;
    rights.references.set(groups::contract_kinds[kind], edits);
  }
  bool const opens =
      representative || administrator || std::any_of(rights.levels.begin(), rights.levels.end(), [](Level level) { return level != Level::none; });
  if (!opens) rights.references = false;
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
  auto id = [&, next = 0](char kind) mutable { return kind + std::to_string(next++); };
  for (int person = 0; person < World::persons; ++person)
    for (int count = dice.below(3); count >= 0; --count)
      world.relations.push_back({id('r'), person, dice.below(World::organisations), dice.days()});
  for (std::size_t relation = 0; relation < world.relations.size(); ++relation)
    for (int count = dice.below(3); count > 0; --count) world.rights.push_back({id('u'), relation, dice.one_in(3), dice.days()});
  for (int count = dice.below(3); count > 0; --count)
    world.functions.push_back({dice.below(World::persons), dice.below(World::organisations), dice.days(), dice.one_in(3)});
  return world;
}

// The ids of a world: kind and number.
std::string id(char kind, int number) { return kind + std::to_string(number); }
std::string text(int day) { return to_text(first_day + std::chrono::days{day}); }

void write_people(db::Tx& tx, World const& world) {
  for (int organisation = 0; organisation < World::organisations; ++organisation) {
    tx.run("INSERT INTO organisations (id, enterprise_number, name, email, is_authority, is_joint_venture, registered_at) VALUES ($1, $2, 'x', '', 0, 0, '')",
           {id('o', organisation), "900000000" + std::to_string(organisation)});
    // Who keeps the groups; never asked about.
    tx.run("INSERT INTO persons (id, given_name, family_name, language, registered_at) VALUES ($1, 'x', 'x', 'nl', '')", {id('k', organisation)});
    tx.run("INSERT INTO legal_functions (person_id, organisation_id, code, valid_from) VALUES ($1, $2, 'k', '2020-01-01')",
           {id('k', organisation), id('o', organisation)});
  }
  for (int person = 0; person < World::persons; ++person)
    tx.run("INSERT INTO persons (id, given_name, family_name, language, registered_at) VALUES ($1, 'x', 'x', 'nl', '')", {id('p', person)});
  for (auto const& relation : world.relations)
    tx.run(R"(INSERT INTO work_relations (id, person_id, organisation_id, kind, email, phone, valid_from, valid_to)
              VALUES ($1, $2, $3, 'permanent', '', '', $4, $5))",
           {relation.id, id('p', relation.person), id('o', relation.organisation), text(relation.days.from), text(relation.days.to)});
  for (auto const& right : world.rights)
    tx.run(R"(INSERT INTO user_rights (id, work_relation_id, role, reason, valid_from, valid_to, granted_by, granted_at)
              VALUES ($1, $2, $3, '', $4, $5, '', ''))",
           {right.id, world.relations[right.relation].id, std::string{right.is_administrator ? "administrator" : "user"}, text(right.days.from),
            text(right.days.to)});
  for (std::size_t i = 0; i < world.functions.size(); ++i) {
    auto const& function = world.functions[i];
    tx.run("INSERT INTO legal_functions (person_id, organisation_id, code, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)",
           {id('p', function.person), id('o', function.organisation), id('f', static_cast<int>(i)), text(function.days.from),
            function.open_ended ? db::null() : db::Value{text(function.days.to)}});
  }
}

// ---------------------------------------------------------------- steps: the verb, and the same in the model

int day_of(Instant at) { return static_cast<int>((brussels_day(at) - first_day).count()); }

class Play {
 public:
  Play(db::Tx& tx, World& world, Dice& dice) : tx_{tx}, world_{world}, dice_{dice} {}

  void step(Instant now) {
    now_ = now;
    switch (dice_.below(12)) {
      case 0: case 1: return make();
      case 2: case 3: return change();
      case 4: return remove();
      case 5: return revive(groups::OnInactive::activate);
      case 6: return revive(groups::OnInactive::overwrite);
      case 7: case 8: return link();
      case 9: return guest();
      case 10: return end_or_revoke();
      default: return grant();
    }
  }

 private:
  // As the keeper of an organisation.
  template <class Act>
  auto as_keeper(int organisation, Act&& act) {
    static evidence::Followers const nobody = [](Deed&, evidence::Entry const&) {};
    evidence::Actor const keeper{{id('k', organisation)}, {id('o', organisation)}, Language::nl};
    Deed deed{{tx_, keeper, now_}, nobody};
    return act(deed);
  }

  bool works(int person, int organisation) const {
    return std::any_of(world_.relations.begin(), world_.relations.end(), [&](auto const& each) {
      return each.person == person && each.organisation == organisation && !each.ended && each.days.to >= day_of(now_);
    });
  }

  void throw_rights(Group& group) {
    for (auto& level : group.levels) level = dice_.one_in(3) ? 0 : dice_.below(4);
    for (auto& edits : group.references) edits = dice_.one_in(4);
    std::set<int> members;
    for (int person = 0; person < World::persons; ++person)
      if (dice_.one_in(2) && (works(person, group.organisation) || group.members.contains(person))) members.insert(person);
    group.members = members;
  }

  groups::NewGroup asked(Group const& group) const {
    groups::NewGroup asked{group.name, "", "x", {}, {}, {}, {}};
    for (std::size_t i = 0; i < group.levels.size(); ++i) asked.rights[groups::themes[i]] = static_cast<Level>(group.levels[i]);
    for (std::size_t i = 0; i < group.references.size(); ++i) asked.references.set(groups::contract_kinds[i], group.references[i]);
    for (int person : group.members) asked.members.push_back({id('p', person)});
    return asked;
  }

  Group* any(bool active) {
    std::vector<Group*> fit;
    for (auto& group : world_.groups)
      if (group.is_active == active && !group.is_gone) fit.push_back(&group);
    return fit.empty() ? nullptr : fit[static_cast<std::size_t>(dice_.below(static_cast<int>(fit.size())))];
  }

  void make() {
    Group group{{}, "g" + std::to_string(world_.groups.size()), dice_.below(World::organisations), true, false, {}, {}, {}, {}, {}};
    throw_rights(group);
    group.id = as_keeper(group.organisation, [&](Deed& deed) { return groups::create(deed, asked(group)); });
    for (int contract = 0; contract < World::contracts; ++contract)
      if (dice_.one_in(2)) {
        as_keeper(group.organisation, [&](Deed& deed) { groups::link(deed, group.id, {id('c', contract)}); });
        group.contracts.insert(contract);
      }
    world_.groups.push_back(group);
  }

  void change() {
    auto* group = any(true);
    if (!group) return make();
    throw_rights(*group);
    as_keeper(group->organisation,
              [&](Deed& deed) { groups::change(deed, group->id, asked(*group), groups::open_facts(deed, group->id).version); });
  }

  void remove() {
    auto* group = any(true);
    if (!group) return make();
    as_keeper(group->organisation, [&](Deed& deed) { groups::remove(deed, group->id); });
    group->is_active = false;
    group->contracts.clear();
    group->contract_members.clear();
  }

  void revive(groups::OnInactive how) {
    auto* old = any(false);
    if (!old) return change();
    Group made{{}, old->name, old->organisation, true, false, {}, {}, {}, {}, {}};
    throw_rights(made);
    made.id = as_keeper(made.organisation, [&](Deed& deed) { return groups::create(deed, asked(made), how); });
    if (how == groups::OnInactive::activate) {
      old->is_active = true;
      return;
    }
    old->is_gone = true;
    world_.groups.push_back(made);
  }

  void link() {
    auto* group = any(true);
    if (!group) return make();
    int const contract = dice_.below(World::contracts);
    bool const was = group->contracts.contains(contract);
    as_keeper(group->organisation, [&](Deed& deed) { (was ? groups::unlink : groups::link)(deed, group->id, {id('c', contract)}); });
    if (!was) return void(group->contracts.insert(contract));
    group->contracts.erase(contract);
    std::erase_if(group->contract_members, [&](auto const& each) { return each.first == contract; });
  }

  void guest() {
    auto* group = any(true);
    int const person = dice_.below(World::persons);
    if (!group || group->contracts.empty()) return link();
    int const contract = *group->contracts.begin();
    bool const was = group->contract_members.contains({contract, person});
    if (!was && !works(person, group->organisation)) return;
    as_keeper(group->organisation, [&](Deed& deed) {
      (was ? groups::remove_member : groups::add_member)(deed, group->id, {id('c', contract)}, {id('p', person)});
    });
    if (was)
      group->contract_members.erase({contract, person});
    else
      group->contract_members.insert({contract, person});
  }

  void end_or_revoke() {
    if (dice_.one_in(2) || world_.rights.empty()) {
      auto& relation = world_.relations[static_cast<std::size_t>(dice_.below(static_cast<int>(world_.relations.size())))];
      if (!relation.ended) as_keeper(0, [&](Deed& deed) { people::end_work_relation(deed, relation.id); });
      relation.ended = true;
    } else {
      auto& right = world_.rights[static_cast<std::size_t>(dice_.below(static_cast<int>(world_.rights.size())))];
      if (!right.revoked) as_keeper(0, [&](Deed& deed) { people::revoke(deed, right.id); });
      right.revoked = true;
    }
  }

  void grant() {
    auto const at = static_cast<std::size_t>(dice_.below(static_cast<int>(world_.relations.size())));
    auto const& relation = world_.relations[at];
    if (relation.ended) return;
    bool const administrator = dice_.one_in(3);
    auto const granted = as_keeper(0, [&](Deed& deed) {
      return people::grant(deed, relation.id, administrator ? people::Role::administrator : people::Role::user, "", first_day,
                           first_day + std::chrono::days{days_in_world + 3});
    });
    world_.rights.push_back({granted, at, administrator, relation.days});
  }

  db::Tx& tx_;
  World& world_;
  Dice& dice_;
  Instant now_;
};

// ---------------------------------------------------------------- asking

std::string told(Rights const& rights) {
  std::string text = groups::digits(rights.levels) + ' ' + groups::digits(rights.references);
  return text + (rights.administers ? " administers" : "");
}

// A moment of that day in Brussels, the first and the last thousandth more often than others.
Instant moment(Dice& dice, int day) {
  constexpr int thousandths = 24 * 60 * 60 * 1000;
  int const edge = dice.below(3);
  int const within = edge == 0 ? 0 : edge == 1 ? thousandths - 1 : dice.below(thousandths);
  return Instant{first_day + std::chrono::days{day}} - std::chrono::hours{1} + std::chrono::milliseconds{within};
}

struct Question {
  int person, organisation, contract;
  evidence::Actor actor() const { return {{id('p', person)}, {id('o', organisation)}, Language::nl}; }
};
Question thrown_question(Dice& dice) { return {dice.below(World::persons), dice.below(World::organisations), dice.below(World::contracts)}; }

testing::AssertionResult same(Rights const& said, Rights const& expected, std::uint64_t seed, Question const& question, Instant at, char const* what) {
  if (said == expected) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "ZEGEL_SEED=" << seed << ": " << what << ", person " << question.person << " for organisation "
                                     << question.organisation << " on contract " << question.contract << " at " << to_text(at)
                                     << "\n  is said: " << told(said) << "\n  expected: " << told(expected);
}

// What rights_on() says of the world as it stands, on days before, within and after what is valid.
testing::AssertionResult decisions_agree(db::Tx& tx, World const& world, Dice& dice, std::uint64_t seed) {
  for (int n = 0; n < questions; ++n) {
    auto const question = thrown_question(dice);
    int const day = dice.below(days_in_world + 2) - 1;
    auto const actor = question.actor();
    View view{tx, actor, moment(dice, day)};
    auto const result = same(groups::rights_on(view, {id('c', question.contract)}),
                             opinion(world, question.person, question.organisation, question.contract, day), seed, question, view.now, "rights_on");
    if (!result) return result;
  }
  return testing::AssertionSuccess();
}

// The same the other way round: who has it, for the mails and the actions.
testing::AssertionResult persons_agree(db::Tx& tx, World const& world, Dice& dice, std::uint64_t seed) {
  int const organisation = dice.below(World::organisations), contract = dice.below(World::contracts), day = dice.below(days_in_world);
  auto const theme = groups::themes[static_cast<std::size_t>(dice.below(groups::themes_max))];
  int const level = 1 + dice.below(3);
  std::vector<PersonId> expected;
  for (int person = 0; person < World::persons; ++person) {
    bool reached = false;
    for (auto const& group : world.groups)
      reached = reached || (reaches(group, person, organisation, contract) && group.levels[static_cast<std::size_t>(theme)] >= level);
    if (reached && has_role(world, person, organisation, day, false)) expected.push_back({id('p', person)});
  }
  if (groups::persons_with(tx, {id('o', organisation)}, {id('c', contract)}, theme, static_cast<Level>(level),
                           first_day + std::chrono::days{day}) == expected)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "ZEGEL_SEED=" << seed << ": persons with level " << level << " on " << groups::name(theme)
                                     << ", organisation " << organisation << ", contract " << contract << ", " << text(day);
}

struct Remembered {
  Instant at;
  World world;
};

// What the ways of that moment add up to, beside the world as it was then.
testing::AssertionResult past_agrees(db::Tx& tx, std::vector<Remembered> const& past, Dice& dice, std::uint64_t seed, Instant now) {
  for (int n = 0; n < past_questions; ++n) {
    auto const& then = past[static_cast<std::size_t>(dice.below(static_cast<int>(past.size())))];
    auto const next = (&then == &past.back() ? now : (&then + 1)->at) - then.at;
    // The moment of the step itself, the last thousandth before the next one, or some moment between.
    auto const within = std::chrono::milliseconds{dice.one_in(3) ? 0 : dice.one_in(2) ? next.count() - 1 : dice.below(static_cast<int>(next.count()))};
    auto const at = then.at + within;
    auto const question = thrown_question(dice);
    auto const actor = question.actor();
    View view{tx, actor, now};
    auto const ways = groups::paths(view, actor.person, {id('c', question.contract)}, at);
    auto const result = same(groups::fold(ways), opinion(then.world, question.person, question.organisation, question.contract, day_of(at)), seed,
                             question, at, "paths in the past");
    if (!result) return result;
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult present_agrees(db::Tx& tx, Dice& dice, std::uint64_t seed, Instant now) {
  for (int n = 0; n < 4; ++n) {
    auto const question = thrown_question(dice);
    auto const actor = question.actor();
    View view{tx, actor, now};
    ContractId const contract{id('c', question.contract)};
    auto const result = same(groups::fold(groups::paths(view, actor.person, contract, now)), groups::rights_on(view, contract), seed, question, now,
                             "paths beside rights_on");
    if (!result) return result;
  }
  return testing::AssertionSuccess();
}

// Whether the house and the model agree about one world; says where they do not.
testing::AssertionResult agree(db::Tx& tx, std::uint64_t seed) {
  Dice dice{seed};
  auto world = thrown(dice);
  write_people(tx, world);
  Play play{tx, world, dice};
  std::vector<Remembered> past;
  auto now = moment(dice, 0);
  for (int step = 0; step < steps; ++step) {
    now += std::chrono::minutes{1 + dice.below(11 * 60)};
    play.step(now);
    past.push_back({now, world});
    for (auto const& result : {decisions_agree(tx, world, dice, seed), persons_agree(tx, world, dice, seed), present_agrees(tx, dice, seed, now)})
      if (!result) return result;
  }
  return past_agrees(tx, past, dice, seed, now + std::chrono::hours{9});
}

struct Undone {};

// The eight of Zegel and eight of an installation.
struct AllThemes {
  AllThemes() {
    std::vector<groups::ListedTheme> own;
    for (char c = 'a'; own.size() < groups::own_themes_max; ++c) own.push_back({{c}, {"nl", "fr", "de", "en"}, true});
    groups::use(groups::ThemeList{own});
  }
  ~AllThemes() { groups::use(groups::ThemeList{}); }
  AllThemes(AllThemes const&) = delete;
  AllThemes& operator=(AllThemes const&) = delete;
};

}  // namespace

// With as many themes as an installation may have.
TEST(RightsModel, the_house_and_a_second_opinion_agree_about_a_million_decisions_and_their_past) {
  static_assert(worlds * steps * questions >= 1'000'000);
  AllThemes const all_themes;
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
