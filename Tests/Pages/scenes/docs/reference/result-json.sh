# conflict: the plan sees one description, and somebody else writes another before the apply does.
conflict() {
    marketing production ours
    echo 'stack: production' >production/patchbay.yaml
    printf '  - {type: vimeo, name: Main channel, clientIdentifier: c, clientSecret: "${env:VIMEO_CLIENT_SECRET}", accessToken: "${env:VIMEO_ACCESS_TOKEN}"}\n' \
        >>production/marketing.yaml
    account "$(marketing_live '{description: "old", version: 4}')"
    faults '{"do": "edit", "moment": "before", "operation": "update", "type": "aws", "edits": [
        {"edit": "update", "type": "aws", "name": "Marketing assets", "set": {"description": "theirs"}}]}'
}
mistake() {
    rm -rf production
    printf 'connections:\n  - type: aws\n    name: Films\n    awsAcountId: "012345678901"\n    awsRegion: us-east-2\n' | written production/aws.yaml
    echo 'stack: production' >production/patchbay.yaml
}
hand_made() {
    account '{"type": "vimeo", "name": "Main channel", "clientIdentifier": "925dbcbdc591d6463c5e", "connectionId": "20251222155613307xv0nodhitf9cd0f"}' \
        '{"type": "aws", "name": "Old campaign ", "awsAccountId": "012345678901", "awsRegion": "us-east-2", "connectionId": "2024a"}'
}
begun() { rm -rf connections; }
refused() {
    sed -i 's/awsAcountId/awsAccountId/' production/aws.yaml
    key=$PICTORY_API_KEY
    export PICTORY_API_KEY=no-key-of-pictory
}
stale() {
    export PICTORY_API_KEY=$key
    rm -rf connections
    marketing connections
    account "$(marketing_live '{version: 4, description: "Bucket"}')"
    patchbay plan connections --out connections.plan
    dashboard 'map(.version = 5 | .description = "theirs")'
}
