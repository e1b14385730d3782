// SPDX-License-Identifier: EUPL-1.2
#include "app/door.h"
#include "base/refusal.h"
#include "notifications/notices.h"
#include "people/people.h"
#include "platform/log/log.h"
#include "platform/pages/pages.h"
#include "service/service_web.h"
#include "types/types.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <exception>

// One answer, two dresses.
namespace app {
namespace {

constexpr std::string_view policy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

void add_safety(http::Response& response) {
  response.headers.emplace_back("content-security-policy", policy);
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("referrer-policy", "same-origin");
  response.headers.emplace_back("cross-origin-opener-policy", "same-origin");
  response.headers.emplace_back("cross-origin-resource-policy", "same-origin");
  response.headers.emplace_back("cache-control", "private, no-store");
}

http::Response html(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers.reserve(8);
  response.headers.emplace_back("content-type", "text/html; charset=utf-8");
  add_safety(response);
  return response;
}

http::Response json(int status, std::string body, std::string_view type = "application/json") {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers.emplace_back("content-type", type);
  add_safety(response);
  return response;
}

// What is said of a mistake; a refusal may stand above a form as well.
std::string sentence(Language language, std::string const& code) {
  auto const key = "mistake." + code;
  return pages::text(language, pages::has_text(language, key) ? key : "refusal." + code + ".help");
}

Shape mistakes_shape(Language language, std::vector<Mistake> const& mistakes) {
  Shape::List list;
  for (auto const& mistake : mistakes)
    list.emplace_back(Shape::Object{{"field", mistake.field}, {"code", mistake.code}, {"text", sentence(language, mistake.code)}});
  return list;
}

// What the form calls a field, for the summary above it: "Lijn 2, Hoeveelheid" for lines.1.quantity. A form counts its lines from
// 0, a decision names them as the claim numbered them.
std::string label_of(Language language, std::string const& field, std::string_view page) {
  auto const named = [language](std::string const& name) {
    auto const key = "field." + name;
    return pages::has_text(language, key) ? pages::text(language, key) : std::string{};
  };
  if (field.starts_with("fields.")) return std::string{types::field_name(std::string_view{field}.substr(7), language)};
  if (page == "groups/form" && field == "description") return pages::text(language, "group.description");  // of a line it has another name
  auto const dot = field.find('.'), last = field.rfind('.');
  if (!field.starts_with("lines.") || last == dot) return named(field.substr(0, dot));
  auto const line = std::atoi(field.c_str() + dot + 1) + (page == "payments/partial_acceptance" ? 0 : 1);
  return pages::text(language, "field.line", {{"row", std::to_string(line)}}) + ", " + named(field.substr(last + 1));
}

http::Response problem(Language language, int status, std::string_view code, std::vector<Mistake> const& mistakes, std::string const& incident,
                       Shape const& more = Shape::Object{}) {
  Shape body = Shape::Object{{"type", "urn:zegel:problem:" + std::string{code}},
                             {"title", pages::text(language, "refusal." + std::string{code})},
                             {"status", status},
                             {"detail", pages::text(language, "refusal." + std::string{code} + ".help")},
                             {"code", code}};
  if (!mistakes.empty()) body.with("mistakes", mistakes_shape(language, mistakes));
  if (!incident.empty()) body.with("incident", incident);
  for (auto const& [key, member] : std::get<Shape::Object>(more.value())) body.with(key, member);
  return json(status, pages::json(body), "application/problem+json");
}

bool is_of_a_contract(std::string_view page) {
  return page.starts_with("contracts/") || page.starts_with("payments/") || page.starts_with("dossier/") || page.starts_with("correspondence/") ||
         page.starts_with("messages/") || page.starts_with("history/") || page == "notifications/explainer";
}
bool is_document(std::string_view page) { return page == "payments/claim" || page == "payments/document" || page == "correspondence/document"; }

// The links above a page: to what it belongs to.
Shape breadcrumbs(Language language, http::Answer const& answer) {
  Shape::List crumbs;
  auto add = [&](std::string href, std::string text) { crumbs.emplace_back(Shape::Object{{"href", std::move(href)}, {"text", std::move(text)}}); };
  auto text_of = [](Shape const& shape) {
    auto const text = std::get_if<std::string>(&shape.value());
    return text ? *text : std::string{};
  };
  auto const& page = answer.page;
  if (is_of_a_contract(page)) {
    if (page != "contracts/list") add("/contracts", pages::text(language, "title.contracts/list"));
    if (auto const& contract = answer.body.at("contract"); !contract.is_null())
      add("/contracts/" + text_of(contract.at("id")), text_of(contract.at("title")));
    if (auto const& document = answer.body.at("document"); page == "messages/list" && !document.is_null())
      add("/documents/" + text_of(document.at("id")), text_of(document.at("title")).empty()
                                                          ? text_of(document.at("typeName"))
                                                          : text_of(document.at("title")));
    auto const& id = answer.body.at("id");
    if (!id.is_null() && !page.starts_with("contracts/") && !page.starts_with("messages/") && !is_document(page))
      add("/documents/" + text_of(id), text_of(answer.body.at("title")));
  } else if (page == "actions/action") {
    add("/actions", pages::text(language, "title.actions/list"));
  } else if (page == "clocks/clock" || page == "clocks/terms") {
    auto const& contract = answer.body.at("contract");
    add("/contracts", pages::text(language, "title.contracts/list"));
    add("/contracts/" + text_of(contract.at("id")), text_of(contract.at("title")));
  } else if (page == "clocks/addresses" || page == "clocks/address_made" || page == "calendar/closing_days") {
    add("/calendar", pages::text(language, "title.clocks/calendar"));
  } else if (page.starts_with("notifications/") && page != "notifications/notices") {
    add("/notices", pages::text(language, "title.notifications/notices"));
    if (page != "notifications/settings") add("/notices/settings", pages::text(language, "title.notifications/settings"));
    if (page == "notifications/webhook" || page == "notifications/webhook_made") add("/webhooks", pages::text(language, "title.notifications/webhooks"));
  } else if (page.starts_with("groups/") && page != "groups/list") {
    add("/groups", pages::text(language, "title.groups/list"));
    if (auto const& group = answer.body.at("group"); !group.is_null()) add("/groups/" + text_of(group.at("id")), text_of(group.at("name")));
  }
  return crumbs;
}

std::string page_title(Language language, http::Answer const& answer) {
  if (answer.page == "service/text" || answer.page == "contracts/contract" || is_document(answer.page))
    if (auto const title = std::get_if<std::string>(&answer.body.at("title").value()); title && !title->empty()) return *title;
  if (answer.page == "groups/group" || answer.page == "contracts/group")
    if (auto const name = std::get_if<std::string>(&answer.body.at("name").value())) return *name;
  return pages::text(language, "title." + std::string{answer.page});
}

// Outages that are near or going on, in the reader's language.
Shape::List outage_notices(House& house, Language language) {
  Shape::List notices;
  auto const now = house.now();
  if (auto const board = house.board())
    for (auto const& outage : *board)
      if (outage.is_near(now)) notices.push_back(service::shape_of(outage, now, language).with("isCurrent", outage.phase(now) == service::Phase::current));
  return notices;
}

// ETag, ranges and the name under which a file is kept on the other side.
http::Response send_file(House& house, http::Download const& download, http::Head const& head) {
  http::Response response;
  auto const path = house.files().path(download.sha256);
  if (!path) throw std::runtime_error{"the store does not have " + download.sha256};
  auto const etag = '"' + download.sha256 + '"';
  response.headers.emplace_back("etag", etag);
  response.headers.emplace_back("accept-ranges", "bytes");
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("content-security-policy", "sandbox; default-src 'none'");
  response.headers.emplace_back("cache-control", "private, no-cache");
  if (head.header("if-none-match") == etag) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("content-type", download.media_type);
  response.headers.emplace_back("content-disposition", http::attachment_disposition(download.name));
  auto const condition = head.header("if-range");
  auto const range = condition.empty() || condition == etag ? http::parse_range(head.header("range"), download.size) : http::ByteRange{};
  if (range.kind == http::ByteRange::Kind::unsatisfiable) {
    response.status = 416;
    response.headers.emplace_back("content-range", fmt::format("bytes */{}", download.size));
    return response;
  }
  response.file = http::FileRange{*path, 0, download.size};
  if (range.kind == http::ByteRange::Kind::part) {
    response.status = 206;
    response.file->offset = range.first;
    response.file->size = range.size;
    response.headers.emplace_back("content-range", fmt::format("bytes {}-{}/{}", range.first, range.first + range.size - 1, download.size));
  }
  return response;
}

http::Response send_made(http::Made const& made) {
  http::Response response;
  response.body = made.bytes;
  response.headers.emplace_back("content-type", made.media_type);
  response.headers.emplace_back("content-disposition", http::attachment_disposition(made.name));
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("content-security-policy", "sandbox; default-src 'none'");
  response.headers.emplace_back("cache-control", "private, no-store");
  return response;
}

void log_chain(std::exception const& error, std::string& text) {
  (text += text.empty() ? "" : ": ") += error.what();
  try {
    std::rethrow_if_nested(error);
  } catch (std::exception const& cause) {
    log_chain(cause, text);
  } catch (...) {
    text += ": something that is no exception";
  }
}

}  // namespace

Shape Door::frame(Caller const& who, http::Ask const& ask, http::Answer const& answer, http::Head const& head) const {
  auto const& page = answer.page;
  Shape frame = Shape::Object{{"title", page_title(who.language, answer)},
                              {"demo", house_.settings().demo},
                              {"brandFlanders", house_.settings().brand_flanders},
                              {"helpdesk", house_.settings().helpdesk},
                              {"baseUrl", house_.settings().base_url},
                              {"breadcrumbs", breadcrumbs(who.language, answer)}};
  if (auto notices = outage_notices(house_, who.language); !notices.empty()) frame.with("outageNotices", std::move(notices));
  if (who.session) {
    frame.with("user", Shape::Object{{"name", who.session->person_name}})
        .with("organisation", Shape::Object{{"name", who.session->organisation_name}})
        .with("isAuthority", who.session->is_authority)
        .with("mayAdminister", who.session->administers)
        .with("termsDue", who.session->terms_due && page != "service/terms_acceptance")
        .with("formToken", form_token(who.token))
        .with("atStart", page == "app/start")
        .with("atContracts", is_of_a_contract(page) || page == "app/import_report")
        .with("atActions", page.starts_with("actions/"))
        .with("atCalendar", page.starts_with("clocks/") || page.starts_with("calendar/"))
        .with("atGroups", page.starts_with("groups/"))
        .with("atNotices", page.starts_with("notifications/") && page != "notifications/explainer")
        .with("unread", who.unread == 0 ? "" : std::to_string(who.unread) + (who.unread >= notifications::unread_max ? "+" : ""));
  }
  if (who.session && who.held_actions > 0)
    frame.with("openActions", who.held_actions > 99 ? std::string{"99+"} : std::to_string(who.held_actions));
  if (who.session && !who.session->others.empty()) {
    Shape::List others;
    for (auto const& place : who.session->others) others.emplace_back(Shape::Object{{"id", place.organisation.text}, {"name", place.name}});
    frame.with("organisations", std::move(others));
  }
  if (auto const notice = field(ask.fields, "notice"); !notice.empty() && head.method == http::Method::get)
    if (auto const key = "notice." + std::string{notice.substr(0, 60)}; pages::has_text(who.language, key))
      frame.with("notice", Shape::Object{{"text", pages::text(who.language, key)}, {"isSuccess", true}});
  if (!ask.mistakes.empty()) {
    Shape::List mistakes;
    for (auto const& [field, code] : ask.mistakes)
      mistakes.emplace_back(Shape::Object{
          {"field", field}, {"label", label_of(who.language, field, page)}, {"text", sentence(who.language, code)}});
    frame.with("mistakes", std::move(mistakes));
  }
  return frame;
}

http::Response Door::dress(Caller const& who, http::Ask const& ask, http::Answer const& answer, http::Head const& head) const {
  if (answer.made) return send_made(*answer.made);
  if (answer.download) return send_file(const_cast<House&>(house_), *answer.download, head);
  if (who.is_api) {
    if (!answer.location.empty() && std::get<Shape::Object>(answer.body.value()).empty() && answer.status == 200) {
      auto response = json(204, {});
      std::erase_if(response.headers, [](auto const& each) { return each.first == "content-type"; });
      response.headers.emplace_back("content-location", "/api/v1" + answer.location);
      return response;
    }
    auto response = json(answer.status, pages::json(answer.body));
    if (answer.status == 201) response.headers.emplace_back("location", "/api/v1" + answer.location);
    return response;
  }
  if (!answer.location.empty()) {
    http::Response response;
    response.status = 303;
    auto const to = answer.notice.empty() ? answer.location : answer.location + "?notice=" + std::string{answer.notice};
    response.headers.emplace_back("location", to);
    response.headers.emplace_back("cache-control", "no-store");
    return response;
  }
  // The sentence beside a field is a member named after the field; the names live as long as the page is made.
  auto framed = frame(who, ask, answer, head);
  std::deque<std::string> names;
  for (auto const& mistake : ask.mistakes) {
    if (mistake.field.empty()) continue;
    auto& name = names.emplace_back("mistake_" + mistake.field);
    std::replace(name.begin(), name.end(), '.', '_');
    framed.with(name, sentence(who.language, mistake.code));
  }
  return html(answer.status, pages::page(answer.page, who.language, answer.body, framed));
}

http::Response Door::dress_refusal(Caller const& who, Refusal refusal, http::Head const& head, int closer) const {
  auto const code = name(refusal);
  auto const status = closer ? closer : http_status(refusal);
  if (who.is_api) {
    bool const asks_terms = refusal == Refusal::terms_not_accepted && who.session;
    auto response = problem(who.language, status, code, {}, {}, asks_terms ? Shape::Object{{"termsVersion", who.session->terms_due}} : Shape::Object{});
    if (status == 401) response.headers.emplace_back("www-authenticate", "Bearer");
    if (status == 429) response.headers.emplace_back("retry-after", std::to_string(identity::attempts_minutes * 60));
    if (status == 503) response.headers.emplace_back("retry-after", "10");
    return response;
  }
  if (refusal == Refusal::not_signed_in && (head.method == http::Method::get || head.method == http::Method::head)) {
    http::Response response;
    response.status = 303;
    response.headers.emplace_back("location", head.path == "/" ? "/sign-in" : "/sign-in?returnTo=" + head.path);
    response.headers.emplace_back("cache-control", "no-store");
    return response;
  }
  http::Answer answer{.body = Shape::Object{{"title", pages::text(who.language, "refusal." + std::string{code})},
                                            {"explanation", pages::text(who.language, "refusal." + std::string{code} + ".help")},
                                            {"status", status}},
                      .page = "layout/refusal"};
  auto framed = frame(who, {}, answer, head);
  return html(status, pages::page(answer.page, who.language, answer.body, framed));
}

// Who was first, and since when: a colleague, as nobody else comes this far.
http::Response Door::dress_held(Caller const& who, actions::HeldByOther const& held, http::Head const& head) const {
  if (who.is_api)
    return problem(who.language, http_status(held.why), name(held.why), {}, {},
                   Shape::Object{{"holder", held.holder.name}, {"heldSince", held.holder.since}});
  http::Answer answer{.body = Shape::Object{{"title", pages::text(who.language, "refusal.held_by_other")},
                                            {"explanation", pages::text(who.language, "refusal.held_by_other.who",
                                                                        {{"holder", held.holder.name},
                                                                         {"since", pages::when(who.language, held.holder.since)}})},
                                            {"status", http_status(held.why)}},
                      .page = "layout/refusal"};
  return html(http_status(held.why), pages::page(answer.page, who.language, answer.body, frame(who, {}, answer, head)));
}

http::Response Door::dress_mistakes(Caller const& who, std::vector<Mistake> const& mistakes) const {
  if (who.is_api) return problem(who.language, 400, "mistakes", mistakes, {});
  auto const key = mistakes.empty() ? std::string{"refusal.mistakes.help"} : "mistake." + mistakes.front().code;
  http::Answer answer{.body = Shape::Object{{"title", pages::text(who.language, "refusal.mistakes")},
                                            {"explanation", pages::text(who.language, key)},
                                            {"status", 400}},
                      .page = "layout/refusal"};
  return html(400, pages::page(answer.page, who.language, answer.body, frame(who, {}, answer, {})));
}

http::Response Door::dress_breakdown(Caller const& who, std::exception_ptr failure) const {
  auto const incident = new_id();
  std::string chain;
  try {
    std::rethrow_exception(failure);
  } catch (std::exception const& error) {
    log_chain(error, chain);
  } catch (...) {
    chain = "something that is no exception";
  }
  logs::error(fmt::format("incident {}: {}: {}", incident, who.path, chain));
  if (who.is_api) return problem(who.language, 500, "breakdown", {}, incident);
  http::Answer answer{.body = Shape::Object{{"title", pages::text(who.language, "refusal.breakdown")},
                                            {"explanation", pages::text(who.language, "refusal.breakdown.help")},
                                            {"status", 500},
                                            {"incident", incident}},
                      .page = "layout/refusal"};
  return html(500, pages::page(answer.page, who.language, answer.body, frame(who, {}, answer, {})));
}

http::Response Door::explain(Caller const& who, std::exception_ptr failure, http::Head const& head) const {
  try {
    std::rethrow_exception(failure);
  } catch (actions::HeldByOther const& held) {
    return dress_held(who, held, head);
  } catch (OtherMethods const& other) {
    auto response = dress_refusal(who, other.why, head);
    response.headers.emplace_back("allow", other.allow);
    return response;
  } catch (Refused const& refused) {
    return dress_refusal(who, refused.why, head);
  } catch (Mistaken const& mistaken) {
    return dress_mistakes(who, mistaken.mistakes);
  } catch (files::Full const&) {
    return dress_refusal(who, Refusal::storage_full, head);
  } catch (db::Full const&) {
    return dress_refusal(who, Refusal::storage_full, head);
  } catch (http::Multipart::Malformed const&) {
    return dress_mistakes(who, {{"", "unreadable"}});
  } catch (...) {
    return dress_breakdown(who, failure);
  }
}

}  // namespace app
