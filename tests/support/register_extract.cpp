// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/register_extract.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>

namespace support {
namespace {

// Where files go, one after the other, in pieces.
class Extract {
 public:
  virtual ~Extract() = default;
  virtual void begin(std::string const& name) = 0;
  virtual void write(std::string_view) = 0;
  virtual void end() = 0;
};

class Folder final : public Extract {
 public:
  explicit Folder(std::string path) : path_{std::move(path)} { std::filesystem::create_directories(path_); }
  void begin(std::string const& name) override { file_.open(std::filesystem::path{path_} / name, std::ios::binary | std::ios::trunc); }
  void write(std::string_view text) override { file_.write(text.data(), static_cast<std::streamsize>(text.size())); }
  void end() override {
    file_.close();
    if (!file_) throw std::runtime_error{"cannot write the extract in " + path_};
  }

 private:
  std::string path_;
  std::ofstream file_;
};

class Zip final : public Extract {
 public:
  explicit Zip(std::string const& path) {
    archive_write_set_format_zip(zip_.get());
    archive_write_set_options(zip_.get(), "zip:compression-level=1");
    if (archive_write_open_filename(zip_.get(), path.c_str()) != ARCHIVE_OK) fail();
  }
  void begin(std::string const& name) override {
    std::unique_ptr<archive_entry, void (*)(archive_entry*)> const entry{archive_entry_new(), archive_entry_free};
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    if (archive_write_header(zip_.get(), entry.get()) != ARCHIVE_OK) fail();
  }
  void write(std::string_view text) override {
    if (archive_write_data(zip_.get(), text.data(), text.size()) < 0) fail();
  }
  void end() override {
    if (archive_write_finish_entry(zip_.get()) != ARCHIVE_OK) fail();
  }

 private:
  [[noreturn]] void fail() { throw std::runtime_error{std::string{"cannot write the extract: "} + archive_error_string(zip_.get())}; }
  std::unique_ptr<struct archive, int (*)(struct archive*)> zip_{archive_write_new(), archive_write_free};
};

std::unique_ptr<Extract> open_extract(std::string const& path) {
  if (path.ends_with(".zip")) return std::make_unique<Zip>(path);
  return std::make_unique<Folder>(path);
}

std::string with_check(std::int64_t first_eight) {
  auto const text = std::to_string(first_eight * 100 + (97 - first_eight % 97));
  return std::string(10 - text.size(), '0') + text;
}

// 0207509031 → "0207.509.031" and 2354123781 → "2.354.123.781".
std::string dotted(std::string const& number) {
  auto const head = number[0] < '2' ? number.substr(0, 4) : number.substr(0, 1) + '.' + number.substr(1, 3);
  return head + '.' + number.substr(4, 3) + '.' + number.substr(7);
}

constexpr std::array trades{"Wegenbouw",    "Aannemingen", "Waterwerken",  "Groenvoorziening", "Bouwonderneming", "Elektrotechniek",
                            "Baggerwerken", "Asfalt",      "Signalisatie", "Studiebureau",     "Dakwerken"};
struct Place {
  char const *zipcode, *dutch, *french;
};
constexpr std::array places{Place{"1000", "Brussel", "Bruxelles"}, Place{"9000", "Gent", "Gand"},
                            Place{"2000", "Antwerpen", "Anvers"},  Place{"4000", "Luik", "Liège"},
                            Place{"8500", "Kortrijk", "Courtrai"}, Place{"5000", "Namen", "Namur"},
                            Place{"3000", "Leuven", "Louvain"}};

std::string made_name(std::int64_t index, std::string_view prefix = {}) {
  return std::string{prefix} + trades[static_cast<std::size_t>(index) % trades.size()] + " Modelstraat " + std::to_string(index);
}

// Collects rows and passes them on in large pieces.
class File {
 public:
  File(Extract& extract, std::string const& name, std::string_view header) : extract_{extract} {
    extract_.begin(name);
    text_ += header;
    text_ += '\n';
  }
  void row(std::string const& text) {
    (text_ += text) += '\n';
    ++rows_;
    if (text_.size() > 60'000) flush();
  }
  std::int64_t end() {
    flush();
    extract_.end();
    return rows_;
  }

 private:
  void flush() {
    extract_.write(text_);
    text_.clear();
  }
  Extract& extract_;
  std::string text_;
  std::int64_t rows_ = 0;
};

std::string quoted(std::string const& text) { return '"' + text + '"'; }

void write_meta(Extract& extract, std::string const& type, std::int64_t number) {
  File meta{extract, "meta.csv", R"("Variable","Value")"};
  meta.row(R"("SnapshotDate","30-05-2025")");
  meta.row(R"("ExtractTimestamp","01-06-2025 07:07:49")");
  meta.row(R"("ExtractType",)" + quoted(type));
  meta.row(R"("ExtractNumber",)" + quoted(std::to_string(number)));
  meta.row(R"("Version","1.0.0")");
  meta.end();
}

std::int64_t write_codes(Extract& extract) {
  File codes{extract, "code.csv", R"("Category","Code","Language","Description")"};
  codes.row(R"("JuridicalForm","610","FR","Société à responsabilité limitée")");
  codes.row(R"("JuridicalForm","610","NL","Besloten Vennootschap")");
  codes.row(R"("JuridicalSituation","000","FR","Situation normale")");
  codes.row(R"("JuridicalSituation","000","NL","Normale toestand")");
  return codes.end();
}

constexpr std::string_view enterprise_header =
    R"("EnterpriseNumber","Status","JuridicalSituation","TypeOfEnterprise","JuridicalForm","JuridicalFormCAC","StartDate")";
constexpr std::string_view name_header = R"("EntityNumber","Language","TypeOfDenomination","Denomination")";
constexpr std::string_view address_header =
    R"("EntityNumber","TypeOfAddress","CountryNL","CountryFR","Zipcode","MunicipalityNL","MunicipalityFR","StreetNL","StreetFR",)"
    R"("HouseNumber","Box","ExtraAddressInfo","DateStrikingOff")";
constexpr std::string_view establishment_header = R"("EstablishmentNumber","StartDate","EnterpriseNumber")";

std::string enterprise_row(std::int64_t index) {
  auto const day = 10 + index % 19, month = 10 + index % 3, year = 1950 + index % 75;
  return quoted(dotted(made_enterprise_number(index))) + R"(,"AC","000","2","610",,)" + std::to_string(day) + '-' + std::to_string(month) +
         '-' + std::to_string(year);
}

std::string name_row(std::int64_t index, std::string_view type, std::string const& name) {
  return quoted(dotted(made_enterprise_number(index))) + R"(,"2",")" + std::string{type} + R"(",)" + quoted(name);
}

std::string address_row(std::string const& number, std::string_view type, std::int64_t index) {
  auto const& place = places[static_cast<std::size_t>(index) % places.size()];
  return quoted(dotted(number)) + ",\"" + std::string{type} + R"(",,,")" + place.zipcode + R"(",")" + place.dutch + R"(",")" +
         place.french + R"(","Modelstraat","Rue du Modèle",")" + std::to_string(1 + index % 250) + R"(","","",)";
}

}  // namespace

std::string made_enterprise_number(std::int64_t index) { return with_check(2'000'007 + index * 5); }
std::string made_establishment_number(std::int64_t index) { return with_check(20'000'003 + index * 11); }

std::int64_t write_register_extract(std::string const& path, RegisterExtract const& wanted) {
  auto const extract = open_extract(path);
  write_meta(*extract, "full", wanted.number);
  auto rows = write_codes(*extract);
  auto each = [&](std::string const& name, std::string_view header, std::function<void(File&, std::int64_t)> const& write) {
    File file{*extract, name, header};
    for (std::int64_t i = 0; i < wanted.enterprises; ++i) write(file, i);
    rows += file.end();
  };
  each("enterprise.csv", enterprise_header, [](File& file, std::int64_t i) { file.row(enterprise_row(i)); });
  each("establishment.csv", establishment_header, [](File& file, std::int64_t i) {
    if (i % 2 == 0) file.row(quoted(dotted(made_establishment_number(i))) + ",01-11-1974," + quoted(dotted(made_enterprise_number(i))));
  });
  each("denomination.csv", name_header, [](File& file, std::int64_t i) {
    file.row(name_row(i, "001", made_name(i)));
    if (i % 2 == 0) file.row(name_row(i, "003", "Handelsnaam " + std::to_string(i)));
  });
  each("address.csv", address_header, [](File& file, std::int64_t i) {
    file.row(address_row(made_enterprise_number(i), "REGO", i));
    if (i % 2 == 0) file.row(address_row(made_establishment_number(i), "BAET", i + 1));
  });
  return rows;
}

std::int64_t write_register_update(std::string const& path, RegisterExtract const& wanted, std::int64_t changed, std::int64_t removed) {
  auto const extract = open_extract(path);
  write_meta(*extract, "update", wanted.number);
  auto rows = write_codes(*extract);
  struct Pair {
    std::string stem, key;
    std::string_view header;
    std::string (*row)(std::int64_t);
  };
  std::vector<Pair> const pairs{
      // Insertions are written before deletions: whoever applies them has to see to the order.
      {"enterprise", R"("EnterpriseNumber")", enterprise_header, enterprise_row},
      {"denomination", R"("EntityNumber")", name_header, [](std::int64_t i) { return name_row(i, "001", made_name(i, "Vernieuwd ")); }},
      {"address", R"("EntityNumber")", address_header,
       [](std::int64_t i) { return address_row(made_enterprise_number(i), "REGO", i + 1); }},
  };
  for (auto const& pair : pairs) {
    File inserted{*extract, pair.stem + "_insert.csv", pair.header};
    for (std::int64_t i = 0; i < changed; ++i) inserted.row(pair.row(i));
    rows += inserted.end();
    File deleted{*extract, pair.stem + "_delete.csv", pair.key};
    for (std::int64_t i = 0; i < changed + removed; ++i) deleted.row(quoted(dotted(made_enterprise_number(i))));
    rows += deleted.end();
  }
  return rows;
}

void write_extract_files(std::string const& path, std::vector<std::pair<std::string, std::string>> const& files) {
  auto const extract = open_extract(path);
  for (auto const& [name, text] : files) {
    extract->begin(name);
    extract->write(text);
    extract->end();
  }
}

}  // namespace support
