# SPDX-License-Identifier: EUPL-1.2
"""What a reviewer should never have to say: the house rules, checked.

tidy.py [FOLDER]   prints every finding as path:line: sentence, and at the end "N passed, N failed", counted in rules.

A rule is a function below with @rule above it; its docstring is the rule. It yields (path, line, sentence) for what
breaks it. Where the code has a good reason to differ, the rule says so, in words, at the place where it lets it pass.
"""
import ast
import functools
import os
import pathlib
import re
import sys

LINES_MAX = 800  # a file
TEST_LINES_MAX = 1_200
ROOM_LINES_MAX = 2_500  # without its tests
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 160

LEFT_OUT = {'.git', 'build', 'node_modules', 'data', '__pycache__'}
COMMENTED = {'.cpp', '.h', '.py', '.sh', '.mjs', '.js', '.scss', '.html', '.sql', '.po'}
MEASURED = COMMENTED - {'.po', '.html'}  # a line of text or of a page is as long as its sentence

# What a header costs every file that includes it. On the left what an include begins with, on the right who may have it.
PLATFORM = ('platform',)
PLATFORM_AND_APP = ('platform', 'app', 'main.cpp')
HEAVY = {
    'boost/': PLATFORM, 'openssl/': PLATFORM, 'sqlite3.h': PLATFORM, 'libpq': PLATFORM, 'ctemplate/': PLATFORM, 'curl/': PLATFORM,
    'orcus/': PLATFORM, 'libxml/': PLATFORM, 'archive': PLATFORM, 'magic.h': PLATFORM, 'argon2.h': PLATFORM,
    'prometheus/': PLATFORM_AND_APP, 'spdlog/': PLATFORM, 'CLI/': PLATFORM_AND_APP, 'toml++/': PLATFORM_AND_APP + ('clocks',),
    'fmt/': PLATFORM_AND_APP + ('base',), 'date/': PLATFORM_AND_APP + ('base',),
}
ENGINES = ('sqlite3.h', 'libpq', 'platform/db/engine.h')

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<mark>\w*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<text>(?:\\.|[^"\\\n])*)"'
                   r"|(?<![0-9a-fA-F])'(?:\\[^'\n]+|\\'|[^'\\\n])'", re.S)
INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.M)


class File:
    """One file of the house: its text, and, of C++, its code without comments and texts."""

    def __init__(self, root, path):
        self.path = path
        self.parts = path.parts
        self.suffix = path.suffix
        self.text = (root / path).read_text(errors='replace')
        self.is_code = path.suffix in ('.cpp', '.h')
        self.is_test = self.parts[0] == 'tests' or path.stem.endswith('_test') or path.name == 'test_client.h'
        # The step of the stairs: a room, platform, base or app; main.cpp stands above all, tests beside them.
        self.step = self.parts[1] if self.parts[0] == 'src' and len(self.parts) > 1 else None

    def line(self, position):
        return self.text.count('\n', 0, position) + 1

    @functools.cached_property
    def lines(self):
        return self.text.split('\n')

    @functools.cached_property
    def includes(self):
        return [(match[2], self.line(match.start())) for match in INCLUDE.finditer(self.text)]

    @functools.cached_property
    def bare(self):
        """The code with comments and the insides of texts blanked, everything in its place."""
        return TOKEN.sub(lambda match: re.sub(r'[^\n]', ' ', match[0]), self.text)

    @functools.cached_property
    def literals(self):
        """The texts in the code: (position, text)."""
        found = []
        for match in TOKEN.finditer(self.text):
            text = match['raw'] if match['raw'] is not None else match['text']
            if text:
                found.append((match.start(), text))
        return found


class House:
    def __init__(self, root):
        self.root = root
        self.stairs = (root / 'src/STAIRS').read_text().split()
        self.files = []
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
            for name in sorted(names):
                path = pathlib.Path(folder, name).relative_to(root)
                if self.is_ours(path):
                    self.files.append(File(root, path))
        self.code = [file for file in self.files if file.is_code]
        self.owner = self.owners()

    @staticmethod
    def is_ours(path):
        return path.suffix in COMMENTED | {'.md'} or path.name == 'CMakeLists.txt' or (path.parts[0] in ('script', '.ci') and not path.suffix)

    def rooms(self):
        return self.stairs[2:-1]  # between the cellar and app

    def above(self, other, step):
        return self.stairs.index(other) > self.stairs.index(step)

    def owners(self):
        """Which room owns a table: what stands above its CREATE TABLE."""
        owner = {'migrations': 'platform'}  # made by platform/db/migrate.cpp, before the first migration
        for file in self.files:
            if file.parts[0] == 'migrations':
                for room, table in re.findall(r'^-- owner: (\w+)\nCREATE TABLE (\w+)', file.text, re.M):
                    owner[table] = room
        return owner


RULES = []


def rule(function):
    RULES.append(function)
    return function


# ---------------------------------------------------------------- the stairs


@rule
def includes_go_down(house):
    """A file includes only from its own step or from one below (src/STAIRS)."""
    for file in house.code:
        if file.step is None or file.path.name == 'main.cpp':
            continue
        for name, line in file.includes:
            step = name.split('/')[0]
            if step == 'tests' and file.is_test:
                continue  # the test house stands on the whole stairs, and a room's test may live in it
            if step == 'tests':
                yield file.path, line, f'includes {name}, which is for tests'
            elif step in house.stairs and house.above(step, file.step) and not file.is_test:
                yield file.path, line, f'includes {name}, which stands higher on the stairs than {file.step}'


@rule
def every_table_has_an_owner(house):
    """Every table has one owner, named above its CREATE TABLE."""
    for file in house.files:
        if file.parts[0] != 'migrations':
            continue
        for match in re.finditer(r'CREATE TABLE (?:IF NOT EXISTS )?(\w+)', file.text):
            owner = house.owner.get(match[1])
            if owner is None:
                yield file.path, file.line(match.start()), f'the table {match[1]} has no line "-- owner: <room>" above it'
            elif owner not in house.rooms():
                yield file.path, file.line(match.start()), f'the owner of {match[1]}, {owner}, is no room'


def statements(file):
    """The SQL in a file: (line, words, table)."""
    for start, text in file.literals:
        for match in re.finditer(r'\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|FROM|JOIN)\s+([a-z_]\w*)', text):
            yield file.line(start) + text.count('\n', 0, match.start()), match[1], match[2]
    for match in re.finditer(r'\.load\(\s*"(\w+)"', file.text):
        if file.bare[match.start()] == '.':  # not in a comment
            yield file.line(match.start()), 'load', match[1]


@rule
def one_room_writes_a_table(house):
    """Only the room that owns a table writes it."""
    for file in house.code:
        if file.step is None or file.is_test:
            continue  # a test may spoil a table to see that it is noticed
        for line, words, table in statements(file):
            if words in ('FROM', 'JOIN'):
                continue
            if table not in house.owner:
                yield file.path, line, f'writes {table}, which no migration makes'
            elif house.owner[table] != file.step:
                yield file.path, line, f'writes {table}, which belongs to {house.owner[table]}'


@rule
def rooms_read_downwards(house):
    """A room does not know the tables of the rooms above it."""
    for file in house.code:
        if file.step is None or file.is_test or file.step not in house.stairs:
            continue
        for line, words, table in statements(file):
            owner = house.owner.get(table)
            if words in ('FROM', 'JOIN') and owner in house.stairs and house.above(owner, file.step):
                yield file.path, line, f'reads {table}, which belongs to {owner}, higher on the stairs'


@rule
def rooms_do_not_know_http(house):
    """A room knows HTTP in its *_web files alone; base knows none."""
    for file in house.code:
        if file.step not in house.rooms() + ['base'] or file.is_test or file.path.stem.endswith('_web'):
            continue
        for name, line in file.includes:
            if name.startswith('platform/http/'):
                yield file.path, line, f'includes {name}; only *_web files speak HTTP'


@rule
def one_folder_knows_the_engine(house):
    """Nobody but platform/db knows which database stands behind it."""
    for file in house.code:
        if file.parts[:3] == ('src', 'platform', 'db') or file.parts[0] == 'tests':
            continue  # the suite of the database port looks behind it on purpose
        for name, line in file.includes:
            if name.startswith(ENGINES):
                yield file.path, line, f'includes {name}; only platform/db knows the engine'


@rule
def rooms_do_not_catch(house):
    """Rooms do not catch: the door, the jobs and main.cpp do."""
    for file in house.code:
        if file.step not in house.rooms() or file.is_test:
            continue
        for match in re.finditer(r'\bcatch\b', file.bare):
            yield file.path, file.line(match.start()), 'rooms do not catch'


@rule
def heavy_headers_stay_in_the_cellar(house):
    """Heavy headers are included by .cpp files of platform alone; logs, flags and settings also by app."""
    # A header that only .cpp files of its own folder include costs nobody upstairs anything: ctemplate's interfaces are
    # classes to derive from, and platform/pages shares two such classes between its own files.
    private = set()
    for header in house.code:
        if header.suffix == '.h' and header.step == 'platform':
            name = '/'.join(header.parts[1:])
            users = [file for file in house.code if any(name == each for each, _ in file.includes)]
            if all(user.path.parent == header.path.parent for user in users):
                private.add(header.path)
    for file in house.code:
        if file.step is None or file.is_test:
            continue
        for name, line in file.includes:
            allowed = next((who for start, who in HEAVY.items() if name.startswith(start)), None)
            if allowed is None:
                continue
            if file.step not in allowed:
                yield file.path, line, f'includes {name}, which is for {" and ".join(allowed)}'
            elif file.suffix == '.h' and file.path not in private:
                yield file.path, line, f'includes {name} in a header that other folders include'


# ---------------------------------------------------------------- size


@rule
def files_stay_short(house):
    """A file has at most 800 lines, a test 1,200."""
    for file in house.files:
        most = TEST_LINES_MAX if file.is_test else LINES_MAX
        if file.suffix in MEASURED and len(file.lines) - 1 > most:
            yield file.path, most + 1, f'has {len(file.lines) - 1} lines; {most} is the most'


@rule
def rooms_stay_small(house):
    """A room has at most 2,500 lines without its tests; in platform, each folder counts as one."""
    rooms = {}
    for file in house.code:
        if file.step in house.stairs and not file.is_test:
            room = file.path.parent if file.step == 'platform' else pathlib.Path('src', file.step)
            rooms[room] = rooms.get(room, 0) + len(file.lines) - 1
    for room, count in rooms.items():
        # app is wiring: every route, setting, command and page of the front door, and the demo. It has no rules of the trade.
        if count > ROOM_LINES_MAX and room.name != 'app':
            yield room, 1, f'has {count} lines; a room of more than {ROOM_LINES_MAX} has two reasons to change'


def functions(code):
    """Of C++ without comments: (line, lines, name) of each function that is not inside another."""
    code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', lambda match: re.sub(r'[^\n]', ' ', match[0]), code, flags=re.M)
    stack, start = [], 0  # for each open brace: (where its header begins, what it is)
    for match in re.finditer(r'[{};]', code):
        at, sign = match.start(), match[0]
        inside = stack and stack[-1][1] != 'container'
        if sign == '{':
            header = code[start:at].strip()
            if inside:
                kind = 'block'
            elif re.search(r'\b(namespace|class|struct|enum|union|extern)\b', header) and '(' not in header:
                kind = 'container'
            else:
                kind = 'function' if '(' in header and not header.endswith(('=', ',', ']')) else 'block'
            stack.append((start, kind))
            start = at + 1 if kind == 'container' else start
        elif sign == '}' and stack:
            begin, kind = stack.pop()
            after = code[at + 1:at + 40].lstrip()[:1]
            if kind != 'container' and after in ('{', ',', ')'):  # a constructor's  : member_{value}, …  or an argument's  = {}
                start = begin
                continue
            if kind == 'function':
                begin += len(code[begin:]) - len(code[begin:].lstrip())
                header = re.sub(r'\s+', ' ', code[begin:code.index('{', begin)])
                first = code.count('\n', 0, begin) + 1
                yield first, code.count('\n', 0, at) + 2 - first, header.split('(')[0].split(' ')[-1] or header[:40]
            if kind != 'block' or not stack or stack[-1][1] == 'container':
                start = at + 1
        elif sign == ';' and not inside:
            start = at + 1


@rule
def functions_stay_short(house):
    """A function has at most 70 lines."""
    for file in house.files:
        found = []
        if file.is_code:
            found = functions(file.bare)
        elif file.suffix == '.py':
            tree = ast.walk(ast.parse(file.text))
            found = [(node.lineno, node.end_lineno - node.lineno + 1, node.name) for node in tree if isinstance(node, ast.FunctionDef)]
        for line, count, name in found:
            if count > FUNCTION_LINES_MAX:
                yield file.path, line, f'{name} has {count} lines; {FUNCTION_LINES_MAX} is the most'


# ---------------------------------------------------------------- form


@rule
def every_file_names_its_licence(house):
    """Every source file has an SPDX line at its top."""
    for file in house.files:
        if file.suffix != '.md' and 'SPDX-License-Identifier: EUPL-1.2' not in '\n'.join(file.lines[:3]):
            yield file.path, 1, 'has no line "SPDX-License-Identifier: EUPL-1.2" at its top'


@rule
def nothing_is_put_off(house):
    """No marks for later: what is not done is an issue, not a comment."""
    mark = re.compile(r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X)\b')
    for file in house.files:
        for match in mark.finditer(file.text):
            yield file.path, file.line(match.start()), f'says {match[0]}; make an issue of it'


@rule
def no_tabs(house):
    """No tabs."""
    for file in house.files:
        for match in re.finditer(r'\t', file.text):
            yield file.path, file.line(match.start()), 'has a tab'


@rule
def lines_fit_the_screen(house):
    """A line has at most 160 columns; .clang-format lays code out in 140, and may fail on a long text."""
    # A raw text (a piece of XML in a test, mostly) is not broken for its width: that would change what it says.
    for file in house.files:
        if file.suffix not in MEASURED and file.suffix:
            continue
        for number, line in enumerate(file.lines, 1):
            if len(line) > COLUMNS_MAX and 'R"(' not in line:
                yield file.path, number, f'is {len(line)} columns wide; {COLUMNS_MAX} is the most'


@rule
def a_test_is_a_sentence(house):
    """The name of a test is a sentence."""
    for file in house.files:
        if not file.is_test:
            continue
        if file.is_code:
            for match in re.finditer(r'^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\((\w+),\s*(\w+)\)', file.text, re.M):
                if len(match[2].split('_')) < 3:
                    yield file.path, file.line(match.start()), f'the test {match[1]}.{match[2]} is not a sentence'
        elif file.suffix in ('.mjs', '.js'):
            for match in re.finditer(r'''^\s*(?:test|it)\((['"`])(.+?)\1''', file.text, re.M):
                if len(match[2].split()) < 3:
                    yield file.path, file.line(match.start()), f'the test "{match[2]}" is not a sentence'


@rule
def a_switch_names_every_value(house):
    """A switch over an enum has no default, so that the compiler asks about a new value; "// the other …" says why not."""
    for file in house.code:
        if file.step is None or file.is_test:
            continue
        for match in re.finditer(r'\bdefault\s*:', file.bare):
            depth, at = 0, match.start()
            while depth >= 0 and at > 0:
                at -= 1
                depth += {'}': 1, '{': -1}.get(file.bare[at], 0)
            number = file.line(match.start())
            spoken = '// the other' in '\n'.join(file.lines[number - 2:number])
            if re.search(r'\bcase\s+[\w:]*::\w+\s*:', file.bare[at:match.start()]) and not spoken:
                yield file.path, number, 'a switch over an enum has a default; name the values, or say "// the other …"'


@rule
def no_places_of_one_machine(house):
    """No file names a package registry's host or a path of one machine."""
    hosts = re.compile('registry' r'\.npmjs|deb' r'\.debian\.org|/wo' r'rk/')
    own = re.compile('/tm' r'p/')
    for file in house.files:
        for match in hosts.finditer(file.text):
            yield file.path, file.line(match.start()), f'names {match[0]}'
        if file.parts[0] == 'src':
            for match in own.finditer(file.text):
                yield file.path, file.line(match.start()), f'names {match[0]}; tests ask the system for a folder'


# ---------------------------------------------------------------- what is written about the house


def bodies(house):
    """Every function of the house: {its name: [(its step, its text)]}."""
    found = {}
    for file in house.code:
        if file.step is not None and not file.is_test and file.suffix == '.cpp':
            for line, count, name in functions(file.bare):
                found.setdefault(re.split(r'::|[&*]', name)[-1], []).append((file.step, '\n'.join(file.lines[line - 1:line - 1 + count])))
    return found


def reached(house, known, step, name, seen):
    """The texts of a handler and of all that it hands the request or its fields to."""
    for text in [text for where, text in known.get(name, []) if where == step and text not in seen]:
        seen.append(text)
        for match in re.finditer(r'(?:(\w+)::)?(\w+)(?:<[\w:]+>)?[({](?=([^;]*))', text):
            if match[2] != name and re.search(r'\b(?:ask|fields|reader|read)\b', match[3]):
                reached(house, known, match[1] if match[1] in house.rooms() else step, match[2], seen)
    return seen


@rule
def what_a_handler_reads_is_described(house):
    """A route that changes something lists every field that its handler reads (also in the schema that it names)."""
    # The way back of a page's form is no business of a system; a message about a document has the theme of that document.
    unsaid = {'returnTo'} | {('send_about_document', 'theme')}
    text = {str(file.path): file.text for file in house.code}
    joined = r'((?:"(?:\\.|[^"\\])*"\s*)+)'
    schemas = {match[1]: match[3] for path in text if path.startswith('src/app/api/')
               for match in re.finditer(rf'\{{"([A-Z]\w+)",\s*{joined},\s*{joined}[,}}]', text[path])}

    def names(takes):
        words = re.sub(r'"\s*"|^"|"\s*$', '', schemas.get(takes.strip('"'), takes))
        return set(re.findall(r'(?:^|[,{] )\??(\w+)', words)).union(*(names(f'"{each}"') for each in re.findall(r'\+(\w+)', words)))
    known = bodies(house)
    row = re.compile(rf'\{{\w+, "([^"]*)",\s*nullptr,\s*(?:(\w+)::)?(\w+),\s*{joined}(?:,\s*{joined})?([^}}]*)\}}')
    routes = text.get('src/app/routes.cpp', '')
    for match in row.finditer(routes):
        if 'page_only' in match[6]:
            continue
        said = names(match[5] or '')
        for body in reached(house, known, match[2] or 'app', match[3], []):
            for read in re.findall(r'(?:\bfield\((?:[\w.]+, )?|\bmaybe\(|contains\(|lower_bound\()"(\w+)[".]', body):
                if read not in said and read not in unsaid and (match[3], read) not in unsaid:
                    yield 'src/app/routes.cpp', routes[:match.start()].count('\n') + 1, f'does not list {read}, which {match[3]} reads'


@rule
def every_setting_is_explained(house):
    """Every setting of src/app/settings.cpp has a line in docs/operations.md, and no other has."""
    settings = house.root / 'src/app/settings.cpp'
    manual = house.root / 'docs/operations.md'
    if not settings.exists():
        return
    known = dict.fromkeys(re.findall(r'^      \{"(\w+)",', settings.read_text(), re.M))
    text = manual.read_text() if manual.exists() else ''
    told = dict.fromkeys(re.findall(r'^\| `(\w+)` \|', text, re.M))
    for name in known:
        if name not in told:
            yield 'docs/operations.md', 1, f'says nothing of the setting {name}'
    for name in told:
        if name not in known:
            yield 'docs/operations.md', text[:text.index(f'`{name}`')].count('\n') + 1, f'speaks of {name}, which is no setting'


@rule
def every_command_is_explained(house):
    """Every command of the binary, with each of its flags, stands under Commands in docs/operations.md."""
    manual = house.root / 'docs/operations.md'
    told = re.search(r'^## Commands$.*?(?=^## )', manual.read_text(), re.M | re.S) if manual.exists() else None
    for file in house.code:
        if file.parts[:2] != ('src', 'app') or file.is_test:
            continue
        for match in re.finditer(r'add_subcommand\("([\w-]+)"|add_(?:option|flag)\("(--[\w-]+)"', file.text):
            name = match[1] or match[2]
            if name != '--config' and not re.search(rf'(?<![\w-]){name}(?![\w-])', told[0] if told else ''):
                yield 'docs/operations.md', 1, f'says nothing of {name} under Commands'


@rule
def documents_are_true(house):
    """Links in the documents lead somewhere, and the files and tests that they name are there."""
    tests = set()
    for file in house.code:
        if file.is_test:
            tests.update(f'{suite}.{name}' for suite, name in re.findall(r'^\w*TEST\w*\((\w+),\s*(\w+)\)', file.text, re.M))
    named = re.compile(r'`((?:src|docs|tests|tools|script|migrations|text|web|\.ci)/[\w./-]*[\w/])`')
    for file in house.files:
        if file.suffix != '.md':
            continue
        for match in re.finditer(r'\]\(([^)#: ]+)(?:#[^)]*)?\)', file.text):
            if not (house.root / file.path.parent / match[1]).exists():
                yield file.path, file.line(match.start()), f'leads to {match[1]}, which is not there'
        for match in named.finditer(file.text):
            # docs/adding-a-feature.md makes new files by way of example, and calls them new.
            new = '(new)' in file.lines[file.line(match.start()) - 1]
            if not (house.root / match[1]).exists() and not new:
                yield file.path, file.line(match.start()), f'names {match[1]}, which is not there'
        for match in re.finditer(r'`([A-Z]\w+\.[a-z0-9]+(?:_\w+){2,})`', file.text):
            if match[1] not in tests:
                yield file.path, file.line(match.start()), f'names the test {match[1]}, which is not there'


@rule
def pages_have_their_texts(house):
    """Every text that a page asks for is in text/nl.po."""
    catalogue = house.root / 'text/nl.po'
    known = set(re.findall(r'^msgid "(.+)"$', catalogue.read_text(), re.M)) if catalogue.exists() else set()
    for file in house.files:
        if file.suffix != '.html':
            continue
        page = re.sub(r'<!--.*?-->', lambda match: re.sub(r'[^\n]', ' ', match[0]), file.text, flags=re.S)
        missing = [match for match in re.finditer(r'\{t:([\w./-]+)\}', page) if match[1] not in known]
        if missing:
            names = ', '.join(dict.fromkeys(match[1] for match in missing))
            yield file.path, file.line(missing[0].start()), f'asks for texts that text/nl.po does not have: {names}'


def main():
    house = House(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve())
    failed = 0
    for check in RULES:
        findings = sorted(set(check(house)), key=lambda finding: (str(finding[0]), finding[1]))
        if findings:
            failed += 1
            print(check.__doc__)
        for path, line, sentence in findings:
            print(f'  {path}:{line}: {sentence}')
    print(f'{len(RULES) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
