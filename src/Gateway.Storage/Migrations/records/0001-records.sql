-- All of this is made from the journal and may be deleted. Times are microseconds; documents are JSON of the projections.
CREATE TABLE checkpoint (
    node         TEXT    PRIMARY KEY,
    number       INTEGER NOT NULL,
    hash         BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE call_record (
    call            TEXT    PRIMARY KEY,
    received_at     INTEGER NOT NULL,
    closed          INTEGER NOT NULL,
    outcome         TEXT,
    trunk           TEXT    NOT NULL,
    centre          TEXT,
    queue           TEXT,
    agent           TEXT,
    caller          TEXT,
    connected_after INTEGER,
    ended_after     INTEGER,
    talk_time       INTEGER NOT NULL,
    document        TEXT    NOT NULL
) STRICT;

CREATE INDEX call_record_by_time ON call_record (received_at, call);
CREATE INDEX call_record_by_caller ON call_record (caller, received_at);

CREATE TABLE callback (
    key          TEXT    PRIMARY KEY,
    urgency      INTEGER NOT NULL,
    first_at     INTEGER NOT NULL,
    document     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_event (
    number       INTEGER PRIMARY KEY,
    agent        TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    state        INTEGER
) STRICT;

CREATE INDEX agent_event_by_agent ON agent_event (agent, at);
