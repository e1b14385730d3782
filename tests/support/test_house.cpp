// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/test_house.h"
#include "tests/support/fresh_postgres.h"
#include "platform/db/engine.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace support {
namespace {

constexpr std::uintmax_t memory_bytes_min = 4ULL << 30;

// A test's files need not reach the disk, and waiting for the disk is most of what a house costs.
std::filesystem::path place_for_tests() {
  std::error_code error;
  auto const room = std::filesystem::space("/dev/shm", error);
  if (!error && !std::getenv("TMPDIR") && room.available >= memory_bytes_min) return "/dev/shm";
  return std::filesystem::temp_directory_path();
}

// The cast of the database that was kept for copies: by the engine of SQLite, or here for PostgreSQL.
struct Hired {
  std::string key;
  Cast cast;
  std::unique_ptr<PostgresSchema> postgres = nullptr;
};
Hired& hired() {
  static Hired kept;
  return kept;
}

}  // namespace

Folder::Folder() {
  std::string pattern = place_for_tests() / "zegel-test-XXXXXX";
  if (!mkdtemp(pattern.data())) throw std::runtime_error{"no folder for the test"};
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestHouse::TestHouse(std::unique_ptr<db::Engine> engine, std::function<void(app::Settings&)> const& adjust) {
  app::Settings settings;
  settings.folder = folder_.path();
  settings.database = ":memory:";
  settings.base_url = "https://zegel.example";
  if (adjust) adjust(settings);
  // What the cast's first mails say depends on these two.
  auto const key = "the standing cast of " + settings.installation + " at " + settings.base_url;
  bool const in_memory = !engine && settings.database == ":memory:";
  if (in_memory && is_postgres_wanted()) {
    start_on_postgres(settings, key);
    return;
  }
  open(settings, std::move(engine));
  if (in_memory && hired().key == key && db::start_as_copy(house_->engine(), key)) {
    static_cast<Cast&>(*this) = hired().cast;
    return;
  }
  db::migrate(house_->engine(), db::migrations());
  set_up();
  if (!in_memory) return;
  hired() = {key, *this};
  db::keep_for_copies(house_->engine(), key);
}

TestHouse::~TestHouse() = default;

void TestHouse::open(app::Settings const& settings, std::unique_ptr<db::Engine> engine) {
  app::Parts parts;
  parts.engine = std::move(engine);
  parts.clock = clock_;
  house_ = std::make_unique<app::House>(settings, std::move(parts));
}

void TestHouse::start_on_postgres(app::Settings const& settings, std::string const& key) {
  if (hired().key != key) {
    auto original = PostgresSchema::make();
    open(settings, original->open());
    db::migrate(house_->engine(), db::migrations());
    set_up();
    hired() = {key, *this, std::move(original)};
  }
  postgres_ = PostgresSchema::make_for_copy();
  open(settings, postgres_->open_as_copy(*hired().postgres));
  static_cast<Cast&>(*this) = hired().cast;
}

evidence::Actor TestHouse::hire(organisations::Organisation const& organisation, char const* given_name, std::vector<people::Role> roles,
                                bool representative) {
  return as({}, [&](evidence::Deed& deed) {
    auto const today = brussels_day(deed.now);
    auto const until = today + std::chrono::days{365};
    auto const person = people::register_person(deed, {given_name, "Test", Language::nl, ""});
    auto const relation = people::start_work_relation(deed, {person.id, organisation.id, people::RelationKind::permanent,
                                                             std::string{given_name} + "@" + organisation.enterprise_number + ".example", "", today, until});
    for (auto role : roles) people::grant(deed, relation, role, "test", today, until);
    if (representative) organisations::appoint_legal_representative(deed, person.id, organisation.id, today);
    return evidence::Actor{person.id, organisation.id, Language::nl};
  });
}

void TestHouse::set_up() {
  using people::Role;
  auto const found = [&](char const* number, char const* name, bool authority) {
    return as({}, [&](evidence::Deed& deed) {
      return organisations::register_organisation(
          deed, {.enterprise_number = number, .name = name, .email = "", .is_authority = authority, .is_joint_venture = false, .partners = {}});
    });
  };
  agency = found("0316380841", "Agentschap Wegen", true);
  klinker = found("0426994097", "De Klinker", false);
  vanhove = found("0860915976", "Van Hove", false);
  els = hire(agency, "els", {Role::administrator, Role::user});
  bram = hire(agency, "bram", {Role::user});
  ana = hire(agency, "ana", {Role::administrator});
  karim = hire(klinker, "karim", {Role::administrator}, true);
  sara = hire(klinker, "sara", {Role::user});
  lotte = hire(klinker, "lotte", {Role::user});
  pieter = hire(klinker, "pieter", {Role::user});
  zoe = hire(klinker, "zoe", {Role::user});
  ingrid = hire(vanhove, "ingrid", {Role::administrator}, true);
  road = as(els, [&](evidence::Deed& deed) {
    Fields const fields{{"specificationNumber", "AWV/2026/014"}, {"dossierNumber", "AWV/2026/014-1"}, {"lot", "1"}, {"title", "Weg en fietspad"},
                        {"subject", "works"}, {"contractorNumber", "0426.994.097"}, {"awardOn", "15/01/2026"}, {"awardAmount", "124.530,00"},
                        {"publishedOn", "01/10/2025"}};
    return contracts::create(deed, take(contracts::read_contract(fields, false))).id;
  });
  auto const group = [&](evidence::Actor const& by, char const* name, groups::Level level, std::vector<PersonId> members) {
    return as(by, [&](evidence::Deed& deed) {
      auto const id = groups::create(deed, {name, "", "test", {{groups::Theme::invoicing, level}}, level == groups::Level::send, std::move(members)});
      contracts::link_group(deed, road, id);
      return id;
    });
  };
  senders = group(karim, "senders", groups::Level::send, {sara.person});
  drafters = group(karim, "drafters", groups::Level::draft, {lotte.person});
  readers = group(karim, "readers", groups::Level::read, {pieter.person});
  inspectors = group(els, "inspectors", groups::Level::send, {els.person});
  as(els, [&](evidence::Deed& deed) {
    auto const id = groups::create(deed, {"onlookers", "", "test", {{groups::Theme::invoicing, groups::Level::read}}, false, {bram.person}});
    contracts::link_group(deed, road, id);
  });
}

std::vector<db::Row> TestHouse::rows(db::Sql sql, std::vector<db::Value> values) {
  std::vector<db::Row> found;
  house_->engine().look([&](db::Tx& tx) { found = tx.all(sql, values); });
  return found;
}

payments::ClaimDraft TestHouse::a_claim() const {
  Fields const fields{{"title", "Vorderingsstaat 1"}, {"periodFrom", "2026-02-01"}, {"periodTo", "2026-02-28"}, {"vatRegime", "reverse_charge"},
                      {"lines.0.post", "1.1"}, {"lines.0.description", "Asfalt"}, {"lines.0.unit", "m2"}, {"lines.0.quantity", "60"},
                      {"lines.0.unitPrice", "10"}, {"lines.1.post", "1.2"}, {"lines.1.description", "Kantstrook"}, {"lines.1.unit", "m"},
                      {"lines.1.quantity", "20"}, {"lines.1.unitPrice", "20"}};
  return take(payments::read_claim(fields, true));
}

DocumentId TestHouse::drafted(evidence::Actor const& by) {
  return as(by, [&](evidence::Deed& deed) { return payments::begin_claim(deed, road, a_claim()).id; });
}

DocumentId TestHouse::sent() {
  auto const id = drafted(sara);
  as(sara, [&](evidence::Deed& deed) { payments::send_claim(deed, id); });
  return id;
}

DocumentId TestHouse::in_treatment() {
  auto const id = sent();
  as(els, [&](evidence::Deed& deed) { payments::take_into_treatment(deed, id); });
  return id;
}

ContractId TestHouse::another_contract(std::string title, std::string contractor_number) {
  return as(els, [&](evidence::Deed& deed) {
    contracts::NewContract contract{.specification_number = "AWV/2026/015", .dossier_number = new_id(), .lot = "", .title = std::move(title)};
    contract.contractor_number = std::move(contractor_number);
    contract.award_on = contract.published_on = brussels_day(deed.now);
    contract.types = contracts::types();
    return contracts::create(deed, contract).id;
  });
}

files::Kept TestHouse::a_file(std::string_view bytes) {
  auto const incoming = house_->files().begin(new_id());
  incoming->write(bytes);
  return incoming->keep();
}

std::vector<std::string> columns_holding(TestHouse& house, std::string_view text) {
  bool const postgres = house.house().engine().name() == "postgres";
  auto const columns = postgres ? "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2"
                                : "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table' ORDER BY 1, 2";
  std::vector<std::string> found;
  std::array const wanted{db::Parameter{text}};
  house.house().engine().look([&](db::Tx& tx) {
    for (auto const& row : tx.connection().run(columns, {})) {
      auto const in = (postgres ? "strpos(CAST(" : "instr((") + row.text(1) + (postgres ? " AS TEXT), $1)" : "), $1)");
      if (!tx.connection().run("SELECT 1 FROM " + row.text(0) + " WHERE " + in + " > 0 LIMIT 1", wanted).empty())
        found.push_back(row.text(0) + '.' + row.text(1));
    }
  });
  return found;
}

std::optional<Refusal> refusal_of(std::function<void()> const& act) {
  try {
    act();
  } catch (Refused const& refused) {
    return refused.why;
  }
  return std::nullopt;
}

std::vector<std::string> mistakes_of(std::function<void()> const& act) {
  std::vector<std::string> found;
  try {
    act();
  } catch (Mistaken const& mistaken) {
    for (auto const& mistake : mistaken.mistakes) found.push_back(mistake.field + ' ' + mistake.code);
  }
  return found;
}

}  // namespace support
