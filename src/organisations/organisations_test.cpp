// SPDX-License-Identifier: EUPL-1.2
#include "organisations/organisations.h"
#include "base/refusal.h"
#include "organisations/register.h"

#include <gtest/gtest.h>

namespace organisations {
namespace {

using std::chrono::January, std::chrono::March;

class Organisations : public testing::Test {
 protected:
  Organisations() : engine_{db::open_sqlite(":memory:")} { db::migrate(*engine_, db::migrations()); }

  template <class Work>
  auto act(Work work) {
    std::optional<decltype(work(std::declval<evidence::Deed&>()))> outcome;
    engine_->act_now([&](db::Tx& tx) {
      recorded_.clear();
      evidence::Followers const followers = [&](evidence::Deed&, evidence::Entry const& entry) { recorded_.push_back(entry.event); };
      evidence::Deed deed{{tx, actor_, now_}, followers};
      outcome = work(deed);
    });
    return *outcome;
  }
  Organisation add(NewOrganisation const& organisation) {
    return act([&](auto& deed) { return register_organisation(deed, organisation); });
  }
  Organisation joint_venture() {
    return add({.enterprise_number = "0842.399.963",
                .name = "TM Scheldebrug",
                .is_joint_venture = true,
                .partners = {{"0423968786", "Bouw B"}, {"BE 0860.915.976", "Aannemingen A"}}});
  }
  void register_says(std::string const& number, std::int64_t language, std::string const& name) {
    act([&](auto& deed) {
      deed.tx.run("INSERT INTO register_enterprises (number, status) VALUES ($1, 'AC') ON CONFLICT (number) DO NOTHING", {number});
      deed.tx.run("INSERT INTO register_names (entity_number, language, kind, name) VALUES ($1, $2, '001', $3)", {number, language, name});
      return 0;
    });
  }
  std::vector<Mistake> mistakes_of(NewOrganisation const& organisation) {
    try {
      add(organisation);
    } catch (Mistaken const& mistaken) {
      return mistaken.mistakes;
    }
    return {};
  }
  Refusal refusal_of(NewOrganisation const& organisation) {
    try {
      add(organisation);
    } catch (Refused const& refused) {
      return refused.why;
    }
    return Refusal::busy;
  }
  bool represents(Instant now) {
    bool answer = false;
    engine_->look([&](db::Tx& tx) {
      evidence::View view{tx, actor_, now};
      answer = is_legal_representative(view);
    });
    return answer;
  }

  std::unique_ptr<db::Engine> engine_;
  evidence::Actor actor_{{}, {}, Language::nl};
  Instant now_ = parse_instant("2026-03-02T09:00:00.000Z").value();
  std::vector<evidence::Event> recorded_;
};

TEST_F(Organisations, an_organisation_is_found_by_id_and_by_its_number_in_any_writing) {
  auto const made = add({.enterprise_number = "BE 0316.380.841", .name = "Agentschap", .email = "post@example.org", .is_authority = true});
  EXPECT_EQ(made.enterprise_number, "0316380841");
  EXPECT_EQ(recorded_, std::vector{evidence::Event::organisation_registered});
  engine_->look([&](db::Tx& tx) {
    auto const found = find_organisation(tx, made.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->name, "Agentschap");
    EXPECT_EQ(found->email, "post@example.org");
    EXPECT_TRUE(found->is_authority);
    EXPECT_FALSE(found->is_joint_venture);
    EXPECT_EQ(find_by_number(tx, "0316.380.841")->id, made.id);
    EXPECT_FALSE(find_by_number(tx, "0207509031"));
    EXPECT_FALSE(find_by_number(tx, "nonsense"));
    EXPECT_FALSE(find_organisation(tx, {"nobody"}));
  });
}

TEST_F(Organisations, a_number_is_registered_once) {
  add({.enterprise_number = "0316380841", .name = "Agentschap"});
  EXPECT_EQ(refusal_of({.enterprise_number = "0316.380.841", .name = "Een ander"}), Refusal::name_taken);
}

TEST_F(Organisations, all_mistakes_are_told_at_once) {
  EXPECT_EQ(mistakes_of({.enterprise_number = "0431150351",
                         .name = std::string(1281, 'x'),
                         .email = "no address",
                         .partners = {{"0423968786", ""}, {"", "A"}, {"0423.968.786", "B"}}}),
            (std::vector<Mistake>{{"enterpriseNumber", "not_an_enterprise_number"},
                                  {"name", "too_long"},
                                  {"email", "not_an_email"},
                                  {"isJointVenture", "not_a_joint_venture"},
                                  {"partners.1.enterpriseNumber", "missing"},
                                  {"partners.2.enterpriseNumber", "twice"}}));
}

TEST_F(Organisations, a_form_is_read_with_its_partners) {
  auto const organisation = take(read_new_organisation({{"enterpriseNumber", " 0842399963 "},
                                                        {"name", "TM Scheldebrug"},
                                                        {"isJointVenture", "on"},
                                                        {"partners.0.enterpriseNumber", "0423968786"},
                                                        {"partners.0.name", "Bouw B"}}));
  EXPECT_EQ(organisation.enterprise_number, "0842399963");
  EXPECT_TRUE(organisation.is_joint_venture);
  ASSERT_EQ(organisation.partners.size(), 1U);
  EXPECT_THROW(take(read_new_organisation({})), Mistaken);
}

TEST_F(Organisations, a_name_left_out_comes_from_the_register_in_the_actor_s_language) {
  register_says("0207509031", 1, "Ville Modèle");
  register_says("0207509031", 2, "Stad Model");
  actor_.language = Language::fr;
  EXPECT_EQ(add({.enterprise_number = "0207509031"}).name, "Ville Modèle");
  EXPECT_EQ(mistakes_of({.enterprise_number = "0426994097"}), (std::vector<Mistake>{{"name", "missing"}}));
}

TEST_F(Organisations, a_joint_venture_tells_its_partners_by_name) {
  auto const venture = joint_venture();
  engine_->look([&](db::Tx& tx) {
    auto const partners = partners_of(tx, venture.id);
    ASSERT_EQ(partners.size(), 2U);
    EXPECT_EQ(partners[0].name, "Aannemingen A");
    EXPECT_EQ(partners[0].enterprise_number, "0860915976");
    EXPECT_EQ(partners[1].name, "Bouw B");
  });
}

TEST_F(Organisations, names_for_a_list_come_together_and_unknown_ids_are_left_out) {
  auto const one = add({.enterprise_number = "0316380841", .name = "Agentschap"});
  auto const two = joint_venture();
  std::vector<OrganisationId> ids{one.id, two.id, one.id};
  for (int i = 0; i < 120; ++i) ids.push_back({new_id()});
  engine_->look([&](db::Tx& tx) {
    EXPECT_EQ(names_of(tx, ids), (std::map<OrganisationId, std::string>{{one.id, "Agentschap"}, {two.id, "TM Scheldebrug"}}));
    EXPECT_TRUE(names_of(tx, {}).empty());
  });
}

TEST_F(Organisations, an_address_is_changed_and_recorded_once) {
  actor_.organisation = joint_venture().id;
  auto set = [&](std::string const& email) {
    act([&](auto& deed) {
      set_address(deed, email);
      return 0;
    });
  };
  set(" werf@example.org ");
  EXPECT_EQ(recorded_, std::vector{evidence::Event::organisation_address_changed});
  set("werf@example.org");
  EXPECT_TRUE(recorded_.empty()) << "nothing changed";
  EXPECT_THROW(set("a@b\r\nBcc: c@d"), Mistaken);
  EXPECT_THROW(set("two@example.org, three@example.org"), Mistaken);
  set("");
  engine_->look([&](db::Tx& tx) { EXPECT_EQ(find_organisation(tx, actor_.organisation)->email, ""); });
  actor_.organisation = {"nobody"};
  EXPECT_THROW(set("werf@example.org"), Refused);
}

TEST_F(Organisations, a_legal_representative_is_one_from_the_first_to_the_last_day_in_brussels) {
  auto const organisation = joint_venture();
  PersonId const person{new_id()};
  auto appoint = [&](std::optional<Day> to) {
    act([&](auto& deed) {
      appoint_legal_representative(deed, person, organisation.id, std::chrono::sys_days{January / 1 / 2026}, to);
      return 0;
    });
  };
  actor_ = {person, organisation.id, Language::nl};
  EXPECT_FALSE(represents(now_));
  appoint(std::nullopt);
  EXPECT_EQ(recorded_, std::vector{evidence::Event::legal_representative_appointed});
  EXPECT_TRUE(represents(now_));
  EXPECT_FALSE(represents(parse_instant("2025-12-31T22:59:59.000Z").value()));
  EXPECT_TRUE(represents(parse_instant("2025-12-31T23:00:00.000Z").value())) << "midnight in Brussels";
  appoint(std::chrono::sys_days{March / 2 / 2026});
  EXPECT_TRUE(represents(parse_instant("2026-03-02T22:59:59.000Z").value())) << "the last day counts";
  EXPECT_FALSE(represents(parse_instant("2026-03-02T23:00:00.000Z").value()));
  actor_.organisation = {"another"};
  EXPECT_FALSE(represents(now_));
}

TEST_F(Organisations, nobody_represents_an_organisation_that_is_not_there) {
  auto appoint = [&](auto& deed) {
    appoint_legal_representative(deed, {new_id()}, {"nobody"}, std::chrono::sys_days{January / 1 / 2026});
    return 0;
  };
  EXPECT_THROW(act(appoint), Refused);
}

}  // namespace
}  // namespace organisations
