// SPDX-License-Identifier: EUPL-1.2
// Fills an empty, migrated database with a generated data set for script/bench, and prints what the load needs to know.
//
//   bench_data DATABASE CONTRACTS DOCUMENTS_PER_CONTRACT DRAFTS
//
// 50 organisations (10 authorities, 40 contractors), 200 users, one group each with all its people and all its contracts.
#include "base/ids.h"
#include "base/time.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr int authorities = 10, contractors = 40, people_each = 4;
constexpr std::size_t act_rows = 50'000;

struct Organisation {
  std::string id, group;
  std::vector<std::string> people;
};

struct World {
  db::Engine& engine;
  std::string now = to_text(MachineClock{}.now());
  std::vector<Organisation> organisations;
  std::vector<std::string> contracts;
};

std::string number(int n) {
  auto const first = 9'000'000 + n;
  return fmt::format("{:08d}{:02d}", first, 97 - first % 97);
}

// Loads in acts of some ten thousand rows, so that the writer is not held for minutes.
template <class Fill>
void load(World& world, db::Sql table, std::initializer_list<db::Sql> columns, std::size_t count, Fill fill) {
  for (std::size_t from = 0; from < count; from += act_rows)
    world.engine.act_now([&](db::Tx& tx) {
      std::size_t at = from;
      auto const end = std::min(count, from + act_rows);
      tx.load(table, columns, [&](std::vector<db::Value>& row) {
        if (at == end) return false;
        row = fill(at++);
        return true;
      });
    });
}

void people(World& world) {
  world.engine.act_now([&](db::Tx& tx) {
    world.organisations.clear();
    for (int n = 0; n < authorities + contractors; ++n) {
      Organisation one{new_id(), new_id(), {}};
      tx.run("INSERT INTO organisations (id, enterprise_number, name, email, is_authority, is_joint_venture, registered_at) VALUES ($1, $2, $3, '', $4, 0, $5)",
             {one.id, number(n), fmt::format("Organisatie {:02d}", n), std::int64_t{n < authorities}, world.now});
      tx.run(R"(INSERT INTO groups (id, organisation_id, name, email, description, levels, reference_kinds, is_active, since, version)
                VALUES ($1, $2, 'Iedereen', '', 'bench', '30000000', '11111', 1, $3, 1))", {one.group, one.id, world.now});
      for (int k = 0; k < people_each; ++k) {
        auto const person = new_id(), relation = new_id();
        tx.run("INSERT INTO persons (id, given_name, family_name, language, registered_at) VALUES ($1, $2, 'Bench', 'nl', $3)",
               {person, fmt::format("Persoon {}", k), world.now});
        tx.run(R"(INSERT INTO work_relations (id, person_id, organisation_id, kind, email, phone, valid_from, valid_to)
                  VALUES ($1, $2, $3, 'permanent', 'p@bench.example', '', '2020-01-01', '2099-01-01'))", {relation, person, one.id});
        tx.run(R"(INSERT INTO user_rights (id, work_relation_id, organisation_id, role, reason, valid_from, valid_to, granted_by, granted_at)
                  VALUES ($1, $2, $4, 'user', 'bench', '2020-01-01', '2099-01-01', '', $3))", {new_id(), relation, world.now, one.id});
        tx.run("INSERT INTO group_members (group_id, person_id, since) VALUES ($1, $2, $3)", {one.group, person, world.now});
        one.people.push_back(person);
      }
      world.organisations.push_back(one);
    }
  });
}

void contracts(World& world, std::size_t count) {
  world.contracts.clear();
  for (std::size_t i = 0; i < count; ++i) world.contracts.push_back(new_id());
  auto const authority = [&](std::size_t i) -> auto const& { return world.organisations.at(i % authorities); };
  auto const contractor = [&](std::size_t i) -> auto const& { return world.organisations.at(authorities + i % contractors); };
  auto const title = [](std::size_t i) { return fmt::format("Werken aan weg N{} vak {}", i % 500, i); };
  load(world, "contracts", {"id", "specification_number", "dossier_number", "lot", "title", "kind", "subject", "authority_id", "contractor_id", "award_on",
                            "award_cents", "published_on", "payment_regime", "verification_days", "payment_days", "created_at"},
       count, [&](std::size_t i) {
         return std::vector<db::Value>{world.contracts[i], fmt::format("AWV/2026/{}", i), fmt::format("AWV/2026/{}-1", i), std::string{"1"}, title(i),
                                       std::string{"contract"}, std::string{"works"}, authority(i).id, contractor(i).id, std::string{"2026-01-15"},
                                       std::int64_t{12'345'678}, std::string{"2025-10-01"}, std::string{"one_term"}, std::int64_t{30}, std::int64_t{30},
                                       world.now};
       });
  load(world, "parties", {"organisation_id", "contract_id", "side", "own_reference", "email", "words", "title", "specification_number",
                          "dossier_number", "lot", "other_party", "kind", "award_on", "award_cents"},
       2 * count, [&](std::size_t n) {
    auto const i = n / 2;
    bool const first = n % 2 == 0;
    return std::vector<db::Value>{first ? authority(i).id : contractor(i).id, world.contracts[i],
                                  std::string{first ? "authority" : "contractor"}, fmt::format("REF-{}", i), std::string{},
                                  fmt::format(" werken aan weg n{} vak {}", i % 500, i), title(i), fmt::format("AWV/2026/{}", i),
                                  fmt::format("AWV/2026/{}-1", i), std::string{"1"}, fmt::format("Organisatie {}", n % 50),
                                  std::string{"contract"}, std::string{"2026-01-15"}, std::int64_t{12'345'678}};
  });
  load(world, "enabled_types", {"contract_id", "type"}, 2 * count, [&](std::size_t n) {
    return std::vector<db::Value>{world.contracts[n / 2], std::string{n % 2 == 0 ? "payment_claim" : "invoice_request"}};
  });
  load(world, "group_contracts", {"contract_id", "group_id", "since"}, 2 * count, [&](std::size_t n) {
    return std::vector<db::Value>{world.contracts[n / 2], n % 2 == 0 ? authority(n / 2).group : contractor(n / 2).group, world.now};
  });
}

// `sent` claims on each contract, and after them `drafts` drafts on contracts of the first contractor. Gives the drafts' ids.
std::vector<std::string> documents(World& world, std::size_t sent, std::size_t drafts) {
  auto const count = world.contracts.size() * sent;
  std::vector<std::string> ids;
  ids.reserve(count + drafts);
  for (std::size_t i = 0; i < count + drafts; ++i) ids.push_back(new_id());
  auto const contract = [&](std::size_t i) {
    return i < count ? i % world.contracts.size() : ((i - count) % (world.contracts.size() / contractors - 1) + 1) * contractors;
  };
  auto const hash = std::string(64, 'a');
  load(world, "documents", {"id", "contract_id", "number", "type", "theme", "side", "organisation_id", "title", "status", "version", "amount_cents",
                            "created_at", "saved_at", "sent_at", "digest", "reference", "awaits"},
       ids.size(), [&](std::size_t i) {
         bool const is_sent = i < count;
         auto const number = is_sent ? db::Value{static_cast<std::int64_t>(i / world.contracts.size() + 1)} : db::null();
         return std::vector<db::Value>{ids[i], world.contracts[contract(i)], number, std::string{"payment_claim"}, std::string{"invoicing"},
                                       std::string{"contractor"}, world.organisations.at(authorities + contract(i) % contractors).id,
                                       fmt::format("Vorderingsstaat {}", i), std::string{is_sent ? "sent" : "draft"}, std::int64_t{1},
                                       std::int64_t{100'000}, world.now, world.now, is_sent ? db::Value{world.now} : db::null(),
                                       is_sent ? db::Value{hash} : db::null(), std::string{}, std::int64_t{is_sent ? 1 : 0}};
       });
  load(world, "document_words", {"document_id", "head", "files", "content"}, ids.size(), [&](std::size_t i) {
    return std::vector<db::Value>{ids[i], fmt::format(" vorderingsstaat {} ", i), std::string{}, std::string{" asfaltbeton ab-4c "}};
  });
  load(world, "claims", {"document_id", "period_from", "period_to", "statement_kind", "vat_regime", "remarks", "net_cents", "vat_cents"}, ids.size(),
       [&](std::size_t i) {
         return std::vector<db::Value>{ids[i], std::string{"2026-02-01"}, std::string{"2026-02-28"}, std::string{"ordinary"}, std::string{"standard_21"},
                                       std::string{}, std::int64_t{100'000}, std::int64_t{21'000}};
       });
  load(world, "claim_lines", {"document_id", "position", "post", "description", "unit", "quantity_e3", "unit_price_e4", "amount_cents"}, 2 * ids.size(),
       [&](std::size_t n) {
         return std::vector<db::Value>{ids[n / 2], static_cast<std::int64_t>(n % 2 + 1), fmt::format("1.{}", n % 2), std::string{"Asfaltbeton AB-4C"},
                                       std::string{"m2"}, std::int64_t{50'000}, std::int64_t{100'000}, std::int64_t{50'000}};
       });
  load(world, "events", {"chain", "position", "event", "at", "organisation_id", "person_id", "document_id", "particulars", "salt", "digest"}, count,
       [&](std::size_t i) {
         auto const& organisation = world.organisations.at(authorities + contract(i) % contractors);
         return std::vector<db::Value>{world.contracts[contract(i)], static_cast<std::int64_t>(i / world.contracts.size() + 1),
                                       std::string{"document_sent"}, world.now, organisation.id, organisation.people[0], ids[i], std::string{"{}"},
                                       std::string{"salt"}, hash};
       });
  return {ids.begin() + static_cast<std::ptrdiff_t>(count), ids.end()};
}

}  // namespace

int main(int count, char** values) {
  if (count != 5) return fmt::print(stderr, "bench_data DATABASE CONTRACTS DOCUMENTS_PER_CONTRACT DRAFTS\n"), 2;
  auto const engine = db::open(values[1], 4);
  db::migrate(*engine, db::migrations());
  World world{*engine, to_text(MachineClock{}.now()), {}, {}};
  people(world);
  contracts(world, std::strtoul(values[2], nullptr, 10));
  auto const drafts = documents(world, std::strtoul(values[3], nullptr, 10), std::strtoul(values[4], nullptr, 10));
  engine->act_now([&](db::Tx& tx) {
    // Thirty-two visitors: people of the contractors.
    for (std::size_t i = 0; i < 32; ++i) {
      auto const& one = world.organisations.at(authorities + i % contractors);
      auto const token = fmt::format("bench-token-{}", i);
      tx.run(R"(INSERT INTO sessions (token_hash, person_id, organisation_id, language, started_at, ends_at)
                VALUES ($1, $2, $3, 'nl', $4, '2099-01-01T00:00:00.000Z'))",
             {crypto::sha256_hex(token), one.people[i / contractors % people_each], one.id, world.now});
    }
  });
  // The first visitor's contract; his drafts.
  fmt::print("contract {}\n", world.contracts.at(0));
  for (auto const& id : drafts) fmt::print("draft {}\n", id);
  return 0;
}
