# Two findings that an earlier run told, and one more since; seven connections are as they should be.
known_and_new() {
    production_of_eight
    echo 'stack: production' >production/patchbay.yaml
    account "$(marketing_live '{description: "Bucket"}')"
    patchbay apply production --auto-approve
    dashboard '. + [range(2) | {type: "aws", name: "Theirs \(.)", awsAccountId: "40000000000\(.)", awsRegion: "us-east-2"}]'
    if patchbay drift production; then return 1; fi
    dashboard 'map(if .name == "Marketing assets" then .description = "Old bucket" | .version += 1 else . end)'
}
connections() { cp -R production connections; }
