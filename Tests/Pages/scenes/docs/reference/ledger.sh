ledger() {
    { echo connections: && aws_entry 'Marketing assets'; } | written connections.yaml
    patchbay apply --auto-approve
}
