// SPDX-License-Identifier: EUPL-1.2
#include "groups/rights.h"
#include "people/people.h"

namespace groups {
namespace {

constexpr std::array<std::string_view, 4> level_names{"none", "read", "draft", "send"};
constexpr std::array<std::string_view, contract_kinds.size()> kind_names{"contract", "renewable_contract", "framework_agreement", "lot", "order"};

template <class Enum, std::size_t size>
std::optional<Enum> parse(std::array<std::string_view, size> const& names, std::string_view text) {
  auto const found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

constexpr std::string_view hexadecimal = "0123456789abcdef";
static_assert(own_themes_max == standard_themes_count, "each digit of a group's levels holds two themes");

// The place of a theme's digit in groups.levels, counted from 1 as SQL does.
std::int64_t place(Theme theme) { return static_cast<std::int64_t>(static_cast<std::size_t>(theme) % standard_themes_count) + 1; }

// The digits that give at least that level on the theme.
std::string digits_from(Theme theme, Level level) {
  int const shift = static_cast<std::size_t>(theme) < standard_themes_count ? 0 : 2;
  std::string found;
  for (int digit = 0; digit < 16; ++digit)
    if ((digit >> shift & 3) >= static_cast<int>(level)) found += hexadecimal.at(static_cast<std::size_t>(digit));
  return found;
}

}  // namespace

std::string_view name(Level level) { return level_names.at(static_cast<std::size_t>(level)); }
std::string_view name(ContractKind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }
std::optional<Level> parse_level(std::string_view text) { return parse<Level>(level_names, text); }
std::optional<ContractKind> parse_contract_kind(std::string_view text) { return parse<ContractKind>(kind_names, text); }

bool Rights::any() const {
  return administers || std::any_of(levels.begin(), levels.end(), [](Level level) { return level != Level::none; });
}

std::string digits(Levels const& levels) {
  std::string text;
  for (std::size_t i = 0; i < standard_themes_count; ++i)
    text += hexadecimal.at(static_cast<std::size_t>(levels.at(i)) + 4 * static_cast<std::size_t>(levels.at(i + standard_themes_count)));
  return text;
}

std::string digits(ContractKinds const& kinds) {
  std::string text;
  for (auto kind : contract_kinds) text += kinds.contains(kind) ? '1' : '0';
  return text;
}

Levels levels_of(std::string_view digits) {
  Levels levels{};
  for (std::size_t i = 0; i < std::min(standard_themes_count, digits.size()); ++i) {
    auto const digit = digits[i] <= '9' ? digits[i] - '0' : digits[i] - 'a' + 10;
    levels.at(i) = static_cast<Level>(digit & 3);
    levels.at(i + standard_themes_count) = static_cast<Level>(digit >> 2);
  }
  return levels;
}

ContractKinds kinds_of(std::string_view digits) {
  ContractKinds kinds;
  for (std::size_t i = 0; i < std::min(contract_kinds.size(), digits.size()); ++i) kinds.set(contract_kinds.at(i), digits[i] == '1');
  return kinds;
}

void raise(Rights& rights, Levels const& levels, ContractKinds const& kinds) {
  for (std::size_t i = 0; i < levels.size(); ++i) rights.levels.at(i) = std::max(rights.levels.at(i), levels.at(i));
  for (auto kind : contract_kinds)
    if (kinds.contains(kind)) rights.references.set(kind);
}

void settle(Rights& rights) {
  if (!rights.any()) rights.references = false;
}

Rights rights_on(evidence::View& view, ContractId const& contract) {
  Rights rights;
  auto const standing = people::standing(view);
  rights.administers = standing.administers();
  if (standing.administers()) {
    rights.levels.fill(Level::read);
    rights.references = true;
  }
  if (standing.legal_representative) {
    rights.levels.fill(Level::send);
    return rights;
  }
  if (!standing.user) return rights;
  for (auto const& row : view.tx.all(R"(
         SELECT g.levels, g.reference_kinds
         FROM group_contracts l
         JOIN groups g ON g.id = l.group_id AND g.organisation_id = $2 AND g.is_active = 1
         WHERE l.contract_id = $1
           AND (EXISTS (SELECT 1 FROM group_members m WHERE m.group_id = l.group_id AND m.person_id = $3)
             OR EXISTS (SELECT 1 FROM contract_members c WHERE c.contract_id = $1 AND c.group_id = l.group_id AND c.person_id = $3)))",
                                     {contract.text, view.actor.organisation.text, view.actor.person.text}))
    raise(rights, levels_of(row.text(0)), kinds_of(row.text(1)));
  settle(rights);
  return rights;
}

std::vector<GroupId> standing_groups(evidence::View& view, int count_max) {
  std::vector<GroupId> found;
  for (auto const& row : view.tx.all(R"(
         SELECT m.group_id FROM group_members m
         JOIN groups g ON g.id = m.group_id AND g.organisation_id = $1 AND g.is_active = 1 AND g.levels <> '00000000'
         WHERE m.person_id = $2 ORDER BY m.group_id LIMIT $3)",
                                     {view.actor.organisation.text, view.actor.person.text, std::int64_t{count_max}}))
    found.push_back({row.text(0)});
  return found;
}

std::vector<PersonId> persons_with(db::Tx& tx, OrganisationId const& organisation, ContractId const& contract, Theme theme, Level level,
                                   Day today) {
  std::vector<PersonId> found;
  for (auto const& row : tx.all(R"(
         SELECT DISTINCT x.person_id FROM (
           SELECT m.person_id, m.group_id FROM group_contracts l JOIN group_members m ON m.group_id = l.group_id WHERE l.contract_id = $1
           UNION SELECT c.person_id, c.group_id FROM group_contracts l
                 JOIN contract_members c ON c.contract_id = l.contract_id AND c.group_id = l.group_id WHERE l.contract_id = $1) AS x
         JOIN groups g ON g.id = x.group_id AND g.organisation_id = $2 AND g.is_active = 1
                       AND CAST($4 AS TEXT) LIKE '%' || substr(g.levels, CAST($3 AS INTEGER), 1) || '%'
         JOIN work_relations w ON w.person_id = x.person_id AND w.organisation_id = $2 AND w.ended_at IS NULL
                              AND w.valid_from <= $5 AND w.valid_to >= $5
         JOIN user_rights u ON u.work_relation_id = w.id AND u.role = 'user' AND u.revoked_at IS NULL AND u.valid_from <= $5 AND u.valid_to >= $5
         ORDER BY x.person_id LIMIT 10000)",
                                {contract.text, organisation.text, place(theme), digits_from(theme, level), to_text(today)}))
    found.push_back({row.text(0)});
  return found;
}

std::vector<std::string> group_addresses(db::Tx& tx, OrganisationId const& organisation, ContractId const& contract, Theme theme, Level level) {
  std::vector<std::string> found;
  for (auto const& row : tx.all(R"(
         SELECT DISTINCT g.email FROM group_contracts l
         JOIN groups g ON g.id = l.group_id AND g.organisation_id = $2 AND g.is_active = 1 AND g.email <> ''
                      AND CAST($4 AS TEXT) LIKE '%' || substr(g.levels, CAST($3 AS INTEGER), 1) || '%'
         WHERE l.contract_id = $1 ORDER BY g.email)",
                                {contract.text, organisation.text, place(theme), digits_from(theme, level)}))
    found.push_back(row.text(0));
  return found;
}

}  // namespace groups
