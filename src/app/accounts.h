// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/house.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

// What an operator does by hand, as long as people cannot yet be let in by the government's means. Each gives 0, or throws.
namespace app {

struct AccountOrganisation {
  std::string number, name, email, language = "nl";
  bool authority = false, joint_venture = false;
  std::vector<std::string> partners;  // enterprise numbers
};

struct NewAccount {
  std::string login, given_name, family_name, organisation, email, phone, national_number, until, language = "nl";
  std::vector<std::string> roles;  // administrator, user, representative
};

void add_organisation_options(CLI::App&, AccountOrganisation&);
void add_user_options(CLI::App&, NewAccount&);
int add_organisation(House&, AccountOrganisation const&);
int add_user(House&, NewAccount const&);
int change_password(House&, std::string const& login);
int end_user(House&, std::string const& login);
int list_users(House&);

}  // namespace app
