// SPDX-License-Identifier: EUPL-1.2
#include "app/api/subjects.h"
#include "notifications/notices.h"

// Notices, mail and webhooks.
namespace app {
namespace {

Words notice_events() {
  Words all;
  for (auto const event : notifications::events_told()) all.push_back(evidence::name(event));
  all.push_back(evidence::name(evidence::Event::address_bounced));
  return all;
}

}  // namespace

std::vector<Schema> schemas_of_notices() {
  return {
      {"AddressLevel", "A level of the ladder of addresses; none: nobody was told.", "", words(notifications::Level::administrator)},
      {"AddressUse", "Why a level of the ladder is used or not.", "", words(notifications::Why::bounced)},
      {"Digest", "When mail comes to a person.", "", words(notifications::Digest::daily)},
      {"MailLanguage", "A language that mail is written in.", "", words(Language::en)},
      {"NoticeEvent", "What a notice tells of, in the words of the book.", "", notice_events()},
      {"NewWebhook", "A system that wants to hear of events; without events: of all. The address begins with https://.",
       "address!:text(500), events:[NoticeEvent](100)"},
      {"Rung", "A level of the ladder, with all that stands there.",
       "level!:AddressLevel, why!:AddressUse, isUsed!:boolean, addresses!:[{email!, name!, hasRight!:boolean, isBounced!:boolean}]"},
      {"Ladder", "Who is told of a new contract, of what was received under a theme, or of an action that was released.",
       "about!, theme!:Theme?, reaches!:boolean, rungs!:[Rung]"},
      {"Explainer", "Who is told of what on a contract, and what was told before, with the state of each mail.",
       "contract!:ContractHeading, ladders!:[Ladder], sent!:[SentNotice]"},
      {"Notice", "Something that the own organisation was told of.",
       "id!:id, event!:NoticeEvent, at!:instant, sender!, contractId!:id, contractTitle!, dossierNumber!, documentId!:id?, documentTitle!, "
       "theme!:Theme, level!:AddressLevel, isUnread!:boolean"},
      {"SentNotice", "A notice and the mails that it led to.", "+Notice, mails!:[{address!, level!:AddressLevel, status!}]"},
      {"Notices", "A page of notices. It may be short and still have a next one.",
       "notices!:[Notice], unreadCount!:integer, newest!:id?, next!:id?, steps!:{explain!:boolean}"},
      {"NoticeSettings", "How mail comes to oneself and to the organisation's own addresses.",
       "email!, digest!:Digest, digests!:[{value!:Digest, chosen!:boolean}], language!:MailLanguage, "
       "languages!:[{value!:MailLanguage, chosen!:boolean}], steps!:{editOrganisation!:boolean}"},
      {"WebhookRow", "A webhook in a list.", "id!:id, address!, addedAt!:instant, events!:[{event!:NoticeEvent}]"},
      {"Webhooks", "The webhooks of the organisation, and the events that one may choose from.",
       "webhooks!:[WebhookRow], choices!:[{event!:NoticeEvent, chosen!:boolean}], address!"},
      {"MadeWebhook", "A webhook with the secret that signs what it is sent; the secret is told this once.", "id!:id, address!, secret!"},
      {"Webhook", "A webhook with its last fifty deliveries, newest first.",
       "+WebhookRow, deliveries!:[{id!:id, event!:NoticeEvent, status!, createdAt!:instant, attempts!:integer, lastWord!}]"},
  };
}

}  // namespace app
