// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/lines.h"
#include "base/parsed.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The claim as the contractor makes it up, and its detailed statement: what was done, post by post, in the order of the
// summary bill of quantities; extra works accepted come last, in the same form (DOMAIN §2.3 [found: VMSW]).
//
//  1. The amount of a line is quantity × unit price, rounded to the cent, half a cent away from zero.
//  2. Amounts are without VAT. VAT is computed and rounded once, on the total [found: VMSW, amounts of posts exclude VAT].
//  3. A negative quantity is a settlement of what was claimed before.
//  4. A draft may be unfinished; what has been entered must be right, or nothing of it is taken over.
//  5. A statement of nothing (nulstaat) has lines, each with quantity 0.
namespace payments {

constexpr std::size_t lines_max = 2'000;
constexpr std::size_t title_bytes_max = 200, remarks_bytes_max = 4'000;
constexpr std::size_t post_bytes_max = 40, description_bytes_max = 500, unit_bytes_max = 20;

struct Line {
  std::string post, description, unit;
  std::int64_t quantity_e3 = 0;    // thousandths of the unit
  std::int64_t unit_price_e4 = 0;  // ten-thousandths of a euro
  std::int64_t amount_cents = 0;
  bool operator==(Line const&) const = default;
};

enum class StatementKind { ordinary, supplementary };  // gewone staat, bisstaat
std::string_view name(StatementKind);
std::optional<StatementKind> parse_statement_kind(std::string_view);

enum class VatRegime { standard_21, reduced_12, reduced_6, zero, reverse_charge };
std::string_view name(VatRegime);
std::optional<VatRegime> parse_vat_regime(std::string_view);
int vat_percent(VatRegime);
// The category of UNCL5305 that the Peppol invoice will bear: S, Z, or AE for the reverse charge.
std::string_view vat_category(VatRegime);

struct Statement {
  StatementKind kind = StatementKind::ordinary;
  std::vector<Line> lines;
  std::int64_t total_cents = 0;
};

struct Totals {
  std::int64_t net_cents = 0, vat_cents = 0, gross_cents = 0;
  std::string_view vat_category;
};

std::int64_t sum_cents(std::vector<Line> const&);
// VAT half up, away from zero.
Totals totals(std::int64_t net_cents, VatRegime);

struct ClaimDraft {
  std::string title;
  std::optional<Day> period_from, period_to;
  VatRegime vat_regime = VatRegime::standard_21;
  std::string remarks;
  Statement statement;
};

// Reads title, periodFrom, periodTo, statementKind, vatRegime, remarks, total or totalCents, and lines.N.post,
// .description, .unit, .quantity, .unitPrice, .amount or .amountCents (N from 0, gaps allowed, kept in order; wholly empty
// lines are left out). A form has numbers as Belgians write them, JSON has plain ones. Amounts and total need not be
// entered; when they are, they must agree.
// Mistakes: too_long, not_a_date, before_start, unknown, not_a_number, ambiguous_number, too_many_decimals, too_large,
// missing (quantity or unitPrice, beside an amount), does_not_add_up, too_many_lines.
Parsed<ClaimDraft> read_claim(Fields const&, bool is_json);

// What a draft still lacks before it may be sent: missing (periodFrom, periodTo, lines, or a line's description where it
// has no post either). N counts from 0 as in the draft.
std::vector<Mistake> lacks_for_sending(ClaimDraft const&);

// A number that somebody wrote, or the code of what is wrong with it: not_a_number, ambiguous_number ("1.234"),
// too_many_decimals, too_large. A euro sign before or behind is allowed. `is_plain`: digits with a decimal point,
// as in JSON or a number cell, exponent allowed.
struct Number {
  std::int64_t value = 0;
  std::string_view mistake;  // empty when it is a number
};
Number read_number(std::string_view text, int decimals, bool is_plain);

}  // namespace payments
