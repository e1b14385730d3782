// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/shape.h"

#include <string>
#include <string_view>

// A few signs of Markdown, for texts of the operator:
//
//   # Title            the first line only          ## Heading          ### Smaller heading
//   A paragraph goes on until an empty line.        - item of a list    1. item of a numbered list
//   [words](https://…)  [words](mailto:…)  [words](/path)
//
// Everything else is text. What comes out is a Shape, which templates escape: no text becomes HTML of its own.
namespace service {

struct Marked {
  std::string title;  // without its link signs; "" when the text has none
  Shape::List blocks; // {isHeading, isSubheading, isParagraph, isList, isNumbered; pieces: [{text, href? or mail?}] or items: [{pieces}]}
};
Marked marked(std::string_view text);

}  // namespace service
