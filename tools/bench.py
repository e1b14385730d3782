# SPDX-License-Identifier: EUPL-1.2
"""Starts the release server on generated data, loads it with wrk at 32 connections, and prints and writes the table.

Signed in as 32 people, rights decided anew for every request. The load generator runs on the same machine.
"""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

root = pathlib.Path(__file__).resolve().parent.parent
binary = root / 'build/release/zegel'
data = root / 'build/release/bench_data'
for argument in sys.argv[1:]:
    if argument not in ('--quick', '--sqlite', '--large'):
        sys.exit(f'{argument} is unknown: see script/bench')
quick = '--quick' in sys.argv
seconds = 3 if quick else 8
connections = 32

LUA = '''
local n = 0
local thread_id = 0
local threads = 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
local items = {%s}
function init(args) n = 0 end
request = function()
  n = n + 1
  local item = items[(n * 2 + id) %% math.max(#items, 1) + 1]
  local visitor = %s
  local headers = { ["Cookie"] = "__Host-zegel=bench-token-" .. visitor, ["Accept-Language"] = "nl" }
  %s
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %%f %%f %%d %%d %%f\\n", summary.requests / summary.duration * 1e6, summary.bytes / summary.duration,
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout, latency:percentile(99.0)))
end
'''


def lua(body, items=(), visitor='(n % 32)'):
    return LUA % (','.join(f'"{item}"' for item in items), visitor, body)


def memory_of(process, line):
    """In MB; 0 of one that has ended."""
    found = re.search(rf'{line}:\s+(\d+)', pathlib.Path(f'/proc/{process}/status').read_text())
    return int(found[1]) / 1024 if found else 0


class Server:
    def __init__(self, folder, database):
        began = time.monotonic()
        self.process = subprocess.Popen([binary, 'serve', '--port', '0', '--folder', folder, '--database', database, '--log-level', 'warn'],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.base = line.split()[-1]
        urllib.request.urlopen(self.base + '/health/ready').read()
        self.start_seconds = time.monotonic() - began

    def memory(self):
        return memory_of(self.process.pid, 'VmRSS')

    def memory_at_most(self):
        return memory_of(self.process.pid, 'VmHWM')

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def wrk(server, path, script, length=seconds, threads=2):
    with tempfile.NamedTemporaryFile('w', suffix='.lua') as file:
        file.write(script)
        file.flush()
        out = subprocess.run(['wrk', '-t', str(threads), '-c', str(connections), '-d', f'{length}s', '--timeout', '20s', '-s', file.name, server.base + path],
                             capture_output=True, text=True, check=True).stdout
    found = re.search(r'RESULT (\S+) (\S+) (\d+) (\d+) (\S+)', out)
    rate, bytes_, status, broken, p99 = (float(group) for group in found.groups())
    if status or broken:
        print(f'  {path}: {status:.0f} answers of 4xx or 5xx, {broken:.0f} broken', file=sys.stderr)
    return rate, bytes_, p99 / 1000


def call(server, method, path, body=None, kind='application/json'):
    request = urllib.request.Request(server.base + path, data=body, method=method,
                                     headers={'Authorization': 'Bearer bench-token-0', 'Content-Type': kind})
    return urllib.request.urlopen(request).read().decode()


def generate(database, contracts, each, drafts):
    out = subprocess.run([data, database, str(contracts), str(each), str(drafts)], capture_output=True, text=True, check=True).stdout
    contract, drafts = None, []
    for line in out.splitlines():
        word, value = line.split()
        if word == 'contract':
            contract = value
        else:
            drafts.append(value)
    return contract, drafts


CLAIM = ('{\\"title\\":\\"Vorderingsstaat\\",\\"periodFrom\\":\\"2026-02-01\\",\\"periodTo\\":\\"2026-02-28\\",\\"lines\\":[{\\"post\\":\\"1\\",'
         '\\"description\\":\\"Asfalt\\",\\"unit\\":\\"m2\\",\\"quantity\\":60,\\"unitPrice\\":10}]}')


def measure(engine, database, contracts, each):
    figures = {}
    with tempfile.TemporaryDirectory(dir=root / 'build', prefix='bench-') as folder:
        where = database or folder + '/zegel.db'
        began = time.monotonic()
        contract, drafts = generate(where, contracts, each, 40_000 if not quick else 8_000)
        print(f'{engine}, {contracts} contracts, {contracts * each} documents: generated in {time.monotonic() - began:.0f} s', flush=True)
        starts = []
        for _ in range(3):
            server = Server(folder, where)
            starts.append(server.start_seconds)
            server.stop()
        server, nginx = Server(folder, where), Nginx(folder)
        try:
            figures['start to first answer, ms'] = sorted(starts)[1] * 1000
            figures['memory idle, MB'] = server.memory()
            api = 'headers["Authorization"] = "Bearer bench-token-" .. visitor; headers["Cookie"] = nil; '
            get = lua('return wrk.format("GET", nil, headers)')
            first = lua('return wrk.format("GET", nil, headers)', visitor='0')
            note = lambda name, result: figures.update({name + ', /s': result[0], name + ', p99 ms': result[2]})
            sent = call(server, 'GET', f'/api/v1/contracts/{contract}/documents')
            document = re.search(r'"id":"([0-9a-f-]{36})","number":\d+', sent)[1]
            small = in_turns({
                'list of 25, page': (server, '/contracts', get),
                'list of 25, JSON': (server, '/api/v1/contracts', lua(api + 'return wrk.format("GET", nil, headers)')),
                'document, page': (server, f'/documents/{document}', first),
                'document, JSON': (server, f'/api/v1/documents/{document}', lua(api + 'return wrk.format("GET", nil, headers)', visitor='0')),
                'nginx': (nginx, '/small', get)})
            for name, result in small.items():
                if name != 'nginx':
                    note(name, result)
            figures['memory under load, MB'] = server.memory()
            create = f'headers["Content-Type"] = "application/json"; return wrk.format("POST", nil, headers, "{CLAIM}")'
            note('create a draft, durable', wrk(server, f'/api/v1/contracts/{contract}/claims', lua(api + create, visitor='0')))
            # Each draft is sent once: no more requests than there are drafts.
            send = ('if (n * 2 + id) > #items then return wrk.format("GET", "/health/live") end; '
                    'return wrk.format("POST", "/api/v1/documents/" .. item .. "/sending", headers)')
            result = wrk(server, '/', lua(api + send, drafts, visitor='0'), length=2 if quick else 3)
            note('send, durable', result)
            files(server, nginx, contract, figures, api)
            figures['memory at the end, MB'] = server.memory()
        finally:
            server.stop()
            nginx.stop()
        disk(folder, figures)
        figures['beside it: nginx, small file, /s'] = small['nginx'][0]
        for size in ('1 MiB', '100 MiB'):
            figures[f'beside it: nginx, {size}, MB/s'] = figures.pop(f'nginx {size}')
    return figures


def in_turns(asked):
    """One after the other, three times over, the median of each: what the machine does meanwhile happens to all of them."""
    results = {name: [] for name in asked}
    for _ in range(3):
        for name, what in asked.items():
            results[name].append(wrk(*what, length=1 if quick else 4))
    return {name: sorted(found)[1] for name, found in results.items()}


def files(server, nginx, contract, figures, api):
    made = [re.search(r'"id":"([0-9a-f-]{36})"', call(server, 'POST', f'/api/v1/contracts/{contract}/claims', b'{"title":"x"}'))[1] for _ in range(40)]
    # Every body differs, or the store would keep it once.
    body = ('headers["Content-Type"] = "application/octet-stream"; if not big then big = string.rep("0123456789abcdef", 65535) end; '
            'return wrk.format("POST", "/api/v1/documents/" .. item .. "/attachments?name=a.pdf", headers, '
            'string.format("%%PDF-1.4 %06d", n * 2 + id) .. big)')
    rate, _, p99 = wrk(server, '/', lua(api + body, made, visitor='0'))
    figures['upload 1 MiB, hashed and fsynced, /s'] = rate
    figures['upload 1 MiB, p99 ms'] = p99
    for size, name in ((1 << 20, '1 MiB'), (100 << 20, '100 MiB')):
        draft = re.search(r'"id":"([0-9a-f-]{36})"', call(server, 'POST', f'/api/v1/contracts/{contract}/claims', b'{"title":"x"}'))[1]
        content = b'%PDF-1.4\n' + bytes(size - 9)
        began = time.monotonic()
        answer = call(server, 'POST', f'/api/v1/documents/{draft}/attachments?name=big.pdf', content, 'application/octet-stream')
        if size > 1 << 20:
            figures[f'upload {name}, MB/s'] = size / 1e6 / (time.monotonic() - began)
        attachment = re.search(r'"id":"([0-9a-f-]{36})"', answer)[1]
        script = lua('return wrk.format("GET", nil, headers)', visitor='0')
        both = in_turns({'zegel': (server, f'/attachments/{attachment}', script), 'nginx': (nginx, '/' + name.split()[0], script)})
        figures[f'download {name}, MB/s'], figures[f'nginx {name}'] = both['zegel'][1], both['nginx'][1]


NGINX = '''worker_processes 2; daemon off; pid {0}/pid; error_log {0}/error;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000000; open_file_cache max=100; root {0};
  client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
  server {{ listen 127.0.0.1:{1}; }} }}
'''


class Nginx:
    """Beside it in the same run: what the machine gives when a file is all that is asked."""
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)
        (self.folder / 'small').write_bytes(b'ok\n')
        (self.folder / '1').write_bytes(bytes(1 << 20))
        (self.folder / '100').write_bytes(bytes(100 << 20))
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            port = probe.getsockname()[1]
        (self.folder / 'conf').write_text('user root;\n' * (os.getuid() == 0) + NGINX.format(folder, port))
        self.base = f'http://127.0.0.1:{port}'
        self.process = subprocess.Popen([shutil.which('nginx') or '/usr/sbin/nginx', '-c', str(self.folder / 'conf'), '-e', str(self.folder / 'error')])
        for _ in range(100):
            try:
                urllib.request.urlopen(self.base + '/small').read()
                return
            except urllib.error.URLError:
                time.sleep(0.05)
        raise SystemExit('nginx does not answer')

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def disk(folder, figures):
    """What this disk does for one writer: a block, a new file with its folder, a long file, each durable before the next."""
    block, megabyte = bytes(4096), os.urandom(1 << 20)
    with open(folder + '/block', 'wb', buffering=0) as file:
        def durable_block():
            file.write(block)
            os.fdatasync(file.fileno())
        figures['beside it: durable writes of 4 KiB, /s'] = rate(durable_block)
    directory, names = os.open(folder, os.O_RDONLY), iter(range(1_000_000))

    def durable_file():
        with open(f'{folder}/file-{next(names)}', 'wb', buffering=0) as file:
            file.write(megabyte)
            os.fsync(file.fileno())
        os.fsync(directory)
    figures['beside it: durable files of 1 MiB, /s'] = rate(durable_file)
    began = time.monotonic()
    with open(folder + '/long', 'wb', buffering=0) as file:
        for _ in range(100):
            file.write(megabyte)
        os.fsync(file.fileno())
    figures['beside it: durable file of 100 MiB, MB/s'] = (100 << 20) / 1e6 / (time.monotonic() - began)
    os.close(directory)


def rate(deed):
    began, count = time.monotonic(), 0
    while time.monotonic() - began < 2:
        deed()
        count += 1
    return count / (time.monotonic() - began)


def show(value):
    return f'{value:,.0f}' if value >= 100 else f'{value:,.1f}'


def table(columns):
    names = list(next(iter(columns.values())))
    lines = ['| | ' + ' | '.join(columns) + ' |', '|---|' + '---:|' * len(columns)]
    for name in names:
        lines.append(f'| {name} | ' + ' | '.join(show(column[name]) if name in column else '' for column in columns.values()) + ' |')
    return '\n'.join(lines)


def rights():
    """What one decision about rights costs, in processor time: 1,000 groups and 10,000 members in one organisation."""
    with tempfile.TemporaryDirectory(dir=root / 'build', prefix='bench-') as folder:
        lines = subprocess.run([root / 'build/release/bench_rights', folder], capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [re.fullmatch(r'(.*?)\s+([\d.]+) µs', line).groups() for line in lines]
    return '\n'.join(['| | µs |', '|---|---:|'] + [f'| {what} | {show(float(took))} |' for what, took in rows])


def large():
    """A register of more than a million rows with an update, and a file of 2 GiB: how long, and how much memory at most."""
    rows = []
    with tempfile.TemporaryDirectory(dir=root / 'build', prefix='bench-') as folder:
        where, size = folder + '/zegel.db', 2 << 30
        contract, _ = generate(where, 1_000, 1, 0)
        server = Server(folder, where)
        try:
            draft = re.search(r'"id":"([0-9a-f-]{36})"', call(server, 'POST', f'/api/v1/contracts/{contract}/claims', b'{"title":"x"}'))[1]
            with open(folder + '/long.pdf', 'wb') as file:
                file.write(b'%PDF-1.4\n')
                file.truncate(size)
            url = f'{server.base}/api/v1/documents/{draft}/attachments?name=long.pdf'
            began = time.monotonic()
            subprocess.run(['curl', '-sSf', '-T', folder + '/long.pdf', '-X', 'POST', '-H', 'Authorization: Bearer bench-token-0',
                            '-H', 'Content-Type: application/octet-stream', '-o', folder + '/answer', url], check=True)
            took = time.monotonic() - began
            rows.append(('a file of 2 GiB comes in, hashed and fsynced', took, f'{size / 1e6 / took:,.0f} MB/s', server.memory_at_most()))
        finally:
            server.stop()
        extract, update = folder + '/extract.zip', folder + '/update.zip'
        made = subprocess.run([root / 'build/release/bench_register', extract, update, '250000'], capture_output=True, text=True, check=True)
        for what, path, count in zip(('a full extract of the company register', 'an update to it'), (extract, update), made.stdout.split()):
            began = time.monotonic()
            with open(folder + '/said', 'w+') as said:
                command = subprocess.Popen([binary, 'import-register', path, '--folder', folder, '--database', where], stdout=said, stderr=said)
                memory = 0
                while command.poll() is None:
                    memory = max(memory, memory_of(command.pid, 'VmHWM'))
                    time.sleep(0.01)
                if command.returncode:
                    said.seek(0)
                    raise SystemExit(said.read())
            took = time.monotonic() - began
            rows.append((f'{what}, {int(count):,} rows', took, f'{int(count) / took:,.0f} rows/s', memory))
    return '\n'.join(['| | s | | memory at most, MB |', '|---|---:|---:|---:|'] +
                     [f'| {what} | {show(took)} | {speed} | {show(memory)} |' for what, took, speed, memory in rows])


def written_between(page, mark, text):
    start, end = page.index(f'<!-- {mark} -->'), page.index(f'<!-- end of {mark} -->')
    return page[:start] + f'<!-- {mark} -->\n' + text + '\n' + page[end:]


def write(**parts):
    page = root / 'docs/performance.md'
    text = page.read_text()
    for mark, part in parts.items():
        text = written_between(text, mark, part)
    page.write_text(text)


def main():
    if '--large' in sys.argv:
        text = large()
        print(text)
        return write(large=text)
    columns = {}
    decisions = None if quick else rights()
    columns['SQLite, 1,000 contracts'] = measure('SQLite', None, 1_000, 10)
    if not quick:
        columns['SQLite, 100,000'] = measure('SQLite', None, 100_000, 10)
        for contracts in () if '--sqlite' in sys.argv else (1_000, 100_000):
            cluster = tempfile.mkdtemp(prefix='zegel-bench-pg-')
            shutil.rmtree(cluster)
            try:
                address = subprocess.run(['script/postgres', 'start', cluster], capture_output=True, text=True, check=True, cwd=root,
                                         env={**os.environ, 'ZEGEL_PG_FSYNC': 'on'}).stdout.strip()
                columns[f'PostgreSQL, {contracts:,}'] = measure('PostgreSQL', address, contracts, 10)
            finally:
                subprocess.run(['script/postgres', 'stop', cluster], cwd=root, check=False)
    text = table(columns)
    print(text)
    if not quick:
        write(table=text, rights=decisions, large=large())


main()
