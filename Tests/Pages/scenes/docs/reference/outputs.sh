{
    echo connections:
    aws_entry 'Marketing assets' 012345678901 us-east-2 'description: Bucket of the web team'
    aws_entry Webinars 111122223333 eu-central-1
    aws_entry 'New bucket' 111122223333 eu-west-1
    printf '  - type: vimeo\n    name: Main channel\n    clientIdentifier: c\n'
    printf '    clientSecret: ${env:NOT_NEEDED}\n    accessToken: ${env:NOT_NEEDED}\n'
} | written connections/a.yaml
echo 'stack: production' >connections/patchbay.yaml
account "$(marketing_live)" \
    "$(live Webinars 111122223333 us-west-2 '{connectionId: "20251217080700112m0w5q2r8t4y6u1i3"}')" \
    '{"type": "vimeo", "name": "Main channel", "clientIdentifier": "c", "enabled": false, "connectionId": "20251222155613307xv0nodhitf9cd0f"}'
