// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "actions/actions.h"
#include "app/house.h"
#include "app/routes.h"
#include "base/refusal.h"
#include "identity/identity.h"
#include "platform/http/http.h"
#include "platform/pages/json_fields.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace app {

// Who stands at the door with one request.
struct Caller {
  std::string token;       // of the session; empty for a stranger
  bool by_cookie = false;  // a browser: what changes things must carry the form token
  bool is_api = false;     // under /api/v1: JSON and problem+json
  Language language = Language::nl;
  std::string path;        // without /api/v1
  std::optional<identity::Session> session;
  int held_actions = 0;    // by a person with a browser, 100 at most
  int unread = 0;          // notices, for the frame of a page
};

// The door: turns a request into an Ask, finds who asks, opens the one transaction, calls one room, and dresses the
// Answer as JSON or as a page. Refusals, mistakes and breakdowns are caught here and nowhere else.
//
//   edge (door_edge.cpp)      assets, health, metrics, language
//   feed (door_feed.cpp)       somebody's calendar at its secret address
//   sign-in (door_sign_in.cpp) sessions, the demo's cast and drawer
//   uploads (door_uploads.cpp) what streams: tus, multipart, raw bodies
//   notices (door_notices.cpp) the stream of notices, mail that came back
//   rooms                      everything in routes.cpp
class Door final : public http::Handler {
 public:
  explicit Door(House& house);
  http::Plan plan(http::Head const&) override;
  void handle(http::Request&&, http::Respond) override;
  http::Response refuse(http::Head const&, int status) override;
  http::Response broken(http::Head const&, std::exception_ptr) override;

  // ---- for the parts of the door
  House& house() { return house_; }
  Caller caller(http::Head const&) const;
  // Reads the session into the caller; not_signed_in when there is none and one is needed.
  void resume(db::Tx&, Caller&, bool needed) const;
  // terms_not_accepted when the caller has to accept them before he does anything.
  static void must_have_accepted(Caller const&);
  std::string form_token(std::string_view session_token) const;
  // forged_form unless the request shows that it comes from our own page.
  void must_be_ours(http::Head const&, Caller const&, std::string_view form_token) const;
  http::Response dress(Caller const&, http::Ask const&, http::Answer const&, http::Head const&) const;
  // `closer`: a status that tells more than that of the refusal (414, 431 …).
  http::Response dress_refusal(Caller const&, Refusal, http::Head const&, int closer = 0) const;
  http::Response dress_held(Caller const&, actions::HeldByOther const&, http::Head const&) const;
  http::Response dress_mistakes(Caller const&, std::vector<Mistake> const&) const;
  http::Response dress_breakdown(Caller const&, std::exception_ptr) const;
  http::Response explain(Caller const&, std::exception_ptr, http::Head const&) const;
  // Runs `work` as a deed of the caller and answers with what it gives; `prepare` makes a page for mistakes.
  struct Deeds {
    std::function<http::Answer(evidence::Deed&)> work;
    std::function<http::Answer(evidence::View&, std::vector<Mistake> const&)> again;  // may be empty
    Who who = Who::signed_in;
  };
  void act(Caller, std::shared_ptr<http::Request const>, std::shared_ptr<http::Ask>, Deeds, http::Respond);

 private:
  bool handle_edge(http::Request const&, Caller const&, http::Respond const&);
  bool handle_feed(http::Request const&, http::Respond const&);
  bool handle_sign_in(http::Request&, Caller&, http::Respond const&);
  void handle_room(http::Request&&, Caller, http::Respond);
  std::unique_ptr<http::BodySink> sink_for(http::Head const&, Caller&, std::uint64_t& bytes_max);
  bool handle_uploads(http::Request const&, Caller&, http::Respond const&);
  bool handle_notices(http::Request const&, Caller&, http::Respond const&);
  void count_unread(db::Tx&, Caller&) const;
  http::Response tell_offset(Caller&);
  void change_upload(http::Request const&, Caller&, http::Respond const&);
  bool show_sign_in(http::Request const&, Caller&, http::Respond const&);
  bool change_session(http::Request&, Caller&, http::Respond const&);
  bool handle_demo(http::Request const&, Caller&, http::Respond const&);
  void show(http::Request const&, Caller&, http::Ask const&, http::Answer const&, http::Respond const&);
  Shape frame(Caller const&, http::Ask const&, http::Answer const&, http::Head const&) const;
  void sign_in(http::Request&, Caller&, Fields const&, http::Respond const&);

  House& house_;
};

// Cookies.
std::string session_cookie(std::string_view token);
std::string end_of_session_cookie();
std::string cookie_in(http::Head const&, std::string_view name);

// What came in: the address and the body together, the body by its content type (JSON; of pages also forms).
// content_type_unknown for anything else, Mistaken (code "unreadable") when it is broken.
struct Entered {
  Fields fields;
  pages::JsonKinds kinds;  // of JSON alone
  bool is_json = false;
};
Entered entered_in(http::Request const&, bool is_api);
void add_query(http::Head const&, Fields&);

}  // namespace app
