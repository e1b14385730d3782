// SPDX-License-Identifier: EUPL-1.2
#include "app/door.h"
#include "app/api/schemas.h"
#include "app/start_web.h"
#include "base/refusal.h"
#include "notifications/notices.h"
#include "platform/crypto/crypto.h"
#include "platform/log/log.h"
#include "platform/pages/json_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace app {
namespace {

constexpr std::string_view api_prefix = "/api/v1";
constexpr std::uint64_t body_bytes_max = 8 << 20;  // of forms and JSON: two thousand lines with room to spare
constexpr std::string_view cookie_name = "__Host-zegel";

// A form can only post; its hidden field _method says what it means.
http::Method meant(http::Method method, Fields const& fields, bool is_json) {
  if (method != http::Method::post || is_json) return method;
  auto const said = field(fields, "_method");
  if (said == "PUT") return http::Method::put;
  if (said == "DELETE") return http::Method::remove;
  return method;
}

Language language_of(http::Head const& head) {
  if (auto chosen = parse_language(cookie_in(head, "zegel_language"))) return *chosen;
  for (auto rest = head.header("accept-language"); rest.size() >= 2;) {
    if (auto language = parse_language(rest.substr(0, 2))) return *language;
    auto const comma = rest.find(',');
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
  }
  return Language::nl;
}

std::string host_of(std::string_view origin) {
  auto const start = origin.find("://");
  return std::string{start == std::string_view::npos ? origin : origin.substr(start + 3)};
}

// "/documents/{}/edit" with the route's own parts.
std::string filled(std::string_view pattern, std::vector<std::string> const& parts) {
  std::string path;
  std::size_t next = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.substr(i, 2) == "{}" && next < parts.size()) {
      path += parts[next++];
      ++i;
    } else {
      path += pattern[i];
    }
  }
  return path;
}

// "application/json" of "Application/JSON ; charset=utf-8".
std::string media_type_in(http::Head const& head) {
  auto const header = head.header("content-type");
  std::string type{header.substr(0, header.find(';'))};
  std::erase_if(type, [](char c) { return c == ' ' || c == '\t'; });
  std::transform(type.begin(), type.end(), type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type;
}

void must_exist(http::Method method, Caller const& who) {
  auto const there = match(method, who.path, who.is_api);
  if (!there.route && there.allow.empty()) ::refuse(Refusal::not_found);
}

// Gives the request to its room. What stands in no place that the route knows is told together with what the room finds, so
// only after the room has said that one may; then nothing of it stays.
http::Answer acted(evidence::Deed& deed, Route const& route, http::Ask const& ask, std::vector<Mistake> const& misplaced) {
  auto all = misplaced;
  try {
    auto answer = route.act(deed, ask);
    if (misplaced.empty()) return answer;
  } catch (Mistaken const& mistaken) {
    for (auto const& mistake : mistaken.mistakes)
      if (std::none_of(misplaced.begin(), misplaced.end(), [&](Mistake const& told) { return is_within(mistake.field, told.field); })) all.push_back(mistake);
  }
  throw Mistaken{std::move(all)};
}

}  // namespace

std::string session_cookie(std::string_view token) {
  return std::string{cookie_name} + "=" + std::string{token} + "; Path=/; Secure; HttpOnly; SameSite=Lax";
}

std::string end_of_session_cookie() { return std::string{cookie_name} + "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"; }

std::string cookie_in(http::Head const& head, std::string_view name) {
  for (auto rest = head.header("cookie"); !rest.empty();) {
    auto const end = std::min(rest.find(';'), rest.size());
    auto pair = rest.substr(0, end);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=')
      return std::string{pair.substr(name.size() + 1)};
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

void add_query(http::Head const& head, Fields& fields) {
  if (!head.query.empty() && !pages::form_fields(head.query, fields, 100)) throw Mistaken{{{"", "unreadable"}}};
}

Entered entered_in(http::Request const& request, bool is_api) {
  Entered entered;
  add_query(request, entered.fields);
  // A mail program says with any body that it wants no more of these mails (RFC 8058): the address says it all.
  if (request.body.empty() || request.path.starts_with("/outages/unsubscriptions/")) return entered;
  auto const type = media_type_in(request);
  if (!request.header("content-encoding").empty()) ::refuse(Refusal::content_type_unknown);
  if (type == "application/json") {
    entered.is_json = true;
    if (!pages::json_fields(request.body, entered.fields, entered.kinds)) throw Mistaken{{{"", "unreadable"}}};
  } else if (type == "application/x-www-form-urlencoded" && !is_api) {
    if (!pages::form_fields(request.body, entered.fields)) throw Mistaken{{{"", "unreadable"}}};
  } else {
    ::refuse(Refusal::content_type_unknown);
  }
  return entered;
}

Door::Door(House& house) : house_{house} {}

Caller Door::caller(http::Head const& head) const {
  Caller caller;
  caller.path = head.path;
  caller.language = language_of(head);
  if (caller.path.starts_with(api_prefix) && (caller.path.size() == api_prefix.size() || caller.path[api_prefix.size()] == '/')) {
    caller.is_api = true;
    caller.path.erase(0, api_prefix.size());
    if (caller.path.empty()) caller.path = "/";
  }
  auto const authorization = head.header("authorization");
  if (authorization.starts_with("Bearer ")) {
    caller.token = authorization.substr(7);
  } else {
    caller.token = cookie_in(head, cookie_name);
    caller.by_cookie = !caller.token.empty();
  }
  return caller;
}

void Door::resume(db::Tx& tx, Caller& caller, bool needed) const {
  if (!caller.token.empty() && !caller.session) caller.session = identity::resume(tx, caller.token, house_.now());
  if (needed && !caller.session) ::refuse(Refusal::not_signed_in);
  if (!caller.session) return;
  caller.session->actor.language = caller.language;
  if (caller.is_api) return;
  evidence::View view{tx, caller.session->actor, house_.now()};
  caller.session->administers = people::standing(view).administers();
  caller.held_actions = actions::held_count(view);
  if (caller.path != "/") return;
  for (auto& place : people::workplaces(tx, caller.session->actor.person, brussels_day(view.now)))
    if (place.organisation != caller.session->actor.organisation) caller.session->others.push_back(std::move(place));
}

void Door::must_have_accepted(Caller const& caller) {
  if (caller.session && caller.session->terms_due) ::refuse(Refusal::terms_not_accepted);
}

void Door::count_unread(db::Tx& tx, Caller& who) const {
  if (who.is_api || !who.session) return;
  evidence::View view{tx, who.session->actor, house_.now()};
  who.unread = notifications::unread_count(view);
}

std::string Door::form_token(std::string_view session_token) const { return crypto::hmac_sha256_hex(house_.key(), session_token).substr(0, 32); }

void Door::must_be_ours(http::Head const& head, Caller const& caller, std::string_view given) const {
  if (auto const origin = head.header("origin"); !origin.empty() && host_of(origin) != head.header("host")) ::refuse(Refusal::forged_form);
  if (auto const site = head.header("sec-fetch-site"); !site.empty() && site != "same-origin" && site != "none") ::refuse(Refusal::forged_form);
  if (!caller.by_cookie) return;
  if (given.empty()) given = head.header("x-form-token");
  if (!crypto::same(given, form_token(caller.token))) ::refuse(Refusal::forged_form);
}

http::Plan Door::plan(http::Head const& head) {
  http::Plan plan;
  plan.body_bytes_max = body_bytes_max;
  if (head.method == http::Method::post || head.method == http::Method::patch) {
    auto who = caller(head);
    plan.sink = sink_for(head, who, plan.body_bytes_max);
  }
  return plan;
}

void Door::handle(http::Request&& request, http::Respond answered) {
  auto who = caller(request);
  http::Respond respond = [this, answered = std::move(answered), begun = std::chrono::steady_clock::now()](http::Response response) {
    house_.note_answer(response.status, std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun));
    answered(std::move(response));
  };
  if (handle_edge(request, who, respond)) return;
  if (handle_feed(request, respond)) return;
  if (!who.is_api) house_.renew_board();
  if (handle_sign_in(request, who, respond)) return;
  if (handle_uploads(request, who, respond)) return;
  if (handle_notices(request, who, respond)) return;
  handle_room(std::move(request), std::move(who), std::move(respond));
}

void Door::handle_room(http::Request&& request, Caller who, http::Respond respond) {
  auto ask = std::make_shared<http::Ask>();
  // What a body says may change the method, but not whether there is anything at this address.
  if (!request.body.empty()) must_exist(request.method, who);
  auto entered = entered_in(request, who.is_api);
  ask->fields = std::move(entered.fields);
  ask->is_json = entered.is_json || who.is_api;
  ask->language = who.language;
  ask->remote = request.remote;
  ask->installation = {.key = house_.key(),
                       .plain_webhooks = house_.settings().demo || house_.settings().webhook_private,
                       .base_url = house_.settings().base_url,
                       .name = house_.settings().installation};
  auto found = match(meant(request.method, ask->fields, ask->is_json), who.path, who.is_api);
  if (!found.route && found.allow.empty()) ::refuse(Refusal::not_found);
  if (!found.route) throw OtherMethods{std::move(found.allow)};
  ask->parts = std::move(found.parts);
  auto const& route = *found.route;
  if (route.look) {
    http::Response response;
    house_.engine().look([&](db::Tx& tx) {
      resume(tx, who, route.who != Who::anyone);
      if (who.session && who.session->terms_due && route.look == show_start && !who.is_api) {
        response = dress(who, *ask, {.location = "/terms/acceptances"}, request);
        return;
      }
      count_unread(tx, who);
      evidence::Actor const nobody;
      evidence::View view{tx, who.session ? who.session->actor : nobody, house_.now()};
      response = dress(who, *ask, route.look(view, *ask), request);
    });
    respond(std::move(response));
    return;
  }
  if (route.who == Who::anyone) who.by_cookie = false;  // the page may have been made for nobody: the origin alone tells
  must_be_ours(request, who, ask->field("formToken"));
  Deeds deeds;
  deeds.who = route.who;
  auto misplaced = misfits(entered.kinds, route.takes);
  deeds.work = [&route, ask, misplaced = std::move(misplaced)](evidence::Deed& deed) { return acted(deed, route, *ask, misplaced); };
  if (!route.form.empty() && !who.is_api)
    if (auto form = match(http::Method::get, filled(route.form, ask->parts), false); form.route)
      deeds.again = [ask, form](evidence::View& view, std::vector<Mistake> const& mistakes) {
        http::Ask again = *ask;
        again.again = true;
        again.mistakes = mistakes;
        again.parts = form.parts;
        return form.route->look(view, again);
      };
  act(std::move(who), std::make_shared<http::Request const>(std::move(request)), std::move(ask), std::move(deeds), std::move(respond));
}

void Door::act(Caller who, std::shared_ptr<http::Request const> request, std::shared_ptr<http::Ask> ask, Deeds deeds, http::Respond respond) {
  struct State {
    Caller who;
    http::Answer answer;
    std::optional<http::Answer> again;
  };
  auto state = std::make_shared<State>(State{std::move(who), {}, {}});
  house_.engine().act(
      [this, state, deeds = std::move(deeds), ask](db::Tx& tx) {
        state->again.reset();
        state->who.session.reset();
        resume(tx, state->who, deeds.who != Who::anyone);
        if (deeds.who == Who::signed_in) must_have_accepted(state->who);
        evidence::Actor const nobody;
        evidence::Deed deed{{tx, state->who.session ? state->who.session->actor : nobody, house_.now()}, house_.followers()};
        try {
          state->answer = deeds.work(deed);
        } catch (Mistaken const& mistaken) {
          // The form is made here, from what stands in the database; the transaction is undone all the same.
          if (deeds.again) {
            ask->mistakes = mistaken.mistakes;
            state->again = deeds.again(deed, mistaken.mistakes);
            count_unread(tx, state->who);
          }
          throw;
        }
      },
      [this, state, request, ask, respond = std::move(respond)](std::exception_ptr failure) {
        if (!failure) {
          house_.something_was_done();
          respond(dress(state->who, *ask, state->answer, *request));
          return;
        }
        if (!state->again) {
          respond(explain(state->who, failure, *request));
          return;
        }
        ask->again = true;
        state->again->status = 400;
        respond(dress(state->who, *ask, *state->again, *request));
      });
}

http::Response Door::refuse(http::Head const& head, int status) {
  auto const who = caller(head);
  auto const refusal = status == 413                    ? Refusal::request_too_large
                       : status == 414 || status == 431 ? Refusal::head_too_large
                       : status == 408                  ? Refusal::too_slow
                       : status == 503                  ? Refusal::busy
                                                        : Refusal::not_understood;
  return dress_refusal(who, refusal, head, status);
}

http::Response Door::broken(http::Head const& head, std::exception_ptr failure) {
  auto who = caller(head);
  if (who.path.starts_with("/uploads")) who.is_api = true;  // the script reads problem+json
  try {
    // A refusal is a page of the person who is signed in, too.
    if (!who.is_api && !who.token.empty()) house_.engine().look([&](db::Tx& tx) { resume(tx, who, false); });
  } catch (std::exception const& error) {
    logs::warn(fmt::format("nobody knows who was refused: {}", error.what()));
    who.session.reset();
  }
  return explain(who, failure, head);
}

}  // namespace app
