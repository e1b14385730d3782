// SPDX-License-Identifier: EUPL-1.2
// Times (in processor time) the rights decision, and the pages that depend on many groups, on SQLite in a file.
//
//   bench_rights FOLDER
//
// One organisation with 1,000 groups and 10,000 people who may use it; each group has 10 of them, and 20 of the 20,000
// contracts. Besides: a user in 3 groups, one in all 1,000 whose groups share no contract, and one in another 1,000 that are
// all linked to the same contracts.
#include "contracts/contracts.h"
#include "groups/paths.h"
#include "people/people.h"

#include <fmt/format.h>

#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace {

constexpr int groups_count = 1'000, people_count = 10'000, contracts_each = 20, members_each = 10;

struct World {
  std::unique_ptr<db::Engine> engine;
  std::string const organisation = new_id(), few = new_id(), many = new_id(), shared = new_id(), keeper = new_id();
  std::vector<std::string> groups, contracts;
  std::string now = to_text(MachineClock{}.now());
};

void hire(db::Tx& tx, World const& world, std::string const& person, char const* role, int n) {
  auto const relation = new_id();
  tx.run("INSERT INTO persons (id, given_name, family_name, language, registered_at) VALUES ($1, $2, $3, 'nl', $4)",
         {person, fmt::format("Persoon {}", n), fmt::format("Bench {:05d}", n), world.now});
  tx.run(R"(INSERT INTO work_relations (id, person_id, organisation_id, kind, email, phone, valid_from, valid_to)
            VALUES ($1, $2, $3, 'permanent', 'p@bench.example', '', '2020-01-01', '2099-01-01'))", {relation, person, world.organisation});
  tx.run(R"(INSERT INTO user_rights (id, work_relation_id, organisation_id, role, reason, valid_from, valid_to, granted_by, granted_at)
            VALUES ($1, $2, $5, $4, 'bench', '2020-01-01', '2099-01-01', '', $3))",
         {new_id(), relation, world.now, role, world.organisation});
}

void make_contract(db::Tx& tx, World& world, int n) {
  auto const id = new_id();
  tx.run(R"(INSERT INTO contracts (id, specification_number, dossier_number, lot, title, kind, subject, authority_id, contractor_id, award_on,
                                   award_cents, published_on, payment_regime, verification_days, payment_days, created_at)
            VALUES ($1, $2, $2, '', $2, 'contract', 'works', $3, $3, '2026-01-15', 1, '2025-10-01', 'one_term', 30, 30, $4))",
         {id, fmt::format("AWV/{}", n), world.organisation, world.now});
  tx.run(R"(INSERT INTO parties (organisation_id, contract_id, side, own_reference, email, words, title, specification_number, dossier_number,
                                 lot, other_party, kind, award_on, award_cents)
            VALUES ($1, $2, 'authority', '', '', $3, $4, '', '', '', '', 'contract', '2026-01-15', 1))",
         {world.organisation, id, fmt::format(" awv {}", n), fmt::format("AWV/{}", n)});
  world.contracts.push_back(id);
}

void make_group(db::Tx& tx, World& world, int n) {
  auto const id = new_id();
  tx.run(R"(INSERT INTO groups (id, organisation_id, name, email, description, levels, reference_kinds, is_active, since, version)
            VALUES ($1, $2, $3, '', 'bench', '31100000', '10000', 1, $4, 1))", {id, world.organisation, fmt::format("Groep {:05d}", n), world.now});
  world.groups.push_back(id);
}

void join(db::Tx& tx, World const& world, std::string const& group, std::string const& person) {
  tx.run("INSERT INTO group_members (group_id, person_id, since) VALUES ($1, $2, $3)", {group, person, world.now});
}

void link(db::Tx& tx, World const& world, std::string const& group, std::string const& contract) {
  tx.run("INSERT INTO group_contracts (contract_id, group_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", {contract, group, world.now});
}

void fill(World& world) {
  world.engine->act_now([&](db::Tx& tx) {
    tx.run(R"(INSERT INTO organisations (id, enterprise_number, name, email, is_authority, is_joint_venture, registered_at)
              VALUES ($1, '0900000196', 'Bench', '', 1, 0, $2))",
           {world.organisation, world.now});
    std::vector<std::string> people;
    for (int n = 0; n < people_count; ++n) hire(tx, world, people.emplace_back(new_id()), "user", n);
    for (auto const* one : {&world.few, &world.many, &world.shared}) hire(tx, world, *one, "user", people_count);
    hire(tx, world, world.keeper, "administrator", people_count);
    for (int n = 0; n < groups_count * contracts_each; ++n) make_contract(tx, world, n);
    for (int n = 0; n < 2 * groups_count; ++n) {
      make_group(tx, world, n);
      auto const& group = world.groups.back();
      auto const at = static_cast<std::size_t>(n % groups_count);
      for (std::size_t k = 0; k < members_each && n < groups_count; ++k) join(tx, world, group, people[at * members_each + k]);
      if (n % (groups_count / 3 + 1) == 0 && n < groups_count) join(tx, world, group, world.few);
      join(tx, world, group, n < groups_count ? world.many : world.shared);
      for (std::size_t k = 0; k < contracts_each; ++k)
        link(tx, world, group, world.contracts[n < groups_count ? at + k * groups_count : k * 7 + 1]);
    }
  });
}

// `decisions`: so many are made by one act; the time told is that of one.
// Processor time of this process alone, whatever else the machine does.
void tell(char const* what, std::clock_t begun, double times) {
  fmt::print("{:<72} {:>10.1f} µs\n", what, static_cast<double>(std::clock() - begun) * 1e6 / CLOCKS_PER_SEC / times);
}

void report(World& world, std::string const& who, char const* what, int times, std::function<void(evidence::View&, int)> const& act,
            int decisions = 1) {
  evidence::Actor const actor{{who}, {world.organisation}, Language::nl};
  world.engine->look([&](db::Tx& tx) {
    evidence::View view{tx, actor, MachineClock{}.now()};
    act(view, 0);
    auto const begun = std::clock();
    for (int n = 0; n < times; ++n) act(view, n);
    tell(what, begun, static_cast<double>(times) * decisions);
  });
}

void report_looks(World& world, std::string const& who, char const* what, int times, std::function<void(evidence::View&, int)> const& act) {
  evidence::Actor const actor{{who}, {world.organisation}, Language::nl};
  auto const begun = std::clock();
  for (int n = 0; n < times; ++n)
    world.engine->look([&](db::Tx& tx) {
      evidence::View view{tx, actor, MachineClock{}.now()};
      act(view, n);
    });
  tell(what, begun, times);
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    fmt::print(stderr, "bench_rights FOLDER\n");
    return 2;
  }
  World world{.engine = db::open(std::string{words[1]} + "/rights.db", 2)};
  db::migrate(*world.engine, db::migrations());
  fill(world);
  auto const decide = [&](evidence::View& view, int n) {
    (void)groups::rights_on(view, {world.contracts[static_cast<std::size_t>(n) % world.contracts.size()]});
  };
  report_looks(world, world.few, "a look that reads one row: begin, snapshot, the row, end", 50'000, [](evidence::View& view, int) {
    (void)view.tx.all("SELECT name FROM organisations WHERE id = $1", {view.actor.organisation.text});
  });
  report_looks(world, world.few, "a look that asks who somebody is", 50'000, [](evidence::View& view, int) { (void)people::standing(view); });
  report_looks(world, world.few, "a look that asks who somebody is and decides once", 50'000, decide);
  report(world, world.few, "rights_on, a user in 3 of 1,000 groups, 10,000 members", 50'000, decide);
  report(world, world.many, "rights_on, a user in 1,000 groups", 50'000, decide);
  report(world, world.shared, "rights_on, a contract with 1,000 linked groups, all his", 200,
         [&](evidence::View& view, int) { (void)groups::rights_on(view, {world.contracts[1]}); });
  report(world, world.few, "rights_on, a contract with 1,000 linked groups, none his", 200,
         [&](evidence::View& view, int) { (void)groups::rights_on(view, {world.contracts[1]}); });
  report(world, world.keeper, "rights_on, an administrator", 50'000, decide);
  auto const decide_page = [&](evidence::View& view, int n) {
    std::vector<ContractId> page;
    for (std::size_t k = 0; k < 25; ++k) page.push_back({world.contracts[(static_cast<std::size_t>(n) * 25 + k) % world.contracts.size()]});
    (void)groups::rights_on_many(view, page);
  };
  report(world, world.few, "rights_on_many, each of the 25 of a page, a user in 3 groups", 5'000, decide_page, 25);
  report(world, world.many, "rights_on_many, each of the 25 of a page, a user in 1,000 groups", 5'000, decide_page, 25);
  auto const first_page = [](evidence::View& view, int) { (void)contracts::list(view, {}, ""); };
  report(world, world.few, "contracts::list, a user in 3 groups", 500, first_page);
  report(world, world.many, "contracts::list, a user in 1,000 groups with contracts of their own", 50, first_page);
  report(world, world.shared, "contracts::list, a user in 1,000 groups on the same contracts", 50, first_page);
  report(world, world.many, "contracts::list, the same with a word that nothing has", 20,
         [](evidence::View& view, int) { (void)contracts::list(view, {}, "nergens"); });
  report(world, world.few, "people::administrators, one among 10,000 colleagues", 2'000,
         [](evidence::View& view, int) { (void)people::administrators(view); });
  report(world, world.keeper, "groups::list, a page", 100, [](evidence::View& view, int) { (void)groups::list(view); });
  report(world, world.keeper, "groups::choices, a page of 10,000 colleagues", 20,
         [&](evidence::View& view, int) { (void)groups::choices(view, {world.groups[0]}, {}); });
  report(world, world.keeper, "groups::paths, a colleague in 3 groups", 2'000, [&](evidence::View& view, int n) {
    (void)groups::paths(view, {world.few}, {world.contracts[static_cast<std::size_t>(n) % world.contracts.size()]}, view.now);
  });
  report(world, world.keeper, "groups::paths, a colleague in 1,000 groups", 50,
         [&](evidence::View& view, int) { (void)groups::paths(view, {world.many}, {world.contracts[0]}, view.now); });
  return 0;
}
