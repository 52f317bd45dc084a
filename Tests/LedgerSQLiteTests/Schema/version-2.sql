CREATE TABLE gone (
    stack INTEGER NOT NULL,
    connectionId TEXT NOT NULL,
    PRIMARY KEY (stack, connectionId)
) STRICT, WITHOUT ROWID;
CREATE TABLE mark (
    stack INTEGER NOT NULL,
    run TEXT NOT NULL,
    step INTEGER NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    connectionId TEXT,
    version INTEGER,
    carriesSecrets INTEGER NOT NULL
) STRICT;
CREATE INDEX markByConnection ON mark (stack, connectionId);
CREATE INDEX markByName ON mark (stack, name) WHERE connectionId IS NULL;
CREATE INDEX markByStep ON mark (stack, run, step);
CREATE TABLE receipt (
    stack INTEGER NOT NULL,
    connectionId TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    fields TEXT NOT NULL,
    fingerprintKey TEXT,
    fingerprint TEXT,
    revision INTEGER,
    mayBeOvertaken INTEGER,
    PRIMARY KEY (stack, connectionId)
) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    id TEXT NOT NULL UNIQUE,
    stack INTEGER NOT NULL,
    kind TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    who TEXT NOT NULL,
    "commit" TEXT,
    configDigest TEXT NOT NULL,
    patchbayVersion TEXT NOT NULL,
    outcome TEXT,
    problem TEXT,
    summary TEXT NOT NULL,
    steps TEXT NOT NULL,
    findings TEXT NOT NULL
, found TEXT) STRICT;
CREATE INDEX runByTime ON run (began, id);
CREATE TABLE stack (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    apiURL TEXT NOT NULL,
    UNIQUE (name, apiURL)
) STRICT;
PRAGMA application_id = 1885495673;
PRAGMA user_version = 2;
