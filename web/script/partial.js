// SPDX-License-Identifier: EUPL-1.2
// htmx, for pages that renew a part of themselves. Its settings stand in the layout (meta htmx-config): nothing inline.
import htmx from 'htmx.org/dist/htmx.esm.js';

htmx.process(document.body);
