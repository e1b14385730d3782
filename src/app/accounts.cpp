// SPDX-License-Identifier: EUPL-1.2
#include "app/accounts.h"
#include "base/numbers.h"
#include "base/refusal.h"
#include "identity/identity.h"
#include "organisations/organisations.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <iostream>

namespace app {
namespace {

using namespace std::chrono;

constexpr auto relation_time = days{4 * 365};  // within the four years that a work relation may last

std::string read_password() {
  std::string password;
  std::getline(std::cin, password);
  if (password.size() < identity::password_bytes_min || password.size() > identity::password_bytes_max)
    throw BadSetting{fmt::format("A password has between {} and {} characters.", identity::password_bytes_min, identity::password_bytes_max)};
  return password;
}

Day last_day(std::string const& until, Day today) {
  if (until.empty()) return today + relation_time;
  auto const day = parse_day(until);
  if (!day || *day < today) throw BadSetting{"--until is no day from today on: " + until + "."};
  return *day;
}

}  // namespace

void add_organisation_options(CLI::App& command, AccountOrganisation& organisation) {
  command.add_option("--number", organisation.number, "enterprise number")->required();
  command.add_option("--name", organisation.name, "when the company register does not know it");
  command.add_option("--email", organisation.email, "where mail about its contracts goes");
  command.add_option("--language", organisation.language, "of that mail: nl, fr, de or en");
  command.add_flag("--authority", organisation.authority, "a contracting authority");
  command.add_flag("--joint-venture", organisation.joint_venture, "a joint venture, with --partner for each of its partners");
  command.add_option("--partner", organisation.partners, "a partner's enterprise number");
}

void add_user_options(CLI::App& command, NewAccount& account) {
  command.add_option("--login", account.login, "what the person signs in with")->required();
  command.add_option("--given-name", account.given_name)->required();
  command.add_option("--family-name", account.family_name)->required();
  command.add_option("--organisation", account.organisation, "enterprise number of the organisation that the person works for")->required();
  command.add_option("--role", account.roles, "administrator, user or representative; may be given more than once")->required();
  command.add_option("--email", account.email, "the person's address at work");
  command.add_option("--phone", account.phone);
  command.add_option("--language", account.language, "nl, fr, de or en");
  command.add_option("--national-number", account.national_number, "national register number");
  command.add_option("--until", account.until, "last day; four years at most");
}

int add_organisation(House& house, AccountOrganisation const& wanted) {
  auto const language = parse_language(wanted.language);
  if (!language) throw BadSetting{"--language is nl, fr, de or en, not " + wanted.language + "."};
  evidence::Actor const nobody;
  auto const made = house.as(nobody, [&](evidence::Deed& deed) {
    organisations::NewOrganisation organisation{.enterprise_number = wanted.number, .name = wanted.name, .email = wanted.email,
                                                .is_authority = wanted.authority, .is_joint_venture = wanted.joint_venture, .partners = {},
                                                .language = *language};
    for (auto const& partner : wanted.partners) organisation.partners.push_back({partner, ""});
    return organisations::register_organisation(deed, organisation);
  });
  fmt::print("{} {}\n", show_enterprise_number(made.enterprise_number), made.name);
  return 0;
}

int add_user(House& house, NewAccount const& wanted) {
  auto const language = parse_language(wanted.language);
  if (!language) throw BadSetting{"--language is nl, fr, de or en, not " + wanted.language + "."};
  std::string number;
  if (!wanted.national_number.empty()) {
    auto const parsed = parse_national_number(wanted.national_number);
    if (!parsed) throw BadSetting{"--national-number is no national register number."};
    number = *parsed;
  }
  auto const password = read_password();
  evidence::Actor const nobody;
  house.as(nobody, [&](evidence::Deed& deed) {
    auto const organisation = organisations::find_by_number(deed.tx, wanted.organisation);
    if (!organisation) throw BadSetting{"No organisation has the number " + wanted.organisation + ": make it with zegel organisation add."};
    auto const today = brussels_day(deed.now);
    auto const until = last_day(wanted.until, today);
    auto const person = people::register_person(deed, {wanted.given_name, wanted.family_name, *language, number}, house.key());
    auto const relation = people::start_work_relation(
        deed, {person.id, organisation->id, people::RelationKind::permanent, wanted.email, wanted.phone, today, until});
    for (auto const& role : wanted.roles) {
      if (role == "representative")
        organisations::appoint_legal_representative(deed, person.id, organisation->id, today, until);
      else if (auto const parsed = people::parse_role(role))
        people::grant(deed, relation, *parsed, "zegel user add", today, until);
      else
        throw BadSetting{"--role is administrator, user or representative, not " + role + "."};
    }
    identity::open_account(deed, person.id, wanted.login, password);
  });
  fmt::print("{} may sign in.\n", wanted.login);
  return 0;
}

int change_password(House& house, std::string const& login) {
  auto const password = read_password();
  house.as({}, [&](evidence::Deed& deed) { identity::set_password(deed, login, password); });
  fmt::print("The password of {} was changed; open sessions were ended.\n", login);
  return 0;
}

int end_user(House& house, std::string const& login) {
  house.as({}, [&](evidence::Deed& deed) { identity::end_account(deed, login); });
  fmt::print("{} may no longer sign in.\n", login);
  return 0;
}

int list_users(House& house) {
  std::vector<identity::Account> accounts;
  house.engine().look([&](db::Tx& tx) { accounts = identity::accounts(tx); });
  for (auto const& account : accounts) fmt::print("{:<32} {:<32} {}\n", account.login, account.person_name, account.organisations);
  return 0;
}

}  // namespace app
