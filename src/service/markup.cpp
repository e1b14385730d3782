// SPDX-License-Identifier: EUPL-1.2
#include "service/markup.h"

#include <algorithm>
#include <utility>

namespace service {
namespace {

constexpr std::string_view mail = "mailto:";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

bool is_href(std::string_view href) {
  if (href.size() > 500 || href.find_first_of(" \t\"<>\\") != std::string_view::npos) return false;
  return href.starts_with("https://") || href.starts_with("http://") || href.starts_with(mail) ||
         (href.starts_with('/') && !href.starts_with("//"));
}

// "1. " or "12. ": how many bytes; 0 when it is no number.
std::size_t number_length(std::string_view line) {
  auto const digits = std::min(line.find_first_not_of("0123456789"), line.size());
  return digits > 0 && digits <= 3 && line.substr(digits).starts_with(". ") ? digits + 2 : 0;
}

Shape piece(std::string_view text) { return Shape::Object{{"text", text}}; }

// Text with links. A link that is none stays as it was written.
Shape::List pieces_of(std::string_view text) {
  Shape::List pieces;
  std::size_t done = 0;
  for (auto open = text.find('['); open != std::string_view::npos; open = text.find('[', open + 1)) {
    auto const middle = text.find("](", open);
    auto const close = middle == std::string_view::npos ? middle : text.find(')', middle);
    if (close == std::string_view::npos) break;
    auto const words = text.substr(open + 1, middle - open - 1), href = text.substr(middle + 2, close - middle - 2);
    if (words.empty() || words.find('[') != std::string_view::npos || !is_href(href)) continue;
    if (open > done) pieces.push_back(piece(text.substr(done, open - done)));
    bool const is_mail = href.starts_with(mail);  // apart: a template makes only the schemes of the web into links
    pieces.emplace_back(Shape::Object{{"text", words}, {is_mail ? "mail" : "href", is_mail ? href.substr(mail.size()) : href}});
    done = close + 1;
    open = close;
  }
  if (done < text.size()) pieces.push_back(piece(text.substr(done)));
  return pieces;
}

class Reader {
 public:
  Marked read(std::string_view text) {
    while (!text.empty()) {
      auto const end = std::min(text.find('\n'), text.size());
      line(trimmed(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    close();
    return std::move(marked_);
  }

 private:
  void line(std::string_view text) {
    if (text.empty()) return close();
    if (text.starts_with("# ") && marked_.title.empty() && marked_.blocks.empty() && paragraph_.empty()) {
      marked_.title = trimmed(text.substr(2));
      return;
    }
    if (text.starts_with("### ")) return heading("isSubheading", text.substr(4));
    if (text.starts_with("## ")) return heading("isHeading", text.substr(3));
    if (text.starts_with("- ")) return item("isList", text.substr(2));
    if (auto const length = number_length(text)) return item("isNumbered", text.substr(length));
    if (!items_.empty()) {  // an item goes on
      (open_item_ += ' ') += text;
      items_.back() = Shape::Object{{"pieces", pieces_of(open_item_)}};
      return;
    }
    (paragraph_ += paragraph_.empty() ? "" : " ") += text;
  }

  void heading(std::string_view kind, std::string_view text) {
    close();
    marked_.blocks.emplace_back(Shape::Object{{kind, true}, {"pieces", pieces_of(trimmed(text))}});
  }

  void item(std::string_view kind, std::string_view text) {
    if (!paragraph_.empty() || list_ != kind) close();
    list_ = kind;
    open_item_ = trimmed(text);
    items_.emplace_back(Shape::Object{{"pieces", pieces_of(open_item_)}});
  }

  void close() {
    if (!paragraph_.empty()) marked_.blocks.emplace_back(Shape::Object{{"isParagraph", true}, {"pieces", pieces_of(paragraph_)}});
    if (!items_.empty()) marked_.blocks.emplace_back(Shape::Object{{list_, true}, {"items", std::move(items_)}});
    paragraph_.clear();
    items_.clear();
    list_ = {};
  }

  Marked marked_;
  std::string paragraph_, open_item_;
  Shape::List items_;
  std::string_view list_;  // the kind of the list that is open
};

}  // namespace

Marked marked(std::string_view text) { return Reader{}.read(text); }

}  // namespace service
