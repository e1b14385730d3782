// SPDX-License-Identifier: EUPL-1.2
// The lines of a statement: add and remove rows, amounts and total while one types. On the page:
//   <… data-lines> around it all; each row <… data-line> with fields lines.N.quantity and lines.N.unitPrice and an
//   <output data-amount>; <template data-line-template> with N written as __N__; <button data-add-line>,
//   <button data-remove-line> in each row; <output data-total>; <p role="status" data-lines-status data-text-removed="…">.
// Without script the same buttons are submit buttons (name="step").
import { euro, parse_decimal, product_cents } from './amounts.js';

const language = () => document.documentElement.lang;

function renumber(editor) {
  editor.querySelectorAll('[data-line]').forEach((row, position) => {
    for (const element of row.querySelectorAll('*'))
      for (const name of ['name', 'id', 'for', 'aria-describedby', 'aria-labelledby', 'value'])
        if (/^lines\.[0-9]+\b/.test(element.getAttribute(name) ?? ''))
          element.setAttribute(name, element.getAttribute(name).replace(/\blines\.[0-9]+\b/g, `lines.${position}`));
    for (const place of row.querySelectorAll('[data-position]')) place.textContent = String(position + 1);
  });
}

function amount_of(row) {
  const value = (name) => row.querySelector(`[name$=".${name}"]`)?.value ?? '';
  const quantity = parse_decimal(value('quantity'), 3);
  const price = parse_decimal(value('unitPrice'), 4);
  return quantity === null || price === null ? null : product_cents(quantity, price);
}

function reckon(editor) {
  let total = 0n;
  for (const row of editor.querySelectorAll('[data-line]')) {
    const cents = amount_of(row);
    const output = row.querySelector('[data-amount]');
    if (output) output.textContent = cents === null ? '' : euro(language(), cents);
    total += cents ?? 0n;
  }
  for (const output of editor.querySelectorAll('[data-total]')) output.textContent = euro(language(), total);
}

function add(editor) {
  const template = editor.querySelector('template[data-line-template]');
  const count = editor.querySelectorAll('[data-line]').length;
  const holder = document.createElement('template');
  holder.innerHTML = template.innerHTML.replaceAll('__N__', String(count));
  const row = holder.content.querySelector('[data-line]');
  const last = [...editor.querySelectorAll('[data-line]')].at(-1);
  if (last) last.after(row);
  else template.parentNode.insertBefore(row, template);
  renumber(editor);
  row.querySelector('input, select')?.focus();
}

function remove(editor, row) {
  const next = row.nextElementSibling?.matches('[data-line]') ? row.nextElementSibling : row.previousElementSibling;
  row.remove();
  renumber(editor);
  const status = editor.querySelector('[data-lines-status]');
  if (status) status.textContent = status.dataset.textRemoved ?? '';
  (next?.querySelector('[data-remove-line]') ?? editor.querySelector('[data-add-line]'))?.focus();
}

export function enhance(root) {
  for (const editor of root.querySelectorAll('[data-lines]')) {
    if (editor.dataset.live) continue;
    editor.dataset.live = 'yes';
    editor.addEventListener('input', () => reckon(editor));
    editor.addEventListener('click', (event) => {
      const adds = event.target.closest('[data-add-line]');
      const removes = event.target.closest('[data-remove-line]');
      if (!adds && !removes) return;
      event.preventDefault();
      if (adds) add(editor);
      else remove(editor, removes.closest('[data-line]'));
      reckon(editor);
    });
    reckon(editor);
  }
}
