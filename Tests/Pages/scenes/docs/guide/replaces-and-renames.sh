request() {
    { echo connections: && aws_entry 'Marketing assets'; } | written connections/aws.yaml
    patchbay apply connections --auto-approve
    echo '{"awsConnectionId": "old"}' >request.json
}
