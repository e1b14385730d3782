// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "base/language.h"
#include "base/shape.h"

#include <array>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

// Pages: templates (ctemplate, auto-escaped by HTML context) filled from a Shape; texts from text/*.po.
//
// A template names members of the Shape: {{title}}; {{#documents}}…{{/documents}} once per element of a list (members of
// the element, then those around it; an element that is no object is {{item}}); {{#claim}}…{{/claim}} for an object;
// {{#mayEdit}}…{{/mayEdit}} for true, {{#not_mayEdit}} for false; {{#has_email}} for text that is not empty, a number, or a
// list with elements, {{#no_email}} for null, "" and an empty list. Between elements: {{#documents_separator}}…{{/…}}.
// {t:key} is the text of that key in the page's language, escaped, put in before parsing; a text may itself name members:
// "Verzonden op {sentAt:x-when}". {asset:zegel.css} is the address of a built-in asset. {{>layout/mistakes}} puts another
// template in this place. HTML comments and indentation stay behind.
// Modifiers: :x-euro (cents), :x-day, :x-when (instant in Brussels), :x-t=prefix. (text of prefix+value), :x-kbo,
// :x-decimal3 (thousandths), :x-decimal4, :x-bytes. All follow the page's language. For the value of a field that is typed
// in, without thousands and with a comma: :x-entry2 (cents), :x-entry3, :x-entry4. Within a query string: :u.
// {{mistake_title}} is the text of the first of the list "mistakes" ({field, text}) about the field "title"; within a list
// element with a member "at" ("lines.0") it is about "lines.0.title". Also {{#has_mistake_title}}.
// A template whose name ends in ".text" is plain text: nothing is escaped (mail).
namespace pages {

// The page `name` ("contracts/contract") inside the layout. `frame` holds what the layout needs (user, organisation,
// formToken, notice, demo …); its members are visible in the page as well.
std::string page(std::string_view name, Language, Shape const& body, Shape const& frame);
// A template without the layout (mail).
std::string part(std::string_view name, Language, Shape const& body);

std::string json(Shape const&);
// Parses a JSON object into flattened Fields; false on bad JSON, more than `depth_max` levels or `fields_max` leaves.
// (declared in platform/pages/json_fields.h)

// The text under a key; "{key}" stands for members: text(nl, "mail.sent", {{"number", "3"}}). The key itself when it is
// not there.
std::string text(Language, std::string_view key, std::initializer_list<std::pair<std::string_view, std::string_view>> members = {});
bool has_text(Language, std::string_view key);

// What an installation calls things itself, instead of the catalogues or beside them: key, and the text in each language, in the
// order of Language. Said once, at the start; it stays for good.
using OwnTexts = std::map<std::string, std::array<std::string, languages.size()>, std::less<>>;
void say(OwnTexts);

// The address of a built-in asset by its plain name: "zegel.css" → "/assets/zegel.3f2a9c01.css".
std::string asset(std::string_view name);

// Spaces within an amount are no-break spaces (U+00A0; in French U+202F), so that it stays on one line.
std::string euro(Language, std::int64_t cents);            // "€ 12.340,50"
std::string day(Language, std::string_view iso_day);       // "02/03/2026"
std::string when(Language, std::string_view iso_instant);  // "02/03/2026 10:00" in Brussels

}  // namespace pages
