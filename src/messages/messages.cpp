// SPDX-License-Identifier: EUPL-1.2
#include "messages/messages.h"
#include "base/lines.h"
#include "base/refusal.h"
#include "contracts/words.h"
#include "dossier/file_texts.h"
#include "platform/crypto/crypto.h"
#include "platform/pages/pages.h"
#include "types/types.h"

#include <algorithm>

namespace messages {
namespace {

using groups::Level;
using groups::Theme;

constexpr std::int64_t after_all = INT64_MAX;

Message write(evidence::Deed&, Place const&, Theme, NewMessage const&);
Page page_of(evidence::View&, contracts::Opened const&, std::optional<DocumentId> const&, std::int64_t before, int count, std::string const& search = {});
void add_attachments(db::Tx&, std::vector<Message>&);
std::string searched_text(Message const&);
std::vector<Message> without_words(db::Tx&);
void set_mark(evidence::Deed&, ContractId const&, std::string const& document, std::int64_t number);

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

Parsed<NewMessage> read_message(Fields const& fields) {
  std::vector<Mistake> mistakes;
  NewMessage message;
  if (auto const name = field(fields, "theme"); !name.empty()) {
    message.theme = groups::parse_theme(name);
    if (!message.theme) mistakes.push_back({"theme", "unknown"});
  }
  message.text = many_lines(field(fields, "text"));
  if (message.text.empty()) mistakes.push_back({"text", "missing"});
  if (characters(message.text) > text_characters_max) mistakes.push_back({"text", "too_long"});
  if (!mistakes.empty()) return mistakes;
  return message;
}

bool has_documents(contracts::Opened const& contract, Theme theme) {
  return std::any_of(contract.types.begin(), contract.types.end(), [theme](std::string const& name) {
    auto const* type = types::find(name);
    return type && type->theme == theme;
  });
}

std::vector<Theme> themes_of(contracts::Opened const& contract) {
  std::vector<Theme> found;
  for (auto theme : groups::themes)
    if (theme == Theme::general || has_documents(contract, theme)) found.push_back(theme);
  return found;
}

// Where all documents are about invoicing, so is a message for which nobody chose: who reads the one reads the other.
std::optional<Place> find_place(contracts::Opened const& contract) {
  auto themes = themes_of(contract);
  std::erase_if(themes, [&](Theme theme) { return !contract.may(theme, Level::send); });
  if (themes.empty()) return std::nullopt;
  auto const special = std::find_if(themes.begin(), themes.end(), [](Theme theme) { return theme != Theme::general; });
  bool const is_general = contract.may(Theme::general, Level::send) && has_documents(contract, Theme::general);
  auto const usual = is_general || special == themes.end() ? Theme::general : *special;
  return Place{contract, {}, std::move(themes), usual};
}

std::optional<Place> find_place(dossier::Opened const& document) {
  if (document.is_open_draft() || !document.may(Level::send)) return std::nullopt;
  return Place{document.on, document.id, {document.theme}, document.theme};
}

Place open_for_writing(evidence::View& view, ContractId const& id) {
  auto place = find_place(contracts::open(view, id));
  if (!place) refuse(Refusal::not_allowed);
  return std::move(*place);
}

Place open_for_writing(evidence::View& view, DocumentId const& id) {
  auto const document = dossier::open(view, id);
  if (document.is_open_draft()) refuse(Refusal::wrong_step);
  auto place = find_place(document);
  if (!place) refuse(Refusal::not_allowed);
  return std::move(*place);
}

Message send(evidence::Deed& deed, ContractId const& id, NewMessage const& message) {
  auto const place = open_for_writing(deed, id);
  return write(deed, place, message.theme.value_or(place.usual), message);
}

Message send(evidence::Deed& deed, DocumentId const& id, NewMessage const& message) {
  auto const place = open_for_writing(deed, id);
  return write(deed, place, place.usual, message);
}

Page list(evidence::View& view, contracts::Opened const& contract, std::optional<std::int64_t> after, int count) {
  return page_of(view, contract, std::nullopt, after.value_or(after_all), count);
}

Page list(evidence::View& view, dossier::Opened const& document, std::optional<std::int64_t> after, int count) {
  return page_of(view, document.on, document.id, after.value_or(after_all), count);
}

Page find(evidence::View& view, contracts::Opened const& contract, std::string const& search, std::optional<std::int64_t> after) {
  return page_of(view, contract, std::nullopt, after.value_or(after_all), page_rows, search);
}

Page find(evidence::View& view, dossier::Opened const& document, std::string const& search, std::optional<std::int64_t> after) {
  return page_of(view, document.on, document.id, after.value_or(after_all), page_rows, search);
}

// What is readable up to its number, and the newest of that: itself, or nothing that it is allowed to be.
Message open(evidence::View& view, MessageId const& id) {
  auto const row = view.tx.maybe("SELECT contract_id, number FROM messages WHERE id = $1", {id.text});
  if (!row) refuse(Refusal::not_found);
  auto page = page_of(view, contracts::open(view, {row->text(0)}), std::nullopt, row->number(1) + 1, 1);
  if (page.rows.empty() || page.rows.front().id != id) refuse(Refusal::not_found);
  return std::move(page.rows.front());
}

Attachment open_attachment(evidence::View& view, MessageId const& message, AttachmentId const& id) {
  for (auto const& attachment : open(view, message).attachments)
    if (attachment.id == id) return attachment;
  refuse(Refusal::not_found);
}

int fill_words(db::Engine& engine, std::stop_token stop) {
  int filled = 0;
  for (std::vector<Message> rows; !stop.stop_requested(); filled += static_cast<int>(rows.size())) {
    engine.look([&](db::Tx& tx) { rows = without_words(tx); });
    if (rows.empty()) break;
    engine.act_now([&](db::Tx& tx) {
      for (auto const& message : rows) dossier::set_message_words(tx, message.id, message.document, searched_text(message));
    });
  }
  return filled;
}

bool is_referred_to(db::Tx& tx, std::string_view sha256) {
  return tx.maybe("SELECT 1 FROM message_attachments WHERE sha256 = $1 LIMIT 1", {std::string{sha256}}).has_value();
}

// ---------------------------------------------------------------- what is unread

namespace {

// Behind the mark of the contract, but never further back than unread_looked_at, and behind the mark of the own document. A
// contract without messages costs one search; whether it is the organisation's own is asked of the others, the last (CROSS JOIN
// keeps SQLite from beginning there).
constexpr db::Sql unread_by_theme = R"(
  SELECT c.contract_id, m.theme, count(*)
  FROM (SELECT v.column1 AS contract_id, (SELECT max(n.number) FROM messages n WHERE n.contract_id = v.column1) AS newest
        FROM (VALUES ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21),
                     ($22), ($23), ($24), ($25), ($26), ($27), ($28)) AS v) AS c
  LEFT JOIN reading_marks k
         ON k.person_id = $1 AND k.organisation_id = $2 AND k.contract_id = c.contract_id AND k.document_id = ''
  JOIN messages m ON m.contract_id = c.contract_id AND m.organisation_id <> $2
                 AND m.number > c.newest - $3 AND m.number > coalesce(k.read_to, 0)
  CROSS JOIN parties p
  LEFT JOIN reading_marks d
         ON d.person_id = $1 AND d.organisation_id = $2 AND d.contract_id = m.contract_id AND d.document_id = m.document_id
  WHERE c.newest IS NOT NULL AND p.organisation_id = $2 AND p.contract_id = m.contract_id AND (d.read_to IS NULL OR d.read_to < m.number)
  GROUP BY c.contract_id, m.theme)";

std::vector<db::Row> unread_rows(evidence::View& view, std::span<ContractId const> contracts) {
  std::vector<db::Parameter> values{view.actor.person.text, view.actor.organisation.text, unread_looked_at};
  values.reserve(3 + page_rows);
  for (auto const& contract : contracts.first(std::min<std::size_t>(contracts.size(), page_rows))) values.emplace_back(contract.text);
  values.resize(3 + page_rows, "");
  return view.tx.all(unread_by_theme, values);
}

bool may_read(groups::Rights const& rights, std::string const& theme) {
  auto const parsed = groups::parse_theme(theme);
  return parsed && rights.may(*parsed, Level::read);
}

}  // namespace

std::map<ContractId, int> unread(evidence::View& view, std::span<ContractId const> contracts) {
  std::map<ContractId, int> found;
  if (contracts.empty()) return found;
  auto const rows = unread_rows(view, contracts);
  if (rows.empty()) return found;
  std::vector<ContractId> with_any;
  for (auto const& row : rows)
    if (with_any.empty() || with_any.back().text != row.text(0)) with_any.push_back({row.text(0)});
  auto const rights = groups::rights_on_many(view, with_any);
  for (auto const& row : rows)
    if (auto const here = rights.find({row.text(0)}); here != rights.end() && may_read(here->second, row.text(1)))
      found[{row.text(0)}] += static_cast<int>(row.number(2));
  return found;
}

int unread(evidence::View& view, contracts::Opened const& contract) {
  int count = 0;
  for (auto const& row : unread_rows(view, std::span{&contract.id, 1}))
    if (may_read(contract.rights, row.text(1))) count += static_cast<int>(row.number(2));
  return count;
}

void mark_read(evidence::Deed& deed, ContractId const& id, std::int64_t number) {
  contracts::open(deed, id);
  set_mark(deed, id, {}, number);
}

void mark_read(evidence::Deed& deed, DocumentId const& id, std::int64_t number) {
  auto const document = dossier::open(deed, id);
  set_mark(deed, document.contract, id.text, number);
  // Nothing is left to read: one mark for the whole contract says that in fewer rows to look at.
  if (unread(deed, document.on) == 0) set_mark(deed, document.contract, {}, after_all);
}

// ---------------------------------------------------------------- storage

namespace {

// Whether a message has a word that was typed; `like`, `from` and `before`: the parameters of its contracts::TypedWord.
template <std::size_t like_size, std::size_t from_size, std::size_t before_size>
consteval auto has_word(char const (&like)[like_size], char const (&from)[from_size], char const (&before)[before_size]) {
  return db::join("(w.words LIKE '' || ", like, " ESCAPE '!' OR EXISTS (SELECT 1 FROM message_files", dossier::joined_words(from, before).text,
                  " WHERE g.document_id = w.document_id AND g.message_id = w.message_id))");
}

constexpr auto rows_before = db::join(R"(
  SELECT m.id, m.contract_id, m.number, m.document_id, d.title, m.theme, m.organisation_id, m.person_id, m.body, m.sent_at, m.digest,
         coalesce(k.read_to, 0), coalesce(x.read_to, 0)
  FROM messages m
  LEFT JOIN documents d ON d.id = m.document_id
  LEFT JOIN reading_marks k ON k.person_id = $4 AND k.organisation_id = $5 AND k.contract_id = m.contract_id AND k.document_id = ''
  LEFT JOIN reading_marks x ON x.person_id = $4 AND x.organisation_id = $5 AND x.contract_id = m.contract_id AND x.document_id = m.document_id
  WHERE m.number < $2 AND m.theme IN ($6, $7, $8, $9, $10, $11, $12, $13, $24, $25, $26, $27, $28, $29, $30, $31)
    AND (CAST($14 AS TEXT) = '' OR EXISTS (
      SELECT 1 FROM message_words w WHERE w.document_id = coalesce(m.document_id, '') AND w.message_id = m.id AND )",
                                      has_word("$15", "$16", "$17").text, " AND ", has_word("$18", "$19", "$20").text, " AND ",
                                      has_word("$21", "$22", "$23").text, "))");
constexpr auto rows_of_contract = db::join(rows_before.text, " AND m.contract_id = $1 ORDER BY m.number DESC LIMIT $3");
constexpr auto rows_of_document = db::join(rows_before.text, " AND m.document_id = $1 ORDER BY m.number DESC LIMIT $3");

Message read_row(evidence::View const& view, db::Row const& row) {
  Message message;
  message.id = {row.text(0)};
  message.contract = {row.text(1)};
  message.number = row.number(2);
  if (!row.is_null(3)) message.document = DocumentId{row.text(3)};
  message.document_title = row.text(4);
  message.theme = groups::parse_theme(row.text(5)).value_or(Theme::general);
  message.organisation = {row.text(6)};
  bool const own = message.organisation == view.actor.organisation;
  if (own) message.person = PersonId{row.text(7)};
  message.text = row.text(8);
  message.sent_at = row.text(9);
  message.digest = row.text(10);
  message.is_unread = !own && message.number > std::max(row.number(11), row.number(12));
  return message;
}

Page page_of(evidence::View& view, contracts::Opened const& contract, std::optional<DocumentId> const& document, std::int64_t before, int count,
             std::string const& search) {
  count = std::clamp(count, 1, page_rows);
  std::vector<db::Value> values{document ? document->text : contract.id.text, before, std::int64_t{count + 1}, view.actor.person.text,
                                view.actor.organisation.text};
  std::vector<db::Value> readable;
  for (auto theme : groups::themes)
    if (contract.may(theme, Level::read)) readable.emplace_back(std::string{groups::name(theme)});
  readable.resize(groups::themes_max, std::string{});
  auto const rest = readable.begin() + groups::standard_themes_count;
  values.insert(values.end(), readable.begin(), rest);
  auto const words = contracts::typed_words(search);
  values.emplace_back(words[0].from);
  for (auto const& word : words) values.insert(values.end(), {word.like, word.from, word.before});
  values.insert(values.end(), rest, readable.end());
  Page page;
  for (auto const& row : view.tx.all(document ? db::Sql{rows_of_document.text} : db::Sql{rows_of_contract.text}, values)) {
    if (std::cmp_equal(page.rows.size(), count)) {
      page.next = page.rows.back().number;
      break;
    }
    page.rows.push_back(read_row(view, row));
  }
  add_attachments(view.tx, page.rows);
  return page;
}

void add_attachments(db::Tx& tx, std::vector<Message>& rows) {
  if (rows.empty()) return;
  std::vector<db::Value> values;
  for (auto const& row : rows) values.emplace_back(row.id.text);
  values.resize(page_rows, std::string{});
  for (auto const& row : tx.all(R"(
         SELECT id, message_id, name, sha256, media_type, size FROM message_attachments
         WHERE message_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                              $24, $25)
         ORDER BY message_id, id)",
                                     values)) {
    auto const of = std::find_if(rows.begin(), rows.end(), [&](Message const& each) { return each.id.text == row.text(1); });
    of->attachments.push_back({{row.text(0)}, {row.text(1)}, row.text(2), row.text(3), row.text(4), row.number(5)});
  }
}

std::vector<Message> without_words(db::Tx& tx) {
  std::vector<Message> rows;
  for (auto const& row : tx.all(R"(SELECT m.id, m.document_id, m.body FROM message_words w JOIN messages m ON m.id = w.message_id
                                   WHERE w.words IS NULL ORDER BY w.message_id LIMIT $1)",
                                {std::int64_t{page_rows}})) {
    Message message;
    message.id = {row.text(0)};
    if (!row.is_null(1)) message.document = DocumentId{row.text(1)};
    message.text = row.text(2);
    rows.push_back(std::move(message));
  }
  add_attachments(tx, rows);
  return rows;
}

std::string searched_text(Message const& message) {
  auto text = message.text;
  for (auto const& file : message.attachments) (text += ' ') += file.name;
  return text;
}

std::string digest_of(Message const& message) {
  Shape::List files;
  for (auto const& file : message.attachments)
    files.emplace_back(Shape::Object{{"name", file.name}, {"sha256", file.sha256}, {"size", file.size}});
  return crypto::sha256_hex(pages::json(Shape::Object{{"message", message.id.text},
                                                      {"contract", message.contract.text},
                                                      {"document", message.document ? Shape{message.document->text} : Shape{}},
                                                      {"organisation", message.organisation.text},
                                                      {"theme", groups::name(message.theme)},
                                                      {"sentAt", message.sent_at},
                                                      {"text", message.text},
                                                      {"attachments", std::move(files)}}));
}

// The next number of the contract: two that send at once meet at UNIQUE (contract_id, number) or at the serialisable
// transaction, and the second runs again.
Message write(evidence::Deed& deed, Place const& place, Theme theme, NewMessage const& wanted) {
  if (std::find(place.themes.begin(), place.themes.end(), theme) == place.themes.end()) refuse(Refusal::not_allowed);
  if (wanted.attachments.size() > attachments_max) refuse(Refusal::too_many_files);
  Message message;
  message.id = {new_id()};
  message.contract = place.contract.id;
  message.number = deed.tx.one("SELECT coalesce(max(number), 0) + 1 FROM messages WHERE contract_id = $1", {message.contract.text}).number(0);
  message.document = place.document;
  message.theme = theme;
  message.organisation = deed.actor.organisation;
  message.person = deed.actor.person;
  message.text = wanted.text;
  message.sent_at = deed.now_text();
  for (auto const& file : wanted.attachments)
    message.attachments.push_back(
        {{new_id()}, message.id, file.name, file.file.sha256, file.file.media_type, static_cast<std::int64_t>(file.file.size)});
  message.digest = digest_of(message);
  auto const document = message.document ? db::Value{message.document->text} : db::null();
  deed.tx.run(R"(INSERT INTO messages (id, contract_id, number, document_id, theme, organisation_id, person_id, body, sent_at, digest)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))",
              {message.id.text, message.contract.text, message.number, document, std::string{groups::name(theme)}, message.organisation.text,
               deed.actor.person.text, message.text, message.sent_at, message.digest});
  for (auto const& file : message.attachments)
    deed.tx.run("INSERT INTO message_attachments (id, message_id, name, sha256, size, media_type) VALUES ($1, $2, $3, $4, $5, $6)",
                {file.id.text, message.id.text, file.name, file.sha256, file.size, file.media_type});
  std::vector<files::Kept> files;
  for (auto const& file : wanted.attachments) files.push_back(file.file);
  dossier::add_message(deed, message.document, message.id, searched_text(message), files);
  deed.record({evidence::Event::message_sent, message.contract, message.document,
               Shape::Object{{"messageId", message.id.text}, {"digest", message.digest}}});
  return message;
}

// Never behind what is there, never beyond the newest message.
void set_mark(evidence::Deed& deed, ContractId const& contract, std::string const& document, std::int64_t number) {
  auto const newest = deed.tx.one("SELECT coalesce(max(number), 0) FROM messages WHERE contract_id = $1", {contract.text}).number(0);
  auto const read_to = std::min(number, newest);
  if (read_to < 1) return;
  deed.tx.run(R"(INSERT INTO reading_marks (person_id, organisation_id, contract_id, document_id, read_to) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (person_id, organisation_id, contract_id, document_id)
                 DO UPDATE SET read_to = excluded.read_to WHERE reading_marks.read_to < excluded.read_to)",
              {deed.actor.person.text, deed.actor.organisation.text, contract.text, document, read_to});
}

}  // namespace
}  // namespace messages
