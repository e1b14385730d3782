// SPDX-License-Identifier: EUPL-1.2
#include "app/house.h"
#include "app/measures.h"
#include "app/streams.h"
#include "dossier/dossier.h"
#include "dossier/file_texts.h"
#include "identity/identity.h"
#include "messages/messages.h"
#include "notifications/outbox.h"
#include "notifications/webhooks.h"
#include "platform/crypto/crypto.h"
#include "platform/jobs/jobs.h"
#include "platform/log/log.h"
#include "types/types.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <system_error>
#include <vector>

namespace app {
namespace {

using namespace std::chrono_literals;

// A kept file younger than this may still be waiting for its row.
constexpr auto unreferred_time_min = 24h;
constexpr auto pause_between_tellings = 200ms;
constexpr auto pause_between_readings = 1s;

// However much is done, what a job looks at is looked at so often and no more.
void pause(std::stop_token const& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::unique_lock lock{mutex};
  std::condition_variable_any{}.wait_for(lock, stop, time, [] { return false; });
}

// The secret of the installation: 32 random bytes in <folder>/secret, made at the first start, readable by its owner alone.
std::string read_or_make_key(std::string const& folder) {
  auto const path = folder + "/secret";
  if (std::ifstream file{path, std::ios::binary}; file) {
    std::string key{std::istreambuf_iterator<char>{file}, {}};
    if (key.size() != 32) throw BadSetting{"The secret in " + path + " must be 32 bytes long; it is " + std::to_string(key.size()) + "."};
    return key;
  }
  std::string key = crypto::random_token(48).substr(0, 32);
  int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw BadSetting{"The secret in " + path + " cannot be made: " + std::generic_category().message(errno) + "."};
  bool const written = ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!written) throw BadSetting{"The secret in " + path + " cannot be written."};
  return key;
}

void make_folder(std::string const& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw BadSetting{"The folder " + folder + " cannot be made: " + error.message() + "."};
  if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
    throw BadSetting{"The folder " + folder + " cannot be used: " + std::generic_category().message(errno) + "."};
}

types::List read_document_types(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw BadSetting{"The document types in " + path + " cannot be opened."};
  std::string const toml{std::istreambuf_iterator<char>{file}, {}};
  try {
    return types::read(toml);
  } catch (std::runtime_error const& error) {  // of the file or of the list
    throw BadSetting{"The document types in " + path + " cannot be used: " + error.what() + "."};
  }
}

std::string domain_of(std::string const& base_url) {
  auto const start = base_url.find("://") + 3;
  return base_url.substr(start, base_url.find_first_of(":/", start) - start);
}

}  // namespace

struct House::Work {
  jobs::Runner runner;
};

// Where the board hangs.
struct House::Wall {
  std::mutex mutex;
  std::shared_ptr<Board const> board;
  std::atomic<std::int64_t> due = 0;  // milliseconds of the steady clock
};

House::House(Settings settings, Parts parts) : settings_{std::move(settings)}, parts_{std::move(parts)} {
  complete(settings_);
  make_folder(settings_.folder);
  if (!settings_.document_types.empty()) types::use(read_document_types(settings_.document_types));
  if (!parts_.clock) parts_.clock = std::make_shared<MachineClock>();
  if (!parts_.engine) parts_.engine = db::open(settings_.database, settings_.database_connections);
  if (!parts_.files) parts_.files = files::open_disk(settings_.folder + "/files");
  if (!parts_.post && !settings_.mail.url.empty()) parts_.post = mail::open_smtp(settings_.mail);
  if (!parts_.caller)
    parts_.caller = outgoing::open({.plain_http = settings_.demo || settings_.webhook_private,
                                           .private_addresses = settings_.webhook_private,
                                           .ca_file = settings_.webhook_ca_file});
  if (!parts_.reader) parts_.reader = std::make_unique<texts::Reader>();
  key_ = read_or_make_key(settings_.folder);
  wall_ = std::make_shared<Wall>();
  followers_ = [all = app::followers(settings_), wall = wall_](evidence::Deed& deed, evidence::Entry const& entry) {
    all(deed, entry);
    if (entry.event == evidence::Event::outage_announced || entry.event == evidence::Event::outage_changed) wall->due = 0;
  };
  measures_ = std::make_unique<Measures>();
  streams_ = std::make_unique<Streams>();
}

House::~House() { stop_jobs(); }

void House::start_jobs() {
  if (!parts_.reader->reads_pdf())
    logs::warn("pdftotext is not installed (Debian: poppler-utils): the search does not find the text in PDF files; they wait for it");
  else if (!texts::Reader::is_kept_to_one_file())
    logs::warn("this kernel has no Landlock: pdftotext, which reads what strangers made, is not kept from other files");
  work_ = std::make_unique<Work>();
  if (parts_.post) work_->runner.add("post_mail", 30s, [this](std::stop_token) { post_mail(); });
  work_->runner.add("write_daily_mail", 1min, [this](std::stop_token) { write_daily_mail(); });
  work_->runner.add("call_webhooks", 30s, [this](std::stop_token) { call_webhooks(); });
  work_->runner.add("tell_pages", Streams::silence_max, [this](std::stop_token stop) {
    tell_pages();
    pause(stop, pause_between_tellings);
  });
  work_->runner.add("read_files", 30s, [this](std::stop_token stop) {
    read_files(stop);
    pause(stop, pause_between_readings);
  });
  work_->runner.add("clear_uploads", 1h, [this](std::stop_token) { clear_uploads(); });
  work_->runner.add("clear_files", 12h, [this](std::stop_token) { clear_files(); });
  work_->runner.start();
}

void House::stop_jobs() {
  if (work_) work_->runner.stop();
  work_.reset();
}

void House::something_was_done() {
  if (!work_) return;
  if (parts_.post) work_->runner.wake("post_mail");
  work_->runner.wake("call_webhooks");
  work_->runner.wake("tell_pages");
  work_->runner.wake("read_files");
}

// One thread reads it again; the others go on with what hangs there. A transaction under way that sets `due` commits after it: the
// board is then at most board_seconds behind.
void House::renew_board() {
  auto const now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
  auto due = wall_->due.load();
  if (now < due || !wall_->due.compare_exchange_strong(due, now + 1000 * board_seconds)) return;
  auto read = std::make_shared<Board>();
  engine().look([&](db::Tx& tx) { *read = service::coming(tx, this->now()); });
  std::lock_guard const lock{wall_->mutex};
  wall_->board = std::move(read);
}

std::shared_ptr<House::Board const> House::board() const {
  std::lock_guard const lock{wall_->mutex};
  return wall_->board;
}

void House::note_answer(int status, std::chrono::microseconds took) { measures_->note(status, took); }

std::string House::metrics() {
  Measures::Now now;
  engine().look([&](db::Tx& tx) {
    now.mails_waiting = tx.one("SELECT count(*) FROM mails WHERE status = 'waiting'").number(0);
    now.mails_dead = tx.one("SELECT count(*) FROM mails WHERE status = 'dead'").number(0);
    now.files_waiting = dossier::files_waiting(tx);
  });
  if (work_)
    for (auto const& count : work_->runner.counts()) now.jobs.push_back({count.name, count.runs, count.failures});
  return measures_->text(now);
}

int House::post_mail() {
  if (!parts_.post) return 0;
  int posted = 0;
  for (int tried = 1; tried > 0 && posted < 1000; posted += tried)
    tried = notifications::post(engine(), *parts_.post, clock(), domain_of(settings_.base_url));
  return posted;
}

int House::call_webhooks() {
  int called = 0;
  for (int tried = 1; tried > 0 && called < 1000; called += tried) tried = notifications::deliver(engine(), *parts_.caller, clock(), key_);
  return called;
}

int House::write_daily_mail() {
  int const written = notifications::gather(engine(), clock(), {settings_.base_url, settings_.installation});
  if (written > 0) something_was_done();
  return written;
}

void House::tell_pages() { streams_->tell(engine(), now()); }

int House::clear_uploads() {
  std::vector<std::string> over;
  engine().act_now([&](db::Tx& tx) {
    over = dossier::drop_old_uploads(tx, now());
    identity::drop_ended_sessions(tx, now());
    service::drop_old_requests(tx, now());
    notifications::forget_old_deliveries(tx, now());
  });
  for (auto const& id : over) files().forget(id);
  return static_cast<int>(over.size());
}

int House::read_files(std::stop_token stop) {
  if (int const filled = messages::fill_words(engine(), stop); filled > 0)
    logs::info(fmt::format("the search now looks at {} messages of before", filled));
  int const tried = dossier::read_files(engine(), files(), *parts_.reader, stop);
  if (tried > 0) logs::debug(fmt::format("the search looked into {} files", tried));
  return tried;
}

// A digest without a row is removed when its file is a day old: keep() renews a file's age, so one that is being attached
// again is young. Asked inside an act, one at a time, so that an attachment under way is seen.
int House::clear_files() {
  int removed = 0;
  files().each([&](std::string const& sha256) {
    engine().act_now([&](db::Tx& tx) {
      auto const path = files().path(sha256);
      if (!path || dossier::is_referred_to(tx, sha256) || messages::is_referred_to(tx, sha256)) return;
      dossier::forget_text(tx, sha256);
      struct stat about {};
      if (::stat(path->c_str(), &about) != 0) return;
      if (std::chrono::system_clock::now() - std::chrono::system_clock::from_time_t(about.st_mtime) < unreferred_time_min) return;
      files().remove(sha256);
      ++removed;
    });
  });
  if (removed > 0) logs::info(fmt::format("{} files that nothing refers to were removed", removed));
  return removed;
}

}  // namespace app
