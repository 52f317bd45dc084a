{ echo connections: && aws_entry 'Marketing assets'; } | written connections/aws.yaml
