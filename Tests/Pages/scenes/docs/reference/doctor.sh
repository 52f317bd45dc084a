# A stack with secrets, and a ledger that an apply left; the API is behind TLS, with an authority of the page's own.
production() {
    {
        echo connections:
        aws_entry 'Marketing assets'
        printf '  - type: vimeo\n    name: Main channel\n    clientIdentifier: c\n'
        printf '    clientSecret: ${env:VIMEO_CLIENT_SECRET}\n    accessToken: ${env:VIMEO_ACCESS_TOKEN}\n'
    } | written stacks/production/connections.yaml
    patchbay apply stacks/production --auto-approve
    export PICTORY_API_URL=https://tls.example.com/pictoryapis
    patchbay() { command patchbay "$@" --ca-file ../certificate.pem.crt; }
}
