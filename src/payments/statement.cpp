// SPDX-License-Identifier: EUPL-1.2
#include "payments/statement.h"

#include "base/lines.h"
#include "base/money.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace payments {

namespace {

constexpr std::array kinds{StatementKind::ordinary, StatementKind::supplementary};
constexpr std::array vat_regimes{VatRegime::standard_21, VatRegime::reduced_12, VatRegime::reduced_6, VatRegime::zero,
                                 VatRegime::reverse_charge};
constexpr std::int64_t total_cents_max = 900'000'000'000'000;  // as base/money.h; its VAT stays within 64 bits

// The fields of one line, by column.
using Entered = std::map<std::string_view, std::string_view>;
constexpr std::array<std::string_view, 7> columns{"post", "description", "unit", "quantity", "unitPrice", "amount", "amountCents"};

// ---- numbers

std::string_view trimmed(std::string_view text) {
  for (;;) {
    if (text.starts_with("\u00A0")) {
      text.remove_prefix(2);
    } else if (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
      text.remove_prefix(1);
    } else if (text.ends_with("\u00A0")) {
      text.remove_suffix(2);
    } else if (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

std::string_view without_euro(std::string_view text) {
  for (std::string_view sign : {"€", "EUR", "eur"}) {
    if (text.starts_with(sign)) text = trimmed(text.substr(sign.size()));
    if (text.ends_with(sign)) text = trimmed(text.substr(0, text.size() - sign.size()));
  }
  return text;
}

// "1.25E1" → "12.5"; anything that is no number with an exponent stays as it is.
std::string without_exponent(std::string_view text) {
  auto const e = text.find_first_of("eE");
  if (e == std::string_view::npos || e + 1 >= text.size()) return std::string{text};
  auto exponent_text = text.substr(e + 1);
  if (exponent_text.front() == '+') exponent_text.remove_prefix(1);
  int exponent = 0;
  auto const end = exponent_text.data() + exponent_text.size();
  auto const [stopped, error] = std::from_chars(exponent_text.data(), end, exponent);
  if (error != std::errc{} || stopped != end || exponent < -30 || exponent > 30) return std::string{text};
  std::string sign, digits{text.substr(0, e)};
  if (digits.starts_with('-')) {
    sign = "-";
    digits.erase(0, 1);
  }
  auto const point = std::min(digits.find('.'), digits.size());
  if (point < digits.size()) digits.erase(point, 1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return std::string{text};
  auto place = static_cast<int>(point) + exponent;
  if (place <= 0) {
    digits.insert(0, static_cast<std::size_t>(1 - place), '0');
    place = 1;
  }
  if (static_cast<std::size_t>(place) > digits.size()) digits.resize(static_cast<std::size_t>(place), '0');
  digits.insert(static_cast<std::size_t>(place), ".");
  while (digits.back() == '0') digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  auto const first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  digits.erase(0, digits[first] == '.' ? first - 1 : first);
  return sign + digits;
}

// Why parse_decimal refused it.
std::string_view why_not(std::string_view text, int decimals, bool is_plain) {
  auto const three = std::max(decimals, 3);
  if (!is_plain && !parse_decimal(text, three) && parse_decimal(text, three, true)) return "ambiguous_number";
  if (text.empty() || text.find_first_not_of("+-0123456789., ") != std::string_view::npos) return "not_a_number";
  auto const last = std::min(text.find_last_of(".,"), text.size());
  auto const whole = text.substr(0, last);
  auto const places = last < text.size() ? text.size() - last - 1 : 0;
  auto const cut = std::string{text.substr(0, last + (decimals > 0 ? 1 + static_cast<std::size_t>(decimals) : 0))};
  if (std::cmp_greater(places, decimals) && parse_decimal(cut, decimals, is_plain)) return "too_many_decimals";
  auto const digits = std::count_if(whole.begin(), whole.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 11 ? "too_large" : "not_a_number";
}

// ---- one claim, field by field; all mistakes are gathered

struct Reader {
  Fields const& fields;
  bool is_json;
  std::vector<Mistake> mistakes = {};

  void mistake(std::string name, std::string_view code) { mistakes.push_back({std::move(name), std::string{code}}); }

  std::string text(std::string const& name, std::string_view entered, std::size_t bytes_max) {
    auto value = one_line(entered);
    if (value.size() > bytes_max) mistake(name, "too_long");
    return value;
  }

  std::optional<Day> day(std::string const& name) {
    auto const entered = trimmed(field(fields, name));
    if (entered.empty()) return std::nullopt;
    auto const value = parse_day(entered);
    if (!value) mistake(name, "not_a_date");
    return value;
  }

  std::optional<std::int64_t> number(std::string const& name, std::string_view entered, int decimals) {
    if (trimmed(entered).empty()) return std::nullopt;
    auto const number = read_number(entered, decimals, is_json);
    if (number.mistake.empty()) return number.value;
    mistake(name, number.mistake);
    return std::nullopt;
  }

  // Of two fields for the same amount, one in euros and one in cents, those that were entered, by name.
  std::vector<std::pair<std::string, std::int64_t>> amounts(std::string const& name, std::string_view euros, std::string_view cents) {
    std::vector<std::pair<std::string, std::int64_t>> found;
    if (auto value = number(name, euros, 2)) found.emplace_back(name, *value);
    auto const whole = trimmed(cents);
    if (whole.empty()) return found;
    if (auto value = read_number(whole, 0, true); value.mistake.empty())
      found.emplace_back(name + "Cents", value.value);
    else
      mistake(name + "Cents", value.mistake);
    return found;
  }
};

std::string_view at(Entered const& entered, std::string_view column) {
  auto const found = entered.find(column);
  return found == entered.end() ? std::string_view{} : found->second;
}

// What was entered for lines, by number; wholly empty lines are left out.
std::map<int, Entered> entered_lines(Reader& reader) {
  constexpr std::string_view prefix = "lines.";
  std::map<int, Entered> lines;
  for (auto found = reader.fields.lower_bound(prefix); found != reader.fields.end() && found->first.starts_with(prefix); ++found) {
    auto const rest = std::string_view{found->first}.substr(prefix.size());
    auto const dot = std::min(rest.find('.'), rest.size());
    auto const digits = rest.substr(0, dot);
    auto const column = std::find(columns.begin(), columns.end(), rest.substr(std::min(dot + 1, rest.size())));
    bool const canonical = !digits.empty() && digits.size() <= 6 && (digits.size() == 1 || digits.front() != '0') &&
                           digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!canonical || column == columns.end()) continue;
    if (one_line(found->second).empty()) continue;
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    lines[number][*column] = found->second;
  }
  return lines;
}

// The line, or nothing when there was a mistake in its numbers.
std::optional<Line> read_line(Reader& reader, std::string const& name, Entered const& entered) {
  auto const mistakes_before = reader.mistakes.size();
  Line line;
  line.post = reader.text(name + ".post", at(entered, "post"), post_bytes_max);
  line.description = reader.text(name + ".description", at(entered, "description"), description_bytes_max);
  line.unit = reader.text(name + ".unit", at(entered, "unit"), unit_bytes_max);
  bool const has_amount = !at(entered, "amount").empty() || !at(entered, "amountCents").empty();
  auto const quantity = reader.number(name + ".quantity", at(entered, "quantity"), 3);
  auto const price = reader.number(name + ".unitPrice", at(entered, "unitPrice"), 4);
  if (has_amount && at(entered, "quantity").empty()) reader.mistake(name + ".quantity", "missing");
  if (has_amount && at(entered, "unitPrice").empty()) reader.mistake(name + ".unitPrice", "missing");
  auto const amounts = reader.amounts(name + ".amount", at(entered, "amount"), at(entered, "amountCents"));
  if (reader.mistakes.size() > mistakes_before) return std::nullopt;
  line.quantity_e3 = quantity.value_or(0);
  line.unit_price_e4 = price.value_or(0);
  auto const product = product_cents(line.quantity_e3, line.unit_price_e4);
  if (!product) {
    reader.mistake(name + ".amount", "too_large");
    return std::nullopt;
  }
  line.amount_cents = *product;
  for (auto const& [amount_name, cents] : amounts)
    if (cents != line.amount_cents) reader.mistake(amount_name, "does_not_add_up");
  return line;
}

Statement read_statement(Reader& reader) {
  Statement statement;
  auto const mistakes_before = reader.mistakes.size();
  auto const lines = entered_lines(reader);
  if (lines.size() > lines_max) {
    reader.mistake("lines", "too_many_lines");
  } else {
    for (auto const& [number, entered] : lines)
      if (auto line = read_line(reader, "lines." + std::to_string(number), entered)) statement.lines.push_back(std::move(*line));
  }
  bool const lines_are_right = reader.mistakes.size() == mistakes_before;
  statement.total_cents = sum_cents(statement.lines);
  if (statement.total_cents > total_cents_max || statement.total_cents < -total_cents_max) reader.mistake("lines", "too_large");
  for (auto const& [name, cents] : reader.amounts("total", field(reader.fields, "total"), field(reader.fields, "totalCents")))
    if (statement.lines.empty())
      statement.total_cents = cents;  // the statement itself comes as an attachment
    else if (lines_are_right && cents != statement.total_cents)
      reader.mistake(name, "does_not_add_up");
  return statement;
}

}  // namespace

// ---- words

std::string_view name(StatementKind kind) {
  switch (kind) {
    case StatementKind::ordinary: return "ordinary";
    case StatementKind::supplementary: return "supplementary";
  }
  return {};
}

std::optional<StatementKind> parse_statement_kind(std::string_view text) {
  for (auto kind : kinds)
    if (name(kind) == text) return kind;
  return std::nullopt;
}

std::string_view name(VatRegime regime) {
  switch (regime) {
    case VatRegime::standard_21: return "standard_21";
    case VatRegime::reduced_12: return "reduced_12";
    case VatRegime::reduced_6: return "reduced_6";
    case VatRegime::zero: return "zero";
    case VatRegime::reverse_charge: return "reverse_charge";
  }
  return {};
}

std::optional<VatRegime> parse_vat_regime(std::string_view text) {
  for (auto regime : vat_regimes)
    if (name(regime) == text) return regime;
  return std::nullopt;
}

int vat_percent(VatRegime regime) {
  switch (regime) {
    case VatRegime::standard_21: return 21;
    case VatRegime::reduced_12: return 12;
    case VatRegime::reduced_6: return 6;
    case VatRegime::zero:
    case VatRegime::reverse_charge: return 0;
  }
  return 0;
}

std::string_view vat_category(VatRegime regime) {
  switch (regime) {
    case VatRegime::standard_21:
    case VatRegime::reduced_12:
    case VatRegime::reduced_6: return "S";
    case VatRegime::zero: return "Z";
    case VatRegime::reverse_charge: return "AE";
  }
  return {};
}

// ---- arithmetic

std::int64_t sum_cents(std::vector<Line> const& lines) {
  std::int64_t sum = 0;
  for (auto const& line : lines) sum += line.amount_cents;
  return sum;
}

Totals totals(std::int64_t net_cents, VatRegime regime) {
  auto const vat_e2 = net_cents * vat_percent(regime);
  auto const vat_cents = (vat_e2 + (vat_e2 < 0 ? -50 : 50)) / 100;
  return {net_cents, vat_cents, net_cents + vat_cents, vat_category(regime)};
}

// ---- reading

Number read_number(std::string_view text, int decimals, bool is_plain) {
  auto const bare = is_plain ? without_exponent(trimmed(text)) : std::string{without_euro(trimmed(text))};
  if (auto value = parse_decimal(bare, decimals, is_plain)) return {*value, {}};
  return {0, why_not(bare, decimals, is_plain)};
}

Parsed<ClaimDraft> read_claim(Fields const& fields, bool is_json) {
  Reader reader{fields, is_json};
  ClaimDraft draft;
  draft.title = reader.text("title", field(fields, "title"), title_bytes_max);
  draft.period_from = reader.day("periodFrom");
  draft.period_to = reader.day("periodTo");
  if (draft.period_from && draft.period_to && *draft.period_to < *draft.period_from) reader.mistake("periodTo", "before_start");
  StatementKind kind = StatementKind::ordinary;
  if (auto const entered = field(fields, "statementKind"); !entered.empty()) {
    if (auto parsed = parse_statement_kind(entered))
      kind = *parsed;
    else
      reader.mistake("statementKind", "unknown");
  }
  if (auto const entered = field(fields, "vatRegime"); !entered.empty()) {
    if (auto parsed = parse_vat_regime(entered))
      draft.vat_regime = *parsed;
    else
      reader.mistake("vatRegime", "unknown");
  }
  draft.remarks = many_lines(field(fields, "remarks"));
  if (draft.remarks.size() > remarks_bytes_max) reader.mistake("remarks", "too_long");
  draft.statement = read_statement(reader);
  draft.statement.kind = kind;
  if (!reader.mistakes.empty()) return std::move(reader.mistakes);
  return draft;
}

std::vector<Mistake> lacks_for_sending(ClaimDraft const& draft) {
  std::vector<Mistake> lacks;
  if (!draft.period_from) lacks.push_back({"periodFrom", "missing"});
  if (!draft.period_to) lacks.push_back({"periodTo", "missing"});
  auto const& lines = draft.statement.lines;
  if (lines.empty()) lacks.push_back({"lines", "missing"});
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].post.empty() && lines[i].description.empty()) lacks.push_back({"lines." + std::to_string(i) + ".description", "missing"});
  return lacks;
}

}  // namespace payments
