// SPDX-License-Identifier: EUPL-1.2
// A real SMTP server for tests, with STARTTLS, AUTH and faults on request. Commands come as JSON lines on standard input,
// each gets one JSON line on standard output; it ends when its input does. The first line tells where it listens.
//
//   {"do":"fault","at":"RCPT","how":"451 4.3.0 Later","times":1,"to":"one@example.org"}
//       at: CONNECT STARTTLS AUTH MAIL RCPT DATA QUIT; DATA stands for the answer to a whole letter
//       how: a reply, or "silence", "drop" (the connection ends), "hide" (STARTTLS is not offered)
//   {"do":"clear"}      no faults, no letters
//   {"do":"arrived"}    the letters so far, read by an independent MIME reader
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

const folder = mkdtempSync(join(tmpdir(), 'zegel-smtp-'));
const certificate = join(folder, 'certificate.pem');
const key = join(folder, 'key.pem');
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
  '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });

let faults = [];
let letters = [];

// The fault that strikes at this place, if any; it counts down.
function strike(at, to) {
  const fault = faults.find((one) => one.at === at && one.left !== 0 && (!one.to || one.to === to));
  if (fault && fault.left > 0) fault.left -= 1;
  return fault?.how;
}

function refusal(reply) {
  const error = new Error(reply.slice(4));
  error.responseCode = Number(reply.slice(0, 3));
  return error;
}

// Goes on, or does what the fault at this place says.
function pass(server, session, at, callback, to) {
  const how = strike(at, to);
  if (!how) return callback();
  if (how === 'silence') return undefined;
  if (how === 'drop') return connection(server, session)._socket.destroy();
  return callback(refusal(how));
}

function connection(server, session) {
  return [...server.connections].find((one) => one.session === session);
}

// The commands that smtp-server has no hook for.
function hook(server, session) {
  const line = connection(server, session);
  for (const at of ['QUIT', 'STARTTLS']) {
    const usual = line[`handler_${at}`];
    line[`handler_${at}`] = (command, callback) => {
      const how = strike(at);
      if (!how) return usual.call(line, command, callback);
      if (how === 'drop') line._socket.destroy();
      else if (how !== 'silence') line.send(Number(how.slice(0, 3)), how.slice(4));
      return callback();
    };
  }
}

// The reader ends every part with a line end of its own.
const body = (text) => (text ?? '').replace(/\n$/, '');

// The bytes as they came off the wire, and what they mean.
async function read(raw, session) {
  const mail = await PostalMime.parse(raw);
  const parts = [...raw.toString('latin1').matchAll(/^Content-Type: *([^;\r\n]+)/gim)].map((match) => match[1].toLowerCase());
  return {
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map((one) => one.address).join(' '),
    secure: session.secure,
    user: session.user || '',
    subject: mail.subject ?? '',
    sender: mail.from?.name ?? '',
    messageId: mail.messageId ?? '',
    date: mail.date ?? '',
    text: body(mail.text),
    html: body(mail.html),
    parts: parts.join(' '),
    headers: mail.headers.map((header) => header.key).join(' '),
    raw: raw.toString('utf8'),
  };
}

function server(secure) {
  const made = new SMTPServer({
    name: 'localhost',
    banner: 'test',
    secure,
    key: readFileSync(key),
    cert: readFileSync(certificate),
    authOptional: true,
    disableReverseLookup: true,
    size: 4 << 20,
    onConnect(session, callback) {
      made.options.hideSTARTTLS = strike('HIDE') === 'hide';
      hook(made, session);
      pass(made, session, 'CONNECT', callback);
    },
    onAuth(auth, session, callback) {
      pass(made, session, 'AUTH', (error) => {
        if (error) return callback(error);
        if (auth.username !== 'zegel' || auth.password !== 'a secret with ë') return callback(refusal('535 5.7.8 Wrong name or password'));
        return callback(null, { user: auth.username });
      });
    },
    onMailFrom(_address, session, callback) { pass(made, session, 'MAIL', callback); },
    onRcptTo(address, session, callback) { pass(made, session, 'RCPT', callback, address.address); },
    onData(stream, session, callback) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', async () => {
        const how = strike('DATA', session.envelope.rcptTo[0]?.address);
        if (!how || how === 'drop') letters.push(await read(Buffer.concat(chunks), session));
        if (!how) return callback(null, 'OK: taken');
        if (how === 'silence') return undefined;
        if (how === 'drop') return connection(made, session)._socket.destroy();
        return callback(refusal(how));
      });
    },
  });
  made.on('error', () => {});  // a client that goes away is part of the game
  return new Promise((resolve) => { made.listen(0, '127.0.0.1', () => resolve(made)); });
}

const [plain, wrapped] = [await server(false), await server(true)];
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
say({ port: plain.server.address().port, securePort: wrapped.server.address().port, certificate });

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.do === 'fault') {
    faults.push({ at: command.how === 'hide' ? 'HIDE' : command.at, how: command.how, to: command.to, left: command.times ?? -1 });
    say({ done: true });
  } else if (command.do === 'clear') {
    faults = [];
    letters = [];
    say({ done: true });
  } else if (command.do === 'arrived') {
    say(letters);
  } else {
    say({ error: `unknown: ${line}` });
  }
}
rmSync(folder, { recursive: true, force: true });
process.exit(0);
