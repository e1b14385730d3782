// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/templates.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace {

using Object = Shape::Object;
using List = Shape::List;

std::string_view find_text(Language language, std::string_view key) {
  if (key == "greeting") return language == Language::nl ? "Dag <b> & \"u\"" : "Hello";
  if (key == "sent") return "Verzonden op {sentAt:x-when} door {name}, {odd} { not} {";
  if (key == "status.sent") return "Verzonden & klaar";
  return {};
}

// One template "page" with this source, filled.
std::string fill(std::string_view source, Shape const& body, Language language = Language::nl, std::string_view name = "page") {
  std::vector<built_in::File> const files{{name, source}};
  pages::Templates const templates{files, find_text, [](std::string_view asset) { return "/assets/" + std::string{asset}; }};
  return templates.fill(name, language, body, nullptr);
}

constexpr std::string_view layout = "<title>{{title}}</title>{{#user}}<i>{{name}}</i>{{/user}}<main>{{>content}}</main>";

std::string fill_in_layout(std::string_view source, Shape const& body, Shape const& frame) {
  std::vector<built_in::File> const files{{"layout/page", layout}, {"page", source}};
  pages::Templates const templates{files, find_text, [](std::string_view) { return std::string{}; }};
  return templates.fill("page", Language::nl, body, &frame);
}

}  // namespace

TEST(Templates, a_value_is_escaped_where_it_stands) {
  Shape const body{Object{{"title", "<b>\"'&"}}};
  EXPECT_EQ(fill("<p title=\"{{title}}\">{{title}}</p>", body), "<p title=\"&lt;b&gt;&quot;&#39;&amp;\">&lt;b&gt;&quot;&#39;&amp;</p>\n");
}

TEST(Templates, a_modifier_escapes_what_it_does_not_understand) {
  Shape const body{Object{{"x", "<b>"}}};
  EXPECT_EQ(fill("{{x:x-euro}}{{x:x-day}}{{x:x-when}}{{x:x-kbo}}{{x:x-bytes}}{{x:x-entry3}}{{x:x-t=a.}}", body),
            "&lt;b&gt;&lt;b&gt;&lt;b&gt;&lt;b&gt;&lt;b&gt;&lt;b&gt;a.&lt;b&gt;\n");
}

TEST(Templates, a_script_address_does_not_become_a_link) {
  EXPECT_EQ(fill("<a href=\"{{url}}\">x</a>", Object{{"url", "javascript:alert(1)"}}), "<a href=\"#\">x</a>\n");
  EXPECT_EQ(fill("<a href=\"{{url}}\">x</a>", Object{{"url", "/documents/1"}}), "<a href=\"/documents/1\">x</a>\n");
}

TEST(Templates, a_value_in_a_query_is_encoded) {
  EXPECT_EQ(fill("<a href=\"/c?q={{q:u}}\">x</a>", Object{{"q", "a&b c"}}), "<a href=\"/c?q=a%26b+c\">x</a>\n");
}

TEST(Templates, a_list_is_shown_once_per_element_with_what_is_around_it) {
  Shape const body{Object{{"side", "A"}, {"documents", List{Object{{"n", 1}}, Object{{"n", 2}, {"side", "B"}}}}}};
  EXPECT_EQ(fill("{{#documents}}{{n}}{{side}}{{#documents_separator}}, {{/documents_separator}}{{/documents}}", body), "1A, 2B\n");
  EXPECT_EQ(fill("{{#tags}}[{{item}}]{{/tags}}", Object{{"tags", List{"a", 2, true}}}), "[a][2][true]\n");
}

TEST(Templates, a_null_member_hides_the_one_around_it) {
  Shape const body{Object{{"email", "outer"}, {"rows", List{Object{{"email", Shape{}}}}}}};
  EXPECT_EQ(fill("{{#rows}}<{{email}}>{{/rows}}", body), "<>\n");
}

TEST(Templates, sections_follow_yes_no_and_emptiness) {
  Shape const body{Object{
      {"yes", true}, {"no", false}, {"text", "t"}, {"blank", ""}, {"zero", 0}, {"nothing", Shape{}}, {"none", List{}}, {"some", List{1}}}};
  EXPECT_EQ(fill("{{#yes}}1{{/yes}}{{#not_yes}}x{{/not_yes}}{{#no}}x{{/no}}{{#not_no}}2{{/not_no}}", body), "12\n");
  EXPECT_EQ(fill("{{#has_text}}1{{/has_text}}{{#no_blank}}2{{/no_blank}}{{#has_zero}}3{{/has_zero}}{{#no_nothing}}4{{/no_nothing}}"
                 "{{#no_none}}5{{/no_none}}{{#has_some}}6{{/has_some}}{{#no_absent}}7{{/no_absent}}{{#has_blank}}x{{/has_blank}}"
                 "{{#has_none}}x{{/has_none}}{{#has_absent}}x{{/has_absent}}",
                 body),
            "1234567\n");
}

TEST(Templates, an_object_opens_its_members) {
  EXPECT_EQ(fill("{{#claim}}{{number}} {{#authority}}{{name}}{{/authority}}{{/claim}}",
                 Object{{"claim", Object{{"number", 7}, {"authority", Object{{"name", "AWV"}}}}}}),
            "7 AWV\n");
}

TEST(Templates, amounts_and_numbers_follow_the_language) {
  Shape const body{Object{{"c", 1234050}, {"m", -5}}};
  constexpr std::string_view source = "{{c:x-euro}}|{{m:x-euro}}";
  EXPECT_EQ(fill(source, body, Language::nl), "€\u00A012.340,50|€\u00A0-0,05\n");
  EXPECT_EQ(fill(source, body, Language::de), "€\u00A012.340,50|€\u00A0-0,05\n");
  EXPECT_EQ(fill(source, body, Language::fr), "12\u202F340,50\u202F€|-0,05\u202F€\n");
  EXPECT_EQ(fill(source, body, Language::en), "€12,340.50|-€0.05\n");
}

TEST(Templates, quantities_prices_and_sizes_are_readable) {
  Shape const body{Object{
      {"q", 1234500}, {"p", 123400}, {"n", 1000}, {"b", 999}, {"k", 12345}, {"m", 1250000}, {"g", std::int64_t{2'000'000'000}}, {"z", 0}}};
  EXPECT_EQ(fill("{{q:x-decimal3}} {{n:x-decimal3}} {{p:x-decimal4}} {{z:x-decimal3}}", body), "1.234,5 1 12,34 0\n");
  EXPECT_EQ(fill("{{q:x-entry3}} {{p:x-entry4}} {{k:x-entry2}}", body, Language::en), "1234,5 12,34 123,45\n");
  EXPECT_EQ(fill("{{b:x-bytes}} {{k:x-bytes}} {{m:x-bytes}} {{g:x-bytes}} {{z:x-bytes}}", body),
            "999\u00A0B 12\u00A0kB 1,3\u00A0MB 2\u00A0GB 0\u00A0B\n");
}

TEST(Templates, days_moments_and_enterprise_numbers_are_belgian) {
  Shape const body{Object{{"d", "2026-03-02"}, {"w", "2026-03-02T09:00:00.000Z"}, {"k", "0207509031"}, {"nothing", Shape{}}}};
  EXPECT_EQ(fill("{{d:x-day}} {{w:x-when}} {{k:x-kbo}}{{nothing:x-day}}{{nothing:x-euro}}{{nothing:x-t=a.}}", body),
            "02/03/2026 02/03/2026 10:00 0207.509.031\n");
}

TEST(Templates, texts_are_put_in_before_parsing_and_escaped) {
  EXPECT_EQ(fill("<p title=\"{t:greeting}\">{t:greeting}</p>", {}),
            "<p title=\"Dag &lt;b&gt; &amp; &quot;u&quot;\">Dag &lt;b&gt; &amp; &quot;u&quot;</p>\n");
  EXPECT_EQ(fill("{t:greeting}", {}, Language::en), "Hello\n");
  EXPECT_EQ(fill("{{s:x-t=status.}}", Object{{"s", "sent"}}), "Verzonden &amp; klaar\n");
}

TEST(Templates, a_text_names_members) {
  Shape const body{Object{{"sentAt", "2026-03-02T09:00:00.000Z"}, {"name", "<AWV>"}}};
  EXPECT_EQ(fill("{t:sent}", body), "Verzonden op 02/03/2026 10:00 door &lt;AWV&gt;,  { not} {\n");
}

TEST(Templates, a_missing_text_shows_its_key) { EXPECT_EQ(fill("{t:not.there}", {}), "not.there\n"); }

TEST(Templates, plain_text_is_not_escaped) {
  EXPECT_EQ(fill("{t:greeting}\n  {{name}} {{c:x-euro}} {{s:x-t=status.}}\n", Object{{"name", "A & B"}, {"c", 100}, {"s", "sent"}},
                 Language::nl, "mail.text"),
            "Dag <b> & \"u\"\n  A & B €\u00A01,00 Verzonden & klaar\n");
}

TEST(Templates, comments_and_indentation_stay_behind_but_not_in_pre_and_textarea) {
  EXPECT_EQ(fill("<!-- secret -->\n  <ul>\n\n    <li>a</li>\n  </ul>\n<pre>\n  x\n\n  y</pre>\n  <b>z</b>\n", {}),
            "<ul>\n<li>a</li>\n</ul>\n<pre>\n  x\n  y</pre>\n<b>z</b>\n");
}

TEST(Templates, a_mistake_is_found_by_its_field) {
  Shape const mistakes{List{Object{{"field", "title"}, {"text", "Vul in"}}, Object{{"field", "lines.1.quantity"}, {"text", "Geen getal"}},
                            Object{{"field", ""}, {"text", "Alles"}}}};
  Shape const body{Object{{"mistakes", mistakes}, {"lines", List{Object{{"at", "lines.0"}}, Object{{"at", "lines.1"}}}}}};
  EXPECT_EQ(fill("{{mistake_title}}{{#has_mistake_title}}!{{/has_mistake_title}}{{#has_mistake_other}}x{{/has_mistake_other}}", body),
            "Vul in!\n");
  EXPECT_EQ(fill("{{#lines}}[{{mistake_quantity}}]{{/lines}}", body), "[][Geen getal]\n");
  EXPECT_EQ(fill("[{{mistake_title}}]{{#no_mistake_title}}fine{{/no_mistake_title}}", {}), "[]fine\n");
}

TEST(Templates, the_page_stands_in_the_layout_and_sees_the_frame) {
  Shape const frame{Object{{"user", Object{{"name", "Jan"}}}, {"formToken", "t"}}};
  EXPECT_EQ(fill_in_layout("{{name}} {{formToken}}", Object{{"title", "T"}, {"name", "N"}}, frame),
            "<title>T</title><i>Jan</i><main>\nN t\n</main>\n");
}

TEST(Templates, a_page_cannot_stand_in_for_the_person_who_is_signed_in) {
  Shape const frame{Object{{"title", "Frame"}, {"user", Object{{"name", "Jan"}}}}};
  auto const text = fill_in_layout("x", Object{{"title", "Body"}, {"user", Object{{"name", "Eve"}}}}, frame);
  EXPECT_EQ(text, "<title>Frame</title><i>Jan</i><main>\nx\n</main>\n");
}

TEST(Templates, a_part_is_put_in_its_place) {
  std::vector<built_in::File> const files{{"a", "1{{>b}}3"}, {"b", "{{two}}"}, {"loop", "{{>loop}}"}, {"lost", "{{>nowhere}}"}};
  pages::Templates const templates{files, find_text, [](std::string_view) { return std::string{}; }};
  EXPECT_EQ(templates.fill("a", Language::nl, Object{{"two", 2}}, nullptr), "123\n");
  EXPECT_THROW(templates.fill("loop", Language::nl, {}, nullptr), std::logic_error);
  EXPECT_THROW(templates.fill("lost", Language::nl, {}, nullptr), std::logic_error);
  EXPECT_THROW(templates.fill("nowhere", Language::nl, {}, nullptr), std::logic_error);
}

TEST(Templates, a_template_that_does_not_parse_is_told) { EXPECT_THROW(fill("{{#open}}", {}), std::logic_error); }

TEST(Templates, four_threads_make_the_same_page_at_its_first_use) {
  std::vector<built_in::File> const files{{"page", "{{#rows}}{{n:x-euro}} {t:greeting}\n{{/rows}}"}};
  pages::Templates const templates{files, find_text, [](std::string_view) { return std::string{}; }};
  List rows;
  for (int i = 0; i < 50; ++i) rows.push_back(Object{{"n", i}});
  Shape const body{Object{{"rows", rows}}};
  std::vector<std::string> made(4);
  {
    std::vector<std::jthread> threads;
    for (auto& text : made) threads.emplace_back([&] { text = templates.fill("page", Language::nl, body, nullptr); });
  }
  for (auto const& text : made) EXPECT_EQ(text, made.front());
  EXPECT_NE(made.front().find("€\u00A00,49"), std::string::npos);
}
