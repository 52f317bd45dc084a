mkdir -p stacks
{
    echo connections:
    echo '  # Of the web team.'
    aws_entry 'Marketing assets' 012345678901 us-east-2 'description: Bucket of the web team'
} | written stacks/production/marketing.yaml
account '{"type": "aws", "name": "Marketing assets", "awsAccountId": "012345678901", "awsRegion": "us-east-2"}'
patchbay apply stacks/production --auto-approve

edited() { dashboard '.[0] |= (.description = "Old bucket" | .version += 1)'; }

others() {
    dashboard '.[0] |= (.description = "Bucket of the web team" | .version -= 1)
        | . + [range(3) | {type: "aws", name: "Other \(.)", awsAccountId: "999999999999", awsRegion: "eu-west-\(. + 1)"}]'
}

# What cron works in: a clone with a remote, as of an account that differs.
checkout() {
    git init -q origin.git
    cp -R stacks origin.git
    rm -rf origin.git/stacks/production/.patchbay
    git -C origin.git add -A
    git -C origin.git commit -q -m 'Stacks'
    mkdir -p /srv
    git clone -q origin.git /srv/infra
    printf '%s\n' "$PICTORY_API_KEY" | written /run/secrets/pictory
    dashboard 'map(select(.name == "Marketing assets") | .description = "Old bucket" | .version += 1)'
}

collector() { mkdir -p /var/lib/node_exporter/textfile; }
