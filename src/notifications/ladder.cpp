// SPDX-License-Identifier: EUPL-1.2
#include "messages/messages.h"
#include "notifications/notifications.h"
#include "notifications/outbox.h"

#include <algorithm>
#include <array>
#include <set>

namespace notifications {
namespace {

constexpr std::array<std::string_view, 6> level_names{"none", "contract", "group", "organisation", "person", "administrator"};
constexpr std::array<std::string_view, 5> why_names{"used", "not_needed", "no_address", "no_right", "bounced"};
constexpr std::array levels{Level::contract, Level::group, Level::organisation, Level::person, Level::administrator};
constexpr std::array levels_of_new_contract{Level::organisation, Level::administrator};

struct Asked {
  db::Tx& tx;
  Question const& question;
  Day today;
  bool is_whole = false;  // also what has no address or no right, to be explained
};

Language language_of(Asked const& asked) {
  auto const found = organisations::find_organisation(asked.tx, asked.question.organisation);
  return found ? found->language : Language::nl;
}

std::vector<Address> of_contract(Asked const& asked) {
  auto const party = asked.tx.maybe("SELECT email FROM parties WHERE organisation_id = $1 AND contract_id = $2",
                                    {asked.question.organisation.text, asked.question.contract->text});
  if (!party || party->text(0).empty()) return {};
  return {{party->text(0), language_of(asked), "", {}}};
}

std::vector<Address> of_groups(Asked const& asked) {
  auto const& [organisation, contract, theme, right] = asked.question;
  auto const emails = groups::group_addresses(asked.tx, organisation, *contract, theme, right);
  if (!asked.is_whole && emails.empty()) return {};
  auto const language = language_of(asked);
  std::vector<Address> found;
  if (!asked.is_whole) {
    for (auto const& email : emails) found.push_back({email, language, "", {}});
    return found;
  }
  // Who has the right was decided above; this only names those who stand beside them.
  for (auto const& row : asked.tx.all(R"(
         SELECT g.name, g.email, g.levels
         FROM group_contracts l
         JOIN groups g ON g.id = l.group_id AND g.organisation_id = $1 AND g.is_active = 1
         WHERE l.contract_id = $2 ORDER BY g.name LIMIT 500)",
                                      {organisation.text, contract->text}))
    found.push_back({row.text(1), language, row.text(0), {}, groups::levels_of(row.text(2)).at(static_cast<std::size_t>(theme)) >= right});
  return found;
}

std::vector<Address> of_organisation(Asked const& asked) {
  auto const found = organisations::find_organisation(asked.tx, asked.question.organisation);
  if (!found || found->email.empty()) return {};
  return {{found->email, found->language, "", {}}};
}

std::vector<Address> addressees(Asked const& asked, std::vector<people::Addressee> const& found) {
  std::vector<Address> addresses;
  for (auto const& each : found) addresses.push_back({each.email, each.language, "", each.person});
  if (asked.is_whole) {
    std::vector<PersonId> persons;
    for (auto const& each : found) persons.push_back(each.person);
    auto const names = people::names_of(asked.tx, persons);
    for (auto& each : addresses)
      if (auto const name = names.find(each.person); name != names.end()) each.name = name->second;
  }
  return addresses;
}

std::vector<Address> of_persons(Asked const& asked) {
  auto const& [organisation, contract, theme, right] = asked.question;
  auto persons = groups::persons_with(asked.tx, organisation, *contract, theme, right, asked.today);
  if (asked.is_whole && persons.size() > explained_max) persons.resize(explained_max);
  auto const found = people::addresses_of(asked.tx, organisation, persons, asked.today);
  auto addresses = addressees(asked, found);
  if (!asked.is_whole) return addresses;
  auto const has_address = [&](PersonId const& person) {
    return std::any_of(found.begin(), found.end(), [&](auto const& each) { return each.person == person; });
  };
  std::erase_if(persons, has_address);
  for (auto const& [person, name] : people::names_of(asked.tx, persons)) addresses.push_back({"", Language::nl, name, person});
  return addresses;
}

std::vector<Address> addresses_at(Asked const& asked, Level level) {
  switch (level) {
    case Level::none: return {};
    case Level::contract: return of_contract(asked);
    case Level::group: return of_groups(asked);
    case Level::organisation: return of_organisation(asked);
    case Level::person: return of_persons(asked);
    case Level::administrator:
      return addressees(asked, people::administrators_of(asked.tx, asked.question.organisation, asked.today));
  }
  return {};
}

std::span<Level const> levels_for(Question const& question) {
  if (question.contract) return levels;
  return levels_of_new_contract;
}

void mark(std::vector<Address>& addresses, std::set<std::string> const& bounced) {
  for (auto& each : addresses) each.is_bounced = bounced.contains(each.email);
}

Why why_not(std::vector<Address> const& addresses) {
  auto const any = [&](auto test) { return std::any_of(addresses.begin(), addresses.end(), test); };
  if (any([](Address const& each) { return each.is_bounced && each.has_right; })) return Why::bounced;
  return any([](Address const& each) { return !each.email.empty() && !each.has_right; }) ? Why::no_right : Why::no_address;
}

}  // namespace

std::string_view name(Level level) { return level_names.at(static_cast<std::size_t>(level)); }
std::string_view name(Why why) { return why_names.at(static_cast<std::size_t>(why)); }

Told told_of(db::Tx& tx, Question const& question, Day today) {
  auto const bounced = bounced_addresses(tx, question.organisation);
  for (auto const level : levels_for(question)) {
    auto addresses = addresses_at({tx, question, today}, level);
    mark(addresses, bounced);
    std::set<std::string> seen;
    std::erase_if(addresses, [&](Address const& each) { return !each.is_usable() || !seen.insert(each.email).second; });
    if (!addresses.empty()) return {level, std::move(addresses)};
  }
  return {};
}

std::vector<Rung> ladder(evidence::View& view, Question const& question) {
  auto const today = brussels_day(view.now);
  auto const used = told_of(view.tx, question, today).level;
  auto const bounced = bounced_addresses(view.tx, question.organisation);
  std::vector<Rung> rungs;
  bool found = false;
  for (auto const level : levels_for(question)) {
    auto& rung = rungs.emplace_back(Rung{level, Why::not_needed, addresses_at({view.tx, question, today, true}, level)});
    mark(rung.addresses, bounced);
    if (level == used)
      rung.why = Why::used;
    else if (!found)
      rung.why = why_not(rung.addresses);
    found = found || level == used;
  }
  return rungs;
}

std::vector<groups::Theme> unreached(evidence::View& view, contracts::Opened const& contract) {
  auto const today = brussels_day(view.now);
  std::vector<groups::Theme> found;
  // The last levels are the same for every theme: mostly they answer for all.
  if (told_of(view.tx, {view.actor.organisation}, today).level != Level::none) return found;
  for (auto const theme : groups::themes)
    if (messages::has_documents(contract, theme) &&
        told_of(view.tx, {view.actor.organisation, contract.id, theme, groups::Level::read}, today).level == Level::none)
      found.push_back(theme);
  return found;
}

}  // namespace notifications
