// SPDX-License-Identifier: EUPL-1.2
#include "base/refusal.h"
#include "dossier/dossier.h"

#include <chrono>

// Uploads under way, and which files are still referred to.
namespace dossier {

Upload begin_upload(evidence::Deed& deed, DocumentId const& id, AttachmentKind kind, std::string const& name, std::int64_t size) {
  open_for_files(deed, id);
  if (size == 0) refuse(Refusal::file_empty);
  if (deed.tx.one("SELECT count(*) FROM uploads WHERE document_id = $1", {id.text}).number(0) >= attachments_max)
    refuse(Refusal::too_many_files);
  Upload upload{{new_id()}, id, kind, name, size};
  constexpr auto upload_time_max = std::chrono::hours{24 * 7};
  deed.tx.run(
      "INSERT INTO uploads (id, person_id, organisation_id, document_id, kind, name, size, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, "
      "$8)",
      {upload.id.text, deed.actor.person.text, deed.actor.organisation.text, id.text, std::string{dossier::name(kind)}, name, size,
       to_text(deed.now + upload_time_max)});
  return upload;
}

Upload open_upload(evidence::View& view, UploadId const& id) {
  auto const row = view.tx.maybe(
      "SELECT document_id, kind, name, size FROM uploads WHERE id = $1 AND person_id = $2 AND organisation_id = $3 AND ends_at > $4",
      {id.text, view.actor.person.text, view.actor.organisation.text, view.now_text()});
  if (!row) refuse(Refusal::upload_gone);
  open_for_files(view, {row->text(0)});
  return {
      id, {row->text(0)}, parse_attachment_kind(row->text(1)).value_or(AttachmentKind::supporting_document), row->text(2), row->number(3)};
}

void end_upload(evidence::Deed& deed, UploadId const& id) { deed.tx.run("DELETE FROM uploads WHERE id = $1", {id.text}); }

std::vector<std::string> drop_old_uploads(db::Tx& tx, Instant now) {
  std::vector<std::string> ids;
  for (auto const& row : tx.all("DELETE FROM uploads WHERE ends_at <= $1 RETURNING id", {to_text(now)})) ids.push_back(row.text(0));
  return ids;
}

bool is_referred_to(db::Tx& tx, std::string_view sha256) {
  return tx.maybe("SELECT 1 FROM attachments WHERE sha256 = $1 LIMIT 1", {std::string{sha256}}).has_value();
}

}  // namespace dossier
