// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import test from 'node:test';
import { euro, parse_decimal, product_cents } from '../script/amounts.js';

test('an amount is read as the server reads it', () => {
  for (const text of ['12340,50', '12.340,50', '12340.50', '12,340.50', '12 340,50', '12\u00a0340,50', "12'340.50", ' 12340,5 '])
    assert.equal(parse_decimal(text, 2), 1234050n, text);
  assert.equal(parse_decimal('-12,5', 2), -1250n);
  assert.equal(parse_decimal('1.234.567', 2), 123456700n);
  assert.equal(parse_decimal('1,234', 3), 1234n);
  assert.equal(parse_decimal('0.234', 3), 234n);
});

test('what is no number, or reads two ways, is nothing', () => {
  for (const text of ['', '-', 'abc', '12a', '1,2,3', '12.34.56', '1.234', '123.456', '12,345', '5,', ',5', '1234.567.890,0', '9000000000000,01'])
    assert.equal(parse_decimal(text, 2), null, text);
});

test('quantity times price is rounded half away from zero', () => {
  assert.equal(product_cents(1500n, 123400n), 1851n);
  assert.equal(product_cents(1000n, 50n), 1n);
  assert.equal(product_cents(-1000n, 50n), -1n);
  assert.equal(product_cents(1000n, 49n), 0n);
});

test('an amount is written as the server writes it', () => {
  assert.equal(euro('nl', 1234050n), '€\u00a012.340,50');
  assert.equal(euro('fr', -5n), '-0,05\u202f€');
  assert.equal(euro('en', 123456789n), '€1,234,567.89');
  assert.equal(euro('de', -5n), '€\u00a0-0,05');
});
