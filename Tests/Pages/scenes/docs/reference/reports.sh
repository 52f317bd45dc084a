printf 'connections:\n  - type: aws\n    nmae: Films\n    awsAccountId: "012345678901"\n    awsRegion: us-east-2\n' |
    written connections/marketing.yaml
echo 'stack: production' >connections/patchbay.yaml
mkdir stacks
cp -R connections stacks/production
cp -R connections stacks/staging
sed -i 's/nmae/name/' stacks/staging/marketing.yaml

three_changes() {
    { echo connections: && aws_entry New 000000000001 && aws_entry Moved 000000000002; } | written connections/marketing.yaml
    account "$(live Moved 000000000002 eu-west-1)"
}
