# SPDX-License-Identifier: EUPL-1.2
"""Every text that a page, a mail or an answer asks for exists in four languages, and says the same.

texts.py [FOLDER]   prints every finding as path: sentence, and at the end "N passed, N failed", counted in rules.

A text is asked for by its whole key ({t:claim.send}, pages::text(language, "mail.open")) or by a constant beginning and a
word of a closed list ({{status:x-t=status.}}, "notice." + code). LISTS below names the list behind each beginning; its words
are read from the sources, so that a new status, event or mistake without its texts is found here.
"""
import functools
import pathlib
import re
import sys

LANGUAGES = ('nl', 'fr', 'de', 'en')
MEMBER = re.compile(r'\{([A-Za-z][\w:=.-]*)\}|\[([a-z]+)\]')


class Catalogue:
    """One .po file: its texts by key, and the keys that stand in it twice."""

    def __init__(self, path):
        self.path = path
        self.texts = {}
        self.twice = []
        parts = re.findall(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', path.read_text() + '\n', re.M)
        for key, text in ((self.joined(key), self.joined(text)) for key, text in parts):
            if key in self.texts:
                self.twice.append(key)
            if key:
                self.texts[key] = text

    @staticmethod
    def joined(lines):
        return re.sub(r'\\(.)', lambda match: {'n': '\n', 't': '\t'}.get(match[1], match[1]),
                      ''.join(re.findall(r'"((?:\\.|[^"\\])*)"', lines)))


class House:
    def __init__(self, root):
        self.root = root
        self.catalogues = {language: Catalogue(root / f'text/{language}.po') for language in LANGUAGES}
        self.pages = {path.relative_to(root): re.sub(r'<!--.*?-->', '', path.read_text(), flags=re.S)
                      for path in sorted([*root.glob('src/*/pages/*.html'), *root.glob('web/layout/*.html')])}
        self.code = {path.relative_to(root): path.read_text() for path in sorted([*root.glob('src/**/*.cpp'), *root.glob('src/**/*.h')])
                     if not path.stem.endswith('_test')}

    def keys(self):
        return set().union(*(catalogue.texts for catalogue in self.catalogues.values()))

    # ---- the closed lists

    def enum(self, header, name):
        """The words of an enum: its enumerators, of which void_ is the word void."""
        found = re.search(rf'enum class {name}(?: : [a-z ]+)? {{(.*?)}}', self.code[pathlib.Path(header)], re.S)
        body = re.sub(r'//[^\n]*', '', found[1])
        return {word.strip().rstrip('_') for word in body.split(',') if word.strip()}

    def found(self, pattern, files='*.cpp'):
        return {match for path, text in self.code.items() if path.match(files) for match in re.findall(pattern, text)}

    def legal_bases(self):
        return self.found(r'"((?:kb|reg)_[0-9]\w+)"', 'payments/clock.cpp')

    def stop_kinds(self):
        rules = (self.root / 'src/clocks/data/rules.toml').read_text()
        return {key for stops in re.findall(r'^stops = (.*)', rules, re.M) for key in re.findall(r'key = "(\w+)"', stops)}

    def notices(self):
        return self.found(r'\.notice = "(\w+)"') | self.found(r'\bdone\([^,()]+, "(\w+)"\)', '*_web.cpp')

    def mistakes(self):
        """Codes: the second of {"field", "code"}, what mistake(…) ends with, and what a ternary beside them chooses from."""
        codes = set()
        for path, text in self.code.items():
            if path.suffix != '.cpp' or not re.search(r'[Mm]istake|Unreadable', text):
                continue
            for line in text.split('\n'):
                if not re.search(r'[Mm]istake|Unreadable|lacks|why_not|push_back\(\{|digits >=|\? "\w+" :', line) or 'Shape::Object' in line:
                    continue
                codes |= set(re.findall(r'[,?:{] "?(?<=")([a-z]+(?:_[a-z]+)*)"(?= ?[})])', line))
                codes |= set(re.findall(r'(?:Unreadable\{|\? |: )"([a-z]+(?:_[a-z0-9]+)*)"', line))
            codes |= set(re.findall(r'(?:mistake|mistakes\.push_back)\([^;]*?, "([a-z]+(?:_[a-z]+)*)"', text))
            codes |= set(re.findall(r'return "([a-z]+(?:_[a-z]+)+)";', text)) if 'why_not' in text else set()
        others = self.enum('src/groups/rights.h', 'ContractKind') | self.enum('src/contracts/contracts.h', 'Side')
        return codes - others - self.enum('src/payments/statement.h', 'VatRegime') - NO_MISTAKES

    def told_events(self):
        body = re.search(r'side_told\(.*?\n}', self.code[pathlib.Path('src/notifications/notifications.cpp')], re.S)[0]
        return set(re.findall(r'case Event::(\w+)', body))

    def page_names(self):
        return self.found(r'\.page = "([\w/]+)"')


# Words that stand where a code could stand and are none: fields, and the code of an API problem.
NO_MISTAKES = {'breakdown', 'email', 'explanation', 'false', 'field', 'ground', 'kind', 'name', 'quantity', 'text', 'true', 'version'}

# What follows a constant beginning, and after it ("mail.<event>.subject").
LISTS = {
    'access.way.': lambda house: {'legal_representative', 'administrator', 'user'},
    'action.': lambda house: house.enum('src/actions/actions.h', 'Kind'),
    'address_level.': lambda house: house.enum('src/notifications/notifications.h', 'Level'),
    'attachment.': lambda house: house.enum('src/dossier/dossier.h', 'AttachmentKind'),
    'basis.': House.legal_bases,
    'clock.about.': lambda house: house.enum('src/payments/clock.h', 'ClockState'),
    'clock.state.': lambda house: house.enum('src/payments/clock.h', 'ClockState'),
    'clock.waits_for.': lambda house: house.enum('src/payments/clock.h', 'WaitsFor'),
    'clocks.count.': lambda house: house.enum('src/clocks/rules.h', 'Count'),
    'clocks.state.': lambda house: house.enum('src/clocks/clocks.h', 'State'),
    'clocks.stop.': House.stop_kinds,
    'column.': lambda house: {'post', 'description', 'unit', 'quantity', 'unitPrice', 'amount'},
    # And what is no event of the book, but the reason of a mail in the demo's drawer.
    'event.': lambda house: house.enum('src/evidence/events.h', 'Event') | {'daily', 'outage_subscription'},
    'ground.': lambda house: house.enum('src/payments/payments.h', 'Ground'),
    'hold.': lambda house: house.enum('src/people/people.h', 'Hold'),
    'kind.': lambda house: house.enum('src/groups/rights.h', 'ContractKind'),
    'lack.': lambda house: house.enum('src/groups/paths.h', 'Lack'),
    'language.own.': lambda house: set(LANGUAGES),
    'ladder.why.': lambda house: house.enum('src/notifications/notifications.h', 'Why'),
    'digest.': lambda house: house.enum('src/notifications/notices.h', 'Digest'),
    'explainer.about.': lambda house: {'new_contract', 'received', 'released'},
    'level.': lambda house: house.enum('src/groups/rights.h', 'Level'),
    'mail.': lambda house: {f'{event}.{part}' for event in house.told_events() for part in ('subject', 'text')},
    'mail_language.': lambda house: set(LANGUAGES),
    'mail_status.': lambda house: {'waiting', 'sent', 'dead', 'daily'},
    'mistake.': House.mistakes,
    'month.': lambda house: {str(month) for month in range(1, 13)},
    'notice.': lambda house: house.notices() | {'address_saved', 'attachment_added', 'lines_imported'},
    'outage_phase.': lambda house: house.enum('src/service/outages.h', 'Phase'),
    'outcome.': lambda house: {'done', 'lapsed'},
    'reference_right.': lambda house: {'read', 'edit'},
    'refusal.': lambda house: {name + end for name in house.enum('src/base/refusal.h', 'Refusal') for end in ('', '.help')},
    'regime.': lambda house: house.enum('src/contracts/contracts.h', 'PaymentRegime'),
    'side.': lambda house: house.enum('src/contracts/contracts.h', 'Side'),
    'statement.': lambda house: house.enum('src/payments/statement.h', 'StatementKind'),
    'status.': lambda house: house.enum('src/dossier/dossier.h', 'Status'),
    'subject.': lambda house: house.enum('src/contracts/contracts.h', 'Subject'),
    'theme.': lambda house: house.enum('src/groups/themes.h', 'Theme'),
    'title.': House.page_names,
    'sort.': lambda house: house.enum('src/dossier/dossier.h', 'Sort'),
    'state.': lambda house: house.enum('src/dossier/dossier.h', 'State'),
    'vat.': lambda house: house.enum('src/payments/statement.h', 'VatRegime'),
}
# Beginnings whose words are fields of forms: what is not there is shown without its name.
OPEN = {'field.'}

RULES = []


def rule(function):
    RULES.append(function)
    return function


def lacking(house, keys, why):
    keys = set(keys)
    for language, catalogue in house.catalogues.items():
        for key in sorted(keys - set(catalogue.texts)):
            yield f'text/{language}.po', f'has no {key}, {why}'


@functools.cache
def asked(house):
    """Whole keys that pages and code ask for: {key: path}."""
    keys = {}
    for path, page in house.pages.items():
        for key in re.findall(r'\{t:([^}]+)\}', page):
            keys.setdefault(key, path)
    for path, text in house.code.items():
        if path.parts[1] == 'platform':
            continue
        for call in re.findall(r'\btext\(\w+(?:\.\w+)*, ((?:[^()]|\([^()]*\))*)\)', text):
            for key in re.findall(r'"([a-z_]+\.[\w./]*\w)"(?! *[+}])', call):
                keys.setdefault(key, path)
    return keys


@functools.cache
def beginnings(house):
    """Constant beginnings of keys that pages and code complete: {beginning: path}."""
    found = {}
    for path, page in house.pages.items():
        for beginning in re.findall(r':x-t=([\w.]+)\}', page):
            found.setdefault(beginning, path)
    for path, text in house.code.items():
        if path.parts[1] != 'platform':
            for line in text.split('\n'):
                if re.search(r'\b(?:text|fill)\(', line):
                    for beginning in re.findall(r'"([a-z_]+\.)" \+', line):
                        found.setdefault(beginning, path)
    return found


@rule
def pages_and_code_have_their_texts(house):
    """Every text that a page or the code asks for by its whole key is there, in four languages."""
    for key, path in sorted(asked(house).items()):
        yield from lacking(house, [key], f'which {path} asks for')


@rule
def every_word_of_a_list_has_its_text(house):
    """Every word of a closed list (statuses, events, refusals, mistakes …) has its texts, in four languages."""
    for beginning, words in LISTS.items():
        listed = words(house)
        if not listed:
            yield 'tools/texts.py', f'finds no words for {beginning}: the source of that list has moved'
        yield from lacking(house, (beginning + word for word in listed), 'a word of a closed list')


@rule
def beginnings_are_known(house):
    """Every constant beginning of a key has its list in tools/texts.py."""
    for beginning, path in sorted(beginnings(house).items()):
        if beginning not in LISTS and beginning not in OPEN:
            yield path, f'begins keys with {beginning}: name its list in tools/texts.py'


@rule
def no_text_is_empty_or_there_twice(house):
    """No text is empty, and none stands in a catalogue twice."""
    for catalogue in house.catalogues.values():
        path = catalogue.path.relative_to(house.root)
        for key, text in catalogue.texts.items():
            if not text.strip():
                yield path, f'{key} is empty'
        for key in catalogue.twice:
            yield path, f'{key} is there twice'


@rule
def catalogues_have_the_same_keys(house):
    """What is in one catalogue is in all four."""
    yield from lacking(house, house.keys(), 'which another language has')


@rule
def members_are_the_same_in_all_languages(house):
    """A text names the same members, {number} or [number], in every language."""
    def members(text):
        return sorted(match[0] for match in MEMBER.finditer(text))
    dutch = house.catalogues['nl'].texts
    for language, catalogue in house.catalogues.items():
        for key, text in catalogue.texts.items():
            if key in dutch and members(text) != members(dutch[key]):
                yield f'text/{language}.po', f'{key} names {members(text)}, in Dutch {members(dutch[key])}'


def unused(house):
    known = set(asked(house))
    for beginning, words in LISTS.items():
        known |= {beginning + word for word in words(house)}
    code = '\n'.join(house.code.values())
    return sorted(key for key in house.keys() - known
                  if not any(key.startswith(beginning) for beginning in OPEN) and f'"{key}"' not in code and not key.startswith('language.'))


def main():
    house = House(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve())
    failed = 0
    for check in RULES:
        findings = list(dict.fromkeys(check(house)))
        if findings:
            failed += 1
            print(check.__doc__)
        for path, sentence in findings:
            print(f'  {path}: {sentence}')
    for key in unused(house):
        print(f'warning: nothing asks for {key}')
    print(f'{len(RULES) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
