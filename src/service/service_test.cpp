// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/pages.h"
#include "service/markup.h"
#include "service/outages.h"
#include "service/terms.h"
#include "service/texts.h"
#include "tests/support/test_house.h"

using namespace service;
using evidence::Deed;
using support::mistakes_of;
using support::refusal_of;
using support::TestHouse;
using namespace std::chrono_literals;

namespace {

evidence::Actor const operator_;
notifications::Sender const sender{"https://zegel.example", "Zegel"};
Texts const words{"Onderhoud", "Entretien", "Wartung", "Maintenance"};

Instant at(std::string_view text) { return *parse_instant(text); }
NewOutage tomorrow() { return {at("2026-03-03T18:00:00.000Z"), at("2026-03-03T20:00:00.000Z"), words}; }

Outage announced(TestHouse& house, NewOutage const& outage = tomorrow()) {
  return house.as(operator_, [&](Deed& deed) { return announce(deed, outage); });
}

void ask(TestHouse& house, std::string const& email, std::string const& remote = "192.0.2.1", std::string const& language = "nl") {
  house.as(operator_, [&](Deed& deed) { ask_subscription(deed, email, language, remote, sender); });
}

// What stands after `before` in the newest mail to that address, up to the end of the line.
std::string in_mail_to(TestHouse& house, std::string const& address, std::string const& before) {
  auto const rows = house.rows("SELECT body_text FROM mails WHERE address = $1 ORDER BY id DESC LIMIT 1", {address});
  if (rows.empty()) return {};
  auto const& text = rows.front().text(0);
  auto const found = text.find(before);
  if (found == std::string::npos) return {};
  auto const start = found + before.size();
  return text.substr(start, text.find('\n', start) - start);
}

std::int64_t mails_to(TestHouse& house, std::string const& address) {
  return house.rows("SELECT count(*) FROM mails WHERE address = $1", {address}).front().number(0);
}

std::string subscribed(TestHouse& house, std::string const& email) {
  ask(house, email);
  auto const secret = in_mail_to(house, email, "/outages/subscriptions/");
  house.as(operator_, [&](Deed& deed) { confirm(deed, secret); });
  return secret;
}

void published(TestHouse& house, std::int64_t version, std::string_view from, Texts const& texts = {"tekst", "texte", "Text", "text"}) {
  house.as(operator_, [&](Deed& deed) { publish(deed, version, *parse_day(from), texts); });
}

std::optional<std::int64_t> due(TestHouse& house, std::string const& token) {
  std::optional<std::int64_t> found;
  house.house().engine().look([&](db::Tx& tx) { found = identity::resume(tx, token, house.house().now())->terms_due; });
  return found;
}

std::string signed_in(TestHouse& house, evidence::Actor const& actor) {
  std::string token;
  house.house().engine().act_now([&](db::Tx& tx) {
    token = identity::begin_session(tx, actor.person, actor.organisation, house.house().now(), house.house().followers());
  });
  return token;
}

void accepts(TestHouse& house, evidence::Actor const& actor, std::int64_t version) {
  house.as(actor, [&](Deed& deed) { accept_terms(deed, version, Language::nl); });
}

}  // namespace

TEST(Outages, an_outage_goes_from_planned_to_past_by_the_clock_alone) {
  TestHouse house;
  auto const outage = announced(house);
  auto const now = [&] { return house.clock().now(); };
  EXPECT_EQ(outage.phase(now()), Phase::planned);
  EXPECT_TRUE(outage.is_near(now()));
  EXPECT_FALSE(outage.is_near(outage.starts_at - 49h));
  house.clock().set("2026-03-03T18:00:00.000Z");
  EXPECT_EQ(outage.phase(now()), Phase::current);
  house.clock().set("2026-03-03T20:00:00.000Z");
  EXPECT_EQ(outage.phase(now()), Phase::past);
  EXPECT_FALSE(outage.is_near(now()));
}

TEST(Outages, what_is_announced_wrongly_is_told_all_at_once) {
  TestHouse house;
  NewOutage const wrong{at("2026-03-03T20:00:00.000Z"), at("2026-03-03T18:00:00.000Z"), {"Onderhoud", "", "Wartung", std::string(2001, 'x')}};
  EXPECT_EQ(mistakes_of([&] { announced(house, wrong); }),
            (std::vector<std::string>{"endsAt wrong_order", "text.fr missing", "text.en too_long"}));
  EXPECT_EQ(mistakes_of([&] { announced(house, {at("2026-03-01T18:00:00.000Z"), at("2026-03-01T20:00:00.000Z"), words}); }),
            std::vector<std::string>{"endsAt over"});
}

TEST(Outages, one_that_goes_on_ends_now_and_one_that_is_planned_is_cancelled) {
  TestHouse house;
  auto const going_on = announced(house, {at("2026-03-02T08:00:00.000Z"), at("2026-03-02T12:00:00.000Z"), words});
  auto const planned = announced(house);
  house.as(operator_, [&](Deed& deed) {
    EXPECT_EQ(end_outage(deed, going_on.id).ends_at, deed.now);
    EXPECT_EQ(end_outage(deed, planned.id).phase(deed.now), Phase::cancelled);
  });
  for (auto const& id : {going_on.id, planned.id})
    EXPECT_EQ(refusal_of([&] { house.as(operator_, [&](Deed& deed) { change(deed, id, {}, {}, words); }); }), Refusal::wrong_step);
  EXPECT_EQ(refusal_of([&] { house.as(operator_, [&](Deed& deed) { end_outage(deed, {new_id()}); }); }), Refusal::not_found);
  EXPECT_EQ(house.rows("SELECT 1 FROM events WHERE event = 'outage_changed'").size(), 2U);
}

TEST(Outages, an_outage_takes_time_and_ends_after_now_also_when_it_is_changed) {
  TestHouse house;
  auto const now = house.clock().now();
  EXPECT_EQ(mistakes_of([&] { announced(house, {now + 1h, now + 1h, words}); }), std::vector<std::string>{"endsAt wrong_order"});
  EXPECT_EQ(mistakes_of([&] { announced(house, {now - 1h, now, words}); }), std::vector<std::string>{"endsAt over"});
  auto const outage = announced(house, {now + 1h, now + 2h, words});
  auto const changed = [&](Instant starts_at, Instant ends_at) {
    return mistakes_of([&] { house.as(operator_, [&](Deed& deed) { change(deed, outage.id, starts_at, ends_at, {}); }); });
  };
  EXPECT_EQ(changed(now + 3h, now + 2h), std::vector<std::string>{"endsAt wrong_order"});
  EXPECT_EQ(changed(now - 3h, now - 2h), std::vector<std::string>{"endsAt over"});
  EXPECT_EQ(changed(now, now + 2h), std::vector<std::string>{});
}

TEST(Outages, pages_tell_of_it_from_forty_eight_hours_before_to_the_minute) {
  TestHouse house;
  auto const outage = announced(house, {house.clock().now() + 49h, house.clock().now() + 50h, words});
  EXPECT_FALSE(outage.is_near(outage.starts_at - 48h - 1ms));
  EXPECT_TRUE(outage.is_near(outage.starts_at - 48h));
}

TEST(Outages, one_that_is_ended_at_its_start_did_not_take_place_and_is_read_among_the_past) {
  TestHouse house;
  auto const outage = announced(house);
  house.clock().set("2026-03-03T18:00:00.000Z");
  house.as(operator_, [&](Deed& deed) { EXPECT_EQ(end_outage(deed, outage.id).phase(deed.now), Phase::cancelled); });
  house.see(operator_, [&](evidence::View& view) {
    EXPECT_TRUE(coming(view.tx, view.now).empty());
    EXPECT_EQ(past(view.tx, view.now, {}).rows.size(), 1U);
    return 0;
  });
}

TEST(Outages, what_runs_over_is_given_a_later_end_and_keeps_its_other_texts) {
  TestHouse house;
  auto const outage = announced(house);
  house.as(operator_, [&](Deed& deed) { change(deed, outage.id, {}, outage.ends_at + 1h, {"Loopt uit", "", "", ""}); });
  house.see(operator_, [&](evidence::View& view) {
    auto const found = find_outage(view.tx, outage.id);
    EXPECT_EQ(found->ends_at, outage.ends_at + 1h);
    EXPECT_EQ(in(found->texts, Language::nl), "Loopt uit");
    EXPECT_EQ(in(found->texts, Language::de), "Wartung");
    return 0;
  });
}

TEST(Outages, the_past_is_read_in_pages_and_nothing_is_left_out) {
  TestHouse house;
  for (int i = 0; i < 45; ++i) announced(house, {house.clock().now() + 1min * (i / 2 + 1), house.clock().now() + 2h, words});
  house.clock().pass(3h);
  auto const later = announced(house, {house.clock().now() + 10h, house.clock().now() + 12h, words});
  std::set<std::string> seen;
  std::optional<std::string> after;
  int pages = 0;
  do {
    auto const page = house.see(operator_, [&](evidence::View& view) { return past(view.tx, view.now, after); });
    for (auto const& outage : page.rows) EXPECT_TRUE(seen.insert(outage.id.text).second);
    after = page.next;
    ++pages;
  } while (after);
  EXPECT_EQ(seen.size(), 45U);
  EXPECT_EQ(pages, 3);
  EXPECT_FALSE(seen.contains(later.id.text));
  EXPECT_EQ(house.see(operator_, [&](evidence::View& view) { return coming(view.tx, view.now); }).size(), 1U);
}

TEST(Subscriptions, nobody_is_mailed_before_the_owner_of_the_address_confirmed_it) {
  TestHouse house;
  ask(house, "an@example.be");
  announced(house);
  EXPECT_EQ(mails_to(house, "an@example.be"), 1) << "the question alone";
  auto const secret = in_mail_to(house, "an@example.be", "/outages/subscriptions/");
  ASSERT_EQ(secret.size(), 43U);
  house.see(operator_, [&](evidence::View& view) { return address_to_confirm(view, secret); });
  announced(house);
  EXPECT_EQ(mails_to(house, "an@example.be"), 1) << "looking at the link confirms nothing";
  house.as(operator_, [&](Deed& deed) { confirm(deed, secret); });
  announced(house);
  EXPECT_EQ(mails_to(house, "an@example.be"), 2);
  EXPECT_EQ(refusal_of([&] { house.as(operator_, [&](Deed& deed) { confirm(deed, secret); }); }), Refusal::link_ended);
}

TEST(Subscriptions, a_link_works_for_two_days_and_its_secret_is_not_kept) {
  TestHouse house;
  ask(house, "an@example.be");
  auto const secret = in_mail_to(house, "an@example.be", "/outages/subscriptions/");
  EXPECT_EQ(support::columns_holding(house, secret), (std::vector<std::string>{"mails.body_html", "mails.body_text"}));
  for (auto const time : {48h, 1h}) {
    house.clock().pass(time);
    EXPECT_EQ(refusal_of([&] { house.as(operator_, [&](Deed& deed) { confirm(deed, secret); }); }), Refusal::link_ended);
  }
  house.house().clear_uploads();
  EXPECT_TRUE(house.rows("SELECT id FROM subscriptions").empty()) << "an address that nobody confirmed is forgotten";
}

TEST(Subscriptions, what_was_confirmed_stays_and_its_links_work_for_four_hundred_days) {
  TestHouse house;
  subscribed(house, "an@example.be");
  announced(house);
  auto const link = in_mail_to(house, "an@example.be", "/outages/unsubscriptions/");
  auto const opens = [&] { return refusal_of([&] { house.see(operator_, [&](evidence::View& view) { return address_to_end(view, link); }); }); };
  house.clock().pass(24h * 400 - 1ms);
  house.house().clear_uploads();
  EXPECT_EQ(house.rows("SELECT id FROM subscriptions").size(), 1U);
  EXPECT_TRUE(house.rows("SELECT 1 FROM subscription_requests").empty()) << "who asked how often is forgotten after an hour";
  EXPECT_EQ(opens(), std::nullopt);
  for (auto const time : {1ms, 1ms}) {
    house.clock().pass(time);
    EXPECT_EQ(opens(), Refusal::link_ended);
  }
  house.house().clear_uploads();
  EXPECT_TRUE(house.rows("SELECT 1 FROM unsubscribe_links").empty());
}

TEST(Subscriptions, a_mail_about_an_outage_holds_the_way_out_of_it) {
  TestHouse house;
  subscribed(house, "an@example.be");
  auto const outage = announced(house);
  auto const first = in_mail_to(house, "an@example.be", "/outages/unsubscriptions/");
  house.clock().pass(1h);
  house.as(operator_, [&](Deed& deed) { end_outage(deed, outage.id); });
  auto const mail = house.rows("SELECT subject, unsubscribe FROM mails WHERE address = 'an@example.be' ORDER BY id DESC LIMIT 1").front();
  EXPECT_EQ(mail.text(0), "Gaat niet door: onderbreking van Zegel op 03/03/2026 19:00");
  EXPECT_TRUE(mail.text(1).starts_with("https://zegel.example/outages/unsubscriptions/"));
  EXPECT_NE(mail.text(1).substr(46), first);
  house.as(operator_, [&](Deed& deed) { end_subscription(deed, first); });
  EXPECT_TRUE(house.rows("SELECT id FROM subscriptions").empty());
  EXPECT_EQ(refusal_of([&] { house.see(operator_, [&](evidence::View& view) { return address_to_end(view, mail.text(1).substr(46)); }); }),
            Refusal::link_ended)
      << "the way out of any mail ends them all";
  announced(house);
  EXPECT_EQ(mails_to(house, "an@example.be"), 3);
}

TEST(Subscriptions, a_known_address_is_answered_as_an_unknown_one) {
  TestHouse house;
  subscribed(house, "an@example.be");
  ask(house, "AN@example.be", "192.0.2.1", "fr");
  EXPECT_EQ(mails_to(house, "AN@example.be"), 1);
  EXPECT_EQ(house.rows("SELECT language FROM subscriptions WHERE confirmed_at IS NOT NULL").front().text(0), "nl") << "until it is confirmed again";
  auto const secret = in_mail_to(house, "AN@example.be", "/outages/subscriptions/");
  house.as(operator_, [&](Deed& deed) { confirm(deed, secret); });
  EXPECT_EQ(house.rows("SELECT language FROM subscriptions").front().text(0), "fr");
}

TEST(Subscriptions, nobody_fills_a_box_by_asking_again_and_again) {
  TestHouse house;
  for (int i = 0; i < 6; ++i) ask(house, "an@example.be", "192.0.2." + std::to_string(i));
  EXPECT_EQ(mails_to(house, "an@example.be"), requests_max_address);
  for (int i = 0; i < requests_max_remote; ++i) ask(house, "n" + std::to_string(i) + "@example.be", "198.51.100.7");
  EXPECT_EQ(refusal_of([&] { ask(house, "one@example.be", "198.51.100.7"); }), Refusal::too_many_attempts);
  house.clock().pass(61min);
  ask(house, "one@example.be", "198.51.100.7");
  EXPECT_EQ(mails_to(house, "one@example.be"), 1);
}

TEST(Subscriptions, what_is_no_address_is_a_mistake) {
  TestHouse house;
  for (auto const* wrong : {"an", "an@", "@example.be", "an@example", "an@example.be.", "a n@example.be", "an@exa@mple.be", "an@example.be,b@c.be", "é@c.be"})
    EXPECT_EQ(mistakes_of([&] { ask(house, wrong); }), std::vector<std::string>{"email not_an_email"}) << wrong;
  EXPECT_EQ(mistakes_of([&] { ask(house, "", "192.0.2.1", "xx"); }), (std::vector<std::string>{"email missing", "language unknown"}));
}

TEST(Terms, without_a_version_nothing_is_asked) {
  TestHouse house;
  auto const token = signed_in(house, house.sara);
  EXPECT_FALSE(due(house, token));
  EXPECT_EQ(house.rows("SELECT 1 FROM sessions WHERE terms_version IS NOT NULL").size(), 0U);
}

TEST(Terms, a_version_is_asked_once_of_each_person) {
  TestHouse house;
  published(house, 1, "2026-03-01");
  auto const sara = signed_in(house, house.sara), lotte = signed_in(house, house.lotte);
  EXPECT_EQ(due(house, sara), 1);
  accepts(house, house.sara, 1);
  EXPECT_FALSE(due(house, sara));
  EXPECT_FALSE(due(house, signed_in(house, house.sara)));
  EXPECT_EQ(due(house, lotte), 1) << "a colleague speaks for himself";
  accepts(house, house.sara, 1);
  EXPECT_EQ(house.rows("SELECT 1 FROM events WHERE event = 'terms_accepted'").size(), 1U);
  auto const kept = house.rows("SELECT person_id, organisation_id, version, digest, accepted_at FROM terms_acceptances").front();
  EXPECT_EQ(kept.text(0), house.sara.person.text);
  EXPECT_EQ(kept.text(1), house.klinker.id.text);
  EXPECT_EQ(kept.text(3), house.rows("SELECT digest FROM terms_texts WHERE language = 'nl'").front().text(0));
  EXPECT_EQ(kept.text(4), "2026-03-02T09:00:00.000Z");
}

TEST(Terms, a_session_that_is_open_meets_a_new_version_on_its_day) {
  TestHouse house;
  house.clock().set("2026-03-02T20:00:00.000Z");
  auto const token = signed_in(house, house.sara);
  published(house, 1, "2026-03-03");
  EXPECT_FALSE(due(house, token));
  house.clock().set("2026-03-02T22:59:59.999Z");
  EXPECT_FALSE(due(house, token));
  house.clock().set("2026-03-02T23:00:00.000Z");  // midnight in Brussels
  EXPECT_EQ(due(house, token), 1);
}

TEST(Terms, whoever_accepts_meets_the_version_that_is_to_come) {
  TestHouse house;
  published(house, 1, "2026-03-01");
  published(house, 2, "2026-03-03");
  house.clock().set("2026-03-02T20:00:00.000Z");
  auto const token = signed_in(house, house.sara);
  EXPECT_EQ(due(house, token), 1);
  EXPECT_EQ(mistakes_of([&] { accepts(house, house.sara, 2); }), std::vector<std::string>{"version newer_version"});
  accepts(house, house.sara, 1);
  EXPECT_FALSE(due(house, token));
  house.clock().set("2026-03-02T23:00:00.000Z");
  EXPECT_EQ(due(house, token), 2);
  EXPECT_EQ(mistakes_of([&] { accepts(house, house.sara, 1); }), std::vector<std::string>{"version newer_version"});
}

TEST(Terms, who_was_away_for_a_version_is_asked_for_the_present_one_alone) {
  TestHouse house;
  published(house, 1, "2026-02-01");
  published(house, 2, "2026-03-01");
  EXPECT_EQ(due(house, signed_in(house, house.sara)), 2);
}

TEST(Terms, versions_go_up_and_their_texts_stay) {
  TestHouse house;
  published(house, 2, "2026-03-01", {"# Een", "# Un", "# Eins", "# One"});
  EXPECT_EQ(mistakes_of([&] { published(house, 2, "2026-02-01", {"x", "x", "", "x"}); }),
            (std::vector<std::string>{"version not_next", "from wrong_order", "text.de missing"}));
  published(house, 3, "2026-03-01", {"# Twee", "# Deux", "# Zwei", "# Two"});
  house.see(operator_, [&](evidence::View& view) {
    EXPECT_EQ(present_terms(view.tx, brussels_day(view.now), Language::fr)->body, "# Deux");
    EXPECT_EQ(find_terms(view.tx, 2, Language::fr)->body, "# Un");
    EXPECT_EQ(terms_versions(view.tx).size(), 2U);
    return 0;
  });
}

TEST(PageTexts, the_newest_text_of_a_page_is_shown_and_the_others_are_kept) {
  TestHouse house;
  auto const put = [&](std::string const& page, std::string const& body) {
    house.as(operator_, [&](Deed& deed) { set_page_text(deed, page, Language::nl, body); });
  };
  auto const now = [&](Language language) { return house.see(operator_, [&](evidence::View& view) { return page_text(view.tx, "help", language); }); };
  EXPECT_FALSE(now(Language::nl));
  put("help", "eerste");
  put("help", "tweede");
  EXPECT_EQ(now(Language::nl)->body, "tweede");
  EXPECT_EQ(now(Language::nl)->version, 2);
  EXPECT_FALSE(now(Language::fr));
  put("help", "");
  EXPECT_FALSE(now(Language::nl)) << "an empty one brings the built-in text back";
  EXPECT_EQ(house.rows("SELECT 1 FROM page_texts").size(), 3U);
  EXPECT_EQ(refusal_of([&] { put("start", "x"); }), Refusal::not_found);
  EXPECT_EQ(mistakes_of([&] { put("help", "a\x01" "b"); }), std::vector<std::string>{"text unreadable"});
  EXPECT_EQ(mistakes_of([&] { put("help", "\xff"); }), std::vector<std::string>{"text unreadable"});
  EXPECT_EQ(mistakes_of([&] { put("help", "a\x7f"); }), std::vector<std::string>{"text unreadable"});
  EXPECT_EQ(house.rows("SELECT 1 FROM events WHERE event = 'page_text_changed'").size(), 3U);
}

TEST(Markup, headings_paragraphs_and_lists_are_told_apart) {
  auto const read = marked("# Titel\n\nEerste regel\ntweede regel\n## Kop\n- een\n- twee\n  gaat verder\n\n1. eerst\n2. dan\n### Klein\r\nEinde");
  EXPECT_EQ(read.title, "Titel");
  auto const json = pages::json(Shape{read.blocks});
  EXPECT_EQ(json,
            R"([{"isParagraph":true,"pieces":[{"text":"Eerste regel tweede regel"}]},{"isHeading":true,"pieces":[{"text":"Kop"}]},)"
            R"({"isList":true,"items":[{"pieces":[{"text":"een"}]},{"pieces":[{"text":"twee gaat verder"}]}]},)"
            R"({"isNumbered":true,"items":[{"pieces":[{"text":"eerst"}]},{"pieces":[{"text":"dan"}]}]},)"
            R"({"isSubheading":true,"pieces":[{"text":"Klein"}]},{"isParagraph":true,"pieces":[{"text":"Einde"}]}])");
}

TEST(Markup, only_links_that_are_safe_become_links) {
  auto const one = [](std::string_view text) { return pages::json(Shape{marked(text).blocks}); };
  EXPECT_EQ(one("Zie [hier](https://example.be/a?b=c) en [mail](mailto:a@b.be)."),
            R"([{"isParagraph":true,"pieces":[{"text":"Zie "},{"text":"hier","href":"https://example.be/a?b=c"},{"text":" en "},)"
            R"({"text":"mail","mail":"a@b.be"},{"text":"."}]}])");
  for (auto const* text : {"[x](javascript:alert)", "[x](//example.be)", "[x](data:text/html)", "[x](https://a b)", "[x](", "[](/a)", "[[x](y)"})
    EXPECT_EQ(one(text), R"([{"isParagraph":true,"pieces":[{"text":")" + std::string{text} + "\"}]}]") << text;
}
