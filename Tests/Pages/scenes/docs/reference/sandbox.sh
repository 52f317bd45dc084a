stack() { { echo connections: && aws_entry 'Marketing assets'; } | written connections.yaml; }

# The scenario and the edit of the page are taken, by the program and by the server that the page has started.
faults_taken() {
    timeout 1 patchbay sandbox --faults faults.json || [ $? -eq 124 ]
    faults "$(jq -c '.faults[]' faults.json | paste -s -d ,)" "$(cat edit.json)"
    faults
}

empty_again() {
    account
    { echo connections: && aws_entry 'Marketing assets' && aws_entry Webinars 012345678901 eu-west-1; } | written connections.yaml
}

requests() {
    account
    { echo connections: && aws_entry Main; } | written connections.yaml
    patchbay apply --auto-approve --ledger none
}
