// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import test from 'node:test';
import { may_pass } from '../script/upload.js';

const answered = (status, body = '') => ({ originalResponse: { getStatus: () => status, getBody: () => body } });

test('what may pass is tried again', () => {
  assert.ok(may_pass({ originalResponse: null }), 'a line that broke');
  for (const status of [409, 423, 500, 502, 503]) assert.ok(may_pass(answered(status)), String(status));
  assert.ok(may_pass(answered(503, '{"code":"busy"}')));
});

test('what is refused is not tried again, nor what would be sent whole each time', () => {
  for (const status of [400, 403, 404, 413, 415, 422]) assert.ok(!may_pass(answered(status)), String(status));
  assert.ok(!may_pass(answered(503, '{"code":"scan_unavailable"}')));
});
