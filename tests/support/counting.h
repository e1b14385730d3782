// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "platform/http/ask.h"
#include "tests/support/test_house.h"

// How many statements a page takes.
namespace support {

// Passes everything on and counts.
class Counting final : public db::Connection {
 public:
  explicit Counting(db::Connection& real) : real_{real} {}
  std::vector<db::Row> run(std::string_view sql, std::span<db::Parameter const> values) override {
    ++statements;
    return real_.run(sql, values);
  }
  void run_script(std::string_view sql) override { real_.run_script(sql); }
  void load(std::string_view table, std::span<std::string_view const> columns, db::NextRow const& next_row) override {
    real_.load(table, columns, next_row);
  }
  int statements = 0;

 private:
  db::Connection& real_;
};

using Page = http::Answer (*)(evidence::View&, http::Ask const&);

inline int statements_of(TestHouse& house, evidence::Actor const& actor, Page page, std::vector<std::string> parts, Fields fields = {}) {
  int statements = 0;
  house.house().engine().look([&](db::Tx& tx) {
    Counting counting{tx.connection()};
    db::Tx counted{counting, db::Tx::Kind::look};
    evidence::View view{counted, actor, house.clock().now()};
    http::Ask ask;
    ask.parts = std::move(parts);
    ask.fields = std::move(fields);
    page(view, ask);
    statements = counting.statements;
  });
  return statements;
}

}  // namespace support
