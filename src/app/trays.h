// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include "app/door.h"
#include "dossier/dossier.h"
#include "messages/messages.h"

#include <memory>

// Trays: where bodies that stream are put down while they come in (http::BodySink), and what is done with them when they
// are complete. A tray that is abandoned leaves nothing behind, but for a tus upload, which waits to be resumed.
namespace app {

// What a file is to its document, as it was told: a supporting document when nothing was; mistake kind "unknown".
dossier::AttachmentKind attachment_kind_in(std::string_view text);

std::unique_ptr<http::BodySink> patch_sink(Door&, Caller, std::shared_ptr<http::Head const>, dossier::Upload const&, std::uint64_t offset);
std::unique_ptr<http::BodySink> attachments_sink(Door&, Caller, std::shared_ptr<http::Head const>, DocumentId const&);
std::unique_ptr<http::BodySink> lines_sink(Door&, Caller, std::shared_ptr<http::Head const>, DocumentId const&);
std::unique_ptr<http::BodySink> message_sink(Door&, Caller, std::shared_ptr<http::Head const>, messages::Place const&);

}  // namespace app
