region_changed() {
    { echo connections: && aws_entry 'Marketing assets' 012345678901 us-east-1; } | written connections/aws.yaml
    patchbay apply connections --auto-approve
    { echo connections: && aws_entry 'Marketing assets' 012345678901 eu-central-1 'grace: 72h'; } | written connections/aws.yaml
}

request() {
    rm -rf connections
    account
    { echo connections: && aws_entry 'Marketing assets'; } | written connections/aws.yaml
    patchbay apply connections --auto-approve
    echo '{"awsConnectionId": "old"}' >request.json
}
