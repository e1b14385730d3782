// SPDX-License-Identifier: EUPL-1.2
#include "platform/texts/office.h"

#include <algorithm>
#include <array>

#include "platform/sheets/package.h"

namespace texts {
namespace {

constexpr std::string_view ooxml = "application/vnd.openxmlformats-officedocument.", odf = "application/vnd.oasis.opendocument.";

constexpr bool is_one_of(std::string_view name, auto const& names) { return std::ranges::find(names, name) != std::end(names); }

// Where the text of a format stands. Of ODF every part has its text in paragraphs and headings; of OOXML in runs of text: <t>.
bool has_text(std::string_view part, bool is_odf) {
  if (is_odf) return part == "content.xml" || part == "styles.xml";
  constexpr std::array<std::string_view, 10> folders{"word/document", "word/header",     "word/footer",      "word/footnotes",
                                                     "word/endnotes", "word/comments",   "xl/sharedStrings", "xl/worksheets/",
                                                     "ppt/slides/",   "ppt/notesSlides/"};
  return part.ends_with(".xml") && std::ranges::any_of(folders, [&](auto folder) { return part.starts_with(folder); });
}

class Gatherer {
 public:
  Gatherer(bool is_odf, std::size_t bytes_max) : is_odf_{is_odf}, bytes_max_{bytes_max} {}

  void take(sheets::Part const& part) {
    using Step = sheets::Part::Step;
    constexpr std::array<std::string_view, 11> parts_words{"p", "h", "si", "is", "c", "tab", "br", "cr", "s", "line-break", "table-cell"};
    if (part.step() == Step::text) {
      if (depth_ > 0) add(part.text());
      return;
    }
    bool const holds = is_odf_ ? part.name() == "p" || part.name() == "h" : part.name() == "t";
    if (holds) depth_ += part.step() == Step::start ? 1 : -1;
    if (is_one_of(part.name(), parts_words)) add(" ");
  }
  void end_part() {
    depth_ = 0;
    add(" ");
  }
  std::string text() && { return std::move(text_); }

 private:
  void add(std::string_view piece) { text_.append(piece.substr(0, bytes_max_ - text_.size())); }

  bool const is_odf_;
  std::size_t const bytes_max_;
  int depth_ = 0;
  std::string text_;
};

}  // namespace

bool is_office(std::string_view media_type) {
  constexpr std::array<std::string_view, 3> with_macros{"application/vnd.ms-word.document.macroEnabled.12",
                                                        "application/vnd.ms-excel.sheet.macroEnabled.12",
                                                        "application/vnd.ms-powerpoint.presentation.macroEnabled.12"};
  return media_type.starts_with(ooxml) || media_type.starts_with(odf) || is_one_of(media_type, with_macros);
}

std::string read_office(std::string const& path, std::string_view media_type, Limits const& limits) {
  auto const is_odf = media_type.starts_with(odf);
  sheets::Package package{path, {.unpacked_bytes_max = limits.unpacked_bytes_max}};
  Gatherer gatherer{is_odf, limits.text_bytes_max};
  for (auto const& part : package.parts())
    if (has_text(part, is_odf)) {
      package.each(part, [&](sheets::Part const& at) { gatherer.take(at); });
      gatherer.end_part();
    }
  return std::move(gatherer).text();
}

}  // namespace texts
