// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "dossier/dossier.h"
#include "platform/db/db.h"
#include "platform/texts/texts.h"

#include <span>
#include <stop_token>
#include <string>

// The text in files and in messages, so that the search finds a document by it.
//
//               want_text                  read_files
//     attached ───────────▶ waiting ──┬──────────────────▶ read (its distinct words are in file_words)
//                             ▲  │    ├── no text in it ─▶ empty
//                             └──┘    └── broken, … ─────▶ unreadable
//                          failed, at most tries_max times
//
// Invariants
//  1. A content is read once, however often it is attached, by whomever. What is found in it is found only through the
//     attachments and messages of documents that the reader may see.
//  2. No transaction is open while a file is read. A row waits until its words are there, so a fall in between loses nothing;
//     the try is counted before, so that a file that fells the whole house is given up like one that fells its reader.
//  3. When nothing refers to a content any more, its words go (forget_text).
namespace dossier {

constexpr std::int64_t tries_max = 3;
constexpr std::size_t words_max = 50'000;  // distinct ones of a file, the first of them

// Puts a file in the row of those to be read, unless it is there or of a kind without text.
void want_text(evidence::Deed&, files::Kept const&);
// Reads what waits, the newest first, one file after the other. How many were tried. PDF waits as long as nobody reads it here.
int read_files(db::Engine&, files::Store const&, texts::Reader const&, std::stop_token);
std::int64_t files_waiting(db::Tx&);
// For a content that nothing refers to any more.
void forget_text(db::Tx&, std::string const& sha256);

// What was written about a document or a contract; for the room of messages. `text` holds the names of the files too.
void add_message(evidence::Deed&, std::optional<DocumentId> const&, MessageId const&, std::string_view text, std::span<files::Kept const>);
// The same for one that was there before its words were kept.
void set_message_words(db::Tx&, MessageId const&, std::optional<DocumentId> const&, std::string_view text);

// In a statement, behind the name of a table of files (each with a sha256): g, joined with the words that begin as one typed;
// `from` and `before` are the parameters of its contracts::TypedWord.
template <std::size_t from_size, std::size_t before_size>
consteval auto joined_words(char const (&from)[from_size], char const (&before)[before_size]) {
  return db::join(" g JOIN file_texts f ON f.sha256 = g.sha256 JOIN file_words x ON x.file = f.number AND x.word >= ", from,
                  " AND x.word < ", before);
}

}  // namespace dossier
