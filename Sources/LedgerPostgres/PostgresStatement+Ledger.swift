import Connections
import FoundationEssentials
import Ledger
import Planning

// What the ledger asks of its tables. Many rows travel as one parameter of JSON.
extension PostgresStatement {
    /// The receipts and the marks of a stack, both as JSON; one statement, so that they are of one moment.
    static func reading(_ scope: LedgerScope) -> Self {
        Self(
            """
            select
                (select coalesce(json_agg(r), '[]') from (
                    select connection_id, type, name, version, fields,
                        fingerprint_key, fingerprint, credentials_revision, may_be_overtaken
                    from patchbay.receipts where stack = $1 and api_url = $2
                ) r)::text,
                (select coalesce(json_agg(m), '[]') from (
                    select run, step, type, name, connection_id, version, carries_secrets
                    from patchbay.marks where stack = $1 and api_url = $2
                ) m)::text
            """,
            place(scope)
        )
    }

    /// Notes a run; of one that is known it changes something only where that is asked for.
    static func noting(_ run: Run, replacing: Bool) throws -> Self {
        let conflict =
            replacing
            ? """
            do update set stack = excluded.stack, api_url = excluded.api_url, kind = excluded.kind,
                began = excluded.began, is_complete = excluded.is_complete, record = excluded.record
            """
            : "do nothing"
        return Self(
            """
            insert into patchbay.runs (id, stack, api_url, kind, began, is_complete, record)
            values ($1, $2, $3, $4, $5::bigint, $6::boolean, $7::json)
            on conflict (id) \(conflict)
            """,
            [
                run.id.storable, run.scope.stack.storable, run.scope.apiURL.storable, run.kind.rawValue,
                "\(run.began.milliseconds)",
                "\(run.isComplete)", try json(run),
            ]
        )
    }

    static func marking(_ marks: [Mark], in scope: LedgerScope) throws -> Self {
        Self(
            """
            insert into patchbay.marks
                (stack, api_url, run, step, type, name, connection_id, version, carries_secrets)
            select $1, $2, m.run, m.step, m.type, m.name, m.connection_id, m.version, m.carries_secrets
            from json_to_recordset($3::json) as m (
                run text, step bigint, type text, name text, connection_id text, version bigint, carries_secrets boolean
            )
            on conflict (stack, api_url, run, step) do nothing
            """,
            place(scope) + [try json(marks.map { MarkRow($0) })]
        )
    }

    /// All that a settlement changes, in order; the lock comes first, so that what follows sees the settlements before it.
    static func settling(_ settlement: Settlement, of run: String, in scope: LedgerScope) throws -> [Self] {
        let place = place(scope)
        var statements = [Self(lockingScope, place)]
        if !settlement.receipts.isEmpty {
            let rulings = try json(settlement.receipts.map { RulingRow($0) })
            statements.append(Self(rulingOutUpdates, place + [rulings]))
            statements.append(Self(rulingOutCreates, place + [rulings]))
            statements.append(
                Self(takingReceipts, place + [try json(settlement.lastingReceipts.map { ReceiptRow($0) })])
            )
        }
        if !settlement.missing.isEmpty {
            let ids = try json(settlement.missing.map(\.rawValue.storable))
            statements += [forgettingReceipts, forgettingPlainMarks].map { Self($0, place + [ids]) }
        }
        if !settlement.gone.isEmpty {
            let ids = try json(settlement.gone.map(\.rawValue.storable))
            statements += [notingGone, forgettingReceipts, forgettingMarks].map { Self($0, place + [ids]) }
        }
        if !settlement.steps.isEmpty {
            statements.append(Self(settlingSteps, place + [run.storable, try json(settlement.steps)]))
        }
        return statements
    }

    /// Past runs as one JSON array, the newest first.
    static func runs(_ query: RunQuery) -> Self {
        Self(
            """
            select coalesce(json_agg(r.record order by r.began desc, r.id collate "C" desc), '[]')::text from (
                select id, began, record from patchbay.runs
                where ($1::text is null or (stack = $1 and api_url = $2)) and ($3::text is null or kind = $3)
                    and ($4::text is null or id = $4) and (is_complete or not $5::boolean)
                    and ($7::text is null or stack = $7) and ($8::bigint is null or began >= $8)
                order by began desc, id collate "C" desc
                limit $6::bigint
            ) r
            """,
            [
                query.scope?.stack.storable, query.scope?.apiURL.storable, query.kind?.rawValue, query.id?.storable,
                "\(query.isComplete)",
                query.limit.map { "\(max(0, $0))" }, query.stack?.storable, query.since.map { "\($0.milliseconds)" },
            ]
        )
    }

    /// Forgets runs, unless it is a rehearsal, and says how many.
    static func pruning(before moment: Timestamp, in scope: LedgerScope?, isRehearsal: Bool) -> Self {
        Self(
            """
            with forgotten as (
                \(isRehearsal ? "select from" : "delete from") patchbay.runs
                where began < $1::bigint and ($2::text is null or (stack = $2 and api_url = $3))
                    and id not in (
                        select distinct on (stack, api_url) id from patchbay.runs
                        where kind = 'drift' and is_complete
                        order by stack, api_url, began desc, id collate "C" desc
                    )
                \(isRehearsal ? "" : "returning 1")
            )
            select count(*)::text from forgotten
            """,
            ["\(moment.milliseconds)", scope?.stack.storable, scope?.apiURL.storable]
        )
    }

    private static func place(_ scope: LedgerScope) -> [String?] { [scope.stack.storable, scope.apiURL.storable] }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}

extension PostgresStatement {
    /// Held until the end of the transaction; settlements of one stack wait for each other and cannot deadlock.
    private static let lockingScope = """
        select pg_advisory_xact_lock(hashtextextended('patchbay stack ' || length($1) || ' ' || $1 || ' ' || $2, 0))::text
        """

    private static let rulingOutUpdates = """
        delete from patchbay.marks m
        using json_to_recordset($3::json) as r (id text, version bigint, certain boolean)
        where m.stack = $1 and m.api_url = $2 and m.connection_id = r.id and m.version < r.version
            and (r.certain or not m.carries_secrets)
            and not exists (
                select from patchbay.gone g where g.stack = $1 and g.api_url = $2 and g.connection_id = r.id
            )
        """

    private static let rulingOutCreates = """
        delete from patchbay.marks m
        using json_to_recordset($3::json) as r (id text, type text, name text, certain boolean)
        where m.stack = $1 and m.api_url = $2 and m.connection_id is null and m.type = r.type and m.name = r.name
            and (r.certain or not m.carries_secrets)
            and not exists (
                select from patchbay.gone g where g.stack = $1 and g.api_url = $2 and g.connection_id = r.id
            )
        """

    private static let takingReceipts = """
        insert into patchbay.receipts as known (
            stack, api_url, connection_id, type, name, version, fields,
            fingerprint_key, fingerprint, credentials_revision, may_be_overtaken
        )
        select $1, $2, r.connection_id, r.type, r.name, r.version, r.fields,
            r.fingerprint_key, r.fingerprint, r.credentials_revision, r.may_be_overtaken
        from json_to_recordset($3::json) as r (
            connection_id text, type text, name text, version bigint, fields json,
            fingerprint_key text, fingerprint text, credentials_revision bigint, may_be_overtaken boolean
        )
        where not exists (
            select from patchbay.gone g where g.stack = $1 and g.api_url = $2 and g.connection_id = r.connection_id
        )
        order by r.connection_id
        on conflict (stack, api_url, connection_id) do update set
            type = excluded.type, name = excluded.name, version = excluded.version, fields = excluded.fields,
            fingerprint_key = excluded.fingerprint_key, fingerprint = excluded.fingerprint,
            credentials_revision = excluded.credentials_revision, may_be_overtaken = excluded.may_be_overtaken
        where known.version < excluded.version
            or known.version = excluded.version and (
                known.fingerprint is null or known.may_be_overtaken
                or excluded.fingerprint is not null and not excluded.may_be_overtaken
            )
        """

    private static let notingGone = """
        insert into patchbay.gone (stack, api_url, connection_id)
        select $1, $2, id from json_array_elements_text($3::json) as ids (id)
        on conflict do nothing
        """

    private static let forgettingReceipts = """
        delete from patchbay.receipts
        where stack = $1 and api_url = $2 and connection_id in (select json_array_elements_text($3::json))
        """

    private static let forgettingMarks = """
        delete from patchbay.marks
        where stack = $1 and api_url = $2 and connection_id in (select json_array_elements_text($3::json))
        """

    private static let forgettingPlainMarks = """
        delete from patchbay.marks
        where stack = $1 and api_url = $2 and connection_id in (select json_array_elements_text($3::json))
            and not carries_secrets
        """

    private static let settlingSteps = """
        delete from patchbay.marks
        where stack = $1 and api_url = $2 and run = $3
            and step in (select value::bigint from json_array_elements_text($4::json) as steps (value))
        """
}
