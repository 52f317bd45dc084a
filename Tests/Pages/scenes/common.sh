# What scenes of all pages are made of. PICTORY_API_URL is the page's own sandbox.

# ask METHOD PATH [JSON]: a request to the sandbox's control API; without JSON it is read from standard input for a PUT or POST.
ask() {
    local body=()
    case $1 in PUT | POST) body=(--data-binary "${3:-@-}") ;; esac
    curl --silent --show-error --fail --request "$1" --header 'Content-Type: application/json' "${body[@]}" \
        "${PICTORY_API_URL%/pictoryapis}/sandbox/$2"
}

# account [CONNECTION…]: the account has these connections and no others.
account() { ask PUT state "{\"connections\": [$(IFS=,; printf '%s' "$*")]}"; }

# dashboard FILTER: somebody else changes the account, by a filter of jq over its list of connections.
dashboard() { ask GET state | jq "{connections: (.connections | $1)}" | ask PUT state; }

# faults FAULT…: these strike from now on, and no others.
faults() {
    ask DELETE faults
    if [ $# -gt 0 ]; then ask POST faults "{\"faults\": [$(IFS=,; printf '%s' "$*")]}"; fi
}

# run_jobs FILE JOB…: the scripts of a pipeline's jobs, in this folder.
run_jobs() { /usr/bin/python3 "$PAGES/jobs.py" "$@"; }

# written FILE <<TEXT: the file with its folder.
written() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

# aws_entry NAME [ACCOUNT [REGION [LINE]]]: an entry of a file of connections.
aws_entry() {
    printf '  - type: aws\n    name: %s\n    awsAccountId: "%s"\n    awsRegion: %s\n' "$1" "${2:-012345678901}" "${3:-us-east-2}"
    if [ -n "${4:-}" ]; then printf '    %s\n' "$4"; fi
}

# twelve_stacks: below twelve/, with an account in which three differ, eight do not, and one is invalid.
twelve_stacks() {
    local number live=()
    for number in {101..111}; do
        { echo connections: && aws_entry "Stack $number" "000000000$number"; } | written "twelve/$number/aws.yaml"
        live+=("{\"type\": \"aws\", \"name\": \"Stack $number\", \"awsAccountId\": \"000000000$number\", \"awsRegion\": \"us-east-2\",
            \"description\": \"$([ "$number" -gt 103 ] || echo theirs)\"}")
    done
    echo 'connections: [{}]' | written twelve/112/aws.yaml
    account "${live[@]}"
}

# marketing DIR [DESCRIPTION]: a stack of one connection, whose entry is the third line of marketing.yaml.
marketing() {
    {
        echo connections:
        echo '  # Of the web team.'
        aws_entry 'Marketing assets' 012345678901 us-east-2 "description: ${2-Bucket of the web team}"
    } | written "$1/marketing.yaml"
}

# marketing_live [MORE]: the connection of that stack in the account; MORE are further keys of it in JSON.
marketing_live() {
    jq -c -n '{type: "aws", name: "Marketing assets", awsAccountId: "012345678901", awsRegion: "us-east-2", version: 3,
        description: "Bucket of the web team", connectionId: "20251217080657842fux3au9kh1p0j5s",
        createdDate: "2025-12-17T08:06:57.842Z", updatedDate: "2025-12-17T08:06:57.842Z"} + '"${1:-{\}}"
}

# marketing_applied: production/ is as the account has it, and its ledger knows that.
marketing_applied() {
    marketing production
    account "$(marketing_live '{description: "Bucket"}')"
    patchbay apply production --auto-approve
}

# marketing_drifted: the same, and then somebody changed the description.
marketing_drifted() {
    marketing_applied
    dashboard 'map(.description = "Old bucket" | .version = 3)'
}

# live NAME [ACCOUNT [REGION [MORE]]]: an AWS connection of the account; MORE are further keys of it in JSON.
live() {
    jq -c -n --arg name "$1" --arg account "${2:-012345678901}" --arg region "${3:-us-east-2}" \
        '{type: "aws", $name, awsAccountId: $account, awsRegion: $region} + '"${4:-{\}}"
}

# many_changed: twelve stacks below many/, of which three have changes and one is invalid.
many_changed() {
    twelve_stacks
    rm -rf many
    mv twelve many
}

# A stack 'production' of the marketing connection and seven that nothing ever changes.
production_of_eight() {
    local number
    marketing production
    {
        echo connections:
        for number in 1 2 3 4 5 6 7; do aws_entry "Equal $number" "00000000000$number"; done
    } | written production/others.yaml
}
