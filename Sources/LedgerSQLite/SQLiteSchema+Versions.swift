extension SQLiteSchema.Version {
    /// The tables of the first release.
    ///
    /// Digests of fields stand in one text, sorted, as in `awsRegion=0123abcd name=4567cdef`; see ``Receipt/storedFields`` for what
    /// may stand behind one. A receipt whose `mayBeOvertaken` is NULL knows nothing of secrets. Times are milliseconds since 1970; the last three columns of a run are JSON. A text with NUL in it
    /// is written as ``Swift/String/storable`` says.
    package static let first = Self(
        sql: """
            CREATE TABLE stack (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                apiURL TEXT NOT NULL,
                UNIQUE (name, apiURL)
            ) STRICT;
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
            CREATE INDEX markByStep ON mark (stack, run, step);
            CREATE INDEX markByConnection ON mark (stack, connectionId);
            CREATE INDEX markByName ON mark (stack, name) WHERE connectionId IS NULL;
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
            ) STRICT;
            CREATE INDEX runByTime ON run (began, id);
            """,
        objects: [
            "table stack", "table receipt", "table gone", "table mark", "table run", "index markByStep",
            "index markByConnection", "index markByName", "index runByTime",
        ]
    )

    /// With what drift runs found, as JSON; NULL for runs of patchbays that noted ids only.
    package static let second = Self(sql: "ALTER TABLE run ADD COLUMN found TEXT", objects: first.objects)
}
