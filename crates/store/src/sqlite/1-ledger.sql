-- The append-only part. Words and columns are those of docs/spec/4-leaf.md and 5-ledger.md.
--
-- Nothing here is ever changed or deleted but the text of an erased record. The triggers below refuse it to every
-- program that opens this file, ours included. INSERT OR REPLACE deletes rows without firing their DELETE triggers, so
-- that each table also refuses a key that it holds.

CREATE TABLE entries (
  idx   INTEGER PRIMARY KEY CHECK (idx >= 0),               -- place in the ledger, from 0, without gaps
  entry BLOB NOT NULL CHECK (length(entry) = 34)            -- 0x01 ‖ kind ‖ HMAC-SHA256
) STRICT;

CREATE TABLE nodes (
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 62),    -- height above the leaves
  idx   INTEGER NOT NULL CHECK (idx >= 0),                  -- place among the complete nodes of this level
  hash  BLOB NOT NULL CHECK (length(hash) = 32),            -- RFC 6962 hash of the subtree
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY CHECK (size >= 0),               -- entries under it; the greatest is the newest
  note TEXT NOT NULL,                                       -- signed by the ledger, without cosignatures
  time INTEGER NOT NULL                                     -- Unix seconds by the writer's clock; decides nothing
) STRICT;

CREATE TABLE pacts (
  digest    BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32), -- SHA-256 of the canonical bytes
  id        TEXT NOT NULL UNIQUE CHECK (length(id) = 26),   -- names the pact in links; one opening per id
  opening   INTEGER NOT NULL UNIQUE                         -- index of the record that opened it
            REFERENCES records (idx) DEFERRABLE INITIALLY DEFERRED,
  canonical BLOB NOT NULL                                   -- RFC 8785 bytes of the document
) STRICT;

CREATE TABLE records (
  idx    INTEGER PRIMARY KEY REFERENCES entries (idx),      -- the leaf that commits to it
  pact   BLOB NOT NULL REFERENCES pacts (digest),           -- whose record
  kind   INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 7),     -- the number that its entry shows
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),  -- SHA-256 of the note's text; stays after erasure
  note   TEXT,                                              -- the whole signed note; NULL: erased
  nonce  BLOB CHECK (length(nonce) = 32),                   -- the salt of the entry; goes with the note
  mark   TEXT,                                              -- the SVG that a signature names, if it was sent along
  CHECK ((note IS NULL) = (nonce IS NULL)),
  CHECK (mark IS NULL OR (note IS NOT NULL AND kind = 3))
) STRICT;

CREATE INDEX records_of_pact ON records (pact, idx);

CREATE TRIGGER entries_grow BEFORE INSERT ON entries
WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM entries)
BEGIN SELECT RAISE(ABORT, 'entries: only the next index may be added'); END;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_last BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

CREATE TRIGGER nodes_grow BEFORE INSERT ON nodes
WHEN EXISTS (SELECT 1 FROM nodes WHERE level = NEW.level AND idx = NEW.idx)
BEGIN SELECT RAISE(ABORT, 'nodes: this one is there'); END;
CREATE TRIGGER nodes_stay BEFORE UPDATE ON nodes
BEGIN SELECT RAISE(ABORT, 'nodes are never changed'); END;
CREATE TRIGGER nodes_last BEFORE DELETE ON nodes
BEGIN SELECT RAISE(ABORT, 'nodes are never deleted'); END;

CREATE TRIGGER checkpoints_grow BEFORE INSERT ON checkpoints
WHEN NEW.size <= (SELECT max(size) FROM checkpoints)
BEGIN SELECT RAISE(ABORT, 'checkpoints: only a larger tree may be added'); END;
CREATE TRIGGER checkpoints_stay BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER checkpoints_last BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;

CREATE TRIGGER pacts_grow BEFORE INSERT ON pacts
WHEN EXISTS (SELECT 1 FROM pacts WHERE digest = NEW.digest OR id = NEW.id OR opening = NEW.opening)
BEGIN SELECT RAISE(ABORT, 'pacts: this one is open'); END;
CREATE TRIGGER pacts_stay BEFORE UPDATE ON pacts
BEGIN SELECT RAISE(ABORT, 'pacts are never changed'); END;
CREATE TRIGGER pacts_last BEFORE DELETE ON pacts
BEGIN SELECT RAISE(ABORT, 'pacts are never deleted'); END;

CREATE TRIGGER records_grow BEFORE INSERT ON records
WHEN NEW.note IS NULL OR EXISTS (SELECT 1 FROM records WHERE idx = NEW.idx OR digest = NEW.digest)
BEGIN SELECT RAISE(ABORT, 'records: this one is there, or has no text'); END;
-- Erasure: note, nonce and mark go together, and nothing else changes.
CREATE TRIGGER records_stay BEFORE UPDATE ON records
WHEN NEW.note IS NOT NULL OR NEW.nonce IS NOT NULL OR NEW.mark IS NOT NULL
  OR NEW.idx IS NOT OLD.idx OR NEW.pact IS NOT OLD.pact OR NEW.kind IS NOT OLD.kind OR NEW.digest IS NOT OLD.digest
BEGIN SELECT RAISE(ABORT, 'records are never changed, only erased'); END;
CREATE TRIGGER records_last BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;
