// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "notifications/notifications.h"

#include <optional>
#include <string>
#include <vector>

// Notices: what an organisation was told of, on the page of each of its people who may see it at that moment.
//
// A notice is one row for the organisation, however many work there. A person has a place up to where he has read. Who sees
// which notice is worked out when he looks, the rights of all contracts decided together:
//
//   contract_created   whoever has some right on the contract        address_bounced   administrators
//   the others         whoever may read the theme
namespace notifications {

struct Notice {
  std::string id, event, at, sender, contract_title, dossier_number, document_title;
  ContractId contract;
  std::optional<DocumentId> document;
  groups::Theme theme = groups::Theme::general;
  Level level = Level::none;
  bool is_unread = false;
};
struct Page {
  std::vector<Notice> rows;
  std::optional<std::string> next;
};
constexpr std::size_t page_rows = 25;
// Newest first. A page may be shorter than page_rows and still have a next one: at most looked_at_max rows are looked at.
constexpr std::size_t looked_at_max = 500;
Page list(evidence::View&, std::optional<std::string> const& after);

// Leaves the rows, of whatever statement, whose notice the actor may see now.
struct NoticeColumns {
  std::size_t event, theme, contract;  // where they stand in a row
};
void leave_visible(evidence::View&, std::vector<db::Row>&, NoticeColumns);

// How many the actor has not read, of the last unread_days; unread_max stands for so many or more.
constexpr int unread_max = 50;
constexpr std::chrono::days unread_days{30};
int unread_count(evidence::View&);
// All up to this one are read. Not in the book: nobody else's business. not_found for another organisation's notice.
void read_up_to(evidence::Deed&, std::string const& notice);

// What was told about a contract and to whom, newest first, at most 30: for administrators.
struct Sent {
  Notice notice;
  struct Mail {
    std::string address, status;  // status: of the mail, or "daily" while it waits for the daily mail
    Level level = Level::none;
  };
  std::vector<Mail> mails;
};
std::vector<Sent> sent_about(evidence::View&, ContractId const&);

// How a person's mail comes. Other addresses always get theirs at once.
enum class Digest { at_once, daily };
std::string_view name(Digest);
std::optional<Digest> parse_digest(std::string_view);
Digest choice_of(db::Tx&, PersonId const&, OrganisationId const&);
void choose(evidence::Deed&, Digest);  // records notification_choice_changed when it changes

}  // namespace notifications
