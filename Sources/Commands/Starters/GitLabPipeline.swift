/// The pipeline of `examples/pipelines/gitlab-ci.yml`, with the same bytes for a folder `connections`.
enum GitLabPipeline {
    /// For the stack in a folder, which `.` is the whole repository of; its secrets come from the variables.
    static func text(_ folder: String, _ variables: [String]) -> String {
        let secrets =
            variables.isEmpty
            ? ""
            : "\n# The Vimeo secrets are masked and protected variables:"
                + variables.map { "\n#   \($0)" }.joined()
        return #"""
            # Copy to .gitlab-ci.yml. Expects the files in \#(folder)/ and an image that has patchbay.
            # Edit before the first push what is marked EDIT: the image, which also has curl and jq.
            # PICTORY_API_KEY is a masked CI/CD variable; COMMENT_TOKEN is a masked one with a project access token of scope api and
            # role Reporter, for the plan's comment.\#(secrets)
            default:
              image: registry.example.com/tools/patchbay:latest # EDIT: an image that has patchbay

            stages: [validate, plan, apply]

            validate:
              stage: validate
              rules:
                - if: $CI_PIPELINE_SOURCE == "schedule"
                  when: never
                - if: $CI_PIPELINE_SOURCE == "merge_request_event"
                - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
              script:
                - patchbay validate \#(folder) --junit validate.xml
              artifacts:
                when: always # a job that fails is the one whose report is wanted
                reports:
                  junit: validate.xml

            plan:
              stage: plan
              rules:
                # The pipelines of merge requests from forks run in the fork, which has no key.
                - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID
              script:
                - status=0
                - patchbay plan \#(folder) --no-secrets --format markdown --gitlab-report plan-report.json >plan.md || status=$?
                # Updates the comment of the last push, which the first line of the plan marks; then ends as the plan did.
                # A plan without that line is none, and would mark any comment.
                - |
                  marker=$(head -n 1 plan.md)
                  case $marker in '<!-- patchbay:'*) ;; *) exit "$status" ;; esac
                  api() { curl --fail --silent --show-error --header "PRIVATE-TOKEN: $COMMENT_TOKEN" "$@"; }
                  notes=$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes
                  me=$(api "$CI_API_V4_URL/user" | jq .id)
                  page=1 id=
                  while [ -z "$id" ]; do
                      api "$notes?sort=asc&per_page=100&page=$page" >notes.json
                      if [ "$(jq length notes.json)" -eq 0 ]; then break; fi
                      id=$(jq -r --arg marker "$marker" --argjson me "$me" \
                          '[.[] | select(.author.id == $me and (.body | startswith($marker)))][0].id // empty' notes.json)
                      page=$((page + 1))
                  done
                  if [ -n "$id" ]; then
                      api --request PUT --data-urlencode body@plan.md "$notes/$id" >/dev/null
                  else
                      api --data-urlencode body@plan.md "$notes" >/dev/null
                  fi
                - exit "$status"
              artifacts:
                when: always
                reports:
                  terraform: plan-report.json

            apply:
              stage: apply
              rules:
                - if: $CI_PIPELINE_SOURCE == "schedule"
                  when: never
                - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
              environment: production
              resource_group: pictory # one apply at a time
              script:
                - patchbay apply \#(folder) --auto-approve

            # Fails with status 2 when someone changed the account by hand, or when an apply left something undone. With a PostgreSQL database
            # in PATCHBAY_LEDGER it tells who moved what, and with --new-only in the command the job fails only for what is new.
            # Where the files do not declare the whole account, --unmanaged ignore leaves out what they do not declare.
            drift:
              stage: plan
              rules:
                - if: $CI_PIPELINE_SOURCE == "schedule"
              script:
                - patchbay drift \#(folder) --junit drift.xml
              artifacts:
                when: always # a job that fails is the one whose report is wanted
                reports:
                  junit: drift.xml

            """#
    }
}
