// SPDX-License-Identifier: EUPL-1.2
// Reading what was entered.
#include "groups/groups.h"
#include "base/lines.h"

#include <algorithm>

namespace groups {
namespace {

constexpr std::size_t members_max = 10'000;

// The ids under "name.0", "name.1" …; an empty one only says that the form asked.
template <class AnId>
std::vector<AnId> ids(Fields const& fields, std::string const& name, std::size_t count_max, std::vector<Mistake>& mistakes) {
  std::vector<AnId> found;
  auto const prefix = name + '.';
  for (auto each = fields.lower_bound(prefix); each != fields.end() && each->first.starts_with(prefix); ++each) {
    if (is_id(each->second))
      found.push_back({each->second});
    else if (!each->second.empty())
      mistakes.push_back({each->first, "unknown"});
  }
  if (found.size() > count_max) mistakes.push_back({name, "too_many"});
  return found;
}

template <class AnId>
Parsed<Choice<AnId>> read_choice(Fields const& fields, std::string const& name) {
  std::vector<Mistake> mistakes;
  Choice<AnId> choice;
  choice.chosen = ids<AnId>(fields, name, choices_max, mistakes);
  choice.shown = ids<AnId>(fields, "shown", choices_max, mistakes);
  if (mistakes.empty() && choice.chosen.empty() && choice.shown.empty()) mistakes.push_back({name, "missing"});
  if (!mistakes.empty()) return mistakes;
  return choice;
}

bool is_email(std::string const& text) {
  return text.find('@') != std::string::npos && text.find_first_of(" \r\n,;<>") == std::string::npos;
}

void read_rights(Fields const& fields, NewGroup& group, std::vector<Mistake>& mistakes) {
  for (auto theme : themes) {
    auto const key = "rights." + std::string{name(theme)};
    auto const text = field(fields, key);
    if (text.empty()) continue;
    if (auto level = parse_level(text))
      group.rights[theme] = *level;
    else
      mistakes.push_back({key, "unknown"});
  }
  for (auto kind : contract_kinds) {
    auto const key = "reference." + std::string{name(kind)};
    auto const text = field(fields, key);
    if (text == "edit")
      group.references.set(kind);
    else if (!text.empty() && text != "read")
      mistakes.push_back({key, "unknown"});
  }
}

}  // namespace

Parsed<NewGroup> read_group(Fields const& fields) {
  std::vector<Mistake> mistakes;
  NewGroup group;
  auto take = [&](std::string_view name, std::size_t bytes_max, bool required) {
    auto text = std::string{field(fields, name)};
    if (required && text.find_first_not_of(" \t\r\n") == std::string::npos) mistakes.push_back({std::string{name}, "missing"});
    if (text.size() > bytes_max) mistakes.push_back({std::string{name}, "too_long"});
    return text;
  };
  // As people read it: two groups whose names differ by a blank alone would look the same.
  group.name = one_line(field(fields, "name"));
  if (group.name.empty()) mistakes.push_back({"name", "missing"});
  if (group.name.size() > 100) mistakes.push_back({"name", "too_long"});
  group.description = take("description", 1000, true);
  group.email = take("email", 254, false);
  if (!group.email.empty() && !is_email(group.email)) mistakes.push_back({"email", "not_an_email"});
  read_rights(fields, group, mistakes);
  group.members = ids<PersonId>(fields, "members", members_max, mistakes);
  group.shown = ids<PersonId>(fields, "shown", members_max, mistakes);
  if (!mistakes.empty()) return mistakes;
  return group;
}

Parsed<OnInactive> read_on_inactive(Fields const& fields) {
  auto const text = field(fields, "onInactiveName");
  if (text.empty()) return OnInactive::refuse;
  if (text == "overwrite") return OnInactive::overwrite;
  if (text == "activate") return OnInactive::activate;
  return std::vector<Mistake>{{"onInactiveName", "unknown"}};
}

Parsed<Choice<GroupId>> read_choice_of_groups(Fields const& fields) { return read_choice<GroupId>(fields, "groups"); }
Parsed<Choice<PersonId>> read_choice_of_members(Fields const& fields) { return read_choice<PersonId>(fields, "members"); }

}  // namespace groups
