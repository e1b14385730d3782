// SPDX-License-Identifier: EUPL-1.2
#include "platform/pages/pages.h"
#include "types/types.h"
#include "platform/toml/toml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

// The golden list, tests/golden/types.txt: what an installation can exchange as it is shipped, for lawyers to read.
// ZEGEL_GOLDEN_WRITE=1 writes it anew; review the difference.
namespace {

constexpr auto golden = SOURCE_FOLDER "/tests/golden/types.txt";

std::string joined(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& word : words) (text += text.empty() ? "" : " ") += word;
  return text.empty() ? "-" : text;
}

std::string listed(types::Type const& type) {
  std::string fields;
  for (auto const& field : type.fields)
    (fields += fields.empty() ? "" : " ") += field.key + ":" + std::string{types::name(field.kind)} + (field.required ? "!" : "");
  std::string const sender = type.from_authority && type.from_contractor ? "both" : type.from_authority ? "authority" : "contractor";
  std::string text = std::string{groups::name(type.theme)} + " · " + type.key + " · " + sender;
  if (type.own_form) text += " · own form";
  text += "\n  " + type.names[0] + " · " + type.names[1] + " · " + type.names[2] + " · " + type.names[3] + "\n";
  text += "  fields: " + (fields.empty() ? "-" : fields) + "\n  answered by: " + joined(type.answers) + "\n  closed by: " + joined(type.closed_by) + "\n";
  if (type.answer_days > 0) text += "  within " + std::to_string(type.answer_days) + " calendar days, " + type.article + "\n";
  if (!type.due_field.empty()) text += "  by the day in " + type.due_field + "\n";
  if (type.after_closing) text += "  also where no answer is waited for any more\n";
  if (type.awaits_answer) text += "  waits for an answer\n";
  return text;
}

std::string const needed = R"(
[[types]]
key = "payment_claim"
theme = "invoicing"
sender = "contractor"
nl = "a"
fr = "a"
de = "a"
en = "a"
own_form = true
[[types]]
key = "claim_supplement"
theme = "invoicing"
sender = "contractor"
nl = "a"
fr = "a"
de = "a"
en = "a"
own_form = true
comes_with = "payment_claim"
[[types]]
key = "invoice_request"
theme = "invoicing"
sender = "authority"
nl = "a"
fr = "a"
de = "a"
en = "a"
own_form = true
)";

std::string why(std::string const& more) {
  try {
    types::read(needed + more);
  } catch (std::runtime_error const& error) {
    return error.what();
  }
  return "";
}

std::string a_type(std::string const& more) {
  return "[[types]]\nkey = \"memo\"\ntheme = \"general\"\nsender = \"both\"\nnl = \"Memo\"\nfr = \"Memo\"\nde = \"Memo\"\nen = \"Memo\"\n" + more;
}

}  // namespace

TEST(Types, the_golden_list_says_what_is_exchanged) {
  std::string text;
  for (auto const& type : types::all()) text += listed(type);
  if (std::getenv("ZEGEL_GOLDEN_WRITE")) {
    std::ofstream{golden} << text;
    return;
  }
  std::ifstream file{golden};
  std::string const expected{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_EQ(text, expected);
}

TEST(Types, every_theme_has_documents_and_works_in_both_directions) {
  for (auto theme : groups::themes) {
    bool authority = false, contractor = false;
    for (auto const& type : types::all())
      if (type.theme == theme) {
        authority = authority || type.from_authority;
        contractor = contractor || type.from_contractor;
      }
    EXPECT_TRUE(authority && contractor) << groups::name(theme);
  }
}

TEST(Types, every_type_and_field_has_its_names_in_four_languages) {
  for (auto const& type : types::all()) {
    for (auto const& name : type.names) EXPECT_FALSE(name.empty()) << type.key;
    for (auto const& field : type.fields) {
      for (auto const& name : field.names) EXPECT_FALSE(name.empty()) << field.key;
      for (auto const& option : field.options)
        for (auto const& name : option.names) EXPECT_FALSE(name.empty()) << option.key;
    }
  }
}

TEST(Types, an_installation_may_bring_its_own_list) {
  auto const own = types::read(needed + a_type("fields = [\"note!\"]\nanswers = [\"memo\"]\n") +
                               "[fields.note]\nkind = \"text\"\nnl = \"Nota\"\nfr = \"Note\"\nde = \"Notiz\"\nen = \"Note\"\n");
  ASSERT_EQ(own.types.size(), 4U);
  EXPECT_TRUE(own.types[3].find_field("note")->required);
  EXPECT_TRUE(own.types[3].is_answered_by("memo"));
  EXPECT_FALSE(own.types[3].is_closed_by("memo"));
}

TEST(Types, an_installation_may_have_themes_of_its_own_and_call_others_otherwise) {
  auto const theme = [](std::string const& key, std::string const& name) {
    return "[[themes]]\nkey = \"" + key + "\"\nnl = \"" + name + "\"\nfr = \"f\"\nde = \"d\"\nen = \"e\"\n";
  };
  auto const shipped = [] {
    std::ifstream file{SOURCE_FOLDER "/src/types/data/types.toml"};
    return types::read(std::string{std::istreambuf_iterator<char>{file}, {}});
  };
  auto memo = a_type("");
  memo.replace(memo.find("theme = \"general\""), 17, "theme = \"safety\"");
  types::use(types::read(theme("safety", "Veiligheid") + theme("changes", "Wijzigingen en verrekeningen") + needed + memo));
  EXPECT_EQ(types::find("memo")->theme, *groups::parse_theme("safety"));
  EXPECT_EQ(groups::themes.size(), 9U);
  EXPECT_EQ(pages::text(Language::nl, "theme.safety"), "Veiligheid");
  EXPECT_EQ(pages::text(Language::en, "theme.safety"), "e");
  EXPECT_EQ(pages::text(Language::nl, "theme.changes"), "Wijzigingen en verrekeningen");
  EXPECT_EQ(pages::text(Language::nl, "theme.invoicing"), "Facturatie");
  types::use(shipped());
  EXPECT_FALSE(groups::parse_theme("safety"));
  EXPECT_EQ(pages::text(Language::nl, "theme.changes"), "Wijzigingen");

  EXPECT_EQ(why(theme("safety", "x") + theme("safety", "x")), "the theme safety is there twice");
  EXPECT_EQ(why(theme("Safety", "x")), "the theme Safety must have a key of small letters, digits and _");
  EXPECT_EQ(why("[[themes]]\nkey = \"safety\"\n"), "the theme safety must have a name in each language");
  EXPECT_EQ(why("[[themes]]\nkey = \"safety\"\nnl = \"x\"\n"), "the theme safety must have a text fr");
  EXPECT_EQ(why("[[themes]]\nkey = \"general\"\noffered = false\n"), "the theme general must be offered");
  EXPECT_EQ(why("[[themes]]\nkey = \"planning\"\noffered = false\n" + [] {
    auto text = a_type("");
    return text.replace(text.find("theme = \"general\""), 17, "theme = \"planning\"");
  }()), "the type memo has a theme that is not offered");
}

TEST(Types, a_list_that_does_not_hold_together_is_refused_with_one_sentence) {
  EXPECT_EQ(why(""), "");
  EXPECT_EQ(why("[[types]\n").substr(0, 5), "line ");
  EXPECT_EQ(why(a_type("colour = \"red\"\n")), "the type memo has a key \"colour\", which is not known");
  EXPECT_EQ(why(a_type("answers = [\"reply\"]\n")), "the type memo is answered by \"reply\", which is no type");
  EXPECT_EQ(why(a_type("closed_by = [\"memo\"]\n")), "the type memo is closed by \"memo\", which does not answer it");
  EXPECT_EQ(why(a_type("fields = [\"note\"]\n")), "the type memo names a field \"note\" that is nowhere");
  EXPECT_EQ(why(a_type("answer_days = 0\n")), "the type memo must have 1 to 365 for answer_days");
  EXPECT_EQ(why(a_type("due_field = \"day\"\n")), "the type memo has a due_field that is no day among its fields");
  EXPECT_EQ(why(a_type("") + a_type("")), "the type memo is there twice");
  EXPECT_EQ(why("surprise = 1\n").substr(0, 8), "the type");
  EXPECT_THROW(types::read(a_type("")), types::BadList) << "the types with their own form must be there";
}
