// SPDX-License-Identifier: EUPL-1.2
#pragma once
#include <compare>
#include <string>
#include <string_view>

// One type per kind of thing, so that a person is never passed where a contract is meant.
template <class Kind>
struct Id {
  std::string text;
  auto operator<=>(Id const&) const = default;
};
using PersonId = Id<struct PersonKind>;
using OrganisationId = Id<struct OrganisationKind>;
using ContractId = Id<struct ContractKind>;
using DocumentId = Id<struct DocumentKind>;
using AttachmentId = Id<struct AttachmentKind>;
using GroupId = Id<struct GroupKind>;
using ActionId = Id<struct ActionKind>;
using UploadId = Id<struct UploadKind>;
using MessageId = Id<struct MessageKind>;
using WebhookId = Id<struct WebhookKind>;
using OutageId = Id<struct OutageKind>;

// A new UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random, monotonic within the process.
std::string new_id();

// True for 36 characters of lower-case hex and hyphens in the UUID places.
bool is_id(std::string_view text);
