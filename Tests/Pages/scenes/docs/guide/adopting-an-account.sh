# Four connections made by hand, one of them under a name that files cannot have.
account '{"type": "aws", "name": "Marketing assets", "awsAccountId": "012345678901", "awsRegion": "us-east-2",
        "description": "Bucket of the web team: images"}' \
    '{"type": "aws", "name": "Webinars", "awsAccountId": "012345678901", "awsRegion": "eu-west-1", "enabled": false}' \
    '{"type": "aws", "name": "Old campaign ", "awsAccountId": "012345678901", "awsRegion": "ap-southeast-2", "connectionId": "2024a"}' \
    '{"type": "vimeo", "name": "Main channel", "clientIdentifier": "925dbcbdc591d6463c5e"}'
