// SPDX-License-Identifier: EUPL-1.2
#include "app/api/subjects.h"

// What the parties write to each other.
namespace app {

std::vector<Schema> schemas_of_messages() {
  return {
      {"MessageAttachment", "A file that came with a message.", "id!:id, messageId!:id, name!, sha256!:digest, size!:integer, mediaType!"},
      {"Message", "What one side wrote: the person only where it is one's own organisation.",
       "id!:id, number!:integer, contractId!:id, documentId!:id?, documentTitle!, theme!:Theme, isOwn!:boolean, organisation!, person, "
       "text!, sentAt!:instant, digest!:digest, isUnread!:boolean, attachments!:[MessageAttachment](20)"},
      {"OneMessage", "A message, with its contract.", "+Message, contract!:ContractHeading"},
      {"Messages", "A page of messages, newest first; newest is the number to have read up to, null when one searched.",
       "contract!:ContractHeading, document:{id!:id, number!:integer?, type!:DocumentType, typeName!, title!, theme!:Theme}, "
       "messages!:[Message], "
       "next!:integer?, unread!:integer?, newest!:integer?, search!, themes!:[{value!:Theme, chosen!:boolean}], text!, steps!:{write!:boolean}"},
      {"Conversation", "The newest messages about a document; there are none about a draft.",
       "messages!:[Message](5), hasMore!:boolean, unread!:integer?, newest!:integer?, steps!:{write!:boolean}"},
      {"SentMessage", "The message as it was numbered and sealed.", "id!:id, number!:integer, digest!:digest, sentAt!:instant"},
  };
}

}  // namespace app
