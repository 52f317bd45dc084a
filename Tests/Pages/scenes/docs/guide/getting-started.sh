# First there is no account, and no key.
url=$PICTORY_API_URL
unset PICTORY_API_URL PICTORY_API_KEY

# What the page has said by then: the settings name the sandbox no longer.
own_account() {
    export PICTORY_API_URL=$url
    : >connections/patchbay.yaml
    account '{"type": "aws", "name": "Theirs", "awsAccountId": "111122223333", "awsRegion": "eu-west-1"}'
}
