// SPDX-License-Identifier: EUPL-1.2
#include "app/api/schemas.h"
#include "app/demo.h"
#include "app/door.h"
#include "base/part.h"
#include "base/refusal.h"
#include "notifications/outbox.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"

#include <mutex>
#include <semaphore>

// Sessions, and the demo's cast and drawer.
namespace app {
namespace {

// A password costs memory and time to check: two at once, so that a flood of tries does not take the house down.
std::counting_semaphore<2> password_desks{2};

bool fits(std::string_view password, std::string const& hash) {
  password_desks.acquire();
  bool const result = crypto::password_fits(password, hash);
  password_desks.release();
  return result;
}

// Only an own path, never another site.
std::string way_back(std::string_view path) {
  if (!path.starts_with('/') || path.starts_with("//") || path.find_first_of("\\\r\n") != std::string_view::npos || path.size() > 300) return "/";
  return std::string{path};
}

http::Response to(std::string location, std::string cookie) {
  http::Response response;
  response.status = 303;
  response.headers.emplace_back("location", std::move(location));
  if (!cookie.empty()) response.headers.emplace_back("set-cookie", std::move(cookie));
  response.headers.emplace_back("cache-control", "no-store");
  return response;
}

void must_fit(Entered const& entered, std::string_view takes) {
  if (auto mistakes = misfits(entered.kinds, takes); !mistakes.empty()) throw Mistaken{std::move(mistakes)};
}

Shape mail_shape(notifications::Kept const& mail) {
  return Shape::Object{{"id", mail.id},         {"address", mail.address}, {"subject", mail.subject}, {"text", mail.body_text}, {"event", mail.event},
                       {"level", mail.level},   {"status", mail.status},   {"createdAt", mail.created_at}};
}

}  // namespace

bool Door::handle_sign_in(http::Request& request, Caller& who, http::Respond const& respond) {
  bool const posts = request.method == http::Method::post;
  bool const reads = request.method == http::Method::get || request.method == http::Method::head;
  if (who.path == "/sign-in" && reads && !who.is_api) return show_sign_in(request, who, respond);
  if (posts && who.path == (who.is_api ? "/sessions" : "/sign-in")) {
    auto const entered = entered_in(request, who.is_api);
    who.by_cookie = false;  // nobody is signed in yet: the origin alone tells
    must_be_ours(request, who, {});
    must_fit(entered, "Credentials");
    sign_in(request, who, entered.fields, respond);
    return true;
  }
  if ((posts && (who.path == "/sign-out" || who.path == "/session/organisation")) ||
      (request.method == http::Method::remove && who.path == "/session"))
    return change_session(request, who, respond);
  return who.path.starts_with("/demo/") && !who.is_api && handle_demo(request, who, respond);
}

// A page outside the rooms: for whoever is there, signed in or not.
void Door::show(http::Request const& request, Caller& who, http::Ask const& ask, http::Answer const& answer, http::Respond const& respond) {
  house_.engine().look([&](db::Tx& tx) { resume(tx, who, false); });
  respond(dress(who, ask, answer, request));
}

bool Door::show_sign_in(http::Request const& request, Caller& who, http::Respond const& respond) {
  http::Ask ask;
  ask.language = who.language;
  add_query(request, ask.fields);
  show(request, who, ask, {.body = Shape::Object{{"returnTo", way_back(ask.field("returnTo"))}, {"userName", ""}}, .page = "identity/sign_in"}, respond);
  return true;
}

// Sign out, or go on for another organisation.
bool Door::change_session(http::Request& request, Caller& who, http::Respond const& respond) {
  auto ask = std::make_shared<http::Ask>();
  auto entered = entered_in(request, who.is_api);
  bool const leaves = who.path != "/session/organisation";
  must_fit(entered, leaves ? "" : "organisation!:id");
  ask->fields = std::move(entered.fields);
  must_be_ours(request, who, ask->field("formToken"));
  Deeds deeds{[ask, token = who.token, leaves](evidence::Deed& deed) -> http::Answer {
                if (leaves)
                  identity::end_session(deed, token);
                else
                  identity::choose_organisation(deed, token, id_from<OrganisationId>(std::string{ask->field("organisation")}));
                return {.location = leaves ? "/sign-in" : "/"};
              },
              {},
              Who::newcomer};
  auto answered = [respond, leaves](http::Response response) {
    if (leaves && response.status < 400) response.headers.emplace_back("set-cookie", end_of_session_cookie());
    respond(std::move(response));
  };
  act(who, std::make_shared<http::Request const>(std::move(request)), std::move(ask), std::move(deeds), answered);
  return true;
}

bool Door::handle_demo(http::Request const& request, Caller& who, http::Respond const& respond) {
  if (!house_.settings().demo) ::refuse(Refusal::not_found);
  auto const& path = who.path;
  http::Ask ask;
  ask.language = who.language;
  if (request.method == http::Method::post && path == "/demo/cast") {
    auto const entered = entered_in(request, false);
    must_be_ours(request, {}, {});
    auto const person = id_from<PersonId>(std::string{field(entered.fields, "person")});
    std::string token;
    house_.engine().act_now([&](db::Tx& tx) { token = identity::begin_session(tx, person, {}, house_.now(), house_.followers()); });
    respond(to("/", session_cookie(token)));
    return true;
  }
  if (request.method != http::Method::get && request.method != http::Method::head) return false;
  http::Answer answer;
  house_.engine().look([&](db::Tx& tx) {
    if (path == "/demo/cast") {
      answer = {.body = cast(tx, house_.now()), .page = "identity/cast"};
    } else if (path == "/demo/mail") {
      Shape::List mails;
      for (auto const& mail : notifications::latest(tx, 100)) mails.push_back(mail_shape(mail));
      answer = {.body = Shape::Object{{"mails", std::move(mails)}}, .page = "app/mails"};
    } else if (path.starts_with("/demo/mail/")) {
      auto const mail = notifications::find_mail(tx, path.substr(11));
      if (!mail) ::refuse(Refusal::not_found);
      answer = {.body = mail_shape(*mail), .page = "app/mail"};
    }
  });
  if (answer.page.empty()) return false;
  show(request, who, ask, answer, respond);
  return true;
}

void Door::sign_in(http::Request& request, Caller& who, Fields const& fields, http::Respond const& respond) {
  auto const login = std::string{field(fields, "userName")};
  auto const password = field(fields, "password");
  std::vector<Mistake> mistakes;
  if (login.empty()) mistakes.push_back({"userName", "missing"});
  if (password.empty()) mistakes.push_back({"password", "missing"});
  if (login.size() > identity::login_bytes_max) mistakes.push_back({"userName", "too_long"});
  if (password.size() > identity::password_bytes_max) mistakes.push_back({"password", "too_long"});
  auto refused = [&](std::vector<Mistake> found, int status) {
    http::Ask ask;
    ask.language = who.language;
    ask.mistakes = std::move(found);
    http::Answer const page{.body = Shape::Object{{"userName", login}, {"returnTo", way_back(field(fields, "returnTo"))}},
                            .page = "identity/sign_in", .status = status};
    respond(dress(who, ask, page, request));
  };
  if (!mistakes.empty()) {
    if (who.is_api) throw Mistaken{std::move(mistakes)};
    return refused(std::move(mistakes), 400);
  }
  identity::Lock lock;
  house_.engine().look([&](db::Tx& tx) { lock = identity::lock_of(tx, login, request.remote, house_.now()); });
  bool const right = !lock.closed && fits(password, lock.password_hash) && lock.person;
  std::string token;
  bool terms_due = false;
  auto refusal = lock.closed ? Refusal::too_many_attempts : Refusal::sign_in_failed;
  if (right) {
    try {
      house_.engine().act_now([&](db::Tx& tx) {
        token = identity::begin_session(tx, *lock.person, {}, house_.now(), house_.followers());
        auto const session = identity::resume(tx, token, house_.now());
        terms_due = session && session->terms_due;
      });
    } catch (Refused const& no_workplace) {
      refusal = no_workplace.why;
    }
  } else if (!lock.closed) {
    house_.as({}, [&](evidence::Deed& deed) { identity::note_failure(deed, login, request.remote); });
  }
  if (token.empty()) {
    if (who.is_api) ::refuse(refusal);
    return refused({{"", std::string{name(refusal)}}}, http_status(refusal));
  }
  if (!who.is_api) {
    auto const way = way_back(field(fields, "returnTo"));
    return respond(to(terms_due ? "/terms/acceptances?returnTo=" + way.substr(0, way.find_first_of("?#&")) : way, session_cookie(token)));
  }
  http::Answer const made{.body = Shape::Object{{"token", token}}, .status = 201, .location = "/session"};
  respond(dress(who, {}, made, request));
}

}  // namespace app
