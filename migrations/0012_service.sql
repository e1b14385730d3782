-- SPDX-License-Identifier: EUPL-1.2
-- What the operator tells everybody: interruptions of the service and who wants mail about them, the terms of use and who
-- accepted them, and the texts of the pages that he may change. Nothing here is ever removed but addresses for mail.
-- owner: service
CREATE TABLE outages (
  id           TEXT PRIMARY KEY,
  starts_at    TEXT NOT NULL,
  ends_at      TEXT NOT NULL,
  cancelled_at TEXT,
  text_nl      TEXT NOT NULL CHECK (text_nl <> ''),
  text_fr      TEXT NOT NULL CHECK (text_fr <> ''),
  text_de      TEXT NOT NULL CHECK (text_de <> ''),
  text_en      TEXT NOT NULL CHECK (text_en <> ''),
  announced_at TEXT NOT NULL,
  CHECK (starts_at < ends_at)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX outages_by_start ON outages (starts_at, id);
CREATE INDEX outages_by_end ON outages (ends_at, starts_at) WHERE cancelled_at IS NULL;

-- An address is told once its owner confirmed it (confirmed_at). asked_at, language_asked and secret_hash belong to the link
-- that was mailed last; secret_hash is the SHA-256 of what stands in it.
-- owner: service
CREATE TABLE subscriptions (
  id             TEXT PRIMARY KEY,
  address        TEXT NOT NULL,
  address_key    TEXT NOT NULL UNIQUE,
  language       TEXT NOT NULL CHECK (language IN ('nl', 'fr', 'de', 'en')),
  confirmed_at   TEXT,
  asked_at       TEXT NOT NULL,
  language_asked TEXT NOT NULL CHECK (language_asked IN ('nl', 'fr', 'de', 'en')),
  secret_hash    TEXT UNIQUE CHECK (length(secret_hash) = 64)
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX subscriptions_unconfirmed ON subscriptions (asked_at) WHERE confirmed_at IS NULL;

-- The links with which mails can be ended: each mail has its own, and only its SHA-256 stays here.
-- owner: service
CREATE TABLE unsubscribe_links (
  secret_hash     TEXT PRIMARY KEY CHECK (length(secret_hash) = 64),
  subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
  made_at         TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;
CREATE INDEX unsubscribe_links_of_subscription ON unsubscribe_links (subscription_id);
CREATE INDEX unsubscribe_links_by_age ON unsubscribe_links (made_at);

-- How often was asked, by address and by remote, each as a digest.
-- owner: service
CREATE TABLE subscription_requests (
  asked_by TEXT PRIMARY KEY,
  requests BIGINT NOT NULL,
  first_at TEXT NOT NULL
) /* on SQLite: WITHOUT ROWID */;

-- owner: service
CREATE TABLE terms (
  version      BIGINT PRIMARY KEY CHECK (version > 0),
  from_on      TEXT NOT NULL,
  published_at TEXT NOT NULL
);

-- owner: service
CREATE TABLE terms_texts (
  version  BIGINT NOT NULL REFERENCES terms (version),
  language TEXT NOT NULL CHECK (language IN ('nl', 'fr', 'de', 'en')),
  body     TEXT NOT NULL CHECK (body <> ''),
  digest   TEXT NOT NULL CHECK (length(digest) = 64),
  PRIMARY KEY (version, language)
) /* on SQLite: WITHOUT ROWID */;

-- digest: of the text that was shown, in the language that it was shown in.
-- owner: service
CREATE TABLE terms_acceptances (
  person_id       TEXT NOT NULL REFERENCES persons (id),
  version         BIGINT NOT NULL REFERENCES terms (version),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  language        TEXT NOT NULL,
  digest          TEXT NOT NULL CHECK (length(digest) = 64),
  accepted_at     TEXT NOT NULL,
  PRIMARY KEY (person_id, version)
) /* on SQLite: WITHOUT ROWID */;

-- The newest version of a page in a language is shown; without one, the text that is built in.
-- owner: service
CREATE TABLE page_texts (
  page     TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('nl', 'fr', 'de', 'en')),
  version  BIGINT NOT NULL CHECK (version > 0),
  body     TEXT NOT NULL,
  digest   TEXT NOT NULL CHECK (length(digest) = 64),
  set_at   TEXT NOT NULL,
  PRIMARY KEY (page, language, version)
) /* on SQLite: WITHOUT ROWID */;
