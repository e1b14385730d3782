// SPDX-License-Identifier: EUPL-1.2
#include "contracts/contracts.h"
#include "base/money.h"
#include "base/numbers.h"
#include "base/refusal.h"
#include "contracts/words.h"
#include "organisations/register.h"

#include <algorithm>
#include <array>

namespace contracts {
namespace {

constexpr std::array<std::string_view, 3> subject_names{"works", "supplies", "services"};
constexpr std::array<std::string_view, 2> regime_names{"two_terms", "one_term"};
constexpr std::int64_t award_cents_max = 10'000'000'000'00;  // ten thousand million euro
constexpr int treatment_days_max = 60;                        // KB 12 August 2024; DOMAIN §2.2

template <class Enum, std::size_t size>
std::optional<Enum> parse(std::array<std::string_view, size> const& names, std::string_view text) {
  auto const found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

Side side_of(std::string const& text) { return text == "authority" ? Side::authority : Side::contractor; }
Contract read_row(db::Row const& row);
OrganisationId contractor_of(evidence::Deed&, std::string const& number);
void insert(evidence::Deed&, Contract const&);

}  // namespace

std::string_view name(Side side) { return side == Side::authority ? "authority" : "contractor"; }
std::string_view name(Subject subject) { return subject_names.at(static_cast<std::size_t>(subject)); }
std::string_view name(PaymentRegime regime) { return regime_names.at(static_cast<std::size_t>(regime)); }

std::optional<Kind> parse_kind(std::string_view text) { return groups::parse_contract_kind(text); }

PaymentRegime regime_for(Day published_on) {
  using namespace std::chrono;
  return published_on < sys_days{2025y / January / 1} ? PaymentRegime::two_terms : PaymentRegime::one_term;
}

std::set<std::string> types() {
  std::set<std::string> found;
  for (auto const& type : types::all())
    if (type.comes_with.empty()) found.insert(type.key);
  return found;
}

std::set<std::string> standard_types() {
  std::set<std::string> found;
  for (auto const& type : types::all())
    if (type.comes_with.empty() && type.theme == groups::Theme::invoicing) found.insert(type.key);
  return found;
}

// A form says with an empty value that it asked; whoever says nothing gets the standard ones.
std::optional<std::set<std::string>> read_types(Fields const& fields, std::vector<Mistake>& mistakes) {
  auto const known = types();
  std::set<std::string> chosen;
  bool asked = false;
  for (auto found = fields.lower_bound("types."); found != fields.end() && found->first.starts_with("types."); ++found) {
    if (known.contains(found->second))
      chosen.insert(found->second);
    else if (found->second.empty())
      asked = true;
    else
      mistakes.push_back({found->first, "unknown"});
  }
  if (chosen.empty() && asked) mistakes.push_back({"types", "missing"});
  return chosen.empty() ? std::nullopt : std::optional{std::move(chosen)};
}

Parsed<NewContract> read_contract(Fields const& fields, bool is_json) {
  std::vector<Mistake> mistakes;
  NewContract contract;
  auto text = [&](std::string_view name, std::size_t bytes_max, bool required = true) {
    auto value = std::string{field(fields, name)};
    if (required && value.empty()) mistakes.push_back({std::string{name}, "missing"});
    if (value.size() > bytes_max) mistakes.push_back({std::string{name}, "too_long"});
    return value;
  };
  auto day = [&](std::string_view name) {
    auto const value = text(name, 20);
    auto const parsed = parse_day(value);
    if (!parsed && !value.empty()) mistakes.push_back({std::string{name}, "not_a_date"});
    return parsed.value_or(Day{});
  };
  auto days = [&](std::string_view name, int standard, int days_max) {
    auto const value = field(fields, name);
    if (value.empty()) return standard;
    auto const number = parse_decimal(value, 0, is_json);
    if (!number || *number < 1 || *number > days_max) mistakes.push_back({std::string{name}, number ? "too_large" : "not_a_number"});
    return static_cast<int>(number.value_or(standard));
  };
  contract.title = text("title", 300);  // in the order of the form
  contract.specification_number = text("specificationNumber", 60);
  contract.dossier_number = text("dossierNumber", 60);
  contract.lot = text("lot", 20, false);
  if (auto kind = groups::parse_contract_kind(field(fields, "kind").empty() ? "contract" : field(fields, "kind")))
    contract.kind = *kind;
  else
    mistakes.push_back({"kind", "unknown"});
  if (auto subject = parse<Subject>(subject_names, text("subject", 20)))
    contract.subject = *subject;
  else if (!field(fields, "subject").empty())
    mistakes.push_back({"subject", "unknown"});
  auto const number = text("contractorNumber", 40);
  if (auto parsed = parse_enterprise_number(number))
    contract.contractor_number = *parsed;
  else if (!number.empty())
    mistakes.push_back({"contractorNumber", "not_an_enterprise_number"});
  contract.award_on = day("awardOn");
  contract.published_on = day("publishedOn");
  auto const amount = text("awardAmount", 30);
  auto const cents = parse_decimal(amount, 2, is_json);
  if (!cents && !amount.empty()) mistakes.push_back({"awardAmount", "not_a_number"});
  if (cents && *cents < 0) mistakes.push_back({"awardAmount", "negative"});
  if (cents && *cents > award_cents_max) mistakes.push_back({"awardAmount", "too_large"});
  contract.award_cents = cents.value_or(0);
  contract.regime = regime_for(contract.published_on);
  if (auto const regime = field(fields, "paymentRegime"); !regime.empty()) {
    if (auto parsed = parse<PaymentRegime>(regime_names, regime))
      contract.regime = *parsed;
    else
      mistakes.push_back({"paymentRegime", "unknown"});
  }
  contract.verification_days = days("verificationDays", 30, 120);
  contract.payment_days = days("paymentDays", 30, contract.regime == PaymentRegime::one_term ? treatment_days_max : 120);
  contract.types = read_types(fields, mistakes).value_or(standard_types());
  if (!mistakes.empty()) return mistakes;
  return contract;
}

Opened open(evidence::View& view, ContractId const& id) {
  auto const row = view.tx.maybe(R"(
    SELECT c.id, c.specification_number, c.dossier_number, c.lot, c.title, c.kind, c.subject, c.authority_id, a.name,
           c.contractor_id, o.name, o.enterprise_number, c.award_on, c.award_cents, c.published_on, c.payment_regime,
           c.verification_days, c.payment_days, p.side, p.own_reference, p.email, o.is_joint_venture
    FROM parties p
    JOIN contracts c ON c.id = p.contract_id
    JOIN organisations a ON a.id = c.authority_id
    JOIN organisations o ON o.id = c.contractor_id
    WHERE p.organisation_id = $1 AND p.contract_id = $2)",
                                 {view.actor.organisation.text, id.text});
  if (!row) refuse(Refusal::not_found);
  auto const rights = groups::rights_on(view, id);
  if (!rights.any()) refuse(Refusal::not_found);
  Opened opened{read_row(*row), rights};
  if (row->number(21) == 1) opened.partners = organisations::partners_of(view.tx, opened.contractor);
  for (auto const& type : view.tx.all("SELECT type FROM enabled_types WHERE contract_id = $1", {id.text})) opened.types.insert(type.text(0));
  return opened;
}

Contract create(evidence::Deed& deed, NewContract const& wanted) {
  if (!people::standing(deed).administers()) refuse(Refusal::not_allowed);
  auto const own = organisations::find_organisation(deed.tx, deed.actor.organisation);
  if (!own || !own->is_authority) refuse(Refusal::not_allowed);
  if (deed.tx.maybe("SELECT id FROM contracts WHERE authority_id = $1 AND dossier_number = $2 AND lot = $3",
                    {own->id.text, wanted.dossier_number, wanted.lot}))
    refuse(Refusal::name_taken);
  Contract contract;
  static_cast<NewContract&>(contract) = wanted;
  contract.id = {new_id()};
  contract.authority = own->id;
  contract.authority_name = own->name;
  contract.contractor = contractor_of(deed, wanted.contractor_number);
  contract.contractor_name = organisations::find_organisation(deed.tx, contract.contractor)->name;
  insert(deed, contract);
  deed.record({evidence::Event::contract_created, contract.id, {},
               Shape::Object{{"specificationNumber", wanted.specification_number}, {"contractor", wanted.contractor_number}}});
  return contract;
}

void set_own_reference(evidence::Deed& deed, ContractId const& id, std::string const& reference) {
  auto const opened = open(deed, id);
  if (!opened.may_edit_reference()) refuse(Refusal::not_allowed);
  auto const& other = opened.side == Side::authority ? opened.contractor_name : opened.authority_name;
  deed.tx.run("UPDATE parties SET own_reference = $3, words = $4 WHERE organisation_id = $1 AND contract_id = $2",
              {deed.actor.organisation.text, id.text, reference, search_words(opened, other, reference)});
  deed.record({evidence::Event::own_reference_changed, id, {}});
}

void set_address(evidence::Deed& deed, ContractId const& id, std::string const& email) {
  auto const opened = open(deed, id);
  if (!opened.may_edit_reference()) refuse(Refusal::not_allowed);
  deed.tx.run("UPDATE parties SET email = $3 WHERE organisation_id = $1 AND contract_id = $2", {deed.actor.organisation.text, id.text, email});
  deed.record({evidence::Event::contract_address_changed, id, {}});
}

void set_types(evidence::Deed& deed, ContractId const& id, std::set<std::string> const& wanted) {
  auto const opened = open(deed, id);
  if (opened.side != Side::authority || !opened.rights.administers) refuse(Refusal::not_allowed);
  Shape::List added, removed;
  for (auto const& type : wanted) {
    if (opened.types.contains(type)) continue;
    deed.tx.run("INSERT INTO enabled_types (contract_id, type) VALUES ($1, $2)", {id.text, type});
    added.emplace_back(type);
  }
  for (auto const& type : opened.types) {
    if (wanted.contains(type)) continue;
    deed.tx.run("DELETE FROM enabled_types WHERE contract_id = $1 AND type = $2", {id.text, type});
    removed.emplace_back(type);
  }
  if (added.empty() && removed.empty()) return;
  deed.record({evidence::Event::contract_types_changed, id, {}, Shape::Object{{"added", std::move(added)}, {"removed", std::move(removed)}}});
}

void link_group(evidence::Deed& deed, ContractId const& id, GroupId const& group) {
  open(deed, id);
  groups::link(deed, group, id);
}

void unlink_group(evidence::Deed& deed, ContractId const& id, GroupId const& group) {
  open(deed, id);
  groups::unlink(deed, group, id);
}

void save_group_links(evidence::Deed& deed, ContractId const& id, groups::Choice<GroupId> const& choice) {
  open(deed, id);
  groups::save_links(deed, id, choice);
}

// ---------------------------------------------------------------- storage

namespace {

Contract read_row(db::Row const& row) {
  Contract contract;
  contract.id = {row.text(0)};
  contract.specification_number = row.text(1);
  contract.dossier_number = row.text(2);
  contract.lot = row.text(3);
  contract.title = row.text(4);
  contract.kind = groups::parse_contract_kind(row.text(5)).value_or(Kind::contract);
  contract.subject = parse<Subject>(subject_names, row.text(6)).value_or(Subject::works);
  contract.authority = {row.text(7)};
  contract.authority_name = row.text(8);
  contract.contractor = {row.text(9)};
  contract.contractor_name = row.text(10);
  contract.contractor_number = row.text(11);
  contract.award_on = parse_day(row.text(12)).value_or(Day{});
  contract.award_cents = row.number(13);
  contract.published_on = parse_day(row.text(14)).value_or(Day{});
  contract.regime = parse<PaymentRegime>(regime_names, row.text(15)).value_or(PaymentRegime::one_term);
  contract.verification_days = static_cast<int>(row.number(16));
  contract.payment_days = static_cast<int>(row.number(17));
  contract.side = side_of(row.text(18));
  contract.own_reference = row.text(19);
  contract.email = row.text(20);
  return contract;
}

OrganisationId contractor_of(evidence::Deed& deed, std::string const& number) {
  if (auto known = organisations::find_by_number(deed.tx, number)) {
    if (known->id == deed.actor.organisation) throw Mistaken{{{"contractorNumber", "own_organisation"}}};
    return known->id;
  }
  if (!organisations::find_in_register(deed.tx, number)) throw Mistaken{{{"contractorNumber", "unknown"}}};
  return organisations::register_organisation(deed, {.enterprise_number = number}).id;
}

void insert(evidence::Deed& deed, Contract const& contract) {
  deed.tx.run(R"(
    INSERT INTO contracts (id, specification_number, dossier_number, lot, title, kind, subject, authority_id, contractor_id, award_on,
                           award_cents, published_on, payment_regime, verification_days, payment_days, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16))",
              {contract.id.text, contract.specification_number, contract.dossier_number, contract.lot, contract.title,
               std::string{name(contract.kind)}, std::string{name(contract.subject)}, contract.authority.text, contract.contractor.text,
               to_text(contract.award_on), contract.award_cents, to_text(contract.published_on), std::string{name(contract.regime)},
               std::int64_t{contract.verification_days}, std::int64_t{contract.payment_days}, deed.now_text()});
  for (auto side : {Side::authority, Side::contractor}) {
    auto const& other_party = side == Side::authority ? contract.contractor_name : contract.authority_name;
    deed.tx.run(R"(
      INSERT INTO parties (organisation_id, contract_id, side, own_reference, email, words, title, specification_number, dossier_number, lot,
                           other_party, kind, award_on, award_cents)
      VALUES ($1, $2, $3, '', '', $4, $5, $6, $7, $8, $9, $10, $11, $12))",
                {contract.organisation(side).text, contract.id.text, std::string{name(side)}, search_words(contract, other_party, ""),
                 contract.title, contract.specification_number, contract.dossier_number, contract.lot, other_party,
                 std::string{name(contract.kind)}, to_text(contract.award_on), contract.award_cents});
  }
  for (auto const& type : contract.types)
    deed.tx.run("INSERT INTO enabled_types (contract_id, type) VALUES ($1, $2)", {contract.id.text, type});
}

}  // namespace
}  // namespace contracts
