-- Centres that somebody declared open or closed; a centre that is left to its hours has no row.
CREATE TABLE service_state (
    centre        TEXT    PRIMARY KEY,
    open          INTEGER NOT NULL,
    declared_by   TEXT    NOT NULL,
    since         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
