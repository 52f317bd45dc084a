entries() {
    echo connections:
    echo '  # Of the web team.'
    aws_entry 'Marketing assets' 012345678901 us-east-2 "description: Bucket of the $1 team"
    cat <<'YAML'
  - type: vimeo
    name: Main channel
    clientIdentifier: 925dbcbdc591d6463c5e
    clientSecret: ${env:VIMEO_CLIENT_SECRET}
    accessToken: ${env:VIMEO_ACCESS_TOKEN}
YAML
}

# The files of a stack that was applied are edited, and in the dashboard somebody disables one connection and rewrites the other.
both_moved() {
    account '{"type": "vimeo", "name": "Main channel", "clientIdentifier": "925dbcbdc591d6463c5e", "version": 2}'
    entries brand >marketing.yaml
    patchbay apply --auto-approve --rotate 'Main channel'
    entries web >marketing.yaml
    dashboard 'map(if .type == "aws" then .enabled = false | .version = 7 else .version = 5 end)'
}

# An API that keeps 15 characters of a description, as far as its answer tells.
cutting() {
    local id=20251217080657842cut3au9kh1p0j5s
    account "{\"connectionId\": \"$id\", \"type\": \"aws\", \"name\": \"Marketing assets\", \"awsAccountId\": \"012345678901\",
        \"awsRegion\": \"us-east-2\"}"
    faults "{\"do\": \"garbage\", \"operation\": \"update\", \"body\":
        \"{\\\"connectionId\\\": \\\"$id\\\", \\\"version\\\": 2, \\\"description\\\": \\\"Bucket of the w\\\"}\"}"
    entries web >marketing.yaml
}
