// SPDX-License-Identifier: EUPL-1.2
// SMTP by libcurl: one connection a letter, so that nothing of one letter can reach the next.
//
// Whether an address will never take mail is read from the dialogue (which command got which reply), because libcurl
// itself only says that sending failed. When the server took the letter and its answer got lost, the outcome is `later`:
// the next attempt carries the same Message-ID, by which the receiving side knows it is the same letter.
#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>

#include "platform/mail/mail.h"

namespace mail {
namespace {

constexpr std::size_t address_bytes_max = 254;    // RFC 5321 §4.5.3.1.3
constexpr std::size_t local_part_bytes_max = 64;  // RFC 5321 §4.5.3.1.1
constexpr std::size_t label_bytes_max = 63;       // RFC 1035 §2.3.4
constexpr std::size_t subject_bytes_max = 900;    // what is longer is cut
constexpr std::size_t body_bytes_max = 1 << 20;
constexpr std::size_t header_line_bytes_max = 76;  // RFC 2047 §2
constexpr std::size_t detail_bytes_max = 500;

// ---- addresses and headers

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_atom(char c) { return is_letter_or_digit(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos; }

// Dots stand between parts: never first, last or two together.
template <class Part>
bool all_parts(std::string_view text, Part is_part) {
  while (true) {
    auto const dot = text.find('.');
    if (!is_part(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// A dot-atom before the @ and a host name after it; quoted local parts and address literals are not taken.
bool is_address(std::string_view text) {
  auto const at = text.find('@');
  if (text.size() > address_bytes_max || at == std::string_view::npos || at > local_part_bytes_max) return false;
  auto const is_word = [](std::string_view part) { return !part.empty() && std::all_of(part.begin(), part.end(), is_atom); };
  auto const is_label = [](std::string_view part) {
    return !part.empty() && part.size() <= label_bytes_max && part.front() != '-' && part.back() != '-' &&
           std::all_of(part.begin(), part.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
  };
  return all_parts(text.substr(0, at), is_word) && all_parts(text.substr(at + 1), is_label);
}

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

bool is_message_id(std::string_view text) {
  auto const fits = [](char c) { return is_printable(c) && c != ' ' && c != '<' && c != '>'; };
  return !text.empty() && text.size() <= address_bytes_max && text.find('@') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), fits);
}

// RFC 8058 §3.2 asks for https; a house without it (on one's own machine) is named all the same.
bool is_link(std::string_view text) {
  auto const fits = [](char c) { return is_printable(c) && c != ' ' && c != '<' && c != '>' && c != ','; };
  return (text.starts_with("https://") || text.starts_with("http://")) && text.size() <= 900 && std::all_of(text.begin(), text.end(), fits);
}

bool is_date(std::string_view text) { return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), is_printable); }

// How many bytes the character at `place` takes; 0 when this is not UTF-8.
std::size_t utf8_length(std::string_view text, std::size_t place) {
  auto const first = static_cast<unsigned char>(text[place]);
  std::size_t const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (place + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    auto const next = static_cast<unsigned char>(text[place + i]);
    auto const lowest = i > 1 ? 0x80 : first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    auto const highest = i > 1 ? 0xbf : first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (next < lowest || next > highest) return 0;
  }
  return length;
}

// One line of well-formed UTF-8: line ends and other control characters become a space, broken bytes a replacement sign.
std::string one_line(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size();) {
    auto const length = utf8_length(text, i);
    auto const c = static_cast<unsigned char>(text[i]);
    if (length == 0)
      line += "\xef\xbf\xbd";
    else if (length == 1 && (c < ' ' || c == 0x7f))
      line += ' ';
    else
      line += text.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return line;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a zero
  auto const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
                                    static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

// Words of RFC 2047, one a line, never cutting a character in two.
std::string encoded_words(std::string_view text, std::size_t used) {
  std::string words;
  while (!text.empty()) {
    std::size_t const room = (header_line_bytes_max - used -
                              std::string_view{"=?UTF-8?B?"
                                               "?="}
                                  .size()) /
                             4 * 3;
    std::size_t taken = 0;
    while (taken < text.size() && taken + utf8_length(text, taken) <= room) taken += utf8_length(text, taken);
    if (!words.empty()) words += "\r\n ";
    words += fmt::format("=?UTF-8?B?{}?=", base64(text.substr(0, taken)));
    text.remove_prefix(taken);
    used = 1;
  }
  return words;
}

std::string header(std::string_view name, std::string_view text) {
  auto line = one_line(text.substr(0, subject_bytes_max * 4));
  if (line.size() > subject_bytes_max) {
    std::size_t kept = 0;
    while (kept + utf8_length(line, kept) <= subject_bytes_max) kept += utf8_length(line, kept);
    line = line.substr(0, kept) + "…";
  }
  bool const plain = name.size() + 2 + line.size() <= header_line_bytes_max && line.find("=?") == std::string::npos &&
                     std::all_of(line.begin(), line.end(), is_printable);
  return fmt::format("{}: {}", name, plain ? line : encoded_words(line, name.size() + 2));
}

// "Zegel <zegel@example.org>" or a bare address.
struct Sender {
  std::string name;
  std::string address;
};

Sender read_sender(std::string_view from) {
  auto const angle = from.find('<');
  Sender sender;
  if (angle == std::string_view::npos) {
    sender.address = from;
  } else if (from.ends_with('>')) {
    sender.name = from.substr(0, angle);
    while (sender.name.ends_with(' ')) sender.name.pop_back();
    sender.address = from.substr(angle + 1, from.size() - angle - 2);
  }
  if (sender.name.size() >= 2 && sender.name.front() == '"' && sender.name.back() == '"')
    sender.name = sender.name.substr(1, sender.name.size() - 2);
  if (!is_address(sender.address) || sender.name.size() > 100 || sender.name.find('"') != std::string::npos ||
      one_line(sender.name) != sender.name) {
    throw std::invalid_argument{fmt::format("the sender of mail is not an address: {}", one_line(from))};
  }
  return sender;
}

std::string from_header(Sender const& sender) {
  if (sender.name.empty()) return fmt::format("From: <{}>", sender.address);
  auto const plain = std::all_of(sender.name.begin(), sender.name.end(), [](char c) { return is_atom(c) || c == ' '; });
  auto const words = plain && sender.name.find("=?") == std::string::npos ? sender.name : encoded_words(sender.name, 6);
  auto const fold = words.size() + sender.address.size() > header_line_bytes_max - 9 ? "\r\n" : "";
  return fmt::format("From: {}{} <{}>", words, fold, sender.address);
}

// SMTP ends lines with CR LF.
std::string with_crlf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n' || text[i] == '\r')
      lines += "\r\n";
    else
      lines += text[i];
  }
  return lines;
}

// Why this letter can never leave; nothing when it can.
std::optional<std::string> flaw(Mail const& mail) {
  if (!is_address(mail.to)) return "this is not an address that mail can be sent to";
  if (!is_message_id(mail.message_id)) return "the Message-ID is not one";
  if (!is_date(mail.date)) return "the date is not one";
  if (std::max(mail.text.size(), mail.html.size()) > body_bytes_max)
    return fmt::format("the letter is longer than {} bytes", body_bytes_max);
  return {};
}

// ---- the dialogue

struct Dialogue {
  std::string command;  // the last one of the known ones: never what AUTH sends
  std::string reply;    // the last line the server said to it
  bool over = false;    // the rest is farewell
  std::chrono::steady_clock::time_point deadline;

  // The answer to the recipient's address: RFC 5321 §4.2, RFC 3463. 5.7.x speaks about who we are, not about who they are.
  bool says_never() const {
    constexpr std::array<std::string_view, 4> codes{"550", "551", "553", "554"};
    bool const known = std::find(codes.begin(), codes.end(), std::string_view{reply}.substr(0, 3)) != codes.end();
    return command == "RCPT" && known && (reply.size() < 8 || reply.compare(4, 4, "5.7.") != 0);
  }
};

int overhear(CURL*, curl_infotype type, char* bytes, std::size_t size, void* user) {
  auto& dialogue = *static_cast<Dialogue*>(user);
  std::string_view const line{bytes, size};
  if (type == CURLINFO_HEADER_OUT && line.starts_with("QUIT")) dialogue.over = true;
  if (dialogue.over) return 0;
  if (type == CURLINFO_HEADER_IN && !line.empty())
    dialogue.reply = one_line(line.substr(0, std::min(line.find_first_of("\r\n"), detail_bytes_max)));
  if (type == CURLINFO_HEADER_OUT) {
    for (std::string_view const known : {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"}) {
      if (line.starts_with(known) && (line.size() == known.size() || line[known.size()] == ' ' || line[known.size()] == '\r')) {
        dialogue.command = known;
        dialogue.reply.clear();
      }
    }
  }
  return 0;
}

// libcurl's own time limit ends with the letter; this one also ends the farewell.
int overdue(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return std::chrono::steady_clock::now() >= static_cast<Dialogue*>(user)->deadline;
}

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Mime = std::unique_ptr<curl_mime, decltype(&curl_mime_free)>;
using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

void add(Lines& lines, std::string const& line) {
  auto* const longer = curl_slist_append(lines.get(), line.c_str());
  if (!longer) throw std::bad_alloc{};
  static_cast<void>(lines.release());
  lines.reset(longer);
}

void check(CURLcode code, char const* what) {
  if (code != CURLE_OK) throw std::runtime_error{fmt::format("libcurl cannot {}: {}", what, curl_easy_strerror(code))};
}

template <class Value>
void set(Curl const& curl, CURLoption option, Value value) {
  check(curl_easy_setopt(curl.get(), option, value), "take a setting");
}

void add_part(Mime const& mime, std::string const& text, char const* type) {
  auto* const part = curl_mime_addpart(mime.get());
  if (!part) throw std::bad_alloc{};
  auto const lines = with_crlf(text);
  check(curl_mime_data(part, lines.data(), lines.size()), "take a part of a letter");
  check(curl_mime_type(part, type), "take the type of a part");
  check(curl_mime_encoder(part, "quoted-printable"), "take the encoding of a part");
}

class Smtp final : public Post {
 public:
  explicit Smtp(Settings settings) : settings_{std::move(settings)}, sender_{read_sender(settings_.from)} {
    static auto const ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    check(ready, "start");
    check_url();
    if (settings_.seconds_max < 1 || settings_.seconds_max > 3600)
      throw std::invalid_argument{"the time limit of mail lies between 1 and 3600 seconds"};
    for (auto const* text : {&settings_.user, &settings_.password, &settings_.ca_file}) {
      if (text->find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos)
        throw std::invalid_argument{"a mail setting holds a line end"};
    }
  }

  Report send(Mail const& mail) override {
    if (auto const why = flaw(mail)) return {Outcome::never, *why};
    Curl const curl{curl_easy_init(), &curl_easy_cleanup};
    if (!curl) throw std::bad_alloc{};
    Mime const mime{curl_mime_init(curl.get()), &curl_mime_free};
    if (!mime) throw std::bad_alloc{};
    add_part(mime, mail.text, "text/plain; charset=UTF-8");
    if (!mail.html.empty()) add_part(mime, mail.html, "text/html; charset=UTF-8");
    auto const lines = headers(mail);
    Lines recipients{nullptr, &curl_slist_free_all};
    add(recipients, mail.to);
    Dialogue dialogue;
    dialogue.deadline = std::chrono::steady_clock::now() + std::chrono::seconds{settings_.seconds_max};
    std::array<char, CURL_ERROR_SIZE> error{};
    connect_with(curl);
    set(curl, CURLOPT_MAIL_FROM, sender_.address.c_str());
    set(curl, CURLOPT_MAIL_RCPT, recipients.get());
    set(curl, CURLOPT_HTTPHEADER, lines.get());
    set(curl, CURLOPT_MIMEPOST, mime.get());
    set(curl, CURLOPT_ERRORBUFFER, error.data());
    set(curl, CURLOPT_VERBOSE, 1L);
    set(curl, CURLOPT_DEBUGFUNCTION, &overhear);
    set(curl, CURLOPT_DEBUGDATA, &dialogue);
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, &overdue);
    set(curl, CURLOPT_XFERINFODATA, &dialogue);
    auto const code = curl_easy_perform(curl.get());
    return report(code, dialogue, error.data());
  }

 private:
  void check_url() const {
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> const url{curl_url(), &curl_url_cleanup};
    if (!url) throw std::bad_alloc{};
    bool const read = curl_url_set(url.get(), CURLUPART_URL, settings_.url.c_str(), CURLU_DISALLOW_USER) == CURLUE_OK;
    bool const smtp = settings_.url.starts_with("smtp://") || settings_.url.starts_with("smtps://");
    if (!read || !smtp)
      throw std::invalid_argument{
          fmt::format("the address of the mail server is not smtp://host:port or smtps://host:port: {}", one_line(settings_.url))};
    char* host = nullptr;
    check(curl_url_get(url.get(), CURLUPART_HOST, &host, 0) == CURLUE_OK ? CURLE_OK : CURLE_URL_MALFORMAT,
          "read the mail server's address");
    std::string const name{host};
    curl_free(host);
    bool const here = name == "localhost" || name == "[::1]" || name.starts_with("127.");
    if (!settings_.user.empty() && !settings_.starttls && settings_.url.starts_with("smtp://") && !here) {
      throw std::invalid_argument{"the password of the mail server would travel in the clear: set starttls, or use smtps://"};
    }
  }

  Lines headers(Mail const& mail) const {
    Lines lines{nullptr, &curl_slist_free_all};
    add(lines, fmt::format("Date: {}", mail.date));
    add(lines, from_header(sender_));
    add(lines, fmt::format("To: <{}>", mail.to));
    add(lines, header("Subject", mail.subject));
    add(lines, fmt::format("Message-ID: <{}>", mail.message_id));
    add(lines, "Auto-Submitted: auto-generated");  // RFC 3834: no holiday replies
    if (is_link(mail.unsubscribe)) {
      add(lines, fmt::format("List-Unsubscribe: <{}>", mail.unsubscribe));
      add(lines, "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    }
    add(lines, "Content-Type: multipart/alternative");
    return lines;
  }

  void connect_with(Curl const& curl) const {
    set(curl, CURLOPT_URL, settings_.url.c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(curl, CURLOPT_PROXY, "");
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name server beyond the limit
    set(curl, CURLOPT_FORBID_REUSE, 1L);
    set(curl, CURLOPT_TIMEOUT_MS, settings_.seconds_max * 1000L);
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, settings_.seconds_max * 1000L);
    set(curl, CURLOPT_USE_SSL, static_cast<long>(settings_.starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings_.ca_file.empty()) set(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
    if (settings_.user.empty()) return;
    set(curl, CURLOPT_USERNAME, settings_.user.c_str());
    set(curl, CURLOPT_PASSWORD, settings_.password.c_str());
  }

  static Report report(CURLcode code, Dialogue const& dialogue, std::string_view error) {
    if (code == CURLE_OK) return {Outcome::sent, dialogue.reply};
    if (error.empty()) error = curl_easy_strerror(code);
    auto detail = one_line(error);
    if (!dialogue.command.empty()) detail = fmt::format("{}: {}", dialogue.command, detail);
    if (!dialogue.reply.empty()) detail += fmt::format(" ({})", dialogue.reply);
    bool const never = code != CURLE_OPERATION_TIMEDOUT && dialogue.says_never();
    return {never ? Outcome::never : Outcome::later, detail};
  }

  Settings settings_;
  Sender sender_;
};

}  // namespace

std::unique_ptr<Post> open_smtp(Settings settings) { return std::make_unique<Smtp>(std::move(settings)); }

}  // namespace mail
