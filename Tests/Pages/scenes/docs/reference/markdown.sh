plan() {
    local number all=()
    {
        echo connections:
        aws_entry New 300000000000
        aws_entry Videos 300000000001
        aws_entry Moved 300000000002 eu-central-1
    } | written connections/aws.yaml
    {
        echo connections:
        for number in 1 2 3 4 5 6 7; do aws_entry "Equal $number" "00000000000$number"; done
    } | written connections/others.yaml
    printf 'stack: production\nowns: [Films]\n' >connections/patchbay.yaml
    for number in 1 2 3 4 5 6 7; do all+=("$(live "Equal $number" "00000000000$number")"); done
    for number in 1 2 3; do all+=("$(live "Theirs $number" "40000000000$number")"); done
    account "${all[@]}" "$(live Films 300000000001 us-east-2 '{connectionId: "2025videos"}')" \
        "$(live Moved 300000000002 eu-west-1 '{connectionId: "2025moved"}')"
}

# More changes than a comment has room for.
large() {
    local number
    {
        echo connections:
        for number in {1000..2499}; do aws_entry "Bucket $number" "00000000$number" us-east-2 "description: Bucket of team $number"; done
    } | written large/aws.yaml
    jq -c -n '{connections: [range(1000; 2000) | {type: "aws", name: "Bucket \(.)", awsAccountId: "00000000\(.)", awsRegion: "us-east-2"}]}' |
        ask PUT state
}
