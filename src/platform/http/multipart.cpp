// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <cstring>

#include "platform/http/http.h"
#include "platform/http/words.h"

namespace http {
namespace {

constexpr std::size_t part_head_bytes_max = 16 * 1024;
constexpr std::size_t boundary_bytes_max = 70;  // RFC 2046 §5.1.1
constexpr std::size_t join_bytes = 4096;        // how much of the next piece is copied to bridge the seam

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

// "quoted" as browsers write it: \" and \\ are undone, any other backslash stays (old browsers send whole Windows paths).
std::string quoted(std::string_view& text) {
  std::string out;
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1 && (text[1] == '"' || text[1] == '\\')) text.remove_prefix(1);
    out += text.front();
    text.remove_prefix(1);
  }
  if (text.empty()) throw Multipart::Malformed{};
  text.remove_prefix(1);
  return out;
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

// "form-data; name=x; filename="y"" cut into its first word and its parameters, keys in lower case.
std::string cut(std::string_view text, Parameters& parameters) {
  auto first = text.substr(0, text.find(';'));
  text.remove_prefix(first.size());
  while (!first.empty() && (first.back() == ' ' || first.back() == '\t')) first.remove_suffix(1);
  skip_blanks(first);
  while (!text.empty()) {
    text.remove_prefix(1);  // ;
    skip_blanks(text);
    auto key = text.substr(0, text.find_first_of("=;"));
    text.remove_prefix(key.size());
    if (text.empty() || text.front() == ';') continue;
    text.remove_prefix(1);  // =
    skip_blanks(text);
    std::string value;
    if (!text.empty() && text.front() == '"') {
      value = quoted(text);
      skip_blanks(text);
    } else {
      auto token = text.substr(0, text.find(';'));
      text.remove_prefix(token.size());
      while (!token.empty() && (token.back() == ' ' || token.back() == '\t')) token.remove_suffix(1);
      value = token;
    }
    if (!text.empty() && text.front() != ';') throw Multipart::Malformed{};
    parameters.emplace_back(lower(key), std::move(value));
  }
  return lower(first);
}

std::string const* find(Parameters const& parameters, std::string_view key) {
  auto found = std::ranges::find(parameters, key, &Parameters::value_type::first);
  return found == parameters.end() ? nullptr : &found->second;
}

// HTML: a browser writes `"`, CR and LF inside a name as %22, %0D and %0A, and nothing else.
std::string undo_html(std::string text) {
  for (auto [coded, plain] : {std::pair{"%22", '"'}, std::pair{"%0D", '\r'}, std::pair{"%0A", '\n'}})
    for (std::size_t at = 0; (at = text.find(coded, at)) != std::string::npos; ++at) text.replace(at, 3, 1, plain);
  return text;
}

std::string checked(std::string text) {
  if (!is_utf8(text) || text.find('\0') != std::string::npos) throw Multipart::Malformed{};
  return text;
}

// filename*=UTF-8''… goes before filename="…".
std::optional<std::string> file_name(Parameters const& parameters) {
  if (auto extended = find(parameters, "filename*")) {
    auto second = extended->find('\'', std::min(extended->size(), extended->find('\'')) + 1);
    if (second != std::string::npos && lower(extended->substr(0, 6)) == "utf-8'") {
      bool ok = false;
      auto decoded = percent_decode(std::string_view{*extended}.substr(second + 1), false, ok);
      if (!ok) throw Multipart::Malformed{};
      return checked(std::move(decoded));
    }
  }
  if (auto plain = find(parameters, "filename")) return checked(undo_html(*plain));
  return std::nullopt;
}

}  // namespace

struct Multipart::Inside {
  enum class State { preamble, after_delimiter, part_head, field, file, epilogue };

  Events events;
  std::size_t field_bytes_max, fields_max;
  std::string delimiter;     // CRLF -- boundary
  std::string held{"\r\n"};  // what could not be judged yet; the first delimiter may lack its CRLF
  State state = State::preamble;
  std::size_t parts = 0;
  std::string name, value, file;
  bool file_begun = false;

  // Takes what it can judge from the front of `text`.
  std::size_t take(std::string_view text) {
    auto const size = text.size();
    while (step(text)) {
    }
    return size - text.size();
  }

  bool step(std::string_view& text) {
    switch (state) {
      case State::preamble:
      case State::field:
      case State::file: return data(text);
      case State::after_delimiter: return after_delimiter(text);
      case State::part_head: return part_head(text);
      case State::epilogue: text = {}; return false;
    }
    return false;
  }

  bool data(std::string_view& text) {
    auto found = static_cast<char const*>(memmem(text.data(), text.size(), delimiter.data(), delimiter.size()));
    if (found) {
      auto before = static_cast<std::size_t>(found - text.data());
      emit(text.substr(0, before));
      text.remove_prefix(before + delimiter.size());
      end_part();
      state = State::after_delimiter;
      return true;
    }
    auto safe = text.size() - std::min(text.size(), delimiter.size() - 1);
    // Only a tail that can begin a delimiter is held back: from the last CR on.
    auto last_return = text.find('\r', safe);
    safe = last_return == text.npos ? text.size() : last_return;
    emit(text.substr(0, safe));
    text.remove_prefix(safe);
    return false;
  }

  void emit(std::string_view piece) {
    if (piece.empty() || state == State::preamble) return;
    if (state == State::field) {
      if (value.size() + piece.size() > field_bytes_max) throw Malformed{};
      value += piece;
      return;
    }
    begin_file();
    if (events.file_piece) events.file_piece(piece);
  }

  void begin_file() {
    if (file_begun) return;
    file_begun = true;
    if (events.file_begin) events.file_begin(name, file);
  }

  void end_part() {
    if (state == State::field && events.field) events.field(std::move(name), checked(std::move(value)));
    if (state == State::file) {
      if (!file.empty()) begin_file();  // no name and no bytes: a file field where nothing was chosen
      if (file_begun && events.file_end) events.file_end();
    }
  }

  bool after_delimiter(std::string_view& text) {
    if (text.size() >= 2 && text.starts_with("--")) {
      state = State::epilogue;
      return true;
    }
    auto end = text.find_first_not_of(" \t");
    if (end == text.npos || end + 2 > text.size()) {
      if (text.size() > part_head_bytes_max) throw Malformed{};
      if (end != text.npos && text[end] != '\r' && text[end] != '-') throw Malformed{};
      return false;
    }
    if (text.substr(end, 2) != "\r\n") throw Malformed{};
    text.remove_prefix(end + 2);
    state = State::part_head;
    return true;
  }

  bool part_head(std::string_view& text) {
    auto end = text.find("\r\n\r\n");
    if (std::min(end, text.size()) > part_head_bytes_max) throw Malformed{};
    if (end == text.npos) return false;
    begin_part(text.substr(0, end + 2));
    text.remove_prefix(end + 4);
    return true;
  }

  void begin_part(std::string_view head) {
    if (++parts > fields_max) throw Malformed{};
    Parameters parameters;
    bool described = false;
    while (!head.empty()) {
      auto line = head.substr(0, head.find("\r\n"));
      head.remove_prefix(line.size() + 2);
      auto colon = line.find(':');
      if (colon == line.npos) throw Malformed{};
      if (lower(line.substr(0, colon)) != "content-disposition") continue;
      if (described || cut(line.substr(colon + 1), parameters) != "form-data") throw Malformed{};
      described = true;
    }
    auto given = find(parameters, "name");
    if (!described || !given) throw Malformed{};
    name = checked(undo_html(*given));
    auto chosen = file_name(parameters);
    file = chosen.value_or("");
    value.clear();
    file_begun = false;
    state = chosen ? State::file : State::field;
  }
};

Multipart::Multipart(std::string_view content_type, Events events, std::size_t field_bytes_max, std::size_t fields_max)
    : inside_{std::make_unique<Inside>()} {
  Parameters parameters;
  if (cut(content_type, parameters) != "multipart/form-data") throw Malformed{};
  auto boundary = find(parameters, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > boundary_bytes_max) throw Malformed{};
  inside_->events = std::move(events);
  inside_->field_bytes_max = field_bytes_max;
  inside_->fields_max = fields_max;
  inside_->delimiter = "\r\n--" + *boundary;
}

Multipart::~Multipart() = default;

void Multipart::write(std::span<char const> bytes) {
  std::string_view piece{bytes.data(), bytes.size()};
  auto& held = inside_->held;
  while (!piece.empty()) {
    if (held.empty()) {
      piece.remove_prefix(inside_->take(piece));
      held = piece;
      return;
    }
    auto bridge = std::min(piece.size(), join_bytes);
    held += piece.substr(0, bridge);
    piece.remove_prefix(bridge);
    held.erase(0, inside_->take(held));
    if (held.size() <= bridge) {  // what is left lies within the piece: go on there, without copying
      piece = {piece.data() - held.size(), piece.size() + held.size()};
      held.clear();
    }
  }
}

void Multipart::finish() {
  if (inside_->state != Inside::State::epilogue) throw Malformed{};
}

}  // namespace http
