-- What an organiser keeps at hand: shapes to begin drafts with, and which pacts are put away.

CREATE TABLE templates (
  number   INTEGER PRIMARY KEY AUTOINCREMENT, -- never given out twice
  name     TEXT NOT NULL UNIQUE,
  document BLOB NOT NULL,                   -- JSON, possibly incomplete
  author   TEXT NOT NULL,
  saved    INTEGER NOT NULL
) STRICT;

CREATE TABLE archived (
  pact TEXT NOT NULL PRIMARY KEY,
  time INTEGER NOT NULL
) STRICT;
