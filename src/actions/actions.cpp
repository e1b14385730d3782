// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions.h"

#include <algorithm>
#include <array>

namespace actions {
namespace {

constexpr std::array<std::string_view, 5> names{"send", "treat", "supplement", "request_invoice", "invoice"};
constexpr int shown_max = 100;

struct Facts {
  std::string type, theme, authority, contractor, replies_to;
};

std::optional<Facts> facts_of(db::Tx& tx, DocumentId const& document);
void open_one(evidence::Deed&, ContractId const&, DocumentId const&, Facts const&, std::string const& organisation, Kind);
void close(evidence::Deed&, DocumentId const&, Kind, std::string_view outcome);
void lapse_all(evidence::Deed&, DocumentId const&);

}  // namespace

std::string_view name(Kind kind) { return names.at(static_cast<std::size_t>(kind)); }

void follow(evidence::Deed& deed, evidence::Entry const& entry) {
  using evidence::Event;
  if (!entry.contract || !entry.document) return;
  auto const& document = *entry.document;
  auto open = [&](Kind kind, contracts::Side side) {
    if (auto facts = facts_of(deed.tx, document))
      open_one(deed, *entry.contract, document, *facts, side == contracts::Side::authority ? facts->authority : facts->contractor, kind);
  };
  switch (entry.event) {
    case Event::put_ready: return open(Kind::send, contracts::Side::contractor);
    case Event::draft_saved:
    case Event::returned_to_draft:
    case Event::draft_deleted: return close(deed, document, Kind::send, "lapsed");
    case Event::document_sent: {
      close(deed, document, Kind::send, "done");
      auto const facts = facts_of(deed.tx, document);
      if (facts && facts->type == "payment_claim") open(Kind::treat, contracts::Side::authority);
      return;
    }
    case Event::document_withdrawn: return lapse_all(deed, document);
    case Event::supplements_asked: return open(Kind::supplement, contracts::Side::contractor);
    case Event::supplements_sent: return close(deed, document, Kind::supplement, "done");
    case Event::claim_accepted:
    case Event::claim_accepted_partially:
      close(deed, document, Kind::treat, "done");
      return open(Kind::request_invoice, contracts::Side::authority);
    case Event::claim_refused: return close(deed, document, Kind::treat, "done");
    case Event::invoice_requested:
      close(deed, document, Kind::request_invoice, "done");
      return open(Kind::invoice, contracts::Side::contractor);
    default: return;  // the other events ask nobody to do anything
  }
}

std::vector<Action> open_for(evidence::View& view) {
  std::vector<Action> found;
  auto const standing = people::standing(view);
  if (!standing.any()) return found;
  for (auto const& row : view.tx.all(R"(
         SELECT a.id, a.contract_id, a.document_id, a.kind, a.theme, a.level, c.title, d.title, o.name, a.opened_at
         FROM actions a
         JOIN contracts c ON c.id = a.contract_id
         JOIN documents d ON d.id = a.document_id
         JOIN organisations o ON o.id = CASE WHEN c.authority_id = a.organisation_id THEN c.contractor_id ELSE c.authority_id END
         WHERE a.organisation_id = $1 AND a.closed_at IS NULL
         ORDER BY a.id LIMIT 1000)",
                                     {view.actor.organisation.text})) {
    auto const theme = groups::parse_theme(row.text(4));
    ContractId const contract{row.text(1)};
    if (!theme || !groups::rights_on(view, contract).may(*theme, static_cast<groups::Level>(row.number(5)))) continue;
    auto const kind = static_cast<Kind>(std::find(names.begin(), names.end(), row.text(3)) - names.begin());
    found.push_back({{row.text(0)}, contract, {row.text(2)}, kind, row.text(6), row.text(7), row.text(8), row.text(9)});
    if (found.size() == shown_max) break;
  }
  return found;
}

int count_for(evidence::View& view) { return static_cast<int>(open_for(view).size()); }

// ---------------------------------------------------------------- storage

namespace {

std::optional<Facts> facts_of(db::Tx& tx, DocumentId const& document) {
  auto const row = tx.maybe(R"(SELECT d.type, d.theme, c.authority_id, c.contractor_id, d.replies_to_id
                               FROM documents d JOIN contracts c ON c.id = d.contract_id WHERE d.id = $1)",
                            {document.text});
  if (!row) return std::nullopt;
  return Facts{row->text(0), row->text(1), row->text(2), row->text(3), row->text(4)};
}

void open_one(evidence::Deed& deed, ContractId const& contract, DocumentId const& document, Facts const& facts, std::string const& organisation,
              Kind kind) {
  auto const level = kind == Kind::supplement ? groups::Level::draft : groups::Level::send;
  deed.tx.run(R"(INSERT INTO actions (id, organisation_id, contract_id, document_id, kind, theme, level, opened_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
              {new_id(), organisation, contract.text, document.text, std::string{name(kind)}, facts.theme,
               std::int64_t{static_cast<int>(level)}, deed.now_text()});
}

void close(evidence::Deed& deed, DocumentId const& document, Kind kind, std::string_view outcome) {
  deed.tx.run("UPDATE actions SET closed_at = $3, outcome = $4 WHERE document_id = $1 AND kind = $2 AND closed_at IS NULL",
              {document.text, std::string{name(kind)}, deed.now_text(), std::string{outcome}});
}

void lapse_all(evidence::Deed& deed, DocumentId const& document) {
  deed.tx.run("UPDATE actions SET closed_at = $2, outcome = 'lapsed' WHERE document_id = $1 AND closed_at IS NULL", {document.text, deed.now_text()});
}

}  // namespace
}  // namespace actions
