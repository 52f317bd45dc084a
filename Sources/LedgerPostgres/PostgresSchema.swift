/// The tables, and how an older form of them becomes a newer one.
///
/// A version that was published is never changed; what is new comes as another one.
enum PostgresSchema {
    /// The form that this patchbay knows.
    static var version: Int { migrations.count }

    /// What makes a database of each version one of the next; the first makes it of nothing.
    static let migrations: [[String]] = [
        [
            """
            create table patchbay.receipts (
                stack text not null,
                api_url text not null,
                connection_id text not null,
                type text not null,
                name text not null,
                version bigint not null,
                fields json not null,
                fingerprint_key text,
                fingerprint text,
                credentials_revision bigint,
                may_be_overtaken boolean,
                primary key (stack, api_url, connection_id),
                check ((fingerprint is null) = (fingerprint_key is null)),
                check (may_be_overtaken is not null or (fingerprint is null and credentials_revision is null))
            )
            """,
            "comment on column patchbay.receipts.may_be_overtaken is 'null for a connection without secrets'",
            """
            create table patchbay.gone (
                stack text not null,
                api_url text not null,
                connection_id text not null,
                primary key (stack, api_url, connection_id)
            )
            """,
            "comment on table patchbay.gone is 'connections of which no receipt is taken any more'",
            """
            create table patchbay.marks (
                stack text not null,
                api_url text not null,
                run text not null,
                step bigint not null,
                type text not null,
                name text not null,
                connection_id text,
                version bigint,
                carries_secrets boolean not null,
                primary key (stack, api_url, run, step)
            )
            """,
            "comment on table patchbay.marks is 'writes that were about to be sent, their outcome not recorded yet'",
            """
            create table patchbay.runs (
                id text primary key,
                stack text not null,
                api_url text not null,
                kind text not null,
                began bigint not null,
                is_complete boolean not null,
                record json not null
            )
            """,
            "comment on column patchbay.runs.began is 'milliseconds since 1970-01-01T00:00:00Z'",
            "create index runs_by_time on patchbay.runs (stack, api_url, began)",
        ]
    ]

    /// Whether writes are taken, whether there is a version of the tables, and whether there is the schema for them.
    ///
    /// The catalogues are read as tables: `to_regclass` may answer from a cache that a wait for a lock has made stale. A session
    /// whose commits would not wait for the disk is made to wait.
    static let state = PostgresStatement(
        """
        select pg_is_in_recovery()::text, current_setting('transaction_read_only'),
            exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'patchbay' and c.relname = 'schema_version'
            )::text,
            exists (select from pg_namespace where nspname = 'patchbay')::text,
            case when current_setting('synchronous_commit') = 'off' then set_config('synchronous_commit', 'on', false) end
        """
    )

    static let currentVersion = PostgresStatement("select version::text from patchbay.schema_version")

    /// Held until the end of the transaction, so that of several processes one makes the tables.
    static let lock = PostgresStatement("select pg_advisory_xact_lock(hashtextextended('patchbay schema', 0))::text")

    /// What makes the newest form of one of `version`, to be run in a transaction; 0 for no tables at all.
    static func upgrade(from version: Int, hasSchema: Bool) -> [PostgresStatement] {
        var statements: [String] = []
        if version == 0 {
            // Whoever may not make schemas may have been given an empty one.
            if !hasSchema { statements.append("create schema patchbay") }
            statements.append(
                """
                create table patchbay.schema_version (
                    version integer not null,
                    is_only_row boolean primary key default true check (is_only_row)
                )
                """
            )
            statements.append("insert into patchbay.schema_version (version) values (0)")
        }
        statements += migrations.dropFirst(version).joined()
        return statements.map { PostgresStatement($0) }
            + [PostgresStatement("update patchbay.schema_version set version = $1::integer", ["\(Self.version)"])]
    }
}
