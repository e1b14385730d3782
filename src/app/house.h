// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/settings.h"
#include "base/time.h"
#include "evidence/deed.h"
#include "platform/db/db.h"
#include "platform/files/files.h"
#include "platform/outgoing/outgoing.h"
#include "platform/mail/mail.h"
#include "platform/texts/texts.h"
#include "service/outages.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace app {

struct Measures;
class Streams;

// Everything that lives as long as the process, with one owner: the database, the files, the post, the clock, the key.
// A test brings its own clock, post or database.
struct Parts {
  std::unique_ptr<db::Engine> engine;
  std::unique_ptr<files::Store> files;
  std::unique_ptr<mail::Post> post;  // null: mail waits in the database (and is read in the demo's drawer)
  std::shared_ptr<Clock const> clock;
  std::unique_ptr<outgoing::Caller> caller;  // of webhooks
  std::unique_ptr<texts::Reader> reader;     // of the text in files
};

class House {
 public:
  // Opens what the settings name; `parts` replaces what it holds. Throws one clear sentence.
  explicit House(Settings, Parts parts = {});
  ~House();

  Settings const& settings() const { return settings_; }
  db::Engine& engine() { return *parts_.engine; }
  files::Store& files() { return *parts_.files; }
  Clock const& clock() const { return *parts_.clock; }
  Instant now() const { return parts_.clock->now(); }
  evidence::Followers const& followers() const { return followers_; }
  std::string const& key() const { return key_; }  // 32 bytes: seals national numbers, signs form tokens

  // One person acting, waiting for the end: commands, demo, tests.
  template <class Act>
  auto as(evidence::Actor const& actor, Act&& act) {
    using Result = decltype(act(std::declval<evidence::Deed&>()));
    if constexpr (std::is_void_v<Result>) {
      engine().act_now([&](db::Tx& tx) {
        evidence::Deed deed{{tx, actor, now()}, followers_};
        act(deed);
      });
    } else {
      std::optional<Result> result;
      engine().act_now([&](db::Tx& tx) {
        evidence::Deed deed{{tx, actor, now()}, followers_};
        result.emplace(act(deed));
      });
      return std::move(*result);
    }
  }
  template <class Look>
  auto see(evidence::Actor const& actor, Look&& look) {
    using Result = decltype(look(std::declval<evidence::View&>()));
    std::optional<Result> result;
    engine().look([&](db::Tx& tx) {
      evidence::View view{tx, actor, now()};
      result.emplace(look(view));
    });
    return std::move(*result);
  }

  // What every page tells of outages: those that are to come, read again every board_seconds, and after an outage was
  // announced or changed here. renew_board() stands outside any transaction; board() may be null at first.
  static constexpr int board_seconds = 10;
  using Board = std::vector<service::Outage>;
  void renew_board();
  std::shared_ptr<Board const> board() const;

  // Work in the background: mail, old uploads, files that no row refers to. Between start_jobs and stop_jobs.
  void start_jobs();
  void stop_jobs();
  void something_was_done();  // there may be mail to post, webhooks to call, pages to tell
  // For an operator's Prometheus: answers by status, time to answer, jobs, mail and files that wait. Text format 0.0.4.
  void note_answer(int status, std::chrono::microseconds took);
  std::string metrics();
  // Each once, now; for tests and the command line.
  int post_mail();
  int call_webhooks();
  int write_daily_mail();
  void tell_pages();
  Streams& streams() { return *streams_; }
  int clear_uploads();
  int clear_files();
  int read_files(std::stop_token stop = {});  // for the search; how many were tried

 private:
  struct Work;
  struct Wall;
  Settings settings_;
  Parts parts_;
  std::string key_;
  evidence::Followers followers_;
  std::unique_ptr<Work> work_;
  std::unique_ptr<Measures> measures_;
  std::shared_ptr<Wall> wall_;
  std::unique_ptr<Streams> streams_;
};

// Who follows which entry of the book: the whole list (app/followers.cpp).
evidence::Followers followers(Settings const&);

}  // namespace app
