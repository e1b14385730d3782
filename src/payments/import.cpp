// SPDX-License-Identifier: EUPL-1.2
#include "payments/import.h"

#include "base/money.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace payments {

namespace {

constexpr std::size_t header_rows_max = 30;
constexpr std::size_t value_bytes_max = 100;

enum Column : std::size_t { post, description, unit, quantity, unit_price, amount, column_count };
constexpr std::array<std::string_view, column_count> column_names{"post", "description", "unit", "quantity", "unitPrice", "amount"};

// What a column may be called, as key() leaves it; the most telling name first.
constexpr auto post_names = std::to_array<std::string_view>(
    {"postnr",   "postnummer", "post",  "artikelnr",  "artikelnummer", "artikel",         "artnr",    "art", "numerodeposte",
     "ndeposte", "nposte",     "poste", "posnr",      "positionsnr",   "positionsnummer", "position", "pos", "itemno",
     "itemnr",   "itemnumber", "item",  "volgnummer", "volgnr",        "numero",          "nr",       "no",  "n",
     "code"});
constexpr auto description_names = std::to_array<std::string_view>(
    {"omschrijving", "beschrijving", "omschrijvingpost", "omschrijvingvandepost", "omschrijvingderwerken", "aardderwerken", "benaming",
     "aanduiding", "description", "designation", "libelle", "intitule", "beschreibung", "bezeichnung", "leistung", "tekst", "text"});
constexpr auto unit_names = std::to_array<std::string_view>(
    {"eenheid", "eenheden", "eenh", "eh", "unite", "unites", "einheit", "einh", "me", "unit", "units", "uom", "un"});
constexpr auto quantity_names = std::to_array<std::string_view>({"uitgevoerdehoeveelheid",
                                                                 "hoeveelheiduitgevoerd",
                                                                 "uitgevhoev",
                                                                 "werkelijkuitgevoerdehoeveelheid",
                                                                 "gerealiseerdehoeveelheid",
                                                                 "werkelijkehoeveelheid",
                                                                 "hoeveelheiddezeperiode",
                                                                 "hoeveelheiddezestaat",
                                                                 "quantiteexecutee",
                                                                 "quantitesexecutees",
                                                                 "quantiterealisee",
                                                                 "qteexecutee",
                                                                 "ausgefuhrtemenge",
                                                                 "executedquantity",
                                                                 "quantityexecuted",
                                                                 "hoeveelheid",
                                                                 "hoeveelheden",
                                                                 "hoev",
                                                                 "hvh",
                                                                 "hvhd",
                                                                 "aantal",
                                                                 "quantite",
                                                                 "quantites",
                                                                 "qte",
                                                                 "quant",
                                                                 "menge",
                                                                 "mengen",
                                                                 "anzahl",
                                                                 "quantity",
                                                                 "quantities",
                                                                 "qty"});
constexpr auto unit_price_names = std::to_array<std::string_view>(
    {"eenheidsprijs", "eenheidsprijzen", "eenhprijs",    "ehprijs", "eprijs",        "prijspereenheid", "ep",
     "prixunitaire",  "prixunitaires",   "prixunit",     "pu",      "einheitspreis", "einheitspreise",  "stuckpreis",
     "unitprice",     "unitrate",        "priceperunit", "prijs",   "prix",          "preis",           "price"});
constexpr auto amount_names = std::to_array<std::string_view>(
    {"bedrag", "totaalbedrag", "totaalprijs", "totaleprijs", "totaal", "montant", "montanttotal", "prixtotal", "total", "somme", "betrag",
     "gesamtbetrag", "gesamtpreis", "gesamt", "summe", "amount", "totalamount", "totalprice", "linetotal"});
constexpr std::array<std::span<std::string_view const>, column_count> names{std::span{post_names},       std::span{description_names},
                                                                            std::span{unit_names},       std::span{quantity_names},
                                                                            std::span{unit_price_names}, std::span{amount_names}};
// "(excl. btw)" without the brackets.
constexpr auto tails =
    std::to_array<std::string_view>({"exclbtw", "exclusiefbtw", "zonderbtw", "btwexcl", "htva", "horstva", "exclmwst", "ohnemwst",
                                     "exclvat", "excludingvat", "netto", "ineuro", "eneuros", "eneuro", "euro", "eur"});
constexpr auto total_words =
    std::to_array<std::string_view>({"totaal", "totalen", "subtotaal", "eindtotaal", "algemeentotaal", "total", "subtotal", "soustotal",
                                     "grandtotal", "summe", "zwischensumme", "endsumme", "gesamt"});

// ---- headers

// The letter without its accent, for the second byte of U+00C0-U+00FF; empty for signs.
std::string_view plain_letter(unsigned char second) {
  constexpr auto letters =
      std::to_array<std::string_view>({"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
                                       "",  "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "",  "ss"});
  if (second == 0xBF) return "y";
  return letters.at(second & 0x1FU);
}

// Only small letters and digits stay: without accents, spaces, signs, or what stands in brackets.
std::string key(std::string_view text) {
  std::string kept;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    if (c == '(' || c == '[') ++depth;
    if ((c == ')' || c == ']') && depth > 0) --depth;
    if (depth > 0) continue;
    if (c >= 'A' && c <= 'Z')
      kept += static_cast<char>(c + 32);
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      kept += static_cast<char>(c);
    else if (c == 0xC3 && i + 1 < text.size())
      kept += plain_letter(static_cast<unsigned char>(text[++i]));
  }
  return kept;
}

std::string header_key(std::string_view text) {
  auto word = key(text);
  for (bool again = true; again;) {
    again = false;
    for (auto tail : tails) {
      if (word.size() <= tail.size() || !word.ends_with(tail)) continue;
      word.resize(word.size() - tail.size());
      again = true;
    }
  }
  return word;
}

struct Header {
  sheets::Row const* row = nullptr;
  std::array<std::optional<std::size_t>, column_count> at = {};
  std::array<bool, column_count> twice = {};

  bool has(Column column) const { return at.at(column).has_value(); }
  bool is_complete() const { return has(quantity) && has(unit_price) && (has(post) || has(description)); }
  auto found() const {
    return std::count_if(at.begin(), at.end(), [](auto const& place) { return place.has_value(); });
  }
};

Header header_in(sheets::Row const& row) {
  Header header;
  header.row = &row;
  std::array<std::size_t, column_count> best;
  best.fill(std::string_view::npos);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    auto const word = header_key(row.cells[i].text);
    if (word.empty()) continue;
    for (std::size_t column = 0; column < column_count; ++column) {
      auto const& known = names.at(column);
      auto const rank = static_cast<std::size_t>(std::find(known.begin(), known.end(), word) - known.begin());
      if (rank == known.size()) continue;
      if (rank == best.at(column)) header.twice.at(column) = true;
      if (rank >= best.at(column)) continue;
      best.at(column) = rank;
      header.at.at(column) = i;
      header.twice.at(column) = false;
    }
  }
  return header;
}

std::string shown(std::string_view text) {
  if (text.size() <= value_bytes_max) return std::string{text};
  auto end = value_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string{text.substr(0, end)};
}

// The header, or why there is none.
Header find_header(sheets::Sheet const& sheet, std::vector<RowMistake>& mistakes) {
  Header nearest;
  for (std::size_t i = 0; i < std::min(sheet.rows.size(), header_rows_max); ++i) {
    auto const header = header_in(sheet.rows[i]);
    if (header.is_complete()) {
      for (auto column : {quantity, unit_price, amount})
        if (header.twice.at(column))
          mistakes.push_back({header.row->number, std::string{column_names.at(column)}, "column_twice",
                              shown(header.row->cells.at(*header.at.at(column)).text)});
      return header;
    }
    if (header.found() > nearest.found()) nearest = header;
  }
  if (nearest.found() < 2) {
    mistakes.push_back({0, "", "no_header", ""});
    return nearest;
  }
  auto const missing = [&](Column column) {
    mistakes.push_back({nearest.row->number, std::string{column_names.at(column)}, "column_missing", ""});
  };
  if (!nearest.has(post) && !nearest.has(description)) missing(description);
  if (!nearest.has(quantity)) missing(quantity);
  if (!nearest.has(unit_price)) missing(unit_price);
  return nearest;
}

// ---- rows

bool is_total_word(std::string_view text) {
  auto const word = key(text);
  if (word == "sum") return true;
  return std::any_of(total_words.begin(), total_words.end(), [&](auto total) { return word.starts_with(total); });
}

// One row through the eyes of the header.
struct Seen {
  sheets::Row const& row;
  Header const& header;

  sheets::Cell const& cell(Column column) const {
    static sheets::Cell const nothing;
    auto const& place = header.at.at(column);
    return place && *place < row.cells.size() ? row.cells[*place] : nothing;
  }
  bool is_blank(Column column) const { return one_line(cell(column).text).empty(); }

  bool is_empty() const {
    for (auto column : {post, description, unit, quantity, unit_price, amount})
      if (!is_blank(column)) return false;
    return true;
  }
  bool is_header_again() const {
    for (auto column : {quantity, unit_price})
      if (header_key(cell(column).text) != header_key(header.row->cells.at(*header.at.at(column)).text)) return false;
    return true;
  }
  bool is_total() const {
    if (!is_blank(quantity) && !is_blank(unit_price)) return false;
    if (!is_blank(post) && !is_total_word(cell(post).text)) return false;
    auto const first = std::find_if(row.cells.begin(), row.cells.end(),
                                    [](sheets::Cell const& found) { return !found.number && !one_line(found.text).empty(); });
    return first != row.cells.end() && is_total_word(first->text);
  }
  bool is_heading() const { return is_blank(quantity) && is_blank(unit_price) && is_blank(amount); }
  bool follows_total() const { return header.has(post) ? is_blank(post) : is_blank(quantity) || is_blank(unit_price); }
};

struct RowReader {
  Seen seen;
  std::vector<RowMistake>& mistakes;

  void mistake(Column column, std::string_view code) {
    mistakes.push_back({seen.row.number, std::string{column_names.at(column)}, std::string{code}, shown(seen.cell(column).text)});
  }

  std::string text(Column column, std::size_t bytes_max) {
    auto value = one_line(seen.cell(column).text);
    if (value.size() > bytes_max) mistake(column, "too_long");
    return value;
  }

  std::int64_t number(Column column, int decimals) {
    if (seen.is_blank(column)) {
      mistake(column, "missing");
      return 0;
    }
    auto const& cell = seen.cell(column);
    auto const number = read_number(one_line(cell.text), decimals, cell.number);
    if (!number.mistake.empty()) mistake(column, number.mistake);
    return number.value;
  }

  // A number cell is what a formula left: rounded to the cent, half a cent away from zero.
  Number cents() const {
    auto const& cell = seen.cell(amount);
    auto const entered = one_line(cell.text);
    auto number = read_number(entered, 2, cell.number);
    auto const point = entered.find('.');
    if (!cell.number || number.mistake != "too_many_decimals" || point == std::string::npos) return number;
    number = read_number(std::string_view{entered}.substr(0, point + 3), 2, true);
    if (entered.at(point + 3) >= '5') number.value += entered.starts_with('-') ? -1 : 1;
    return number;
  }

  Line line() {
    auto const mistakes_before = mistakes.size();
    Line line;
    line.post = text(post, post_bytes_max);
    line.description = text(description, description_bytes_max);
    line.unit = text(unit, unit_bytes_max);
    if (line.post.empty() && line.description.empty()) mistake(seen.header.has(description) ? description : post, "missing");
    line.quantity_e3 = number(quantity, 3);
    line.unit_price_e4 = number(unit_price, 4);
    bool const numbers_are_right = mistakes.size() == mistakes_before;
    auto const product = product_cents(line.quantity_e3, line.unit_price_e4);
    if (!product) mistake(amount, "too_large");
    line.amount_cents = product.value_or(0);
    if (seen.is_blank(amount)) return line;
    auto const entered = cents();
    if (!entered.mistake.empty())
      mistake(amount, entered.mistake);
    else if (numbers_are_right && product && entered.value != *product)
      mistake(amount, "does_not_add_up");
    return line;
  }
};

}  // namespace

std::variant<ImportedLines, std::vector<RowMistake>> import_lines(sheets::Sheet const& sheet) {
  std::vector<RowMistake> mistakes;
  auto const header = find_header(sheet, mistakes);
  if (!mistakes.empty()) return mistakes;
  ImportedLines imported;
  bool after_total = false;
  for (auto const* row = header.row + 1; row != sheet.rows.data() + sheet.rows.size(); ++row) {
    Seen const seen{*row, header};
    bool const is_total = seen.is_total();
    after_total = after_total || is_total;
    if (is_total || seen.is_empty() || seen.is_header_again() || seen.is_heading() || (after_total && seen.follows_total())) {
      imported.skipped.push_back(row->number);
      continue;
    }
    if (imported.lines.size() == lines_max) {
      mistakes.push_back({row->number, "", "too_many_lines", ""});
      break;
    }
    imported.lines.push_back(RowReader{seen, mistakes}.line());
  }
  if (mistakes.empty() && imported.lines.empty()) mistakes.push_back({0, "", "no_lines", ""});
  if (!mistakes.empty()) return mistakes;
  return imported;
}

std::string csv_template(Language language) {
  std::string_view text;
  switch (language) {
    case Language::nl:
      text =
          "Post;Omschrijving;Eenheid;Hoeveelheid;Eenheidsprijs;Bedrag\r\n"
          "1001;Opbreken van asfaltverharding;m²;125,5;8,75;1098,13\r\n"
          "1002;Rioolbuis in beton, diameter 400;m;40;92,5;3700,00\r\n"
          "1003;Verrekening van vorige staat;m;-2;92,5;-185,00\r\n";
      break;
    case Language::fr:
      text =
          "Poste;Description;Unité;Quantité;Prix unitaire;Montant\r\n"
          "1001;Démolition de revêtement en asphalte;m²;125,5;8,75;1098,13\r\n"
          "1002;Tuyau d'égout en béton, diamètre 400;m;40;92,5;3700,00\r\n"
          "1003;Décompte de l'état précédent;m;-2;92,5;-185,00\r\n";
      break;
    case Language::de:
      text =
          "Position;Beschreibung;Einheit;Menge;Einheitspreis;Betrag\r\n"
          "1001;Aufbruch von Asphaltbelag;m²;125,5;8,75;1098,13\r\n"
          "1002;Abwasserrohr aus Beton, Durchmesser 400;m;40;92,5;3700,00\r\n"
          "1003;Verrechnung der vorigen Aufstellung;m;-2;92,5;-185,00\r\n";
      break;
    case Language::en:
      text =
          "Item;Description;Unit;Quantity;Unit price;Amount\r\n"
          "1001;Breaking up asphalt surfacing;m²;125,5;8,75;1098,13\r\n"
          "1002;Concrete sewer pipe, diameter 400;m;40;92,5;3700,00\r\n"
          "1003;Settlement of the previous statement;m;-2;92,5;-185,00\r\n";
      break;
  }
  return "\xEF\xBB\xBF" + std::string{text};
}

}  // namespace payments
