-- SPDX-License-Identifier: EUPL-1.2
-- What the authority's payment notices say of a claim: the sum of their amounts, and the day on which it covered the invoice.
-- owner: payments
ALTER TABLE claims ADD COLUMN paid_cents BIGINT NOT NULL DEFAULT 0;
ALTER TABLE claims ADD COLUMN paid_on TEXT;
