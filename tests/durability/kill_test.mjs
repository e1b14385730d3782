// SPDX-License-Identifier: EUPL-1.2
// kill -9 at any moment loses nothing that was answered: documents are drafted and sent over the API by several visitors at
// once, the server is killed in the middle, started again, and everything that it had answered is asked for.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const binary = process.env.ZEGEL_BINARY;
const rounds = Number(process.env.ZEGEL_KILL_ROUNDS ?? 8);
const visitors = 4;

async function start(folder) {
  const child = spawn(binary, ['demo', '--port', '0', '--folder', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const base = await new Promise((done, fail) => {
    let said = '';
    child.stdout.on('data', (piece) => {
      said += piece;
      const found = /listens on (\S+)/.exec(said);
      if (found) done(found[1]);
    });
    child.on('exit', (code) => fail(new Error(`the server ended with ${code} before it listened`)));
  });
  return { child, base };
}

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((done) => child.once('exit', done));
}

async function signIn(base, name) {
  const page = await (await fetch(`${base}/demo/cast`)).text();
  const person = new RegExp(`name="person" value="([0-9a-f-]{36})"[^>]*><strong>${name}`).exec(page);
  assert.ok(person, `${name} stands on the page of the cast`);
  const reply = await fetch(`${base}/demo/cast`, {
    method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `person=${person[1]}`,
  });
  assert.equal(reply.status, 303);
  return /__Host-zegel=([^;]+)/.exec(reply.headers.get('set-cookie'))[1];
}

const claim = (n) => JSON.stringify({
  title: `Vordering ${n}`, periodFrom: '2026-02-01', periodTo: '2026-02-28', vatRegime: 'reverse_charge',
  lines: [{ post: '1', description: 'Werk', unit: 'st', quantity: n, unitPrice: 10 }],
});

// Drafts and sends until the server is gone; notes what was answered, and nothing else.
async function work(base, token, contract, from, answered) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (let n = from; ; n += 1) {
    try {
      const drafted = await fetch(`${base}/api/v1/contracts/${contract}/claims`, { method: 'POST', headers, body: claim(n) });
      if (drafted.status !== 201) throw new Error(`a draft was answered with ${drafted.status}`);
      const { id } = await drafted.json();
      answered.set(id, { title: `Vordering ${n}`, digest: null });
      const sent = await fetch(`${base}/api/v1/documents/${id}/sending`, { method: 'POST', headers, body: '{}' });
      if (sent.status !== 200) throw new Error(`a sending was answered with ${sent.status}`);
      answered.set(id, { title: `Vordering ${n}`, digest: (await sent.json()).digest });
    } catch (error) {
      if (error.cause?.code || error instanceof TypeError) return;
      throw error;
    }
  }
}

test('kill -9 in the middle loses nothing that was answered', { timeout: 300_000 }, async () => {
  assert.ok(binary, 'ZEGEL_BINARY names the built server');
  const folder = mkdtempSync(join(tmpdir(), 'zegel-kill-'));
  const answered = new Map();
  let server = await start(folder);
  try {
    const token = await signIn(server.base, 'Karim');
    for (let round = 0; round < rounds; round += 1) {
      const headers = { authorization: `Bearer ${token}` };
      const list = await (await fetch(`${server.base}/api/v1/contracts`, { headers })).json();
      const contract = list.contracts[0].id;
      const before = answered.size;
      const busy = Array.from({ length: visitors }, (_, i) => work(server.base, token, contract, round * 100_000 + i * 10_000 + 1, answered));
      // The moment differs from round to round: after so many answers, not after so much time.
      const enough = before + 5 + round * 7;
      while (answered.size < enough) await new Promise((next) => setImmediate(next));
      server.child.kill('SIGKILL');
      await ended(server.child);
      await Promise.all(busy);
      server = await start(folder);
      for (const [id, { title, digest }] of answered) {
        const reply = await fetch(`${server.base}/api/v1/documents/${id}`, { headers });
        assert.equal(reply.status, 200, `${title} is there after round ${round}`);
        const document = await reply.json();
        assert.equal(document.title, title);
        if (digest) assert.equal(document.digest, digest, `${title} is as it was sent`);
      }
      // Numbers follow each other without holes or doubles: what was half done left nothing.
      const numbers = [];
      for (let after = ''; after !== null;) {
        const page = await (await fetch(`${server.base}/api/v1/contracts/${contract}/documents${after && `?after=${after}`}`, { headers })).json();
        numbers.push(...page.documents.filter((each) => each.number !== null && each.number !== undefined).map((each) => each.number));
        after = page.next ?? null;
      }
      numbers.sort((a, b) => a - b);
      assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
    }
    assert.ok(answered.size > rounds * 5);
  } finally {
    server.child.kill('SIGTERM');
    await ended(server.child);
    rmSync(folder, { recursive: true, force: true });
  }
});
