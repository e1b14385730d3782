// SPDX-License-Identifier: EUPL-1.2
#include "organisations/register.h"

#include <array>

namespace organisations {
namespace {

constexpr std::size_t search_bytes_max = 60, search_bytes_min = 2;
// Greater than every other character, in bytes: the end of everything that begins with what stands before it.
constexpr std::string_view last_character = "\xF4\x8F\xBF\xBF";

std::optional<Language> language_of(std::int64_t code) {
  switch (code) {
    case 1: return Language::fr;
    case 2: return Language::nl;
    case 3: return Language::de;
    case 4: return Language::en;
    default: return std::nullopt;
  }
}

// The letters of U+00C0 … U+017F (Latin-1 Supplement, Latin Extended-A) without their accents; a point for a sign
// that is no letter. Two letters for a ligature: a capital stands for the pair below.
constexpr std::string_view bare_letters =
    "aaaaaaAceeeeiiiidnooooo.ouuuuyTSaaaaaaAceeeeiiiidnooooo.ouuuuyTy"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiJJjjkkkllllllllllnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(bare_letters.size() == 0x180 - 0xC0);

void put_bare(std::string& text, char letter) {
  switch (letter) {
    case '.': break;
    case 'A': text += "ae"; break;
    case 'J': text += "ij"; break;
    case 'O': text += "oe"; break;
    case 'S': text += "ss"; break;
    case 'T': text += "th"; break;
    default: text += letter;
  }
}

std::optional<RegisterAddress> seat_of(db::Tx& tx, std::string const& number) {
  auto row = tx.maybe(R"(
    SELECT street_nl, street_fr, house_number, box, zipcode, municipality_nl, municipality_fr, country_nl, country_fr, extra, struck_off_on
    FROM register_addresses WHERE entity_number = $1 AND kind = 'REGO' LIMIT 1)",
                      {number});
  if (!row) return std::nullopt;
  return RegisterAddress{row->text(0), row->text(1), row->text(2), row->text(3), row->text(4),       row->text(5),
                         row->text(6), row->text(7), row->text(8), row->text(9), row->maybe_text(10)};
}

std::string_view code_language(Language language) {
  switch (language) {
    case Language::nl: return "NL";
    case Language::fr: return "FR";
    case Language::de: return "DE";
    case Language::en: return "EN";
  }
  return "NL";
}

}  // namespace

std::optional<RegisterEntry> find_in_register(db::Tx& tx, std::string_view ten_digits) {
  std::string const number{ten_digits};
  auto row = tx.maybe(R"(SELECT status, juridical_situation, kind, juridical_form, start_on FROM register_enterprises WHERE number = $1)",
                      {number});
  if (!row) return std::nullopt;
  RegisterEntry entry;
  entry.number = number;
  entry.status = row->text(0);
  entry.juridical_situation = row->text(1);
  entry.is_person = row->text(2) == "1";
  entry.juridical_form = row->text(3);
  entry.start_on = row->maybe_text(4);
  for (auto const& name : tx.all(R"(
         SELECT language, kind, name FROM register_names WHERE entity_number = $1 ORDER BY kind, language, name LIMIT 100)",
                                 {number}))
    entry.names.push_back({language_of(name.number(0)), name.text(1), name.text(2)});
  entry.seat = seat_of(tx, number);
  return entry;
}

std::string_view name_in(RegisterEntry const& entry, Language language) {
  auto official = [&](std::optional<Language> wanted) -> RegisterName const* {
    for (auto const& name : entry.names)
      if (name.kind == "001" && name.language == wanted) return &name;
    return nullptr;
  };
  if (auto name = official(language)) return name->text;
  for (auto other : languages)
    if (auto name = official(other)) return name->text;
  if (auto name = official(std::nullopt)) return name->text;
  return entry.names.empty() ? std::string_view{} : std::string_view{entry.names.front().text};
}

std::string address_text(RegisterAddress const& address, Language language) {
  auto choose = [&](std::string const& dutch, std::string const& french) -> std::string const& {
    auto const& wanted = language == Language::fr ? french : dutch;
    return wanted.empty() ? (language == Language::fr ? dutch : french) : wanted;
  };
  auto join = [](std::string text, std::string_view sign, std::string_view more) {
    if (!text.empty() && !more.empty()) text += sign;
    return text.append(more);
  };
  auto street = join(choose(address.street_nl, address.street_fr), " ", address.house_number);
  if (!address.box.empty()) street = join(street, language == Language::fr ? " bte " : " bus ", address.box);
  auto const place = join(address.zipcode, " ", choose(address.municipality_nl, address.municipality_fr));
  return join(join(street, ", ", place), ", ", choose(address.country_nl, address.country_fr));
}

std::string describe(db::Tx& tx, std::string_view category, std::string_view code, Language language) {
  auto row = tx.maybe("SELECT description FROM register_codes WHERE category = $1 AND code = $2 AND language = $3",
                      {std::string{category}, std::string{code}, std::string{code_language(language)}});
  // The register describes everything in Dutch and French, and not everything in German and English.
  if (!row && language != Language::nl) return describe(tx, category, code, Language::nl);
  return row ? row->text(0) : std::string{code};
}

std::string search_form(std::string_view name) {
  std::string form;
  bool parted = false;
  auto letter = [&](auto&& put) {
    if (parted && !form.empty()) form += ' ';
    parted = false;
    put();
  };
  for (std::size_t i = 0; i < name.size() && form.size() < search_bytes_max; ++i) {
    auto const c = name[i];
    auto const byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      letter([&] { form += c; });
    else if (c >= 'A' && c <= 'Z')
      letter([&] { form += static_cast<char>(c - 'A' + 'a'); });
    else if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < name.size()) {
      auto const point = ((byte & 0x1FU) << 6) | (static_cast<unsigned char>(name[++i]) & 0x3FU);
      letter([&] { put_bare(form, bare_letters[point - 0xC0]); });
    } else if (byte == 0xC2 && i + 1 < name.size()) {
      ++i;  // signs such as no-break space and degree
      parted = true;
    } else if (byte >= 0x80)
      letter([&] { form += c; });
    else if (c != '.' && c != '\'')
      parted = true;
  }
  // Never half a character at the end.
  if (form.size() > search_bytes_max) form.resize(search_bytes_max);
  auto end = form.size();
  while (end > 0 && (static_cast<unsigned char>(form[end - 1]) & 0xC0U) == 0x80U) --end;
  if (end > 0 && static_cast<unsigned char>(form[end - 1]) >= 0xC0U) {
    auto const lead = static_cast<unsigned char>(form[end - 1]);
    std::size_t const width = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
    if (form.size() - (end - 1) < width) form.resize(end - 1);
  }
  return form;
}

RegisterPage search_register(db::Tx& tx, std::string_view start, std::string_view after) {
  RegisterPage page;
  auto const form = search_form(start);
  if (form.size() < search_bytes_min) return page;
  std::string from = form, number;
  if (auto const tab = after.find('\t'); tab != std::string_view::npos && after.starts_with(form)) {
    from = after.substr(0, tab);
    number = after.substr(tab + 1);
  }
  auto const rows = tx.all(R"(
    SELECT n.search_name, n.entity_number, min(n.name) FROM register_names n
    WHERE (n.search_name, n.entity_number) > ($1, $2) AND n.search_name < $3
      AND EXISTS (SELECT 1 FROM register_enterprises e WHERE e.number = n.entity_number)
    GROUP BY n.search_name, n.entity_number ORDER BY n.search_name, n.entity_number LIMIT $4)",
                           {from, number, form + std::string{last_character}, register_page_rows + 1});
  for (auto const& row : rows) {
    if (std::ssize(page.matches) == register_page_rows) {
      auto const& last = rows.at(register_page_rows - 1);
      page.next = last.text(0) + '\t' + last.text(1);
      break;
    }
    page.matches.push_back({row.text(1), row.text(2)});
  }
  return page;
}

std::optional<LoadedExtract> loaded_extract(db::Tx& tx) {
  auto row = tx.maybe("SELECT extract_number, extract_type, snapshot_on FROM register_extracts");
  if (!row) return std::nullopt;
  return LoadedExtract{row->number(0), row->text(1), row->text(2)};
}

}  // namespace organisations
