// SPDX-License-Identifier: EUPL-1.2
#include "notifications/notifications_web.h"
#include "base/part.h"
#include "base/refusal.h"
#include "clocks/clocks_web.h"
#include "contracts/contracts_web.h"
#include "contracts/group_links_web.h"
#include "messages/messages.h"
#include "notifications/notices.h"
#include "notifications/outbox.h"

#include <array>

namespace notifications {
namespace {

std::string explainer_of(ContractId const& id) { return "/contracts/" + id.text + "/notifications"; }

http::Answer with_warning(evidence::View& view, ContractId const& id, http::Answer answer) {
  auto const contract = contracts::open(view, id);
  if (!contract.rights.administers) return answer;
  Shape::List themes;
  for (auto const theme : unreached(view, contract)) themes.emplace_back(Shape::Object{{"theme", groups::name(theme)}});
  if (!themes.empty()) answer.body.with("unreached", Shape::Object{{"contractId", id.text}, {"themes", std::move(themes)}});
  return answer;
}

Shape shape_of(Rung const& rung) {
  Shape::List addresses;
  for (auto const& each : rung.addresses)
    addresses.emplace_back(Shape::Object{{"email", each.email}, {"name", each.name}, {"hasRight", each.has_right}, {"isBounced", each.is_bounced}});
  return Shape::Object{{"level", name(rung.level)}, {"why", name(rung.why)}, {"isUsed", rung.why == Why::used}, {"addresses", std::move(addresses)}};
}

Shape ladder_shape(evidence::View& view, std::string_view about, Question const& question) {
  Shape::List rungs;
  bool reaches = false;
  for (auto const& rung : ladder(view, question)) {
    reaches = reaches || rung.why == Why::used;
    rungs.push_back(shape_of(rung));
  }
  return Shape::Object{{"about", about},
                       {"theme", question.contract ? Shape{groups::name(question.theme)} : Shape{}},
                       {"reaches", reaches},
                       {"rungs", std::move(rungs)}};
}

Shape notice_shape(Notice const& notice) {
  return Shape::Object{{"id", notice.id},
                       {"event", notice.event},
                       {"at", notice.at},
                       {"sender", notice.sender},
                       {"contractId", notice.contract.text},
                       {"contractTitle", notice.contract_title},
                       {"dossierNumber", notice.dossier_number},
                       {"documentId", notice.document ? Shape{notice.document->text} : Shape{}},
                       {"documentTitle", notice.document_title},
                       {"theme", groups::name(notice.theme)},
                       {"level", name(notice.level)},
                       {"isUnread", notice.is_unread}};
}

template <class Choices>
Shape choices(Choices const& all, std::string_view chosen) {
  Shape::List list;
  for (auto const each : all) list.emplace_back(Shape::Object{{"value", name(each)}, {"chosen", name(each) == chosen}});
  return list;
}

}  // namespace

http::Answer show_contract(evidence::View& view, http::Ask const& ask) {
  return with_warning(view, id_from<ContractId>(ask.part(0)), clocks::show_contract(view, ask));
}

http::Answer show_contract_groups(evidence::View& view, http::Ask const& ask) {
  return with_warning(view, id_from<ContractId>(ask.part(0)), contracts::show_groups(view, ask));
}

http::Answer show_explainer(evidence::View& view, http::Ask const& ask) {
  auto const contract = contracts::open(view, id_from<ContractId>(ask.part(0)));
  if (!contract.rights.administers) refuse(Refusal::not_allowed);
  auto const& organisation = view.actor.organisation;
  Shape::List ladders;
  for (auto const theme : messages::themes_of(contract)) {
    ladders.push_back(ladder_shape(view, "received", {organisation, contract.id, theme, groups::Level::read}));
    ladders.push_back(ladder_shape(view, "released_draft", {organisation, contract.id, theme, groups::Level::draft}));
    ladders.push_back(ladder_shape(view, "released", {organisation, contract.id, theme, groups::Level::send}));
  }
  ladders.push_back(ladder_shape(view, "new_contract", {organisation}));
  Shape::List sent;
  for (auto const& each : sent_about(view, contract.id)) {
    Shape::List mails;
    for (auto const& mail : each.mails)
      mails.emplace_back(Shape::Object{{"address", mail.address}, {"level", name(mail.level)}, {"status", mail.status}});
    sent.push_back(notice_shape(each.notice).with("mails", std::move(mails)));
  }
  return {.body = Shape::Object{{"contract", contracts::heading_of(contract)}, {"ladders", std::move(ladders)}, {"sent", std::move(sent)}},
          .page = "notifications/explainer"};
}

http::Answer trust_address_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const contract = contracts::open(deed, id_from<ContractId>(ask.part(0)));
  trust_again(deed, std::string{ask.field("email")});
  return {.location = explainer_of(contract.id), .notice = "address_trusted"};
}

http::Answer show_notices(evidence::View& view, http::Ask const& ask) {
  if (!people::standing(view).any()) refuse(Refusal::no_access);
  auto const page = list(view, ask.maybe("after"));
  Shape::List rows;
  for (auto const& row : page.rows) rows.push_back(notice_shape(row));
  return {.body = Shape::Object{{"notices", std::move(rows)},
                                {"unreadCount", unread_count(view)},
                                {"newest", page.rows.empty() || ask.maybe("after") ? Shape{} : Shape{page.rows.front().id}},
                                {"next", page.next ? Shape{*page.next} : Shape{}},
                                {"steps", Shape::Object{{"explain", people::standing(view).administers()}}}},
          .page = "notifications/notices"};
}

http::Answer read_from(evidence::Deed& deed, http::Ask const& ask) {
  if (!is_id(ask.field("notice"))) throw Mistaken{{{"notice", "missing"}}};
  read_up_to(deed, std::string{ask.field("notice")});
  return {.location = "/notices", .notice = "notices_read"};
}

http::Answer show_settings(evidence::View& view, http::Ask const&) {
  auto const own = organisations::find_organisation(view.tx, view.actor.organisation);
  if (!own || !people::standing(view).any()) refuse(Refusal::no_access);
  std::string email;
  for (auto const& each : people::addresses_of(view.tx, own->id, std::vector{view.actor.person}, brussels_day(view.now))) email = each.email;
  auto const digest = choice_of(view.tx, view.actor.person, view.actor.organisation);
  return {.body = Shape::Object{{"email", email},
                                {"digest", name(digest)},
                                {"digests", choices(std::array{Digest::at_once, Digest::daily}, name(digest))},
                                {"language", ::name(own->language)},
                                {"languages", choices(languages, ::name(own->language))},
                                {"steps", Shape::Object{{"editOrganisation", people::standing(view).administers()}}}},
          .page = "notifications/settings"};
}

http::Answer choose_digest_from(evidence::Deed& deed, http::Ask const& ask) {
  auto const digest = parse_digest(ask.field("digest"));
  if (!digest) throw Mistaken{{{"digest", "unknown"}}};
  choose(deed, *digest);
  return {.location = "/notices/settings", .notice = "digest_saved"};
}

http::Answer choose_language_from(evidence::Deed& deed, http::Ask const& ask) {
  if (!people::standing(deed).administers()) refuse(Refusal::not_allowed);
  auto const language = parse_language(ask.field("language"));
  if (!language) throw Mistaken{{{"language", "unknown"}}};
  organisations::set_language(deed, *language);
  return {.location = "/notices/settings", .notice = "mail_language_saved"};
}

}  // namespace notifications
