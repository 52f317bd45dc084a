# A repository with a remote, and an account that differs from its files.
git init -q -b main
{ echo connections: && aws_entry Assets 012345678901 us-east-2 'description: ours'; } | written connections/aws.yaml
git add -A
git commit -q -m 'Connections'
git clone -q --bare . ../origin.git
git remote add origin "file://$(realpath ../origin.git)"

# others_change: somebody edits the connection, so that a plan has a change.
others_change() {
    account '{"type": "aws", "name": "Assets", "awsAccountId": "012345678901", "awsRegion": "us-east-2", "description": "theirs",
        "connectionId": "20251217080657842fux3au9kh1p0j5s"}'
}
others_change

# applied_already: the job that applies what was reviewed does nothing, and says so, when it is run once more.
applied_already() {
    local status=0
    run_jobs jobs.yml apply >said 2>&1 || status=$?
    cat said
    [ "$status" -eq 6 ] && grep -q -F 'stale[already-applied]' said
    others_change
}

# What the runners of both hosts say, and stand-ins for the programs by which jobs talk to the hosts; these record what they are asked.
export GITHUB_STEP_SUMMARY=$PWD/summary.md GITHUB_REPOSITORY=octocat/connections GITHUB_WORKSPACE=$PWD
export VIMEO_MAIN_CHANNEL_ACCESS_TOKEN=canary-token VIMEO_MAIN_CHANNEL_CLIENT_SECRET=canary-secret
export CI_API_V4_URL=https://gitlab.example.com/api/v4 CI_PROJECT_ID=1 CI_MERGE_REQUEST_IID=5 COMMENT_TOKEN=canary-token
export PATCHBAY_LEDGER=
mkdir ../stand-ins
written ../stand-ins/gh <<'SH'
#!/bin/bash
echo "gh $*" >>"$GITHUB_WORKSPACE/../asked"
case $* in *--paginate*) echo '[]' ;; esac
SH
written ../stand-ins/curl <<'SH'
#!/bin/bash
case $* in *gitlab.example.com*) ;; *) exec /usr/bin/curl "$@" ;; esac
echo "curl $*" >>"$GITHUB_WORKSPACE/../asked"
case $* in */user) echo '{"id": 7}' ;; *page=*) echo '[]' ;; *) echo '{}' ;; esac
SH
chmod +x ../stand-ins/*
export PATH=$(realpath ../stand-ins):$PATH

# The ready-made pipelines, as they stand in examples/ and as 'init --ci' writes them. Here no job but the drift check may fail, since
# the account differs; after the apply that does not either.
ready_made() {
    local file=$1 comment=$2
    shift 2
    : >../asked
    run_jobs "$file" validate plan
    grep -q -F -e "$comment" ../asked
    if run_jobs "$file" drift; then return 1; fi
    run_jobs "$file" apply
    run_jobs "$file" drift
    others_change
}
patchbay init connections --ci github
patchbay init connections --ci gitlab
for file in .github/workflows/connections.yml "$PAGES/../../examples/pipelines/github-actions.yml"; do
    ready_made "$file" 'gh api --silent repos/octocat/connections/issues/5/comments -F body=@plan.md'
done
for file in .gitlab-ci.yml "$PAGES/../../examples/pipelines/gitlab-ci.yml"; do
    ready_made "$file" 'body@plan.md https://gitlab.example.com/api/v4/projects/1/merge_requests/5/notes'
done
