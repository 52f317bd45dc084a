# runs: what a ledger has after a few days, with the ids that the page shows.
runs() {
    entries() {
        echo connections:
        aws_entry 'Marketing assets' 012345678901 us-east-2 "description: $1"
        aws_entry Webinars 012345678901 eu-west-1 "description: $1"
        printf '  - type: vimeo\n    name: Main channel\n    clientIdentifier: c\n    description: %s\n' "$2"
        printf '    clientSecret: ${env:VIMEO_CLIENT_SECRET}\n    accessToken: ${env:VIMEO_ACCESS_TOKEN}\n'
    }
    mkdir -p /var/lib/patchbay stacks/production
    export PATCHBAY_LEDGER=sqlite:/var/lib/patchbay/ledger.db GITHUB_ACTOR=octocat
    account "$(live 'Marketing assets' 012345678901 us-east-2 '{connectionId: "20251217080656862abcdefghijklmno"}')" \
        "$(live Webinars 012345678901 eu-west-1 '{connectionId: "20251217080700112m0w5q2r8t4y6u1i"}')" \
        '{"type": "vimeo", "name": "Main channel", "clientIdentifier": "c", "connectionId": "20251217080701115abcdefghijklmno"}'

    # Killed in its first write, then without a network, then with a write that is refused.
    export GITHUB_SHA=41be7734f3c3a0a9b0c0a4f1d6f2f5a8e9d7c6b5
    entries first first >stacks/production/connections.yaml
    faults '{"do": "hold", "hold": "x", "moment": "before", "operation": "update", "times": "always"}'
    patchbay apply stacks/production --auto-approve &
    local killed=$!
    ask GET 'holds?wait=x'
    kill -9 "$killed"
    ask POST release '{"hold": "x", "drop": true}'
    if PICTORY_API_URL=http://127.0.0.1:1/pictoryapis patchbay apply stacks/production --auto-approve; then return 1; fi
    faults '{"do": "status", "status": 422, "body": "{\"message\": \"no\"}", "operation": "update", "type": "vimeo", "times": "always"}'
    if patchbay apply stacks/production --auto-approve; then return 1; fi
    faults

    # At night, and on the next day.
    export GITHUB_SHA=8d1f0a2c3a0a9b0c0a4f1d6f2f5a8e9d7c6b5a4f
    if GITHUB_ACTOR=cron patchbay drift stacks/production; then return 1; fi
    { entries second first && aws_entry New 012345678901 eu-west-2; } >stacks/production/connections.yaml
    dashboard 'map(if .name == "Webinars" then .description = "second" else . end)'
    patchbay apply stacks/production --auto-approve
    local row
    for row in applied:3f0c91d2 drifted:b7714e05 partial:0a9c2f44; do
        sqlite3 /var/lib/patchbay/ledger.db "update run set id = '${row#*:}d0f14cf0a5f6b7c7a7f1d9e2' where outcome = '${row%:*}'"
    done
}

found() {
    dashboard '. + [{type: "vimeo", name: "Test channel", clientIdentifier: "c", connectionId: "20251222155613307xv0nodhitf9cd0f"}]
        | map(if .name == "Marketing assets" then .description = "theirs" else . end)'
    if patchbay drift stacks/production; then return 1; fi
    drift_run=$(patchbay history stacks/production --limit 1 --format json | jq -r '.runs[0].id')
}

# Twelve runs that are older than 90 days.
many_runs() {
    echo 'stack: production' >stacks/production/patchbay.yaml
    sqlite3 /var/lib/patchbay/ledger.db "insert into run select printf('%032d', value), stack, kind, 0, 1, who, \"commit\", configDigest,
        patchbayVersion, 'applied', null, summary, steps, findings, found from run, generate_series(1, 12) where outcome = 'partial'"
}
