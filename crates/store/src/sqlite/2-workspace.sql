-- What may still change: nothing here is evidence of anything. Tokens are kept as SHA-256 of 256 random bits.

CREATE TABLE drafts (
  id       TEXT NOT NULL PRIMARY KEY,       -- the pact id, which stays when it is opened
  revision INTEGER NOT NULL,                -- from 1, one more with each save
  document BLOB NOT NULL,                   -- JSON, possibly incomplete
  adopted  INTEGER,                         -- Unix seconds; NULL: may still be saved
  saved    INTEGER NOT NULL                 -- Unix seconds of the last save
) STRICT;

CREATE TABLE files (
  digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32), -- SHA-256 of the bytes
  bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE tokens (
  number  INTEGER PRIMARY KEY AUTOINCREMENT, -- never given out twice
  hash    BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  scope   TEXT NOT NULL,                    -- admin, organiser, desk
  label   TEXT NOT NULL,                    -- whose it is, in the organiser's words
  made    INTEGER NOT NULL,
  revoked INTEGER                           -- Unix seconds; NULL: good
) STRICT;

CREATE TABLE invitations (
  hash      BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  pact      TEXT NOT NULL,
  party     TEXT NOT NULL,
  name      TEXT NOT NULL,                  -- who is invited
  capacity  TEXT NOT NULL,                  -- representative, delegate
  authority BLOB CHECK (length(authority) = 32), -- SHA-256 of the letter of authority
  expires   INTEGER NOT NULL,
  spent     INTEGER,                        -- Unix seconds; NULL: not used yet
  spent_on  BLOB CHECK (length(spent_on) = 32), -- digest of the record that it was used for
  current   INTEGER NOT NULL CHECK (current IN (0, 1))
) STRICT;

-- One that counts for each party; the earlier ones are void.
CREATE UNIQUE INDEX invitations_current ON invitations (pact, party) WHERE current = 1;

CREATE TABLE releases (
  pact      TEXT NOT NULL,
  party     TEXT NOT NULL,
  name      TEXT NOT NULL,                  -- to whom
  capacity  TEXT NOT NULL,
  authority BLOB CHECK (length(authority) = 32),
  method    TEXT NOT NULL,                  -- in-person, invite, pinned
  time      INTEGER NOT NULL,
  PRIMARY KEY (pact, party)
) STRICT;

CREATE TABLE pending (
  pact  TEXT NOT NULL,
  party TEXT NOT NULL,
  note  TEXT NOT NULL,                      -- enrolment with the possession line only
  time  INTEGER NOT NULL,
  PRIMARY KEY (pact, party),
  FOREIGN KEY (pact, party) REFERENCES releases (pact, party) ON DELETE CASCADE
) STRICT;
