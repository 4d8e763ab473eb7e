-- The last loss of an entry, for its expiry; and what became of every entry, by its first call: nothing in it names a person.
ALTER TABLE callback ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE callback_outcome (
    id           TEXT    PRIMARY KEY,
    lost_at      INTEGER NOT NULL,
    centre       TEXT,
    callable     INTEGER NOT NULL,
    attempted_at INTEGER,
    ended_at     INTEGER,
    ended        INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX callback_outcome_by_time ON callback_outcome (lost_at);

-- Until when the call's label is evidence; null: no label counts.
ALTER TABLE call_record ADD COLUMN label_until INTEGER;

CREATE INDEX call_record_by_label ON call_record (label_until) WHERE label_until IS NOT NULL;
