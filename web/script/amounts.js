// SPDX-License-Identifier: EUPL-1.2
// The same rules as src/base/money.h, for amounts that are shown while one types. The server's reading is the one that counts.

// '12.340,50' with 2 → 1234050n; null when it is no number or reads two ways.
export function parse_decimal(text, decimals) {
  const signs = text.replace(/[\u00a0\u202f\u2007\u2009]/g, ' ').replaceAll('\u2019', "'").replaceAll('\u2212', '-').trim();
  const match = /^([-+]?) *([0-9][0-9., ']*)$/.exec(signs);
  if (!match) return null;
  const parts = split(match[2]);
  if (!parts || parts.decimals.length > decimals) return null;
  const value = BigInt(parts.whole + parts.decimals.padEnd(decimals, '0'));
  if (value > 900_000_000_000_000n) return null;
  return match[1] === '-' ? -value : value;
}

function without_thousands(text) {
  if (/^[0-9]+$/.test(text)) return text;
  return /^[0-9]{1,3}([., '])[0-9]{3}(\1[0-9]{3})*$/.test(text) ? text.replace(/[^0-9]/g, '') : null;
}

function split(text) {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const sign = text[last];
  const before = text.slice(0, Math.max(last, 0));
  if (last < 0 || before.includes(sign)) return whole_of(without_thousands(text), '');
  const after = text.slice(last + 1);
  if (!/^[0-9]{1,4}$/.test(after)) return null;
  if (sign === '.' && after.length === 3 && before.length <= 3 && before !== '0' && /^[0-9]+$/.test(before)) return null;
  return whole_of(without_thousands(before), after);
}

const whole_of = (whole, decimals) => (whole === null ? null : { whole, decimals });

// Quantity (thousandths) × unit price (ten-thousandths of a euro), in cents, half a cent away from zero.
export function product_cents(quantity_e3, unit_price_e4) {
  const product = quantity_e3 * unit_price_e4;
  return (product + (product < 0n ? -50_000n : 50_000n)) / 100_000n;
}

// 1234050n in 'nl' → '€ 12.340,50', as the server writes it.
export function euro(language, cents) {
  const minus = cents < 0n ? '-' : '';
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  const thousands = { nl: '.', de: '.', fr: '\u202f', en: ',' }[language] ?? '.';
  const whole = digits.slice(0, -2).replace(/\B(?=([0-9]{3})+$)/g, thousands);
  const number = `${whole}${language === 'en' ? '.' : ','}${digits.slice(-2)}`;
  if (language === 'fr') return `${minus}${number}\u202f€`;
  return language === 'en' ? `${minus}€${number}` : `€\u00a0${minus}${number}`;
}
