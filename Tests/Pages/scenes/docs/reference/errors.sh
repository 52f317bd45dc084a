# Every example begins with a folder connections that holds one connection, and settings that say `api: sandbox`. What an example
# needs beside that, and what makes a message that it shows, is the function example_CODE; `left` has those that are not run.

url=$PICTORY_API_URL
unset PICTORY_API_URL PICTORY_API_KEY VIMEO_CLIENT_SECRET VIMEO_ACCESS_TOKEN
declare -A left=(
    [input-too-large]='reading 256 MiB takes minutes in the debug build; LimitTests has it with smaller limits'
    [too-many-connections]='reading a million connections takes minutes in the debug build; LimitTests has it with smaller limits'
    [internal-error]='no state leads there that we know of'
)

# error_stack [BLOCK]: the folder; in a block "# NAME.yaml" alone in a line begins a file, and what stands before is connections.yaml.
error_stack() {
    mkdir -p connections
    { echo connections: && aws_entry 'Marketing assets'; } >connections/connections.yaml
    echo 'api: sandbox' >connections/patchbay.yaml
    if [ $# -eq 0 ]; then return; fi
    awk '
        BEGIN { file = "connections/connections.yaml" }
        /^# [a-z]+\.yaml$/ { file = "connections/" $2; next }
        { if (!(file in seen)) { printf "" >file; seen[file] = 1 } print >>file }' "$1"
}

# over_http: the account is the sandbox behind a socket, so that others can change it and requests can fail.
over_http() { export PICTORY_API_URL=$url PICTORY_API_KEY=pictai_canary-key; }

# differing: the connection is there with another description, so that a plan updates it.
differing() {
    over_http
    account "$(live 'Marketing assets' 012345678901 us-east-2 '{connectionId: "20251217080657842fux3au9kh1p0j5s", version: 4, description: "old"}')"
    sed -i 's/    awsRegion: .*/&\n    description: ours/' connections/connections.yaml
}

# refusing STATUS OPERATION TYPE: the API answers so.
refusing() { faults "{\"do\": \"status\", \"status\": $1, \"operation\": \"$2\", \"type\": \"$3\", \"times\": \"always\", \"body\": \"{}\"}"; }

# interrupting COMMAND...: it gets a signal while its request is held, which is let go after that.
interrupting() {
    "$@" >said 2>&1 &
    ask GET 'holds?wait=x' >/dev/null
    kill -INT $!
    until grep -q interrupted said; do sleep 0.05; done
    ask POST release '{"hold": "x"}' >/dev/null
    wait $!
    cat said
}

example_ambiguous_match() {
    over_http
    sed -i 's/Marketing assets/Assets/' connections/connections.yaml
    account "$(live Old 012345678901 us-east-2 '{connectionId: "20251217080657842fux3au9kh1p0j5s"}')" \
        "$(live Older 012345678901 us-east-2 '{connectionId: "20251222155613307xv0nodhitf9cd0f"}')"
    patchbay plan connections
}
example_api_request() {
    over_http
    refusing 400 create aws
    patchbay apply connections --auto-approve
}
example_api_unauthorized() {
    over_http
    refusing 401 list aws
}
example_api_forbidden() {
    differing
    refusing 403 update aws
    patchbay apply connections --auto-approve
}
example_api_not_found() {
    differing
    refusing 404 update aws
    patchbay apply connections --auto-approve
}
example_api_conflict() {
    over_http
    refusing 409 list vimeo
    patchbay plan connections
}
example_api_rate_limited() {
    over_http
    faults '{"do": "status", "status": 429, "retryAfter": "0", "operation": "list", "type": "aws", "times": "always"}'
    patchbay plan connections
}
example_api_server() {
    over_http
    refusing 503 list vimeo
    patchbay plan connections
}
example_api_redirect() { over_http; }
example_api_unreachable() { over_http; }
example_api_invalid_answer() { over_http; }
example_api_tls() { over_http; }
example_api_timeout() {
    differing
    faults '{"do": "silence", "moment": "before", "operation": "update", "times": "always"}'
    patchbay apply connections --auto-approve --timeout 1
}
example_api_dropped() {
    over_http
    faults '{"do": "drop", "moment": "before", "operation": "create", "times": "always"}'
    patchbay apply connections --auto-approve
}
example_not_approved() {
    printf 'stack: demo\napi: sandbox\n' >connections/patchbay.yaml
    # A terminal on which somebody answers what they are asked.
    touch shown
    { until grep -q accepted shown; do sleep 0.1; done && echo no; } |
        script --quiet --flush --echo always --command 'patchbay apply connections' /dev/null | tee shown
}
example_conflict() {
    differing
    faults '{"do": "edit", "moment": "before", "operation": "update", "edits": [
        {"edit": "update", "type": "aws", "name": "Marketing assets", "set": {"description": "theirs"}}]}'
    patchbay apply connections --auto-approve
}
example_interrupted() {
    over_http
    { aws_entry Films 012345678901 eu-west-1 && aws_entry Webinars 012345678901 eu-west-2; } >>connections/connections.yaml
    faults '{"do": "hold", "hold": "x", "moment": "after", "operation": "create"}'
    interrupting patchbay apply connections --auto-approve --parallelism 1
    faults '{"do": "hold", "hold": "x", "operation": "list", "type": "aws"}'
    interrupting patchbay plan connections
}
