# A plan with changes of every kind, beside seven connections that are as they should be.
counts() {
    local number all=()
    {
        echo connections:
        for number in 1 2 3 4 5 6 7; do aws_entry "Equal $number" "00000000000$number"; done
        for number in 1 2; do aws_entry "Edited $number" "10000000000$number" us-east-2 'description: ours'; done
        aws_entry Moved 200000000000 eu-central-1
        aws_entry New 300000000000
    } | written connections/aws.yaml
    for number in 1 2 3 4 5 6 7; do all+=("$(live "Equal $number" "00000000000$number")"); done
    for number in 1 2; do all+=("$(live "Edited $number" "10000000000$number")"); done
    for number in 1 2 3; do all+=("$(live "Theirs $number" "40000000000$number")"); done
    account "${all[@]}" "$(live Moved 200000000000 eu-west-1)"
}

applied() {
    patchbay apply connections --auto-approve
    dashboard 'map(select(.name | startswith("Theirs") | not))'
}

# The target branch beside this checkout: its files bring a change that is pending, and one that is taken back here.
two_checkouts() {
    rm -rf connections
    account "$(live Equal 000000000001)" "$(live Edited 000000000002)"
    {
        echo connections:
        aws_entry Equal 000000000001 us-east-2 'description: theirs'
        aws_entry Edited 000000000002 us-east-2 'description: ours'
    } | written ../base/connections/aws.yaml
    {
        echo connections:
        aws_entry Equal 000000000001
        aws_entry Edited 000000000002 us-east-2 'description: ours'
        aws_entry 'New 1' 000000000003
        aws_entry 'New 2' 000000000004
    } | written connections/aws.yaml
}

two_connections() {
    account "$(marketing_live)" '{"type": "vimeo", "name": "Main channel", "clientIdentifier": "925dbcbdc591d6463c5e", "enabled": false,
        "connectionId": "20251222155613307xv0nodhitf9cd0f"}'
}
