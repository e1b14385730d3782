// SPDX-License-Identifier: EUPL-1.2
#include "base/refusal.h"
#include "contracts/words.h"
#include "dossier/dossier_store.h"
#include "dossier/file_texts.h"

#include <algorithm>
#include <array>
#include <span>

// Lists of documents: newest first, or wanted ones in the order that is wanted.
namespace dossier {
namespace {

using groups::Level;

constexpr std::array<std::string_view, 7> state_names{"draft", "sent", "outstanding", "overdue", "answered", "closed", "withdrawn"};
constexpr std::array<std::string_view, 3> sort_names{"newest", "oldest", "due"};
constexpr std::size_t search_bytes_max = 200;
constexpr int rows_max = 500;

template <class Enum, std::size_t size>
std::optional<Enum> parse(std::array<std::string_view, size> const& names, std::string_view text) {
  auto const found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

constexpr char row_columns[] = R"(
  SELECT d.id, d.contract_id, d.number, d.type, d.theme, d.side, d.organisation_id, d.title, d.status, d.version, d.replies_to_id,
         d.amount_cents, d.created_at, d.saved_at, d.sent_at, d.digest, d.corrects_id, d.reference, d.awaits, d.due_on, d.answered_at,
         d.closed_at)";

// As state_of() says it on the day $3.
constexpr char state_column[] = R"(CASE
  WHEN d.status IN ('draft', 'ready') THEN 'draft'
  WHEN d.status = 'settled' THEN 'closed'
  WHEN d.status IN ('answered', 'accepted', 'accepted_partially', 'refused') THEN 'answered'
  WHEN d.status = 'withdrawn' THEN 'withdrawn'
  WHEN d.status = 'sent' AND d.awaits = 0 THEN 'sent'
  WHEN d.due_on < CAST($3 AS TEXT) THEN 'overdue'
  ELSE 'outstanding' END)";

// Whether a document has a word that was typed: in what it says itself, in one of its files, in a message about it or in a file of
// such a message. `like`, `from` and `before`: the parameters of its contracts::TypedWord.
template <std::size_t like_size, std::size_t from_size, std::size_t before_size>
consteval auto has_word(char const (&like)[like_size], char const (&from)[from_size], char const (&before)[before_size]) {
  return db::join("(w.head || w.files || w.content LIKE '' || ", like, " ESCAPE '!'",
                  " OR EXISTS (SELECT 1 FROM attachments", joined_words(from, before).text, " WHERE g.document_id = d.id)",
                  " OR EXISTS (SELECT 1 FROM message_words s WHERE s.document_id = d.id AND s.words LIKE '' || ", like, " ESCAPE '!')",
                  " OR EXISTS (SELECT 1 FROM message_files", joined_words(from, before).text, " WHERE g.document_id = d.id))");
}

// What is wanted, whatever the order; the values stand in find(). A theme that the reader may not see is not among $4 to $11,
// nor among $27 to $34 for an installation's own.
constexpr auto conditions = db::join(R"(
  FROM documents d
  WHERE d.contract_id = $1 AND (d.number IS NOT NULL OR d.side = $15)
    AND d.theme IN ($4, $5, $6, $7, $8, $9, $10, $11, $27, $28, $29, $30, $31, $32, $33, $34)
    AND (CAST($12 AS TEXT) = '' OR d.type = CAST($12 AS TEXT))
    AND (CAST($13 AS TEXT) = '' OR d.side = CAST($13 AS TEXT))
    AND (CAST($14 AS TEXT) = '' OR CAST($14 AS TEXT) = )", state_column, R"()
    AND (CAST($16 AS TEXT) = '' OR EXISTS (
      SELECT 1 FROM document_words w WHERE w.document_id = d.id AND )",
                                     has_word("$17", "$18", "$19").text, " AND ", has_word("$20", "$21", "$22").text, " AND ",
                                     has_word("$23", "$24", "$25").text, "))");

// The last column is what the next page begins after: the id, or the day of the answer while it is waited for and the id.
constexpr auto newest_first = db::join(row_columns, ", d.id", conditions.text, " AND d.id < $2 ORDER BY d.id DESC LIMIT $26");
constexpr auto by_key = db::join("SELECT * FROM (", row_columns, R"(,
  CASE WHEN CAST($35 AS TEXT) = 'oldest' THEN ''
       WHEN d.status IN ('sent', 'in_treatment', 'supplements_asked') THEN coalesce(d.due_on, '9999-12-30')
       ELSE '9999-12-31' END || ' ' || d.id AS place)", conditions.text, ") AS placed WHERE place > $2 ORDER BY place LIMIT $26");

constexpr auto count_by_state = db::join("SELECT state, count(*) FROM (SELECT ", state_column, R"( AS state
  FROM documents d
  WHERE d.contract_id = $1 AND (d.number IS NOT NULL OR d.side = $2) AND d.theme IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
    $19)) AS states
  GROUP BY state)");

constexpr auto about_one = db::join(row_columns, R"(
  FROM documents d WHERE (d.replies_to_id = $1 OR d.corrects_id = $1) AND (d.number IS NOT NULL OR d.side = $2) ORDER BY d.id LIMIT 100)");

constexpr auto page_of_all = db::join(row_columns, R"(
  FROM documents d WHERE d.contract_id = $1 AND d.id < $2 AND (d.number IS NOT NULL OR d.side = $3) ORDER BY d.id DESC LIMIT 26)");

// The names of the themes that the reader may see, or of the one wanted; '' for the rest.
std::array<std::string, groups::themes_max> themes_seen(contracts::Opened const& contract, std::optional<groups::Theme> only) {
  std::array<std::string, groups::themes_max> names;
  for (std::size_t i = 0; i < groups::themes.size(); ++i)
    if (auto const theme = groups::themes[i]; contract.may(theme, Level::read) && (!only || *only == theme)) names.at(i) = groups::name(theme);
  return names;
}

// A cursor that this order gave; anything else is the first page.
std::string cursor(Sort sort, std::string const& after) {
  constexpr std::size_t id_bytes = 36, day_bytes = 10;
  if (sort == Sort::newest) return is_id(after) ? after : "g";  // sorts after every id
  auto const space = after.find(' ');
  bool const fits = space == (sort == Sort::oldest ? 0U : day_bytes) && after.size() == space + 1 + id_bytes && is_id(after.substr(space + 1));
  return fits ? after : "";
}

}  // namespace

std::string_view name(State state) { return state_names.at(static_cast<std::size_t>(state)); }
std::string_view name(Sort sort) { return sort_names.at(static_cast<std::size_t>(sort)); }

State state_of(Document const& document, Day today) {
  bool const late = document.due_on && *document.due_on < to_text(today);
  auto const waiting = late ? State::overdue : State::outstanding;
  switch (document.status) {
    case Status::draft:
    case Status::ready: return State::draft;
    case Status::sent: return document.awaits ? waiting : State::sent;
    case Status::in_treatment:
    case Status::supplements_asked: return waiting;
    case Status::accepted:
    case Status::accepted_partially:
    case Status::refused:
    case Status::answered: return State::answered;
    case Status::withdrawn: return State::withdrawn;
    case Status::settled: return State::closed;
  }
  return State::sent;
}

Parsed<Wanted> read_wanted(Fields const& fields) {
  std::vector<Mistake> mistakes;
  Wanted wanted;
  auto take = [&](std::string_view key, auto parsed, auto& into) {
    if (field(fields, key).empty()) return;
    if (parsed)
      into = *parsed;
    else
      mistakes.push_back({std::string{key}, "unknown"});
  };
  take("theme", groups::parse_theme(field(fields, "theme")), wanted.theme);
  take("state", parse<State>(state_names, field(fields, "state")), wanted.state);
  take("sort", parse<Sort>(sort_names, field(fields, "sort")), wanted.sort);
  if (auto const side = field(fields, "side"); side == "authority" || side == "contractor")
    wanted.side = side == "authority" ? contracts::Side::authority : contracts::Side::contractor;
  else if (!side.empty())
    mistakes.push_back({"side", "unknown"});
  wanted.type = field(fields, "type");
  if (!wanted.type.empty() && !types::find(wanted.type)) mistakes.push_back({"type", "unknown"});
  wanted.search = field(fields, "search");
  if (wanted.search.size() > search_bytes_max) mistakes.push_back({"search", "too_long"});
  wanted.after = field(fields, "after").substr(0, 60);
  if (!mistakes.empty()) return mistakes;
  return wanted;
}

Page find(evidence::View& view, contracts::Opened const& contract, Wanted const& wanted, int rows) {
  Page page;
  auto const themes = themes_seen(contract, wanted.theme);
  auto const words = contracts::typed_words(wanted.search);
  auto const count = std::clamp(rows, 1, rows_max);
  std::vector<db::Value> values{contract.id.text, cursor(wanted.sort, wanted.after), to_text(brussels_day(view.now))};
  for (auto const& theme : std::span{themes}.first(groups::standard_themes_count)) values.emplace_back(theme);
  values.emplace_back(wanted.type);
  values.emplace_back(wanted.side ? std::string{contracts::name(*wanted.side)} : std::string{});
  values.emplace_back(wanted.state ? std::string{name(*wanted.state)} : std::string{});
  values.emplace_back(std::string{contracts::name(contract.side)});
  values.emplace_back(words[0].from);
  for (auto const& word : words) values.insert(values.end(), {word.like, word.from, word.before});
  values.emplace_back(std::int64_t{count} + 1);
  for (auto const& theme : std::span{themes}.subspan(groups::standard_themes_count)) values.emplace_back(theme);
  if (wanted.sort != Sort::newest) values.emplace_back(std::string{name(wanted.sort)});
  std::string last;
  for (auto const& row : view.tx.all(wanted.sort == Sort::newest ? db::Sql{newest_first.text} : db::Sql{by_key.text}, values)) {
    if (page.rows.size() == static_cast<std::size_t>(count)) {
      page.next = last;
      break;
    }
    page.rows.push_back(store::read_row(row));
    last = row.text(22);
  }
  return page;
}

std::map<State, std::int64_t> counts(evidence::View& view, contracts::Opened const& contract) {
  auto const themes = themes_seen(contract, {});
  std::vector<db::Value> values{contract.id.text, std::string{contracts::name(contract.side)}, to_text(brussels_day(view.now))};
  for (auto const& theme : themes) values.emplace_back(theme);
  std::map<State, std::int64_t> found;
  for (auto const& row : view.tx.all(count_by_state.text, values))
    if (auto const state = parse<State>(state_names, row.text(0))) found[*state] = row.number(1);
  return found;
}

std::vector<Document> about(evidence::View& view, Opened const& document) {
  std::vector<Document> found;
  for (auto const& row : view.tx.all(about_one.text, {document.id.text, std::string{contracts::name(document.on.side)}}))
    if (auto each = store::read_row(row); document.on.may(each.theme, Level::read)) found.push_back(std::move(each));
  return found;
}

Page list(evidence::View& view, contracts::Opened const& contract, std::optional<std::string> after) {
  Page page;
  std::string from = after && is_id(*after) ? *after : "g";
  // Rows of a theme that the reader may not see are passed over, so a page may take more than one query.
  for (bool more = true; more;) {
    auto const rows = view.tx.all(page_of_all.text, {contract.id.text, from, std::string{contracts::name(contract.side)}});
    more = rows.size() == contracts::page_rows + 1;
    for (auto const& row : rows) {
      auto document = store::read_row(row);
      from = document.id.text;
      if (!contract.may(document.theme, Level::read)) continue;
      if (page.rows.size() == contracts::page_rows) {
        page.next = page.rows.back().id.text;
        return page;
      }
      page.rows.push_back(std::move(document));
    }
  }
  return page;
}

}  // namespace dossier
