// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"
#include "base/time.h"
#include "evidence/deed.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// The company register: what the Crossroads Bank for Enterprises (KBO/BCE) publishes as open data of every active
// enterprise in Belgium. A copy to look names and seats up in; it decides nothing, and nothing refers to its rows.
//
// Words
//   extract        one publication, numbered; a full one (all rows) or an update (what changed since the one before)
//   entity         an enterprise (number begins with 0 or 1) or an establishment (2 to 8): ten digits, two of them check digits
//   official name  type 001; 002 is an abbreviation, 003 a commercial name, 004 a branch's
//   seat           address of type REGO; persons who are enterprises have none, by law
//   struck off     the register itself removed the address (ambtshalve doorhaling): nobody answers there
//
//   nothing ──full──▶ loaded (136) ──update 137──▶ loaded (137) ──update 138──▶ …
//                          └──────────────any full extract──────────────▶ loaded
//
// Invariants
//  1. An import is one transaction: readers see the register as it was until all of it is in, and after a refusal or a
//     breakdown it is as it was.
//  2. An update applies to its predecessor only: per table all rows of the entities in <table>_delete go, then the rows in
//     <table>_insert come. (Cookbook KBO Open Data, R018.00.)
//  3. A broken row is left out and reported with file and line. A file with more than 1 in 20 broken rows (and more than
//     ten), or with more than half of them, is no register: the whole import is refused.
//  4. Columns are found by their header; unknown ones are passed over, a missing one refuses the file.
//  5. No persons: contacts and activities are not read at all (contact.csv, activity.csv, branch.csv).
// Source: KBO Open Data, Cookbook R018.00 (files, columns, update rule); check digits: DOMAIN §4.1. Memory stays flat.
namespace organisations {

// ---- loading

struct BrokenRow {
  std::string file;
  std::int64_t line = 0;  // where the row begins, from 1
  std::string reason;     // a sentence for the operator, in English: "StartDate \"31-02-2020\" is no date"
};

struct LoadedFile {
  std::string name;  // "enterprise.csv"
  std::int64_t rows = 0, broken = 0;
};

struct ImportReport {
  std::int64_t extract_number = 0;
  std::string extract_type;            // "full" | "update"
  std::string snapshot_on;             // a day
  std::int64_t rows = 0;               // read and taken, all files together
  std::int64_t broken = 0;             // read and left out
  std::vector<BrokenRow> broken_rows;  // the first broken_rows_max of them
  std::vector<LoadedFile> files;
  std::vector<std::string> ignored;  // files in the extract that Zegel does not need
  static constexpr std::size_t broken_rows_max = 1000;
};

// The extract cannot be loaded as it is; nothing was changed. what() is one clear sentence for the operator.
struct ImportRefused : std::runtime_error {
  using runtime_error::runtime_error;
};

// Called every progress_rows rows with the rows so far and the file being read; again from nothing when the engine runs
// the transaction again.
using Progress = std::function<void(std::int64_t rows, std::string_view file)>;
constexpr std::int64_t progress_rows = 50'000;

enum class Succession { required, forced };  // forced: an update is applied whatever is loaded

// `path`: KboOpenData_<nr>_<year>_<month>_{Full,Update}.zip, or a folder with its files. Throws ImportRefused, and
// files::ArchiveUnreadable when the ZIP cannot be read.
ImportReport import_register(db::Tx&, std::string const& path, Progress const& = {}, Succession = Succession::required);
// The same as a deed. Records register_imported.
ImportReport import_register(evidence::Deed&, std::string const& path, Progress const& = {}, Succession = Succession::required);

// ---- looking up

struct RegisterName {
  std::optional<Language> language;  // nothing: unknown
  std::string kind;                  // "001" …
  std::string text;
};

struct RegisterAddress {
  std::string street_nl, street_fr, house_number, box, zipcode, municipality_nl, municipality_fr;
  std::string country_nl, country_fr;  // empty: Belgium
  std::string extra;
  std::optional<std::string> struck_off_on;  // a day
};

struct RegisterEntry {
  std::string number;                   // ten digits
  std::string status;                   // "AC" active, "ST" stopped
  std::string juridical_situation;      // "000" normal; what else, see describe()
  bool is_person = false;               // type of enterprise 1: a natural person
  std::string juridical_form;           // code; empty for persons
  std::optional<std::string> start_on;  // a day
  std::vector<RegisterName> names;
  std::optional<RegisterAddress> seat;

  bool is_struck_off() const { return seat && seat->struck_off_on; }
  // Nothing to warn a contract partner for: active, normal situation, seat not struck off.
  bool is_in_order() const { return status == "AC" && (juridical_situation.empty() || juridical_situation == "000") && !is_struck_off(); }
};

std::optional<RegisterEntry> find_in_register(db::Tx&, std::string_view ten_digits);

// The name to call it by: the official name in that language, else in nl, fr, de, en or of unknown language, else any
// name. Empty when the register has none.
std::string_view name_in(RegisterEntry const&, Language);
// "Eikstraat 16 bus 3, 1000 Brussel", in French for fr and in Dutch for the others, as the register has no more languages.
std::string address_text(RegisterAddress const&, Language);

// What a code means: describe(tx, "JuridicalForm", "416", Language::nl); the code itself when the register does not say.
std::string describe(db::Tx&, std::string_view category, std::string_view code, Language);

struct RegisterMatch {
  std::string number;
  std::string name;  // the one that matched
};
struct RegisterPage {
  std::vector<RegisterMatch> matches;
  std::string next;  // pass as `after` for the next page; empty: this was the last
};
constexpr std::int64_t register_page_rows = 20;

// Enterprises with a name that begins so, whatever the case or the accents, by name. Under two letters or digits gives nothing.
RegisterPage search_register(db::Tx&, std::string_view start, std::string_view after = {});

// A name as it is searched: small letters without accents, words parted by one space, at most 60 bytes.
std::string search_form(std::string_view name);

// The extract that is loaded; nothing when the register is empty.
struct LoadedExtract {
  std::int64_t number = 0;
  std::string type;         // "full" | "update"
  std::string snapshot_on;  // a day
};
std::optional<LoadedExtract> loaded_extract(db::Tx&);

}  // namespace organisations
