-- Electronic mail: where each party is reached, and the letters that go out. No letter is kept, only what it is to say: a link's
-- token is made when its letter is sent, and is on no disk.

CREATE TABLE contacts (
  pact     TEXT NOT NULL,
  party    TEXT NOT NULL,
  address  TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
  PRIMARY KEY (pact, party)
) STRICT;

CREATE TABLE letters (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  pact   TEXT NOT NULL,
  party  TEXT NOT NULL,
  kind   TEXT NOT NULL,                     -- invitation, reminder, turn, completion
  made   INTEGER NOT NULL,
  due    INTEGER NOT NULL,                  -- Unix seconds before which it is not tried (again)
  tries  INTEGER NOT NULL DEFAULT 0,
  ended  INTEGER,                           -- Unix seconds; NULL: it is to be sent
  outcome TEXT,                             -- sent, dropped (it had lost its reason), failed; NULL: it is to be sent
  error  TEXT,                              -- of the last try; no address, no token
  CHECK ((ended IS NULL) = (outcome IS NULL)),
  FOREIGN KEY (pact, party) REFERENCES contacts (pact, party) ON DELETE CASCADE
) STRICT;

CREATE INDEX letters_to_send ON letters (due) WHERE ended IS NULL;
CREATE INDEX letters_of_pact ON letters (pact, party);
-- These are written once, whatever happens.
CREATE UNIQUE INDEX letters_once ON letters (pact, party, kind) WHERE kind IN ('turn', 'completion');
