-- People who log in with a browser. Passwords are kept as argon2id PHC strings, sessions as SHA-256 of 256 random bits.

CREATE TABLE accounts (
  name     TEXT NOT NULL PRIMARY KEY,
  password TEXT NOT NULL,                   -- argon2id, PHC string
  role     TEXT NOT NULL,                   -- admin, organiser, desk
  made     INTEGER NOT NULL,
  disabled INTEGER                          -- Unix seconds; NULL: may log in
) STRICT;

CREATE TABLE sessions (
  hash    BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32), -- SHA-256 of the cookie's token
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  made    INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_of_account ON sessions (account);
