-- What a ceremony keeps for minutes. Codes are kept as argon2id (PHC strings), tokens as SHA-256 of 256 random bits.

-- An invitation that demands a code beside its link.
ALTER TABLE invitations ADD COLUMN needs_code INTEGER NOT NULL DEFAULT 0 CHECK (needs_code IN (0, 1));

CREATE TABLE codes (
  pact    TEXT NOT NULL,
  party   TEXT NOT NULL,
  opens   TEXT NOT NULL CHECK (opens IN ('release', 'invitation')),
  hash    TEXT NOT NULL,                    -- PHC string
  expires INTEGER NOT NULL,
  tries   INTEGER NOT NULL,                 -- counted before anybody learns whether one was right
  used_on BLOB CHECK (length(used_on) = 32), -- of a release: hash of the claim's token; of an invitation: the record's digest
  PRIMARY KEY (pact, party, opens)
) STRICT;

-- A code goes with what it opens.
CREATE TRIGGER codes_of_releases AFTER DELETE ON releases
BEGIN DELETE FROM codes WHERE pact = OLD.pact AND party = OLD.party AND opens = 'release'; END;
CREATE TRIGGER codes_of_invitations AFTER UPDATE OF current ON invitations WHEN NEW.current = 0
BEGIN DELETE FROM codes WHERE pact = NEW.pact AND party = NEW.party AND opens = 'invitation'; END;

CREATE TABLE declines (
  pact  TEXT NOT NULL,
  party TEXT NOT NULL,
  note  TEXT NOT NULL,                      -- signed, and not a record yet: the desk has to confirm it
  time  INTEGER NOT NULL,
  PRIMARY KEY (pact, party)
) STRICT;

CREATE TABLE kiosks (
  number  INTEGER PRIMARY KEY AUTOINCREMENT, -- never given out twice
  hash    BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  made    INTEGER NOT NULL,
  expires INTEGER,                          -- until when it may be paired; NULL: it is
  pact    TEXT,
  name    TEXT,                             -- as the desk calls it
  CHECK ((expires IS NULL) = (pact IS NOT NULL) AND (pact IS NULL) = (name IS NULL))
) STRICT;

CREATE INDEX kiosks_of_pact ON kiosks (pact);
