// SPDX-License-Identifier: EUPL-1.2
#include "dossier/file_texts.h"
#include "contracts/words.h"

#include <algorithm>
#include <unordered_set>

namespace dossier {
namespace {

using texts::Found;

constexpr std::size_t words_at_once = 5'000;  // that one act writes: others wait for it
constexpr std::string_view pdf = "application/pdf";

struct WaitingFile {
  std::string sha256, media_type;
  std::int64_t tries = 0;  // with this one
};

std::optional<WaitingFile> next_waiting(db::Engine& engine, bool with_pdf) {
  std::optional<db::Row> row;
  engine.look([&](db::Tx& tx) {
    row = tx.maybe(R"(SELECT sha256, media_type, tries FROM file_texts
                      WHERE state = 'waiting' AND media_type <> CAST($1 AS TEXT) ORDER BY tries, added_at DESC LIMIT 1)",
                   {std::string{with_pdf ? "" : pdf}});
  });
  if (!row) return std::nullopt;
  return WaitingFile{row->text(0), row->text(1), row->number(2) + 1};
}

void count_try(db::Engine& engine, WaitingFile const& file) {
  engine.act_now([&](db::Tx& tx) {
    tx.run("UPDATE file_texts SET tries = $2 WHERE sha256 = $1 AND state = 'waiting'", {file.sha256, file.tries});
  });
}

// Each begins with the bytes by which it is found; in order, as they lie in the table.
std::vector<std::string_view> distinct(std::string_view words) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t at = 0; at < words.size() && seen.size() < words_max;) {
    auto const end = std::min(words.find(' ', at), words.size());
    if (end > at) seen.insert(contracts::cut_word(words.substr(at, end - at)));
    at = end + 1;
  }
  std::vector<std::string_view> sorted{seen.begin(), seen.end()};
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// The number of a file that still waits, nothing when it was forgotten meanwhile. What a fall left behind goes.
std::optional<std::int64_t> begin_words(db::Tx& tx, std::string const& sha256) {
  auto const row = tx.maybe(R"(
    UPDATE file_texts SET number = coalesce(number, (SELECT coalesce(max(n.number), 0) + 1 FROM file_texts n))
    WHERE sha256 = $1 AND state = 'waiting' RETURNING number)",
                            {sha256});
  if (!row) return std::nullopt;
  tx.run("DELETE FROM file_words WHERE file = $1", {row->number(0)});
  return row->number(0);
}

bool still_waits(db::Tx& tx, std::string const& sha256) {
  return tx.maybe("SELECT 1 FROM file_texts WHERE sha256 = $1 AND state = 'waiting'", {sha256}).has_value();
}

void end_reading(db::Tx& tx, std::string const& sha256, std::string_view state) {
  tx.run("UPDATE file_texts SET state = $2 WHERE sha256 = $1 AND state = 'waiting'", {sha256, std::string{state}});
}

void add_words(db::Tx& tx, std::int64_t number, std::span<std::string_view const> words) {
  auto next = words.begin();
  tx.load("file_words", {"file", "word"}, [&](std::vector<db::Value>& row) {
    if (next == words.end()) return false;
    row = {number, std::string{*next++}};
    return true;
  });
}

void keep_words(db::Engine& engine, std::string const& sha256, std::string const& text) {
  auto const words_in_text = contracts::words_of(text);
  auto const words = distinct(words_in_text);
  std::optional<std::int64_t> number;
  for (std::size_t at = 0; at == 0 || (number && at < words.size()); at += words_at_once)
    engine.act_now([&](db::Tx& tx) {
      if (at == 0) number = begin_words(tx, sha256);
      if (!number || !still_waits(tx, sha256)) return;
      add_words(tx, *number, std::span{words}.subspan(at, std::min(words_at_once, words.size() - at)));
      if (at + words_at_once >= words.size()) end_reading(tx, sha256, "read");
    });
}

void keep(db::Engine& engine, WaitingFile const& file, texts::Outcome const& outcome) {
  if (outcome.found == Found::text) return keep_words(engine, file.sha256, outcome.text);
  bool const again = outcome.found == Found::failed && file.tries < tries_max;
  if (again) return;
  engine.act_now([&](db::Tx& tx) {
    // A stop was no fault of the file.
    if (outcome.found == Found::stopped)
      tx.run("UPDATE file_texts SET tries = $2 WHERE sha256 = $1 AND state = 'waiting'", {file.sha256, file.tries - 1});
    else
      end_reading(tx, file.sha256, outcome.found == Found::nothing ? "empty" : "unreadable");
  });
}

}  // namespace

void want_text(evidence::Deed& deed, files::Kept const& file) {
  if (!texts::holds_text(file.media_type)) return;
  deed.tx.run(R"(INSERT INTO file_texts (sha256, media_type, state, tries, added_at) VALUES ($1, $2, 'waiting', 0, $3)
                 ON CONFLICT (sha256) DO NOTHING)",
              {file.sha256, file.media_type, deed.now_text()});
}

int read_files(db::Engine& engine, files::Store const& files, texts::Reader const& reader, std::stop_token stop) {
  int tried = 0;
  for (; !stop.stop_requested(); ++tried) {
    auto const file = next_waiting(engine, reader.reads_pdf());
    if (!file) break;
    auto const path = file->tries <= tries_max ? files.path(file->sha256) : std::nullopt;
    if (path) count_try(engine, *file);
    keep(engine, *file, path ? reader.read(*path, file->media_type, stop) : texts::Outcome{Found::unreadable, {}, {}});
  }
  return tried;
}

std::int64_t files_waiting(db::Tx& tx) { return tx.one("SELECT count(*) FROM file_texts WHERE state = 'waiting'").number(0); }

void forget_text(db::Tx& tx, std::string const& sha256) {
  auto const row = tx.maybe("DELETE FROM file_texts WHERE sha256 = $1 RETURNING number", {sha256});
  if (row && !row->is_null(0)) tx.run("DELETE FROM file_words WHERE file = $1", {row->number(0)});
}

void add_message(evidence::Deed& deed, std::optional<DocumentId> const& document, MessageId const& message, std::string_view text,
                 std::span<files::Kept const> files) {
  auto const about = document ? document->text : std::string{};
  deed.tx.run("INSERT INTO message_words (document_id, message_id, words) VALUES ($1, $2, $3)",
              {about, message.text, contracts::words_of(text)});
  for (auto const& file : files) {
    deed.tx.run(R"(INSERT INTO message_files (document_id, message_id, sha256) VALUES ($1, $2, $3)
                   ON CONFLICT (document_id, message_id, sha256) DO NOTHING)",
                {about, message.text, file.sha256});
    want_text(deed, file);
  }
}

void set_message_words(db::Tx& tx, MessageId const& message, std::optional<DocumentId> const& document, std::string_view text) {
  tx.run("UPDATE message_words SET words = $3 WHERE document_id = $1 AND message_id = $2",
         {document ? document->text : std::string{}, message.text, contracts::words_of(text)});
}

}  // namespace dossier
