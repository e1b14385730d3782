// SPDX-License-Identifier: EUPL-1.2
#include "app/demo.h"
#include "actions/actions.h"
#include "correspondence/correspondence.h"
#include "dossier/dossier.h"
#include "messages/messages.h"
#include "payments/payments.h"
#include "platform/log/log.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <map>

// The demo's world. Authorities, contractors and people are made up; every national register number is a TST number, which
// belongs to nobody.
namespace app {
namespace {

using contracts::Kind;
using contracts::Subject;
using evidence::Actor;
using evidence::Deed;
using namespace std::chrono;

// Enterprise numbers of the demo lie in a range of their own: 09990xxx with proper check digits.
std::string demo_number(int n) {
  auto const first = fmt::format("{:08d}", 9'990'000 + n);
  auto const remainder = std::atoi(first.c_str()) % 97;
  return fmt::format("{}{:02d}", first, 97 - remainder);
}

// A TST number: the month is raised by 60, so it can never be a real person's.
std::string test_number(int n) {
  auto const first = fmt::format("{:02d}{:02d}{:02d}{:03d}", 60 + n % 35, 61 + n % 12, 1 + n % 28, 1 + n * 2);
  auto const remainder = std::strtoll(first.c_str(), nullptr, 10) % 97;
  return fmt::format("{}{:02d}", first, 97 - remainder);
}

struct Cast {
  char const* given_name;
  char const* family_name;
  char const* login;
  int organisation;
  bool administrator, user, representative;
};

struct Place {
  char const* name;
  char const* domain;
  bool authority, joint_venture;
};

constexpr std::array places{
    Place{"Agentschap Wegen en Bruggen", "wegenenbruggen.example", true, false},
    Place{"Vlaamse Waterwegen en Havens", "waterwegen.example", true, false},
    Place{"Stad Kerkenhoek", "kerkenhoek.example", true, false},
    Place{"Wegenbouw De Klinker NV", "deklinker.example", false, false},
    Place{"Betonwerken Van Hove BV", "vanhove.example", false, false},
    Place{"Baggerwerken Noordzee NV", "noordzee.example", false, false},
    Place{"TM Ringweg Kerkenhoek", "ringweg.example", false, true},
};

constexpr std::array people_here{
    Cast{"Els", "Wouters", "els", 0, true, true, false},         Cast{"Bram", "Claes", "bram", 0, false, true, false},
    Cast{"Nadia", "Benali", "nadia", 1, true, true, false},      Cast{"Wim", "Aerts", "wim", 2, true, true, false},
    Cast{"Karim", "Haddad", "karim", 3, true, true, true},       Cast{"Lotte", "Janssens", "lotte", 3, false, true, false},
    Cast{"Pieter", "Maes", "pieter", 3, false, true, false},     Cast{"Ingrid", "Van Hove", "ingrid", 4, true, true, true},
    Cast{"Tom", "Dubois", "tom", 5, true, true, false},          Cast{"Sofie", "De Smet", "sofie", 6, true, true, false},
    Cast{"Jan", "Peeters", "jan", 6, false, true, false},
};

struct World {
  House& house;
  std::vector<organisations::Organisation> organisations;
  std::map<std::string, Actor> cast;
};

void people_and_places(World& world) {
  world.house.as({}, [&](Deed& deed) {
    world.organisations.clear();
    world.cast.clear();
    int n = 0;
    for (auto const& place : places) {
      organisations::NewOrganisation organisation{.enterprise_number = demo_number(++n), .name = place.name, .email = "",
                                                  .is_authority = place.authority, .is_joint_venture = place.joint_venture, .partners = {}};
      if (place.joint_venture) organisation.partners = {{demo_number(4), places[3].name}, {demo_number(5), places[4].name}};
      world.organisations.push_back(organisations::register_organisation(deed, organisation));
    }
    auto const today = brussels_day(deed.now);
    auto const until = today + days{3 * 365};
    int k = 0;
    for (auto const& each : people_here) {
      auto const& organisation = world.organisations.at(static_cast<std::size_t>(each.organisation));
      auto const person = people::register_person(deed, {each.given_name, each.family_name, Language::nl, test_number(++k)}, world.house.key());
      auto const email = fmt::format("{}@{}", each.login, places.at(static_cast<std::size_t>(each.organisation)).domain);
      auto const relation = people::start_work_relation(
          deed, {person.id, organisation.id, people::RelationKind::permanent, email, "+32 2 000 00 00", today - days{150}, until});
      if (each.administrator) people::grant(deed, relation, people::Role::administrator, "demo", today - days{150}, until);
      if (each.user) people::grant(deed, relation, people::Role::user, "demo", today - days{150}, until);
      if (each.representative) organisations::appoint_legal_representative(deed, person.id, organisation.id, today - days{150});
      world.cast[each.login] = {person.id, organisation.id, Language::nl};
    }
  });
}

GroupId group(World& world, std::string const& who, std::string const& name, std::string const& description, groups::Level level,
              std::vector<std::string> const& members) {
  return world.house.as(world.cast.at(who), [&](Deed& deed) {
    groups::NewGroup wanted{name, "", description, {}, level == groups::Level::send, {}};
    for (auto theme : groups::themes) wanted.rights[theme] = level;
    for (auto const& member : members) wanted.members.push_back(world.cast.at(member).person);
    return groups::create(deed, wanted);
  });
}

struct Work {
  char const* authority;  // who makes it
  int contractor;
  char const* specification;
  char const* lot;
  char const* title;
  Kind kind;
  Subject subject;
  std::int64_t award_cents;
  int published_days_ago;
};

constexpr std::array works{
    Work{"els", 3, "AWB/2026/014", "1", "N8 Ieper - Kortrijk: heraanleg rijweg en fietspaden", Kind::lot, Subject::works, 124'530'000'00 / 100, 120},
    Work{"els", 3, "AWB/2026/014", "2", "N8 Ieper - Kortrijk: openbare verlichting", Kind::lot, Subject::works, 23'120'000'00 / 100, 120},
    Work{"els", 4, "AWB/2024/031", "", "Brug over de Leie: betonherstel en waterdichting", Kind::contract, Subject::works, 87'400'000'00 / 100, 800},
    Work{"els", 6, "AWB/2025/007", "", "Ringweg Kerkenhoek: nieuwe aansluiting met rotonde", Kind::contract, Subject::works, 1'245'000'000'00 / 100, 300},
    Work{"els", 3, "AWB/2026/040", "", "Winterdienst district Kortrijk", Kind::renewable_contract, Subject::services, 45'000'000'00 / 100, 90},
    Work{"nadia", 5, "VWH/2026/003", "", "Onderhoudsbaggerwerken Bovenschelde", Kind::framework_agreement, Subject::works, 310'000'000'00 / 100, 150},
    Work{"nadia", 5, "VWH/2026/003", "bestelling 2", "Baggerwerken sluis Asper", Kind::order, Subject::works, 28'600'000'00 / 100, 60},
    Work{"nadia", 4, "VWH/2025/019", "", "Kaaimuur Roeselare: renovatie", Kind::contract, Subject::works, 154'750'000'00 / 100, 400},
    Work{"wim", 4, "KERK/2026/002", "1", "School De Linde: ruwbouw", Kind::lot, Subject::works, 198'300'000'00 / 100, 110},
    Work{"wim", 3, "KERK/2026/002", "2", "School De Linde: buitenaanleg", Kind::lot, Subject::works, 31'245'000'00 / 100, 110},
    Work{"wim", 3, "KERK/2024/011", "", "Herinrichting Marktplein", Kind::contract, Subject::works, 96'000'000'00 / 100, 760},
    Work{"wim", 6, "KERK/2026/008", "", "Levering straatmeubilair", Kind::contract, Subject::supplies, 8'450'000'00 / 100, 45},
};

std::vector<ContractId> make_contracts(World& world) {
  std::vector<ContractId> made;
  for (auto const& work : works)
    made.push_back(world.house.as(world.cast.at(work.authority), [&](Deed& deed) {
      auto const published = brussels_day(deed.now) - days{work.published_days_ago};
      contracts::NewContract wanted;
      wanted.specification_number = work.specification;
      wanted.dossier_number = std::string{work.specification} + (*work.lot ? "-" + std::string{work.lot} : "");
      wanted.lot = work.lot;
      wanted.title = work.title;
      wanted.kind = work.kind;
      wanted.subject = work.subject;
      wanted.contractor_number = world.organisations.at(static_cast<std::size_t>(work.contractor)).enterprise_number;
      wanted.award_on = published + days{30};
      wanted.published_on = published;
      wanted.award_cents = work.award_cents;
      wanted.regime = contracts::regime_for(published);
      wanted.types = contracts::types();
      return contracts::create(deed, wanted).id;
    }));
  return made;
}

void link(World& world, std::string const& who, GroupId const& id, std::vector<ContractId> const& all) {
  world.house.as(world.cast.at(who), [&](Deed& deed) {
    for (auto const& contract : all)
      if (deed.tx.maybe("SELECT 1 FROM parties WHERE organisation_id = $1 AND contract_id = $2", {deed.actor.organisation.text, contract.text}))
        contracts::link_group(deed, contract, id);
  });
}

payments::ClaimDraft a_claim(std::string title, Day from, std::vector<payments::Line> lines) {
  payments::ClaimDraft draft;
  draft.title = std::move(title);
  draft.period_from = from;
  auto const month = year_month_day{from};
  draft.period_to = sys_days{month.year() / month.month() / last};
  draft.vat_regime = payments::VatRegime::reverse_charge;
  draft.statement.lines = std::move(lines);
  draft.statement.total_cents = payments::sum_cents(draft.statement.lines);
  return draft;
}

std::vector<payments::Line> road_lines() {
  return {{"1.1", "Opbreken van bitumineuze verharding", "m2", 4'250'000, 6'8000, 28'900'00},
          {"1.2", "Onderfundering, steenslag type II", "m3", 1'120'500, 38'5000, 43'139'25},
          {"2.1", "Asfaltbeton AB-4C, dikte 4 cm", "m2", 4'180'000, 14'2500, 59'565'00},
          {"3.4", "Kantstrook, ter plaatse vervaardigd", "m", 860'000, 21'9000, 18'834'00}};
}

// Both sides write; of what Karim wrote last, nobody at the authority has read anything.
void write_messages(World& world, std::vector<ContractId> const& made, DocumentId const& part, DocumentId const& treated) {
  auto const act = [&](char const* who, auto&& verb) { world.house.as(world.cast.at(who), [&](Deed& deed) { verb(deed); }); };
  auto const write = [&](char const* who, auto const& place, groups::Theme theme, char const* text) {
    act(who, [&](Deed& deed) { messages::send(deed, place, messages::NewMessage{theme, text, {}}); });
  };
  using groups::Theme;
  write("els", made.at(0), Theme::planning,
        "De omleiding via de Menenstraat is goedgekeurd van 1 tot en met 12 december.\n\nGelieve de signalisatie ten laatste de avond voordien te plaatsen.");
  write("karim", made.at(0), Theme::planning, "Goed ontvangen. De signalisatie staat op 30 november om 18 uur.");
  write("els", part, Theme::invoicing, "De opmeting van de werfcontroleur ligt ter inzage op de werf.");
  for (auto const* who : {"els", "bram", "karim"}) act(who, [&](Deed& deed) { messages::mark_read(deed, made.at(0), 3); });
  write("karim", part, Theme::invoicing, "Kunnen we de opmeting van post 2.1 samen overlopen? Onze landmeter is donderdag op de werf.");
  write("ingrid", treated, Theme::invoicing, "De keuringsverslagen worden volgende week verwacht.");
}

// Claims in different phases, each brought there by the verbs themselves.
void make_claims(World& world, std::vector<ContractId> const& made) {
  auto& house = world.house;
  auto const month = [&](int back) {
    auto const today = year_month_day{brussels_day(house.now())};
    return sys_days{(today.year() / today.month() - months{back}) / 1};
  };
  auto const begin = [&](char const* who, std::size_t at, char const* title, int back, std::vector<payments::Line> lines) {
    return house.as(world.cast.at(who), [&](Deed& deed) { return payments::begin_claim(deed, made.at(at), a_claim(title, month(back), std::move(lines))).id; });
  };
  auto const act = [&](char const* who, auto&& verb) { house.as(world.cast.at(who), [&](Deed& deed) { verb(deed); }); };

  auto const settled = begin("karim", 0, "Vorderingsstaat 1", 3, road_lines());
  act("karim", [&](Deed& deed) { payments::send_claim(deed, settled); });
  act("els", [&](Deed& deed) { payments::take_into_treatment(deed, settled); });
  act("els", [&](Deed& deed) { payments::accept(deed, settled); });
  act("els", [&](Deed& deed) { payments::request_invoice(deed, settled, {"4500012345", "", 150'438'25}); });

  auto const part = begin("karim", 0, "Vorderingsstaat 2", 2, road_lines());
  act("karim", [&](Deed& deed) { payments::send_claim(deed, part); });
  act("bram", [&](Deed& deed) { payments::take_into_treatment(deed, part); });
  act("bram", [&](Deed& deed) {
    payments::accept_partially(deed, part, {{{3, 55'000'00, "Gemeten oppervlakte is 3.859 m2 volgens de opmeting van de werfcontroleur."}}, {}, ""});
  });

  auto const treated = begin("ingrid", 2, "Vorderingsstaat 14", 1, {{"4.2", "Betonherstel met mortel klasse R4", "m2", 312'000, 185'0000, 57'720'00}});
  act("ingrid", [&](Deed& deed) { payments::send_claim(deed, treated); });
  act("els", [&](Deed& deed) { payments::take_into_treatment(deed, treated); });
  act("els", [&](Deed& deed) { payments::ask_supplements(deed, treated, "Gelieve de keuringsverslagen van de herstelmortel toe te voegen."); });

  auto const sent = begin("sofie", 3, "Vorderingsstaat 5", 1, {{"1.1", "Grondverzet", "m3", 12'400'000, 9'7500, 120'900'00}});
  act("sofie", [&](Deed& deed) { payments::send_claim(deed, sent); });

  auto const refused = begin("tom", 5, "Vorderingsstaat 1", 2, {{"1", "Baggeren en afvoeren van specie", "m3", 8'000'000, 17'5000, 140'000'00}});
  act("tom", [&](Deed& deed) { payments::send_claim(deed, refused); });
  act("nadia", [&](Deed& deed) { payments::take_into_treatment(deed, refused); });
  act("nadia", [&](Deed& deed) {
    payments::refuse_claim(deed, refused, payments::Ground::statement_not_detailed,
                           "De staat vermeldt geen hoeveelheden per vak. Gelieve per vak op te splitsen.");
  });

  auto const ready = begin("lotte", 1, "Vorderingsstaat 1", 1, {{"7.1", "Verlichtingsmast 8 m, geplaatst", "st", 24'000, 1'450'0000, 34'800'00}});
  act("lotte", [&](Deed& deed) { dossier::put_ready(deed, ready); });
  begin("lotte", 4, "Prestaties november", 0, {});

  act("bram", [&](Deed& deed) {
    for (auto const& action : actions::of_document(deed, sent)) actions::take(deed, action.id);
  });
  write_messages(world, made, part, treated);
}

struct Written {
  char const* who;
  std::size_t contract;
  int days_ago;
  char const* type;
  char const* title;
  char const* reference;
  correspondence::Values values;
  int answers = 0;  // which of those before it, from 1; 0: none
  bool sent = true;
};

// Letters, orders, requests and decisions of the past weeks, in both directions; one answer is overdue.
std::vector<Written> letters(Instant now) {
  auto const day = [now](int ago) { return to_text(brussels_day(now) - days{ago}); };
  return {
      {"els", 0, 80, "start_order", "Aanvangsbevel", "N8-1/B1", {{"on", day(66)}, {"order_number", "4500012345"}}},
      {"karim", 0, 60, "facts_report", "Onbekende waterleiding in vak 4", "DK-2026-118",
       {{"on", day(62)}, {"facts", "Bij het uitgraven van vak 4 is een waterleiding gevonden die op geen plan staat."},
        {"influence", "Vak 4 ligt acht werkdagen stil; de meerkost volgt in een becijferd verzoek."}}},
      {"els", 0, 52, "changes_decision", "Beslissing over de waterleiding in vak 4", "N8-1/W2",
       {{"outcome", "granted"}, {"days", "8"}, {"explanation", "De melding is tijdig en de leiding was niet te voorzien."}}, 2},
      {"els", 0, 45, "default_notice", "PV: onvoldoende verdichting onder het fietspad", "N8-1/PV1",
       {{"on", day(46)}, {"facts", "Plaatproeven op 3 plaatsen halen de voorgeschreven waarde niet."},
        {"remedy", "De fundering opnieuw verdichten en laten keuren."}}},
      {"karim", 0, 35, "defence", "Verweer bij PV1", "DK-2026-131",
       {{"defence", "De zone is opnieuw verdicht; het keuringsverslag gaat hierbij."}, {"remedied_on", day(36)}}, 4},
      {"els", 0, 30, "sanction_decision", "Beslissing over PV1", "N8-1/PV1-B",
       {{"measure", "none"}, {"explanation", "Het gebrek is binnen de termijn hersteld."}}, 5},
      {"els", 3, 40, "default_notice", "PV: signalisatie ontbreekt aan de rotonde", "RING/PV2",
       {{"on", day(41)}, {"facts", "De omleidingsborden aan de rotonde ontbreken sinds twee dagen."}, {"remedy", "De borden onmiddellijk terugplaatsen."}}},
      {"sofie", 3, 6, "extension_request", "Termijnverlenging wegens vorst", "TM-14",
       {{"days", "12"}, {"reason", "Twaalf vorstdagen volgens de bijgevoegde dagstaten."}}},
      {"ingrid", 2, 20, "letter", "Werfvergadering brugdek", "VH/88",
       {{"message", "Kan de werfvergadering een week later, wegens de levering van de mortel?"}, {"answer_by", day(-10)}}},
      {"els", 2, 18, "letter", "Antwoord: werfvergadering brugdek", "", {{"message", "Dat is goed: dinsdag om 10 uur op de werf."}}, 9},
      {"bram", 3, 1, "service_order", "Dienstbevel: nachtwerk", "", {{"order", "Vanaf maandag wordt aan de aansluiting 's nachts gewerkt."}}, 0, false},
  };
}

void write_letters(World& world, std::vector<ContractId> const& made) {
  std::vector<DocumentId> written;
  for (auto const& letter : letters(world.house.now())) {
    auto const& actor = world.cast.at(letter.who);
    world.house.engine().act_now([&](db::Tx& tx) {
      Deed deed{{tx, actor, world.house.now() - days{letter.days_ago}}, world.house.followers()};
      auto const question = letter.answers > 0 ? std::optional{written.at(static_cast<std::size_t>(letter.answers) - 1)} : std::nullopt;
      auto const id = correspondence::begin(deed, made.at(letter.contract), correspondence::type_to_begin(letter.type),
                                            {letter.title, letter.reference, letter.values}, question).id;
      if (letter.sent) correspondence::send(deed, id);
      written.push_back(id);
    });
  }
}

}  // namespace

void fill_demo(House& house) {
  bool empty = true;
  house.engine().look([&](db::Tx& tx) { empty = !tx.maybe("SELECT id FROM organisations LIMIT 1"); });
  if (!empty) return;
  World world{house, {}, {}};
  people_and_places(world);
  auto const made = make_contracts(world);
  link(world, "els", group(world, "els", "Werfcontrole", "Behandelt schuldvorderingen", groups::Level::send, {"els", "bram"}), made);
  link(world, "nadia", group(world, "nadia", "Waterbouw", "Behandelt schuldvorderingen", groups::Level::send, {"nadia"}), made);
  link(world, "wim", group(world, "wim", "Technische dienst", "Behandelt schuldvorderingen", groups::Level::send, {"wim"}), made);
  link(world, "karim", group(world, "karim", "Facturatie", "Maakt en verzendt vorderingen", groups::Level::send, {"karim"}), made);
  link(world, "karim", group(world, "karim", "Werfleiding", "Maakt vorderingen op", groups::Level::draft, {"lotte"}), made);
  link(world, "karim", group(world, "karim", "Boekhouding", "Leest mee", groups::Level::read, {"pieter"}), made);
  link(world, "ingrid", group(world, "ingrid", "Administratie", "Maakt en verzendt vorderingen", groups::Level::send, {"ingrid"}), made);
  link(world, "tom", group(world, "tom", "Projecten", "Maakt en verzendt vorderingen", groups::Level::send, {"tom"}), made);
  link(world, "sofie", group(world, "sofie", "Werf Ringweg", "Maakt en verzendt vorderingen", groups::Level::send, {"sofie", "jan"}), made);
  write_letters(world, made);
  make_claims(world, made);
  logs::info(fmt::format("the demo has {} organisations and {} contracts", world.organisations.size(), made.size()));
}

Shape cast(db::Tx& tx, Instant now) {
  auto const today = to_text(brussels_day(now));
  Shape::List organisations;
  for (auto const& row : tx.all("SELECT id, name, is_authority, enterprise_number FROM organisations ORDER BY is_authority DESC, name LIMIT 50")) {
    Shape::List persons;
    for (auto const& person : tx.all(R"(
           SELECT p.id, p.given_name, p.family_name,
                  (SELECT count(*) FROM user_rights r WHERE r.work_relation_id = w.id AND r.role = 'administrator' AND r.revoked_at IS NULL)
           FROM work_relations w JOIN persons p ON p.id = w.person_id
           WHERE w.organisation_id = $1 AND w.ended_at IS NULL AND w.valid_to >= $2 ORDER BY p.family_name LIMIT 50)",
                                     {row.text(0), today})) {
      // What the first group allows says best what somebody is here for.
      auto const found = tx.maybe(R"(SELECT g.name FROM group_members m JOIN groups g ON g.id = m.group_id AND g.is_active = 1
                                     WHERE m.person_id = $1 ORDER BY g.name LIMIT 1)",
                                  {person.text(0)});
      persons.emplace_back(Shape::Object{{"id", person.text(0)},
                                         {"name", person.text(1) + ' ' + person.text(2)},
                                         {"about", found ? found->text(0) : std::string{}},
                                         {"isAdministrator", person.number(3) > 0}});
    }
    organisations.emplace_back(Shape::Object{{"id", row.text(0)},
                                             {"name", row.text(1)},
                                             {"isAuthority", row.number(2) == 1},
                                             {"enterpriseNumber", row.text(3)},
                                             {"people", std::move(persons)}});
  }
  return Shape::Object{{"organisations", std::move(organisations)}};
}

}  // namespace app
