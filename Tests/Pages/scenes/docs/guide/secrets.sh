printf 'canary-secret-token\n' | written /run/secrets/vimeo-access-token

applied() { patchbay apply connections --auto-approve; }
