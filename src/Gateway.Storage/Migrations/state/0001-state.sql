-- What must outlive a restart and is nobody's history. Times are microseconds.
CREATE TABLE binding (
    aor           TEXT    NOT NULL,
    contact       TEXT    NOT NULL,
    expires_at    INTEGER NOT NULL,
    listener      TEXT    NOT NULL,
    transport     TEXT    NOT NULL,
    local_flow    TEXT    NOT NULL,
    remote_flow   TEXT    NOT NULL,
    connection_id INTEGER NOT NULL,
    instance_id   TEXT,
    q             REAL    NOT NULL,
    call_id       TEXT    NOT NULL,
    cseq          INTEGER NOT NULL,
    user_agent    TEXT,
    PRIMARY KEY (aor, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_status (
    agent         TEXT    PRIMARY KEY,
    status        TEXT    NOT NULL,
    reason        TEXT,
    since         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
