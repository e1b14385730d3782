// SPDX-License-Identifier: EUPL-1.2
#include "actions/actions.h"
#include "app/house.h"
#include "clocks/clocks.h"
#include "correspondence/correspondence.h"
#include "notifications/notifications.h"
#include "payments/payments.h"
#include "service/terms.h"

namespace app {

// Who follows what is written in the book, in this order. A follower only writes rows, in the same transaction.
evidence::Followers followers(Settings const& settings) {
  notifications::Sender const sender{settings.base_url, settings.installation};
  return [sender](evidence::Deed& deed, evidence::Entry const& entry) {
    payments::follow(deed, entry);
    clocks::follow(deed, entry, correspondence::day_in);
    actions::follow(deed, entry);
    notifications::follow(deed, entry, sender);
    service::follow_sign_in(deed, entry);
    service::tell_subscribers(deed, entry, sender);
  };
}

}  // namespace app
