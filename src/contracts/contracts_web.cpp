// SPDX-License-Identifier: EUPL-1.2
#include "contracts/contracts_web.h"
#include "base/part.h"
#include "base/refusal.h"

#include <array>
#include <set>

namespace contracts {
namespace {

constexpr std::array kinds{Kind::contract, Kind::renewable_contract, Kind::framework_agreement, Kind::lot, Kind::order};
constexpr std::array subjects{Subject::works, Subject::supplies, Subject::services};

std::string at(ContractId const& id) { return "/contracts/" + id.text; }

constexpr std::size_t reference_bytes_max = 100, email_bytes_max = 254;

// An e-mail address in a form: empty clears it.
std::string email_in(http::Ask const& ask, std::vector<Mistake>& mistakes) {
  auto email = std::string{ask.field("email")};
  auto const first = email.find_first_not_of(' ');
  email = first == std::string::npos ? "" : email.substr(first, email.find_last_not_of(' ') - first + 1);
  auto const at = email.find('@');
  bool const fits = at != std::string::npos && at > 0 && at + 1 < email.size() && email.find('@', at + 1) == std::string::npos &&
                    email.find_first_of(" \r\n\t,;:<>()[]\\\"") == std::string::npos && email.find('\0') == std::string::npos;
  if (email.size() > email_bytes_max)
    mistakes.push_back({"email", "too_long"});
  else if (!email.empty() && !fits)
    mistakes.push_back({"email", "not_an_email"});
  return email;
}

// What the list is narrowed to; what is no kind or no year is a mistake.
Filters read_filters(http::Ask const& ask) {
  Filters filters;
  std::vector<Mistake> mistakes;
  if (auto const kind = ask.field("kind"); !kind.empty() && !(filters.kind = parse_kind(kind))) mistakes.push_back({"kind", "unknown"});
  filters.other_party = std::string{ask.field("otherParty").substr(0, 200)};
  if (auto const year = ask.field("year"); !year.empty()) {
    bool const is_year = year.size() == 4 && year.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_year)
      filters.award_year = (year[0] - '0') * 1000 + (year[1] - '0') * 100 + (year[2] - '0') * 10 + (year[3] - '0');
    else
      mistakes.push_back({"year", "not_a_year"});
  }
  if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
  return filters;
}

template <class Choices>
Shape choices(Choices const& all, std::string_view chosen) {
  Shape::List list;
  for (auto each : all) list.emplace_back(Shape::Object{{"value", name(each)}, {"chosen", name(each) == chosen}});
  return list;
}

// The types by theme, of those that `shown` picks; `chosen` says which box is ticked in a form.
template <class Shown, class Chosen>
Shape by_theme(Language language, Shown shown, Chosen chosen) {
  Shape::List groups_of_types;
  for (auto theme : groups::themes) {
    Shape::List list;
    for (auto const& type : types::all())
      if (type.theme == theme && shown(type))
        list.emplace_back(Shape::Object{{"type", type.key}, {"name", type.name(language)}, {"chosen", chosen(type)}});
    if (!list.empty()) groups_of_types.emplace_back(Shape::Object{{"theme", groups::name(theme)}, {"types", std::move(list)}});
  }
  return groups_of_types;
}

Shape types_to_choose(http::Ask const& ask, std::set<std::string> const& kept) {
  std::set<std::string_view> chosen{kept.begin(), kept.end()};
  if (ask.again) chosen.clear();
  for (auto found = ask.fields.lower_bound("types."); found != ask.fields.end() && found->first.starts_with("types."); ++found)
    chosen.insert(found->second);
  return by_theme(
      ask.language, [](types::Type const& type) { return type.comes_with.empty(); },
      [&](types::Type const& type) { return chosen.contains(type.key); });
}

}  // namespace

Shape heading_of(Opened const& contract) {
  return Shape::Object{{"id", contract.id.text},
                       {"title", contract.title},
                       {"specificationNumber", contract.specification_number},
                       {"dossierNumber", contract.dossier_number},
                       {"lot", contract.lot},
                       {"authority", contract.authority_name},
                       {"contractor", contract.contractor_name},
                       {"side", name(contract.side)}};
}

Shape shape_of(Opened const& contract, Language language) {
  auto shape = heading_of(contract);
  Shape::List types_here;
  for (auto const& type : types::all())
    if (contract.types.contains(type.key))
      types_here.emplace_back(Shape::Object{{"type", type.key}, {"name", type.name(language)}, {"theme", groups::name(type.theme)}});
  bool const edits = contract.may_edit_reference();
  bool const claims = contract.side == Side::contractor && contract.types.contains("payment_claim") &&
                      contract.may(groups::Theme::invoicing, groups::Level::draft);
  Shape::List partners;
  for (auto const& each : contract.partners)
    partners.emplace_back(Shape::Object{{"name", each.name}, {"enterpriseNumber", each.enterprise_number}});
  return shape.with("kind", name(contract.kind))
      .with("subject", name(contract.subject))
      .with("contractorNumber", contract.contractor_number)
      .with("partners", std::move(partners))
      .with("awardOn", to_text(contract.award_on))
      .with("awardCents", contract.award_cents)
      .with("publishedOn", to_text(contract.published_on))
      .with("paymentRegime", name(contract.regime))
      .with("verificationDays", contract.regime == PaymentRegime::two_terms ? Shape{contract.verification_days} : Shape{})
      .with("paymentDays", contract.payment_days)
      .with("types", std::move(types_here))
      .with("ownReference", contract.own_reference)
      .with("email", contract.email)
      .with("steps", Shape::Object{{"editReference", edits}, {"beginClaim", claims}, {"linkGroups", contract.rights.administers},
                                   {"changeTypes", contract.side == Side::authority && contract.rights.administers}});
}

http::Answer show_list(evidence::View& view, http::Ask const& ask) {
  auto const search = std::string{ask.field("search")};
  auto const filters = read_filters(ask);
  auto page = list(view, ask.maybe("after"), search, filters);
  Shape::List rows;
  rows.reserve(page.rows.size());
  for (auto& row : page.rows)
    rows.emplace_back(Shape::Object{{"id", std::move(row.id.text)},
                                    {"title", std::move(row.title)},
                                    {"specificationNumber", std::move(row.specification_number)},
                                    {"dossierNumber", std::move(row.dossier_number)},
                                    {"lot", std::move(row.lot)},
                                    {"ownReference", std::move(row.own_reference)},
                                    {"otherParty", std::move(row.other_party)},
                                    {"side", name(row.side)},
                                    {"kind", name(row.kind)},
                                    {"awardOn", std::move(row.award_on)},
                                    {"awardCents", row.award_cents}});
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  if (!own) refuse(Refusal::not_found);
  bool const administers = people::standing(view).administers();
  Shape::List administrators;
  for (auto& each : people::administrators(view))
    administrators.emplace_back(Shape::Object{{"name", std::move(each.full_name)}, {"email", std::move(each.email)}});
  Shape body = Shape::Object{{"organisation", Shape::Object{{"name", own->name},
                                                            {"enterpriseNumber", own->enterprise_number},
                                                            {"email", ask.again ? std::string{ask.field("email")} : own->email}}},
                             {"administrators", std::move(administrators)},
                             {"contracts", std::move(rows)},
                             {"search", search},
                             {"filters", Shape::Object{{"kind", ask.field("kind")}, {"otherParty", filters.other_party}, {"year", ask.field("year")}}},
                             {"next", page.next ? Shape{*page.next} : Shape{}},
                             {"isCut", page.is_cut},
                             {"steps", Shape::Object{{"create", own->is_authority && administers}, {"editAddress", administers}}}};
  if (!ask.is_json)
    body.with("kinds", choices(kinds, ask.field("kind"))).with("isNarrowed", filters.any() || !search.empty()).with("isFiltered", filters.any());
  return {.body = std::move(body), .page = "contracts/list"};
}

http::Answer show_form(evidence::View& view, http::Ask const& ask) {
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  if (!own || !own->is_authority || !people::standing(view).administers()) refuse(Refusal::not_allowed);
  Shape body = Shape::Object{{"kinds", choices(kinds, ask.field("kind"))}, {"subjects", choices(subjects, ask.field("subject"))}};
  for (std::string_view name : {"specificationNumber", "dossierNumber", "lot", "title", "contractorNumber", "awardOn", "awardAmount", "publishedOn",
                                "paymentDays"})
    body.with(name, ask.field(name));
  body.with("themes", types_to_choose(ask, standard_types()));
  return {.body = std::move(body), .page = "contracts/form"};
}

http::Answer create_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const contract = create(deed, take(read_contract(ask.fields, ask.is_json)));
  return {.body = Shape::Object{{"id", contract.id.text}}, .status = 201, .location = at(contract.id), .notice = "contract_created"};
}

http::Answer show_basic_data(evidence::View& view, http::Ask const& ask) {
  auto const contract = open(view, id_from<ContractId>(ask.part(0)));
  return {.body = shape_of(contract, ask.language).with("contract", heading_of(contract)), .page = "contracts/basic_data"};
}

http::Answer show_basic_data_form(evidence::View& view, http::Ask const& ask) {
  auto const contract = open(view, id_from<ContractId>(ask.part(0)));
  if (!contract.may_edit_reference()) refuse(Refusal::not_allowed);
  return {.body = Shape::Object{{"id", contract.id.text},
                                {"contract", heading_of(contract)},
                                {"ownReference", ask.again ? std::string{ask.field("ownReference")} : contract.own_reference},
                                {"email", ask.again ? std::string{ask.field("email")} : contract.email}},
          .page = "contracts/basic_data_form"};
}

http::Answer change_basic_data(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  std::vector<Mistake> mistakes;
  if (ask.field("ownReference").size() > reference_bytes_max) mistakes.push_back({"ownReference", "too_long"});
  auto const email = email_in(ask, mistakes);
  if (!mistakes.empty()) throw Mistaken{mistakes};
  auto const contract = open(deed, id);
  auto const reference = std::string{ask.field("ownReference")};
  if (!contract.may_edit_reference()) refuse(Refusal::not_allowed);
  if (reference != contract.own_reference) set_own_reference(deed, id, reference);
  if (email != contract.email) set_address(deed, id, email);
  return {.status = 200, .location = at(id) + "/basic-data", .notice = "basic_data_saved"};
}

http::Answer change_own_reference(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  if (ask.field("ownReference").size() > reference_bytes_max) throw Mistaken{{{"ownReference", "too_long"}}};
  set_own_reference(deed, id, std::string{ask.field("ownReference")});
  return {.status = 200, .location = at(id) + "/basic-data", .notice = "own_reference_saved"};
}

http::Answer change_address(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  std::vector<Mistake> mistakes;
  auto const email = email_in(ask, mistakes);
  if (!mistakes.empty()) throw Mistaken{mistakes};
  set_address(deed, id, email);
  return {.status = 200, .location = at(id) + "/basic-data", .notice = "address_saved"};
}

http::Answer show_types(evidence::View& view, http::Ask const& ask) {
  auto const contract = open(view, id_from<ContractId>(ask.part(0)));
  if (contract.side != Side::authority || !contract.rights.administers) refuse(Refusal::not_allowed);
  return {.body = Shape::Object{{"contract", heading_of(contract)}, {"themes", types_to_choose(ask, contract.types)}}, .page = "contracts/types"};
}

http::Answer change_types(evidence::Deed& deed, http::Ask const& ask) {
  auto const id = id_from<ContractId>(ask.part(0));
  std::vector<Mistake> mistakes;
  auto const wanted = read_types(ask.fields, mistakes);
  if (!wanted && mistakes.empty()) mistakes.push_back({"types", "missing"});
  if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
  set_types(deed, id, *wanted);
  return {.status = 200, .location = at(id), .notice = "types_saved"};
}

}  // namespace contracts
