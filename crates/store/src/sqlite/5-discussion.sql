-- How a draft came to be: its versions, with whom it was shared, what was said about it, which unit agrees with which version.

CREATE TABLE versions (
  pact     TEXT NOT NULL,
  revision INTEGER NOT NULL,
  document BLOB NOT NULL,
  author   TEXT NOT NULL,                   -- account, or label of the caller's token; '': not known
  began    INTEGER NOT NULL,                -- Unix seconds of the first save of this run of saves
  saved    INTEGER NOT NULL,                -- of the last
  name     TEXT,                            -- NULL: nobody has named it
  PRIMARY KEY (pact, revision)
) STRICT;

INSERT INTO versions (pact, revision, document, author, began, saved)
SELECT id, revision, document, '', saved, saved FROM drafts;

CREATE TABLE shares (
  number  INTEGER PRIMARY KEY AUTOINCREMENT, -- never given out twice
  hash    BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), -- SHA-256 of the link's token
  pact    TEXT NOT NULL,
  label   TEXT NOT NULL,                    -- with whom, in the organiser's words
  may     TEXT NOT NULL,                    -- read, comment
  party   TEXT,                             -- for which unit it may also say that it agrees
  made    INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  revoked INTEGER                           -- Unix seconds; NULL: good
) STRICT;

CREATE INDEX shares_of_pact ON shares (pact);

CREATE TABLE comments (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  pact        TEXT NOT NULL,
  revision    INTEGER NOT NULL,             -- that its author had before them
  place       TEXT NOT NULL,                -- JSON pointer; '': the whole document
  quote       TEXT NOT NULL,                -- words of the passage; '': all of it
  body        TEXT NOT NULL,
  author      TEXT NOT NULL,
  share       INTEGER REFERENCES shares (number), -- NULL: an organiser
  answers     INTEGER REFERENCES comments (number) ON DELETE CASCADE,
  made        INTEGER NOT NULL,
  resolved    INTEGER,                      -- Unix seconds; NULL: open
  resolved_by TEXT,
  CHECK ((resolved IS NULL) = (resolved_by IS NULL))
) STRICT;

CREATE INDEX comments_of_pact ON comments (pact);

CREATE TABLE agreements (
  pact     TEXT NOT NULL,
  party    TEXT NOT NULL,
  revision INTEGER NOT NULL,
  digest   BLOB NOT NULL CHECK (length(digest) = 32), -- SHA-256 of the version's bytes
  author   TEXT NOT NULL,                   -- who said so for the unit
  share    INTEGER REFERENCES shares (number), -- NULL: an organiser has noted it
  made     INTEGER NOT NULL,
  PRIMARY KEY (pact, party)                 -- the newest word of a unit counts
) STRICT;
