# stack DIR FILE NAME REGION: a stack of one connection.
stack() {
    { echo connections: && aws_entry "$3" 012345678901 "$4"; } | written "$1/$2"
    echo "stack: $(tr / - <<<"${1#connections/}")" >"$1/patchbay.yaml"
}
one_account() {
    rm -rf connections
    account
    stack connections/marketing films.yaml Films us-east-2
    stack connections/webinars recordings.yaml Recordings eu-west-1
}
one_account

two_accounts() {
    rm -rf connections
    account
    stack connections/eu/marketing films.yaml "Films of the EU" eu-west-1
    stack connections/us/marketing films.yaml "Films of the US" us-east-2
}

# What cron works in. Both keys are of one account here, so that each job finds the connection of the other.
checkout() {
    mkdir -p /srv/infra
    cp -R connections /srv/infra
    for account in eu us; do printf '%s\n' "$PICTORY_API_KEY" | written "/run/secrets/$account"; done
    patchbay apply connections/*/* --auto-approve
}
