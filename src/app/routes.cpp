// SPDX-License-Identifier: EUPL-1.2
#include "app/routes.h"
#include "actions/actions_web.h"
#include "app/start_web.h"
#include "calendar/calendar_web.h"
#include "clocks/clocks_web.h"
#include "contracts/access_web.h"
#include "contracts/contracts_web.h"
#include "contracts/group_links_web.h"
#include "correspondence/correspondence_web.h"
#include "dossier/dossier_web.h"
#include "groups/groups_web.h"
#include "history/history_web.h"
#include "messages/messages_web.h"
#include "notifications/notifications_web.h"
#include "payments/payments_web.h"
#include "service/service_web.h"

#include <set>
#include <unordered_map>

namespace app {
namespace {

using http::Method;
constexpr auto get = Method::get, post = Method::post, put = Method::put, remove = Method::remove;

// Every route, one after the other, by subject.
Route const all[] = {
    {get, "/", show_start, nullptr, "The start page: who administers, what is to be done, the newest contracts", "", "Start"},
    {post, "/address", nullptr, change_organisation_address, "Sets or clears the organisation's address for mail", "email:text(254)", "",
     "/contracts"},
    {get, "/session", show_session, nullptr, "Who is signed in and for which organisation", "", "Session", "", Where::api_only},

    {get, "/contracts", messages::show_contracts, nullptr, "The contracts that one may read, newest first",
     "?search, ?kind:ContractKind, ?otherParty, ?year, ?after", "Contracts"},
    {get, "/contracts/new", contracts::show_form, nullptr, "", "", "", "", Where::page_only},
    {post, "/contracts", nullptr, contracts::create_from, "Makes a contract, on the authority's initiative", "NewContract", "201 Made",
     "/contracts/new"},
    {get, "/contracts/{contractId}", notifications::show_contract, nullptr, "A contract with its newest documents", "?after", "Contract"},
    {get, "/contracts/{contractId}/documents", dossier::show_documents, nullptr, "The documents of a contract that are wanted, in order",
     "?search, ?theme, ?type, ?side, ?state, ?sort, ?after", "DocumentList"},
    {get, "/contracts/{contractId}/documents/export", dossier::export_documents, nullptr,
     "The same list, whole, as a spreadsheet: format is csv or xlsx", "?format, ?search, ?theme, ?type, ?side, ?state, ?sort", "file"},
    {get, "/contracts/{contractId}/documents/new", clocks::show_new_document, nullptr, "", "", "", "", Where::page_only},
    {post, "/contracts/{contractId}/documents", nullptr, correspondence::begin_from, "Begins a document, or the answer to one", "NewDocument",
     "201 Draft", "/contracts/{}/documents/new"},
    {get, "/contracts/{contractId}/types", contracts::show_types, nullptr, "", "", "", "", Where::page_only},
    {put, "/contracts/{contractId}/types", nullptr, contracts::change_types, "Sets which types of documents go through Zegel",
     "types!:[EnabledType]", "", "/contracts/{}/types"},
    {post, "/contracts/{contractId}/own-reference", nullptr, contracts::change_own_reference, "Sets the own side's reference",
     "ownReference:text(100)", "", "/contracts/{}/basic-data/edit"},
    {post, "/contracts/{contractId}/address", nullptr, contracts::change_address, "Sets or clears the contract's address for mail",
     "email:text(254)", "", "/contracts/{}/basic-data/edit"},
    {get, "/contracts/{contractId}/basic-data", contracts::show_basic_data, nullptr, "", "", "", "", Where::page_only},
    {get, "/contracts/{contractId}/basic-data/edit", contracts::show_basic_data_form, nullptr, "", "", "", "", Where::page_only},
    {put, "/contracts/{contractId}/basic-data", nullptr, contracts::change_basic_data,
     "Sets the own side's reference and address for mail together", "ownReference:text(100), email:text(254)", "",
     "/contracts/{}/basic-data/edit"},
    {get, "/contracts/{contractId}/groups", notifications::show_contract_groups, nullptr, "The own groups that are linked to a contract, by name",
     "?search, ?after", "ContractGroups"},
    {get, "/contracts/{contractId}/groups/edit", contracts::show_group_links, nullptr, "", "", "", "", Where::page_only},
    {post, "/contracts/{contractId}/groups", nullptr, contracts::link_groups,
     "Links own groups to the contract; of those that were shown, unlinks what was not chosen", "groups:[id](500), shown:[id](500)", "",
     "/contracts/{}/groups/edit"},
    {get, "/contracts/{contractId}/groups/{groupId}", contracts::show_group_here, nullptr,
     "An own group on a contract, with both kinds of members", "?after", "GroupOnContract"},
    {remove, "/contracts/{contractId}/groups/{groupId}", nullptr, contracts::unlink_one_group, "Unlinks a group from the contract"},
    {get, "/contracts/{contractId}/groups/{groupId}/members/edit", contracts::show_members_form, nullptr, "", "", "", "", Where::page_only},
    {post, "/contracts/{contractId}/groups/{groupId}/members", nullptr, contracts::save_members,
     "Gives colleagues the group's rights on this contract alone; of those that were shown, takes them from who was not chosen",
     "members:[id](500), shown:[id](500)", "201 Nothing", "/contracts/{}/groups/{}/members/edit"},
    {remove, "/contracts/{contractId}/groups/{groupId}/members/{personId}", nullptr, contracts::remove_contract_member,
     "Takes a contract member's rights away"},
    {get, "/contracts/{contractId}/access", contracts::show_access, nullptr,
     "Why somebody may do what on a contract, or may not, now or at a moment in the past; without a person: oneself", "?person, ?at",
     "Access"},
    {get, "/contracts/{contractId}/history", history::show, nullptr,
     "What happened on a contract, as far as one may see it, newest first", "?after", "History"},

    {get, "/contracts/{contractId}/claims/new", payments::show_new_claim, nullptr, "", "", "", "", Where::page_only},
    {post, "/contracts/{contractId}/claims", nullptr, payments::begin_claim_from, "Begins a payment claim", "NewClaim", "201 Draft",
     "/contracts/{}/claims/new"},
    {get, "/documents/{documentId}", actions::show_document, nullptr, "A document, with what may be done with it", "", "Document"},
    {get, "/documents/{documentId}/edit", clocks::show_edit, nullptr, "", "", "", "", Where::page_only},
    {put, "/documents/{documentId}", nullptr, payments::save_from, "Saves a draft over the version one has seen", "SavedDocument",
     "Draft", "/documents/{}/edit"},
    {remove, "/documents/{documentId}", nullptr, payments::remove_from, "Removes a draft"},
    {post, "/documents/{documentId}/readiness", nullptr, dossier::put_ready_from, "Puts a draft ready for somebody who may send"},
    {remove, "/documents/{documentId}/readiness", nullptr, dossier::return_from, "Returns a ready draft to its drafters", "reason:text(4000)",
     "", "/documents/{}"},
    {post, "/documents/{documentId}/sending", nullptr, payments::send_from, "Sends: from then on the document never changes", "", "Sent",
     "/documents/{}"},
    {post, "/documents/{documentId}/withdrawal", nullptr, dossier::withdraw_from, "Withdraws what was sent, before treatment",
     "reason:text(4000)", "", "/documents/{}"},
    {post, "/documents/{documentId}/correction", nullptr, correspondence::correct_from,
     "Begins a document that corrects one that was sent; that one stays as it is", "", "201 Draft"},
    {post, "/documents/{documentId}/closing", nullptr, correspondence::close_from, "Closes an own document: no answer is needed any more",
     "reason:text(4000)", "", "/documents/{}"},
    {post, "/documents/{documentId}/supplements", nullptr, payments::begin_supplement_from,
     "Begins the answer to a question for supplements", "title:text(200)", "201 Made", "/documents/{}"},

    {post, "/documents/{documentId}/treatment", nullptr, payments::take_from, "Takes a document that waits for an answer into treatment"},
    {post, "/documents/{documentId}/supplement-request", nullptr, payments::ask_supplements_from, "Asks for supplements",
     "reason!:text(4000)", "", "/documents/{}"},
    {post, "/documents/{documentId}/acceptance", nullptr, payments::accept_from, "Accepts a claim as it is"},
    {get, "/documents/{documentId}/partial-acceptance/new", payments::show_partial_acceptance, nullptr, "", "", "", "", Where::page_only},
    {post, "/documents/{documentId}/partial-acceptance", nullptr, payments::accept_partially_from,
     "Accepts a claim in part, line by line with reasons", "PartialAcceptance", "", "/documents/{}/partial-acceptance/new"},
    {get, "/documents/{documentId}/refusal/new", payments::show_refusal, nullptr, "", "", "", "", Where::page_only},
    {post, "/documents/{documentId}/refusal", nullptr, payments::refuse_from, "Refuses a claim on a formal ground", "ClaimRefusal", "",
     "/documents/{}/refusal/new"},
    {get, "/documents/{documentId}/invoice-request/new", payments::show_invoice_request, nullptr, "", "", "", "", Where::page_only},
    {post, "/documents/{documentId}/invoice-request", nullptr, payments::request_invoice_from,
     "Sends the invoice request for an accepted claim", "NewInvoiceRequest", "201 RequestedInvoice", "/documents/{}/invoice-request/new"},

    {get, "/document-types", dossier::show_types, nullptr, "The types of documents, with their fields and what may answer them", "",
     "DocumentTypes", "", Where::api_only},

    {get, "/contracts/{contractId}/messages", messages::show_of_contract, nullptr,
     "The messages of a contract, those about its documents included, newest first", "?search, ?after", "Messages"},
    {post, "/contracts/{contractId}/messages", nullptr, messages::send_about_contract, "Sends a message about a contract",
     "text!:text(10000), theme:Theme, file:[file](20)", "201 SentMessage", "/contracts/{}/messages"},
    {post, "/contracts/{contractId}/reading", nullptr, messages::mark_contract_read, "Has read the messages of a contract up to one of them",
     "upTo!:integer"},
    {get, "/documents/{documentId}/messages", messages::show_of_document, nullptr, "The messages about a document, newest first", "?search, ?after",
     "Messages"},
    {post, "/documents/{documentId}/messages", nullptr, messages::send_about_document, "Sends a message about a document that was sent",
     "text!:text(10000), file:[file](20)", "201 SentMessage", "/documents/{}/messages"},
    {post, "/documents/{documentId}/reading", nullptr, messages::mark_document_read, "Has read the messages about a document up to one of them",
     "upTo!:integer"},
    {get, "/messages/{messageId}", messages::show_message, nullptr, "A message", "", "OneMessage"},
    {get, "/messages/{messageId}/attachments/{attachmentId}", messages::download, nullptr,
     "Downloads an attachment of a message; ranges are served", "", "file"},

    {get, "/attachments/{attachmentId}", dossier::download, nullptr, "Downloads an attachment; ranges are served", "", "file"},
    {remove, "/attachments/{attachmentId}", nullptr, dossier::remove_attachment, "Removes an attachment from a draft"},

    {get, "/actions", actions::show_list, nullptr, "What the own organisation has to do, oldest first", "?contract:id, ?after", "Actions"},
    {get, "/actions/mine", actions::show_mine, nullptr, "The actions that one holds, oldest first", "?contract:id, ?after", "Actions"},
    {get, "/actions/{actionId}", actions::show_action, nullptr, "An action, with the colleagues who may do it for an administrator", "",
     "OneAction"},
    {post, "/actions/{actionId}/assignment", nullptr, actions::assign_from,
     "Takes an action, or as an administrator gives it to a colleague", "assignee:id", "", "/actions/{}"},
    {post, "/actions/{actionId}/release", nullptr, actions::release_from, "Releases an action: it is nobody's again", "reason:text(500)", "",
     "/actions/{}"},

    {get, "/calendar", clocks::show_calendar, nullptr, "", "", "", "", Where::page_only},
    {get, "/clocks", clocks::show_list, nullptr,
     "The running terms that one may read, by their last day; from today, for a year, unless other days are asked for",
     "?from:day, ?to:day, ?mine:boolean, ?after", "LegalClocks", "", Where::api_only},
    {get, "/clocks/{clockId}", clocks::show_clock, nullptr, "A term, with the days on which it stands still", "", "OneLegalClock"},
    {post, "/clocks/{clockId}/stops", nullptr, clocks::stop_from, "Lets a term stand still on some days, with a reason that both sides read",
     "NewStop", "", "/clocks/{}"},
    {get, "/contracts/{contractId}/terms", clocks::show_terms, nullptr, "The terms of the law that are in force on a contract", "",
     "LegalTerms"},
    {post, "/contracts/{contractId}/terms", nullptr, clocks::set_term_from, "Gives a term other days on this contract, or those of the law again",
     "NewTerm", "", "/contracts/{}/terms"},
    {get, "/calendar/addresses", clocks::show_addresses, nullptr, "The calendar addresses that one made for oneself", "", "CalendarAddresses"},
    {post, "/calendar/addresses", nullptr, clocks::make_address_from, "Makes a secret address of one's calendar; it is shown this once", "",
     "201 MadeCalendarAddress", "/calendar/addresses"},
    {remove, "/calendar/addresses/{addressId}", nullptr, clocks::revoke_address_from, "Revokes a calendar address"},
    {get, "/closing-days", calendar::show_closing_days, nullptr, "The days of a year on which the own authority is closed",
     "?year:integer", "ClosingDays"},
    {post, "/closing-days", nullptr, calendar::close_from, "Closes the authority on a day", "NewClosingDay", "", "/closing-days"},
    {remove, "/closing-days/{day}", nullptr, calendar::open_from, "Opens the authority on a day again"},

    {get, "/contracts/{contractId}/notifications", notifications::show_explainer, nullptr,
     "Who is told of an event, at which address and by which level, and what was told before", "", "Explainer"},
    {post, "/contracts/{contractId}/trust", nullptr, notifications::trust_address_from,
     "Uses an address again that a mail server did not know", "email!:text(254)", "", "/contracts/{}/notifications"},
    {get, "/notices", notifications::show_notices, nullptr, "What the own organisation was told of, as far as one may see it, newest first",
     "?after", "Notices"},
    {post, "/notices/reading", nullptr, notifications::read_from, "Marks the notices up to this one as read", "notice!:id", "", "/notices"},
    {get, "/notices/settings", notifications::show_settings, nullptr, "How mail comes to oneself and to the organisation", "", "NoticeSettings"},
    {post, "/notices/settings", nullptr, notifications::choose_digest_from, "Chooses when mail comes to oneself", "digest!:Digest", "",
     "/notices/settings"},
    {post, "/notices/language", nullptr, notifications::choose_language_from, "Chooses the language of mail to the organisation's addresses",
     "language!:MailLanguage", "", "/notices/settings"},
    {get, "/webhooks", notifications::show_webhooks, nullptr, "The systems that hear of what the organisation is told", "", "Webhooks"},
    {post, "/webhooks", nullptr, notifications::add_webhook_from, "Adds a webhook; its secret is told this once", "NewWebhook",
     "201 MadeWebhook", "/webhooks"},
    {get, "/webhooks/{webhookId}", notifications::show_webhook, nullptr, "A webhook with its last deliveries", "", "Webhook"},
    {remove, "/webhooks/{webhookId}", nullptr, notifications::remove_webhook_from, "Removes a webhook; what waits for it is not delivered"},

    {get, "/groups", groups::show_list, nullptr, "The active groups of the own organisation, by name", "?search, ?after", "Groups"},
    {get, "/groups/new", groups::show_form, nullptr, "", "", "", "", Where::page_only},
    {post, "/groups", nullptr, groups::create_from, "Makes a group, or does with an inactive one of that name what is said",
     "NewGroup", "201 Made", "/groups/new"},
    {get, "/groups/{groupId}", contracts::show_group, nullptr, "A group with its rights, members and contracts", "?after", "Group"},
    {get, "/groups/{groupId}/edit", groups::show_edit, nullptr, "", "", "", "", Where::page_only},
    {put, "/groups/{groupId}", nullptr, groups::change_from, "Changes a group over the version one has seen", "SavedGroup", "",
     "/groups/{}/edit"},
    {get, "/groups/{groupId}/members", groups::show_members, nullptr, "", "", "", "", Where::page_only},
    {post, "/groups/{groupId}/members", nullptr, groups::save_standing,
     "Makes colleagues standing members; of those that were shown, removes who was not chosen", "members:[id](500), shown:[id](500)", "",
     "/groups/{}/members"},
    {get, "/groups/{groupId}/removal", groups::show_removal, nullptr, "", "", "", "", Where::page_only},
    {remove, "/groups/{groupId}", nullptr, groups::remove_from, "Makes a group inactive; its members lose access at once"},

    {get, "/outages", service::show_outages, nullptr, "Outages of the service: to come, going on, and over", "?after", "Outages", "",
     Where::page_and_api, Who::anyone},
    {post, "/outages/subscriptions", nullptr, service::subscribe_from, "", "", "", "/outages", Where::page_only, Who::anyone},
    {get, "/outages/subscriptions/{secret}", service::show_confirmation, nullptr, "", "", "", "", Where::page_only, Who::anyone},
    {post, "/outages/subscriptions/{secret}", nullptr, service::confirm_from, "", "", "", "", Where::page_only, Who::anyone},
    {get, "/outages/unsubscriptions/{secret}", service::show_unsubscription, nullptr, "", "", "", "", Where::page_only, Who::anyone},
    {post, "/outages/unsubscriptions/{secret}", nullptr, service::unsubscribe_from, "", "", "", "", Where::page_only, Who::anyone},

    {get, "/terms", service::show_terms, nullptr, "The terms of use: the present version, or an earlier one", "?version", "Terms", "",
     Where::page_and_api, Who::anyone},
    {get, "/terms/acceptances", service::show_terms_acceptance, nullptr, "", "", "", "", Where::page_only, Who::newcomer},
    {post, "/terms/acceptances", nullptr, service::accept_terms_from, "Accepts the present terms of use", "version!:integer", "",
     "/terms/acceptances", Where::page_and_api, Who::newcomer},

    {get, "/accessibility", service::show_accessibility, nullptr, "", "", "", "", Where::page_only, Who::anyone},
    {get, "/privacy", service::show_privacy, nullptr, "", "", "", "", Where::page_only, Who::anyone},
    {get, "/help", service::show_help, nullptr, "", "", "", "", Where::page_only, Who::anyone},
};

// What the edge of the door serves itself, for who comes there with another method.
struct EdgeAddress {
  std::string_view path, methods;
  Where where = Where::page_only;
};
constexpr EdgeAddress at_the_edge[] = {
    {"/assets/{name}", "GET, HEAD"},
    {"/assets/{folder}/{name}", "GET, HEAD"},
    {"/health/live", "GET, HEAD"},
    {"/health/ready", "GET, HEAD"},
    {"/metrics", "GET, HEAD"},
    {"/openapi.json", "GET, HEAD", Where::api_only},
    {"/lines-template.csv", "GET, HEAD"},
    {"/calendar/{secret}.ics", "GET, HEAD"},
    {"/notices/stream", "GET"},
    {"/mail/bounces", "POST"},
    {"/sign-in", "GET, HEAD, POST"},
    {"/sign-out", "POST"},
    {"/sessions", "POST", Where::api_only},
    {"/session", "DELETE", Where::api_only},
    {"/session/organisation", "POST", Where::page_and_api},
    {"/demo/cast", "GET, HEAD, POST"},
    {"/demo/mail", "GET, HEAD"},
    {"/demo/mail/{mail}", "GET, HEAD"},
    {"/documents/{documentId}/attachments", "POST", Where::page_and_api},
    {"/documents/{documentId}/lines-import", "POST", Where::page_and_api},
    {"/uploads", "OPTIONS, POST", Where::page_and_api},
    {"/uploads/{uploadId}", "DELETE, HEAD, OPTIONS, PATCH", Where::page_and_api},
};

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    auto const end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

std::vector<std::string_view> words_of(std::string_view list) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    auto const end = std::min(list.find(", "), list.size());
    words.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 2, list.size()));
  }
  return words;
}

struct Known {
  Route const* route;
  std::vector<std::string_view> segments;
};

// The routes by their first segment, as few share one.
std::unordered_map<std::string_view, std::vector<Known>> const& by_first_segment() {
  static auto const known = [] {
    std::unordered_map<std::string_view, std::vector<Known>> map;
    for (auto const& route : all) {
      auto segments = split(route.path);
      auto const first = segments.front();
      map[first].push_back({&route, std::move(segments)});
    }
    return map;
  }();
  return known;
}

bool fits(std::vector<std::string_view> const& pattern, std::vector<std::string_view> const& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!pattern[i].starts_with('{')) {
      if (pattern[i] != path[i]) return false;
      continue;
    }
    auto const ending = pattern[i].substr(pattern[i].find('}') + 1);
    if (path[i].size() <= ending.size() || !path[i].ends_with(ending)) return false;
  }
  return true;
}

}  // namespace

std::span<Route const> routes() { return all; }

Match match(http::Method method, std::string_view path, bool is_api) {
  Match result;
  auto const segments = split(path.empty() ? "/" : path);
  auto const given = method;
  if (method == Method::head) method = Method::get;
  std::set<std::string_view> allowed;
  auto const is_elsewhere = [is_api](Where where) { return where == (is_api ? Where::page_only : Where::api_only); };
  auto const found = by_first_segment().find(segments.empty() ? std::string_view{} : segments.front());
  if (found != by_first_segment().end()) {
    for (auto const& [route, pattern] : found->second) {
      if (is_elsewhere(route->where) || !fits(pattern, segments)) continue;
      if (route->method != method) {
        allowed.insert(http::name(route->method));
        if (route->method == Method::get) allowed.insert("HEAD");
        continue;
      }
      result.route = route;
      for (std::size_t i = 0; i < pattern.size(); ++i)
        if (pattern[i].starts_with('{')) result.parts.emplace_back(segments[i]);
      return result;
    }
  }
  for (auto const& address : at_the_edge)
    if (!is_elsewhere(address.where) && fits(split(address.path), segments)) {
      auto const known = words_of(address.methods);
      if (std::find(known.begin(), known.end(), http::name(given)) != known.end()) return {};  // it was there, and had nothing
      allowed.insert(known.begin(), known.end());
    }
  for (auto const& each : allowed) (result.allow += result.allow.empty() ? "" : ", ") += each;
  return result;
}

}  // namespace app
