// SPDX-License-Identifier: EUPL-1.2
#include "base/numbers.h"
#include "organisations/register.h"
#include "organisations/register_csv.h"
#include "platform/files/archive.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <span>

namespace organisations {
namespace {

// The largest file Zegel reads is address.csv: some 300 MB in 2025.
constexpr files::ArchiveLimits extract_limits{.members_max = 100, .member_bytes_max = std::uint64_t{4} << 30};
constexpr std::int64_t broken_rows_tolerated = 10, broken_share = 20;
constexpr std::size_t shown_bytes_max = 60;

enum class Kind { enterprise, establishment, entity, text, day, language };

struct Column {
  std::string_view header;
  Kind kind;
  bool needed;  // in every row; the column itself always is
  std::size_t characters_max = 0;
};

// ---- the files, their columns in the order of the table's

constexpr std::array enterprise_columns{
    Column{"EnterpriseNumber", Kind::enterprise, true},
    Column{"Status", Kind::text, true, 10},
    Column{"JuridicalSituation", Kind::text, false, 10},
    Column{"TypeOfEnterprise", Kind::text, false, 10},
    Column{"JuridicalForm", Kind::text, false, 10},
    Column{"JuridicalFormCAC", Kind::text, false, 10},
    Column{"StartDate", Kind::day, false},
};
constexpr std::array establishment_columns{
    Column{"EstablishmentNumber", Kind::establishment, true},
    Column{"EnterpriseNumber", Kind::enterprise, true},
    Column{"StartDate", Kind::day, false},
};
constexpr std::array name_columns{
    Column{"EntityNumber", Kind::entity, true},
    Column{"Language", Kind::language, true},
    Column{"TypeOfDenomination", Kind::text, true, 10},
    Column{"Denomination", Kind::text, true, 320},
};
constexpr std::array address_columns{
    Column{"EntityNumber", Kind::entity, true},
    Column{"TypeOfAddress", Kind::text, true, 10},
    Column{"CountryNL", Kind::text, false, 200},
    Column{"CountryFR", Kind::text, false, 200},
    Column{"Zipcode", Kind::text, false, 40},
    Column{"MunicipalityNL", Kind::text, false, 400},
    Column{"MunicipalityFR", Kind::text, false, 400},
    Column{"StreetNL", Kind::text, false, 400},
    Column{"StreetFR", Kind::text, false, 400},
    Column{"HouseNumber", Kind::text, false, 60},
    Column{"Box", Kind::text, false, 60},
    Column{"ExtraAddressInfo", Kind::text, false, 200},
    Column{"DateStrikingOff", Kind::day, false},
};
constexpr std::array code_columns{
    Column{"Category", Kind::text, true, 60},
    Column{"Code", Kind::text, true, 40},
    Column{"Language", Kind::text, true, 10},
    Column{"Description", Kind::text, true, 2000},
};
constexpr std::array enterprise_deletion{Column{"EnterpriseNumber", Kind::enterprise, true}};
constexpr std::array establishment_deletion{Column{"EstablishmentNumber", Kind::establishment, true}};
constexpr std::array entity_deletion{Column{"EntityNumber", Kind::entity, true}};

enum class Table { enterprises, establishments, names, addresses };
struct Source {
  Table table;
  std::string_view file;  // without ".csv", "_delete.csv", "_insert.csv"
  std::span<Column const> columns, deletion;
  bool needed;  // a full extract without it is refused; without another one, what is loaded stays
};
constexpr std::array sources{
    Source{Table::enterprises, "enterprise", enterprise_columns, enterprise_deletion, true},
    Source{Table::names, "denomination", name_columns, entity_deletion, true},
    Source{Table::addresses, "address", address_columns, entity_deletion, true},
    Source{Table::establishments, "establishment", establishment_columns, establishment_deletion, false},
};

// ---- fields

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    auto const lead = static_cast<unsigned char>(text[i]);
    if (lead == 0) return false;
    if (lead < 0x80U) {
      ++i;
      continue;
    }
    std::size_t const width = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
    if (lead < 0xC2U || lead > 0xF4U || i + width > text.size()) return false;
    std::uint32_t point = lead & (0xFFU >> (width + 1));
    for (std::size_t k = 1; k < width; ++k) {
      auto const byte = static_cast<unsigned char>(text[i + k]);
      if ((byte & 0xC0U) != 0x80U) return false;
      point = (point << 6) | (byte & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (point < least.at(width) || point > 0x10FFFFU || (point >= 0xD800U && point <= 0xDFFFU)) return false;
    i += width;
  }
  return true;
}

bool fits(std::string_view text, std::size_t characters_max) {
  if (text.size() <= characters_max) return true;
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }) <=
         static_cast<std::ptrdiff_t>(characters_max);
}

// Writes over what the row before left there: no new memory for most rows.
void put(db::Value& value, std::string_view text) {
  if (auto old = std::get_if<std::string>(&value))
    old->assign(text);
  else
    value.emplace<std::string>(text);
}

// 9.999.999.999 → ten digits with check digits that fit, the first from 2 to 8.
bool put_establishment(db::Value& value, std::string_view text) {
  std::array<char, 10> digits{};
  std::size_t count = 0;
  for (auto const c : text) {
    if (c == '.') continue;
    if (c < '0' || c > '9' || count == digits.size()) return false;
    digits.at(count++) = c;
  }
  if (count != digits.size() || digits[0] < '2' || digits[0] > '8') return false;
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (97 - number / 100 % 97 != number % 100) return false;
  put(value, {digits.data(), digits.size()});
  return true;
}

bool put_enterprise(db::Value& value, std::string_view text) {
  auto const number = parse_enterprise_number(text);
  if (number) put(value, *number);
  return number.has_value();
}

// dd-mm-yyyy → yyyy-mm-dd. Own reading, as the register knows enterprises far older than parse_day's 1900.
bool put_day(db::Value& value, std::string_view text) {
  if (text.size() != 10 || text[2] != '-' || text[5] != '-') return false;
  auto number = [&](std::size_t at, std::size_t size) {
    int read = -1;
    auto const end = text.data() + at + size;
    return std::from_chars(text.data() + at, end, read).ptr == end ? read : -1;
  };
  auto const day = number(0, 2), month = number(3, 2), year = number(6, 4);
  if (day < 1 || month < 1 || year < 1000) return false;
  using namespace std::chrono;
  if (!year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                      std::chrono::day{static_cast<unsigned>(day)}}
           .ok())
    return false;
  std::array<char, 10> iso{};
  std::copy_n(text.data() + 6, 4, iso.begin());
  iso[4] = iso[7] = '-';
  std::copy_n(text.data() + 3, 2, iso.begin() + 5);
  std::copy_n(text.data(), 2, iso.begin() + 8);
  put(value, {iso.data(), iso.size()});
  return true;
}

bool put_language(db::Value& value, std::string_view text) {
  if (text.size() != 1 || text[0] < '0' || text[0] > '4') return false;
  value = static_cast<std::int64_t>(text[0] - '0');
  return true;
}

// Nothing, or what is wrong with it.
std::string_view put_field(db::Value& value, Column const& column, std::string_view text) {
  if (text.empty()) {
    value = db::null();
    return column.needed ? "is empty" : std::string_view{};
  }
  switch (column.kind) {
    case Kind::enterprise: return put_enterprise(value, text) ? std::string_view{} : "is no enterprise number";
    case Kind::establishment: return put_establishment(value, text) ? std::string_view{} : "is no establishment number";
    case Kind::entity:
      return put_enterprise(value, text) || put_establishment(value, text) ? std::string_view{}
                                                                           : "is no enterprise or establishment number";
    case Kind::day: return put_day(value, text) ? std::string_view{} : "is no date";
    case Kind::language: return put_language(value, text) ? std::string_view{} : "is no language code from 0 to 4";
    case Kind::text: break;
  }
  if (!is_utf8(text)) return "is not in UTF-8";
  if (!fits(text, column.characters_max)) return "is too long";
  put(value, text);
  return {};
}

// What a broken field held, for the report: short, and fit to print.
std::string shown(std::string_view text) {
  if (!is_utf8(text)) return "(unreadable)";
  if (fits(text, shown_bytes_max)) return '"' + std::string{text} + '"';
  auto end = shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return '"' + std::string{text.substr(0, end)} + "…\"";
}

// ---- one file

// Which keys of a file were seen: a bit for each, as the check digits follow from the eight digits before them.
class Seen {
 public:
  // True the first time.
  bool add(std::string_view ten_digits) {
    std::size_t key = 0;
    std::from_chars(ten_digits.data(), ten_digits.data() + 8, key);
    if (key >= bits_.size()) bits_.resize(std::max(key + 1, bits_.size() * 2));
    if (bits_[key]) return false;
    return bits_[key] = true;
  }

 private:
  std::vector<bool> bits_;
};

// Reads the rows of one CSV file, leaves the broken ones out and reports them.
class TableFile {
 public:
  TableFile(std::string name, std::span<Column const> columns, files::MemberReader const& read, ImportReport& report,
            Progress const& progress)
      : name_{std::move(name)}, columns_{columns}, csv_{read}, report_{report}, progress_{progress} {
    find_columns();
  }

  // The next good row, in the order of the columns; whatever stands behind them in `row` is left alone.
  bool next(std::vector<db::Value>& row) {
    if (row.size() < columns_.size()) row.resize(columns_.size());
    while (csv_.next()) {
      ++read_;
      tell();
      if (take(row)) {
        ++good_;
        return true;
      }
    }
    return false;
  }

  // The row that next() gave cannot be used.
  void reject(std::string reason) {
    --good_;
    report(std::move(reason));
  }

  // All rows were read: counts them, and refuses a file that is broken through and through.
  void finish() {
    if ((broken_ > broken_rows_tolerated && broken_ * broken_share > read_) || broken_ * 2 > read_)
      throw ImportRefused{std::to_string(broken_) + " of the " + std::to_string(read_) + " rows in " + name_ +
                          " are broken, which is too many; the first is line " + std::to_string(first_broken_.line) + ": " +
                          first_broken_.reason + '.'};
    report_.rows += good_;
    report_.broken += broken_;
    report_.files.push_back({name_, good_, broken_});
  }

 private:
  void find_columns() {
    if (!csv_.next()) throw ImportRefused{name_ + " is empty."};
    auto const& header = csv_.fields();
    width_ = header.size();
    for (auto const& column : columns_) {
      auto const found = std::find(header.begin(), header.end(), column.header);
      if (found == header.end()) throw ImportRefused{name_ + " has no column \"" + std::string{column.header} + "\"."};
      places_.push_back(static_cast<std::size_t>(found - header.begin()));
    }
  }

  bool take(std::vector<db::Value>& row) {
    auto const& fields = csv_.fields();
    if (!csv_.broken().empty()) return report(std::string{csv_.broken()});
    if (fields.size() != width_)
      return report("the row has " + std::to_string(fields.size()) + " columns, and the header " + std::to_string(width_));
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      auto const text = fields[places_[i]];
      if (auto const wrong = put_field(row[i], columns_[i], text); !wrong.empty())
        return report(std::string{columns_[i].header} + ' ' + (text.empty() ? "" : shown(text) + ' ') + std::string{wrong});
    }
    return true;
  }

  bool report(std::string reason) {
    if (broken_++ == 0) first_broken_ = {name_, csv_.line(), reason};
    if (report_.broken_rows.size() < ImportReport::broken_rows_max) report_.broken_rows.push_back({name_, csv_.line(), std::move(reason)});
    return false;
  }

  void tell() const {
    auto const so_far = report_.rows + report_.broken + read_;
    if (so_far % progress_rows == 0 && progress_) progress_(so_far, name_);
  }

  std::string name_;
  std::span<Column const> columns_;
  CsvReader csv_;
  ImportReport& report_;
  Progress const& progress_;
  std::size_t width_ = 0;
  std::vector<std::size_t> places_;  // of columns_, in the file
  std::int64_t read_ = 0, good_ = 0, broken_ = 0;
  BrokenRow first_broken_;
};

// ---- what an extract holds

std::string file_name(std::string const& member) {
  auto name = member.substr(member.find_last_of('/') + 1);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

std::map<std::string, std::string> read_meta(files::MemberReader const& read) {
  std::map<std::string, std::string> meta;
  CsvReader csv{read};
  for (int count = 0; count < 100 && csv.next(); ++count)
    if (csv.fields().size() == 2) meta.emplace(csv.fields()[0], csv.fields()[1]);
  return meta;
}

struct Extract {
  std::set<std::string> files;
  std::int64_t number = 0;
  bool is_full = false;
  std::string snapshot_on;

  bool holds(std::string_view stem, std::string_view ending) const { return files.contains(std::string{stem}.append(ending)); }
};

Extract open_extract(std::string const& path) {
  Extract extract;
  std::map<std::string, std::string> meta;
  files::each_member(path, extract_limits, [&](std::string const& member, files::MemberReader const& read) {
    auto const name = file_name(member);
    if (!extract.files.insert(name).second) throw ImportRefused{'"' + path + "\" holds two files called " + name + '.'};
    if (name == "meta.csv") meta = read_meta(read);
  });
  if (!extract.files.contains("meta.csv"))
    throw ImportRefused{'"' + path + "\" holds no meta.csv, so it is no extract of the company register."};
  auto const number = meta["ExtractNumber"];
  auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), extract.number);
  if (error != std::errc{} || end != number.data() + number.size() || extract.number < 1)
    throw ImportRefused{"meta.csv gives no ExtractNumber."};
  auto const type = file_name(meta["ExtractType"]);
  if (type != "full" && type != "update") throw ImportRefused{"meta.csv gives an ExtractType that is neither full nor update."};
  extract.is_full = type == "full";
  db::Value day;
  if (!put_day(day, meta["SnapshotDate"])) throw ImportRefused{"meta.csv gives no SnapshotDate."};
  extract.snapshot_on = std::get<std::string>(day);
  return extract;
}

// The extract has the files it needs, and follows what is loaded.
void check(db::Tx& tx, std::string const& path, Extract const& extract, Succession succession) {
  if (extract.is_full) {
    for (auto const& source : sources)
      if (source.needed && !extract.holds(source.file, ".csv"))
        throw ImportRefused{'"' + path + "\" holds no " + std::string{source.file} + ".csv."};
    return;
  }
  bool const any = std::any_of(sources.begin(), sources.end(), [&](auto const& source) {
    return extract.holds(source.file, "_delete.csv") || extract.holds(source.file, "_insert.csv");
  });
  if (!any) throw ImportRefused{'"' + path + "\" is an update without any _delete or _insert file."};
  if (succession == Succession::forced) return;
  auto const loaded = loaded_extract(tx);
  auto const number = std::to_string(extract.number);
  if (!loaded) throw ImportRefused{"Update " + number + " needs a loaded register, and it is empty: load a full extract first."};
  if (extract.number != loaded->number + 1)
    throw ImportRefused{"Update " + number + " does not follow extract " + std::to_string(loaded->number) +
                        ", which is loaded: load update " + std::to_string(loaded->number + 1) + " or a full extract first."};
}

// ---- the work

class Import {
 public:
  Import(db::Tx& tx, std::string const& path, Progress const& progress) : tx_{tx}, path_{path}, progress_{progress} {}

  ImportReport run(Extract const& extract) {
    report_ = {};
    report_.extract_number = extract.number;
    report_.extract_type = extract.is_full ? "full" : "update";
    report_.snapshot_on = extract.snapshot_on;
    if (extract.is_full)
      load_full(extract);
    else
      apply_update();
    for (auto const& name : extract.files)
      if (!used_.contains(name)) report_.ignored.push_back(name);
    tx_.run("DELETE FROM register_extracts");
    tx_.run("INSERT INTO register_extracts (extract_number, extract_type, snapshot_on) VALUES ($1, $2, $3)",
            {report_.extract_number, report_.extract_type, report_.snapshot_on});
    return std::move(report_);
  }

 private:
  void load_full(Extract const& extract) {
    for (auto const& source : sources)
      if (extract.holds(source.file, ".csv")) empty(source.table);
    each_file([&](std::string const& name, files::MemberReader const& read) {
      for (auto const& source : sources)
        if (name == std::string{source.file}.append(".csv")) load(source, name, read);
      if (name == "code.csv") replace_codes(name, read);
    });
  }

  // All deletions come before all insertions.
  void apply_update() {
    each_file([&](std::string const& name, files::MemberReader const& read) {
      for (auto const& source : sources)
        if (name == std::string{source.file}.append("_delete.csv")) remove(source, name, read);
    });
    each_file([&](std::string const& name, files::MemberReader const& read) {
      for (auto const& source : sources)
        if (name == std::string{source.file}.append("_insert.csv")) add(source, name, read);
      if (name == "code.csv") replace_codes(name, read);
    });
  }

  void each_file(std::function<void(std::string const&, files::MemberReader const&)> const& visit) {
    used_.insert("meta.csv");
    files::each_member(path_, extract_limits,
                       [&](std::string const& member, files::MemberReader const& read) { visit(file_name(member), read); });
  }

  // DELETE, and no TRUNCATE: on PostgreSQL readers would wait for that, or see nothing.
  void empty(Table table) {
    switch (table) {
      case Table::enterprises: return tx_.run("DELETE FROM register_enterprises");
      case Table::establishments: return tx_.run("DELETE FROM register_establishments");
      case Table::names: return tx_.run("DELETE FROM register_names");
      case Table::addresses: return tx_.run("DELETE FROM register_addresses");
    }
  }

  void remove(Source const& source, std::string const& name, files::MemberReader const& read) {
    TableFile file{used(name), source.deletion, read, report_, progress_};
    tx_.load("register_deletions", {"number"}, [&](auto& row) { return file.next(row); });
    switch (source.table) {
      case Table::enterprises: tx_.run("DELETE FROM register_enterprises WHERE number IN (SELECT number FROM register_deletions)"); break;
      case Table::establishments:
        tx_.run("DELETE FROM register_establishments WHERE number IN (SELECT number FROM register_deletions)");
        break;
      case Table::names: tx_.run("DELETE FROM register_names WHERE entity_number IN (SELECT number FROM register_deletions)"); break;
      case Table::addresses:
        tx_.run("DELETE FROM register_addresses WHERE entity_number IN (SELECT number FROM register_deletions)");
        break;
    }
    tx_.run("DELETE FROM register_deletions");
    file.finish();
  }

  void load(Source const& source, std::string const& name, files::MemberReader const& read) {
    TableFile file{used(name), source.columns, read, report_, progress_};
    append(source.table, file);
    file.finish();
  }

  void append(Table table, TableFile& file) {
    switch (table) {
      case Table::enterprises:
        return tx_.load("register_enterprises",
                        {"number", "status", "juridical_situation", "kind", "juridical_form", "juridical_form_cac", "start_on"},
                        once_each(file));
      case Table::establishments: return tx_.load("register_establishments", {"number", "enterprise_number", "start_on"}, once_each(file));
      case Table::names:
        return tx_.load("register_names", {"entity_number", "language", "kind", "name", "search_name"}, [&file](auto& row) {
          bool const more = file.next(row);
          if (more) put_search_name(row);
          return more;
        });
      case Table::addresses:
        return tx_.load("register_addresses",
                        {"entity_number", "kind", "country_nl", "country_fr", "zipcode", "municipality_nl", "municipality_fr", "street_nl",
                         "street_fr", "house_number", "box", "extra", "struck_off_on"},
                        [&file](auto& row) { return file.next(row); });
    }
  }

  // Rows whose number, their first value, comes for the first time.
  static db::NextRow once_each(TableFile& file) {
    return [&file, seen = Seen{}](std::vector<db::Value>& row) mutable {
      while (file.next(row)) {
        auto const& number = std::get<std::string>(row[0]);
        if (seen.add(number)) return true;
        file.reject("number " + number + " stands in an earlier row");
      }
      return false;
    };
  }

  static void put_search_name(std::vector<db::Value>& row) {
    row.resize(5);
    bool const of_enterprise = std::get<std::string>(row[0]).front() <= '1';
    auto const form = of_enterprise ? search_form(std::get<std::string>(row[3])) : std::string{};
    if (form.empty())
      row[4] = db::null();
    else
      put(row[4], form);
  }

  // In an update, a number may be there already although no _delete file named it.
  void add(Source const& source, std::string const& name, files::MemberReader const& read) {
    if (source.table == Table::names || source.table == Table::addresses) return load(source, name, read);
    TableFile file{used(name), source.columns, read, report_, progress_};
    std::vector<db::Value> row;
    while (file.next(row)) {
      auto const added = source.table == Table::enterprises
                             ? tx_.all(R"(INSERT INTO register_enterprises
                             (number, status, juridical_situation, kind, juridical_form, juridical_form_cac, start_on)
                           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO NOTHING RETURNING number)",
                                       row)
                             : tx_.all(R"(INSERT INTO register_establishments (number, enterprise_number, start_on)
                           VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING RETURNING number)",
                                       row);
      if (added.empty()) file.reject("number " + std::get<std::string>(row[0]) + " is in the register already");
    }
    file.finish();
  }

  // code.csv is whole in every extract. Some twenty thousand rows.
  void replace_codes(std::string const& name, files::MemberReader const& read) {
    TableFile file{used(name), code_columns, read, report_, progress_};
    tx_.run("DELETE FROM register_codes");
    std::vector<db::Value> row;
    while (file.next(row))
      if (tx_.all(R"(INSERT INTO register_codes (category, code, language, description) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (category, code, language) DO NOTHING RETURNING code)",
                  row)
              .empty())
        file.reject("this code stands in an earlier row");
    file.finish();
  }

  std::string const& used(std::string const& name) { return *used_.insert(name).first; }

  db::Tx& tx_;
  std::string const& path_;
  Progress const& progress_;
  ImportReport report_;
  std::set<std::string> used_;
};

}  // namespace

ImportReport import_register(db::Tx& tx, std::string const& path, Progress const& progress, Succession succession) {
  auto const extract = open_extract(path);
  check(tx, path, extract, succession);
  return Import{tx, path, progress}.run(extract);
}

ImportReport import_register(evidence::Deed& deed, std::string const& path, Progress const& progress, Succession succession) {
  auto report = import_register(deed.tx, path, progress, succession);
  deed.record({evidence::Event::register_imported,
               {},
               {},
               Shape::Object{{"extractNumber", report.extract_number},
                             {"extractType", report.extract_type},
                             {"rows", report.rows},
                             {"broken", report.broken}}});
  return report;
}

}  // namespace organisations
