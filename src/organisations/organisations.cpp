// SPDX-License-Identifier: EUPL-1.2
#include "organisations/organisations.h"
#include "base/numbers.h"
#include "base/refusal.h"
#include "organisations/register.h"

#include <set>
#include <stdexcept>

namespace organisations {
namespace {

// Functions the operator enters; the register's own codes have five digits.
constexpr std::string_view appointed_by_operator = "appointed";
constexpr std::size_t names_at_once = 50;

void check_text(std::vector<Mistake>& mistakes, std::string const& name, std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) mistakes.push_back({name, "too_long"});
}

void check_number(std::vector<Mistake>& mistakes, std::string const& name, std::string_view text) {
  if (text.empty())
    mistakes.push_back({name, "missing"});
  else if (!parse_enterprise_number(text))
    mistakes.push_back({name, "not_an_enterprise_number"});
}

void check_email(std::vector<Mistake>& mistakes, std::string const& email) {
  check_text(mistakes, "email", email, email_bytes_max);
  if (email.empty()) return;
  auto const at = email.find('@');
  // Only what would break a mail header or cannot be delivered at all; the rest is for the mail server to say.
  bool const fits = at != std::string::npos && at > 0 && at + 1 < email.size() && email.find('@', at + 1) == std::string::npos &&
                    email.find_first_of(" \t\r\n,;:<>()[]\\\"") == std::string::npos && email.find('\0') == std::string::npos;
  if (!fits) mistakes.push_back({"email", "not_an_email"});
}

std::vector<Mistake> mistakes_in(NewOrganisation const& organisation) {
  std::vector<Mistake> mistakes;
  check_number(mistakes, "enterpriseNumber", organisation.enterprise_number);
  check_text(mistakes, "name", organisation.name, name_bytes_max);
  check_email(mistakes, organisation.email);
  if (!organisation.partners.empty() && !organisation.is_joint_venture) mistakes.push_back({"isJointVenture", "not_a_joint_venture"});
  if (organisation.partners.size() > partners_max) mistakes.push_back({"partners", "too_many"});
  std::set<std::string> numbers;
  for (std::size_t i = 0; i < organisation.partners.size() && i < partners_max; ++i) {
    auto const& partner = organisation.partners[i];
    auto const prefix = "partners." + std::to_string(i);
    check_number(mistakes, prefix + ".enterpriseNumber", partner.enterprise_number);
    check_text(mistakes, prefix + ".name", partner.name, name_bytes_max);
    if (auto number = parse_enterprise_number(partner.enterprise_number); number && !numbers.insert(*number).second)
      mistakes.push_back({prefix + ".enterpriseNumber", "twice"});
  }
  return mistakes;
}

std::string trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1)};
}

// The given name, or else the register's. Throws the mistake when both are silent.
std::string name_or_registered(evidence::Deed& deed, std::string const& name, std::string const& number, std::string const& field_name) {
  if (!name.empty()) return name;
  auto const entry = find_in_register(deed.tx, number);
  if (entry && !name_in(*entry, deed.actor.language).empty()) return std::string{name_in(*entry, deed.actor.language)};
  throw Mistaken{{{field_name, "missing"}}};
}

std::optional<Organisation> organisation_in(std::optional<db::Row> const& row) {
  if (!row) return std::nullopt;
  return Organisation{{row->text(0)}, row->text(1), row->text(2), row->text(3), row->number(4) == 1, row->number(5) == 1,
                      parse_language(row->text(6)).value_or(Language::nl)};
}

}  // namespace

Parsed<NewOrganisation> read_new_organisation(Fields const& fields) {
  auto is_set = [&](std::string_view name) { return field(fields, name) == "true" || field(fields, name) == "on"; };
  NewOrganisation organisation{.enterprise_number = trimmed(field(fields, "enterpriseNumber")),
                               .name = trimmed(field(fields, "name")),
                               .email = trimmed(field(fields, "email")),
                               .is_authority = is_set("isAuthority"),
                               .is_joint_venture = is_set("isJointVenture")};
  for (std::size_t i = 0; i <= partners_max; ++i) {
    auto const prefix = "partners." + std::to_string(i);
    Partner partner{trimmed(field(fields, prefix + ".enterpriseNumber")), trimmed(field(fields, prefix + ".name"))};
    if (fields.contains(prefix + ".enterpriseNumber") || fields.contains(prefix + ".name"))
      organisation.partners.push_back(std::move(partner));
  }
  if (auto mistakes = mistakes_in(organisation); !mistakes.empty()) return mistakes;
  return organisation;
}

Organisation register_organisation(evidence::Deed& deed, NewOrganisation const& wanted) {
  if (auto mistakes = mistakes_in(wanted); !mistakes.empty()) throw Mistaken{std::move(mistakes)};
  auto const number = parse_enterprise_number(wanted.enterprise_number).value();
  Organisation organisation{{new_id()},
                            number,
                            name_or_registered(deed, wanted.name, number, "name"),
                            wanted.email,
                            wanted.is_authority,
                            wanted.is_joint_venture,
                            wanted.language};
  auto const made = deed.tx.maybe(R"(
    INSERT INTO organisations (id, enterprise_number, name, email, is_authority, is_joint_venture, registered_at, language)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (enterprise_number) DO NOTHING RETURNING id)",
                                  {organisation.id.text, number, organisation.name, organisation.email,
                                   std::int64_t{organisation.is_authority}, std::int64_t{organisation.is_joint_venture}, deed.now_text(),
                                   std::string{name(organisation.language)}});
  if (!made) refuse(Refusal::name_taken);
  for (std::size_t i = 0; i < wanted.partners.size(); ++i) {
    auto const partner_number = parse_enterprise_number(wanted.partners[i].enterprise_number).value();
    deed.tx.run("INSERT INTO joint_venture_partners (organisation_id, partner_number, partner_name) VALUES ($1, $2, $3)",
                {organisation.id.text, partner_number,
                 name_or_registered(deed, wanted.partners[i].name, partner_number, "partners." + std::to_string(i) + ".name")});
  }
  deed.record({evidence::Event::organisation_registered, {}, {}, Shape::Object{{"enterpriseNumber", number}, {"name", organisation.name}}});
  return organisation;
}

void set_address(evidence::Deed& deed, std::string_view entered) {
  auto const email = trimmed(entered);
  std::vector<Mistake> mistakes;
  check_email(mistakes, email);
  if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
  auto const present = find_organisation(deed.tx, deed.actor.organisation);
  if (!present) refuse(Refusal::not_found);
  if (present->email == email) return;
  deed.tx.run("UPDATE organisations SET email = $2 WHERE id = $1", {deed.actor.organisation.text, email});
  deed.record({evidence::Event::organisation_address_changed, {}, {}, Shape::Object{}});
}

void set_language(evidence::Deed& deed, Language language) {
  auto const present = find_organisation(deed.tx, deed.actor.organisation);
  if (!present) refuse(Refusal::not_found);
  if (present->language == language) return;
  deed.tx.run("UPDATE organisations SET language = $2 WHERE id = $1", {deed.actor.organisation.text, std::string{name(language)}});
  deed.record({evidence::Event::organisation_address_changed, {}, {}, Shape::Object{}});
}

std::optional<Organisation> find_organisation(db::Tx& tx, OrganisationId const& id) {
  return organisation_in(
      tx.maybe("SELECT id, enterprise_number, name, email, is_authority, is_joint_venture, language FROM organisations WHERE id = $1", {id.text}));
}

std::optional<Organisation> find_by_number(db::Tx& tx, std::string_view number) {
  auto const ten_digits = parse_enterprise_number(number);
  if (!ten_digits) return std::nullopt;
  return organisation_in(
      tx.maybe("SELECT id, enterprise_number, name, email, is_authority, is_joint_venture, language FROM organisations WHERE enterprise_number = $1",
               {*ten_digits}));
}

std::map<OrganisationId, std::string> names_of(db::Tx& tx, std::span<OrganisationId const> ids) {
  std::set<OrganisationId> const wanted{ids.begin(), ids.end()};
  std::map<OrganisationId, std::string> names;
  for (auto id = wanted.begin(); id != wanted.end();) {
    std::vector<db::Value> values;
    for (; id != wanted.end() && values.size() < names_at_once; ++id) values.emplace_back(id->text);
    values.resize(names_at_once);
    for (auto const& row : tx.all(R"(
           SELECT id, name FROM organisations WHERE id IN (
             $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
             $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50))",
                                  values))
      names.emplace(row.text(0), row.text(1));
  }
  return names;
}

std::vector<Partner> partners_of(db::Tx& tx, OrganisationId const& id) {
  std::vector<Partner> partners;
  for (auto const& row : tx.all(R"(
         SELECT partner_number, partner_name FROM joint_venture_partners WHERE organisation_id = $1 ORDER BY partner_name, partner_number LIMIT 50)",
                                {id.text}))
    partners.push_back({row.text(0), row.text(1)});
  return partners;
}

void appoint_legal_representative(evidence::Deed& deed, PersonId const& person, OrganisationId const& organisation, Day from,
                                  std::optional<Day> to) {
  if (to && *to < from) throw std::logic_error{"a legal function ends before it begins"};
  if (!find_organisation(deed.tx, organisation)) refuse(Refusal::not_found);
  auto const until = to ? std::optional{to_text(*to)} : std::nullopt;
  deed.tx.run(R"(
    INSERT INTO legal_functions (person_id, organisation_id, code, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (person_id, organisation_id, code, valid_from) DO UPDATE SET valid_to = excluded.valid_to)",
              {person.text, organisation.text, std::string{appointed_by_operator}, to_text(from), db::maybe(until)});
  deed.record(
      {evidence::Event::legal_representative_appointed,
       {},
       {},
       Shape::Object{{"personId", person.text}, {"organisationId", organisation.text}, {"validFrom", to_text(from)}, {"validTo", until}}});
}

bool is_legal_representative(evidence::View& view) {
  return view.tx
      .maybe(R"(SELECT 1 FROM legal_functions WHERE person_id = $1 AND organisation_id = $2
                AND valid_from <= $3 AND (valid_to IS NULL OR valid_to >= $3) LIMIT 1)",
             {view.actor.person.text, view.actor.organisation.text, to_text(brussels_day(view.now))})
      .has_value();
}

}  // namespace organisations
