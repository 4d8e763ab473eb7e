-- One chain per file; see JournalChain for what the hashes cover. Times are microseconds.
CREATE TABLE event (
    number       INTEGER PRIMARY KEY,
    node         TEXT    NOT NULL,
    call         TEXT,
    at           INTEGER NOT NULL,
    elapsed      INTEGER,
    name         TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    salt         BLOB,
    payload      BLOB,
    content_hash BLOB    NOT NULL,
    hash         BLOB    NOT NULL
) STRICT;

CREATE INDEX event_by_call ON event (call, number) WHERE call IS NOT NULL;

-- Calls with events and without CallEnded; written in the same transaction as the events.
CREATE TABLE open_call (
    call         TEXT    PRIMARY KEY,
    number       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
