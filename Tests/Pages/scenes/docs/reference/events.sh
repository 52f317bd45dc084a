{ echo connections: && aws_entry 'Marketing assets'; } | written connections.yaml
echo 'stack: production' >patchbay.yaml
