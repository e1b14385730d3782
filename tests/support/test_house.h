// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/house.h"
#include "base/refusal.h"
#include "contracts/contracts.h"
#include "payments/payments.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

// So that a test that fails says which refusal it was.
inline void PrintTo(Refusal refusal, std::ostream* stream) { *stream << name(refusal); }

namespace support {

// A clock that only the test moves. It starts on Monday 2 March 2026, 10:00 in Brussels.
class HandClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void set(std::string_view instant) { now_ = *parse_instant(instant); }
  void pass(std::chrono::milliseconds time) { now_ += time; }

 private:
  Instant now_ = *parse_instant("2026-03-02T09:00:00.000Z");
};

// A folder that is gone with the test; in memory where there is room, as nobody needs a test's files after a power cut.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  std::string const& path() const { return path_; }

 private:
  std::string path_;
};

// The standing cast:
//
//   agency (authority)     els: administrator and user, sends · bram: user, reads · ana: administrator only
//   klinker (contractor)   karim: legal representative, administrator · sara: user, sends · lotte: user, drafts
//                          pieter: user, reads · zoe: user, in no group
//   vanhove (contractor)   ingrid: legal representative, administrator, and a stranger to the contract
//
// One contract: road, one_term, between agency and klinker; the groups are linked to it.
struct Cast {
  evidence::Actor els, bram, ana, karim, sara, lotte, pieter, zoe, ingrid;
  organisations::Organisation agency, klinker, vanhove;
  ContractId road;
  GroupId senders, drafters, readers, inspectors;
};

class PostgresSchema;

// The real application on SQLite in memory, or on PostgreSQL (fresh_postgres.h), with the standing cast. The first house of a
// process hires the cast through the verbs; the next ones begin as a copy of its database, so that a test costs 2 ms instead of 15.
class TestHouse : public Cast {
 public:
  // `engine`: another one than SQLite in memory; it must be empty.
  explicit TestHouse(std::unique_ptr<db::Engine> engine = nullptr, std::function<void(app::Settings&)> const& adjust = {});
  ~TestHouse();

  app::House& house() { return *house_; }
  HandClock& clock() { return *clock_; }

  template <class Act>
  auto as(evidence::Actor const& actor, Act&& act) { return house_->as(actor, std::forward<Act>(act)); }
  template <class Look>
  auto see(evidence::Actor const& actor, Look&& look) { return house_->see(actor, std::forward<Look>(look)); }
  // Rows of a query, for looking behind the scenes.
  std::vector<db::Row> rows(db::Sql sql, std::vector<db::Value> values = {});

  // A claim of €1,000.00 on two lines, as a draft and as sent.
  payments::ClaimDraft a_claim() const;
  DocumentId drafted(evidence::Actor const& by);
  DocumentId sent();
  DocumentId in_treatment();
  // Another contract between agency and klinker, or with somebody else, to which no group is linked.
  ContractId another_contract(std::string title = "Brug", std::string contractor_number = "0426994097");
  files::Kept a_file(std::string_view bytes = "a file");

 private:
  evidence::Actor hire(organisations::Organisation const&, char const* given_name, std::vector<people::Role> roles, bool representative = false);
  void set_up();
  void open(app::Settings const&, std::unique_ptr<db::Engine>);
  void start_on_postgres(app::Settings const&, std::string const& key);

  Folder folder_;
  std::unique_ptr<PostgresSchema> postgres_;
  std::shared_ptr<HandClock> clock_ = std::make_shared<HandClock>();
  std::unique_ptr<app::House> house_;
};

// The columns, as "table.column", in which some row holds this text: for what must not be in the database.
std::vector<std::string> columns_holding(TestHouse&, std::string_view text);
// What an act was refused with; fails the test when it was not refused.
std::optional<Refusal> refusal_of(std::function<void()> const& act);
// The mistakes an act was answered with, as "field code", in order.
std::vector<std::string> mistakes_of(std::function<void()> const& act);

}  // namespace support
