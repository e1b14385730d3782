// SPDX-License-Identifier: EUPL-1.2
#include "contracts/access.h"
#include "base/refusal.h"

namespace contracts {

std::optional<Mistake> wrong_moment(evidence::View& view, ContractId const& id, Instant at) {
  if (at > view.now) return Mistake{"at", "in_future"};
  auto const row = view.tx.maybe("SELECT created_at FROM contracts WHERE id = $1", {id.text});
  if (row && to_text(at) < row->text(0)) return Mistake{"at", "before_contract"};
  return std::nullopt;
}

Access access(evidence::View& view, ContractId const& id, std::optional<PersonId> const& asked, std::optional<Instant> const& at) {
  auto const row = view.tx.maybe(R"(
    SELECT c.title, c.kind FROM parties p JOIN contracts c ON c.id = p.contract_id
    WHERE p.organisation_id = $1 AND p.contract_id = $2)",
                                 {view.actor.organisation.text, id.text});
  if (!row) refuse(Refusal::not_found);
  auto const own = groups::rights_on(view, id);
  auto const person_id = asked.value_or(view.actor.person);
  bool const is_own = person_id == view.actor.person;
  if (!is_own && !own.administers) refuse(own.any() ? Refusal::not_allowed : Refusal::not_found);
  if (!is_own && !people::is_known_in(view.tx, person_id, view.actor.organisation)) refuse(Refusal::not_found);
  auto const person = people::find_person(view.tx, person_id);
  if (!person) refuse(Refusal::not_found);
  if (at)
    if (auto const wrong = wrong_moment(view, id, *at)) throw Mistaken{{*wrong}};

  Access access;
  access.contract = id;
  if (own.any()) access.title = row->text(0);
  access.kind = groups::parse_contract_kind(row->text(1)).value_or(Kind::contract);
  access.person = *person;
  access.at = at.value_or(view.now);
  access.asks_about_colleagues = own.administers;
  access.paths = groups::paths(view, person_id, id, access.at);
  access.rights = groups::fold(access.paths);
  if (!own.administers)
    std::erase_if(access.paths.groups, [](auto const& path) { return !path.is_standing && !path.is_contract_member; });
  return access;
}

std::optional<Instant> parse_moment(std::string const& text) {
  if (auto instant = parse_instant(text)) return instant;
  auto const wall_clock = parse_instant(text + (text.size() == 16 ? ":00Z" : "Z"));
  if (!wall_clock) return std::nullopt;
  auto const day = std::chrono::floor<std::chrono::days>(*wall_clock);
  auto const minutes = std::chrono::floor<std::chrono::minutes>(*wall_clock - day).count();
  // Of the hour that comes twice in October the first; the one that is left out in March is no moment.
  for (auto const ahead : {std::chrono::hours{2}, std::chrono::hours{1}}) {
    auto const moment = *wall_clock - ahead;
    auto const there = brussels_time(moment);
    if (there.day == day && there.hour * 60 + there.minute == minutes) return moment;
  }
  return std::nullopt;
}

}  // namespace contracts
