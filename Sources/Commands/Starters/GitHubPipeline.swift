/// The workflow of `examples/pipelines/github-actions.yml`, with the same bytes for a folder `connections`.
enum GitHubPipeline {
    /// The line that hands a secret of the host's to a command, as a variable of the same name.
    static func line(_ variable: String) -> String { "\(variable): ${{ secrets.\(variable) }}" }

    /// For the stack in a folder, which `.` is the whole repository of; its secrets come from the variables.
    static func text(_ folder: String, _ variables: [String]) -> String {
        let secrets = variables.map { "\n          \(line($0))" }.joined()
        let paths = folder == "." ? "**" : "\(folder)/**"
        return #"""
            # Copy to .github/workflows/connections.yml. Expects the files in \#(folder)/ and patchbay on the runner's PATH.
            # Edit before the first push what is marked EDIT: the branch, the runner, and how patchbay gets there.
            # PICTORY_API_KEY is a secret of the repository, since plans and the drift check need it, too. The Vimeo secrets
            # are those of the environment 'production', which the apply alone can read.
            name: Pictory connections

            on:
              pull_request:
                paths: ["\#(paths)"]
              push:
                branches: [main] # EDIT: the branch that merges go to
                paths: ["\#(paths)"]
              schedule:
                - cron: "17 4 * * *"

            permissions:
              contents: read

            jobs:
              validate:
                if: github.event_name != 'schedule'
                runs-on: ubuntu-24.04 # EDIT: a runner that has patchbay
                steps:
                  - uses: actions/checkout@v4
                  - run: patchbay --version # EDIT: install patchbay here, unless the runner has it
                  - run: patchbay validate \#(folder) --annotations github

              # Forks get no secrets, so their pull requests are validated only.
              plan:
                if: >-
                  github.event_name == 'pull_request' &&
                  github.event.pull_request.head.repo.full_name == github.repository
                needs: validate
                runs-on: ubuntu-24.04 # EDIT: a runner that has patchbay
                permissions:
                  contents: read
                  pull-requests: write
                steps:
                  - uses: actions/checkout@v4
                  - run: patchbay --version # EDIT: install patchbay here, unless the runner has it
                  - name: Plan
                    id: plan
                    env:
                      PICTORY_API_KEY: ${{ secrets.PICTORY_API_KEY }}
                    run: |
                      status=0
                      patchbay plan \#(folder) --no-secrets --format markdown >plan.md || status=$?
                      cat plan.md >>"$GITHUB_STEP_SUMMARY"
                      echo "status=$status" >>"$GITHUB_OUTPUT"
                  # Updates the comment of the last push, which the first line of the plan marks; then ends as the plan did.
                  # A plan without that line is none, and would mark any comment.
                  - name: Comment
                    shell: bash # stops at the first command of a pipe that fails
                    env:
                      GH_TOKEN: ${{ github.token }}
                      NUMBER: ${{ github.event.pull_request.number }}
                      STATUS: ${{ steps.plan.outputs.status }}
                    run: |
                      marker=$(head -n 1 plan.md)
                      case $marker in '<!-- patchbay:'*) ;; *) exit "$STATUS" ;; esac
                      comments=repos/$GITHUB_REPOSITORY/issues
                      id=$(gh api --paginate "$comments/$NUMBER/comments" | jq -rs --arg marker "$marker" \
                          '[.[][] | select(.user.login == "github-actions[bot]" and (.body | startswith($marker)))][0].id // empty')
                      if [ -n "$id" ]; then
                          gh api --silent -X PATCH "$comments/comments/$id" -F body=@plan.md
                      else
                          gh api --silent "$comments/$NUMBER/comments" -F body=@plan.md
                      fi
                      exit "$STATUS"

              apply:
                if: github.event_name == 'push'
                needs: validate
                runs-on: ubuntu-24.04 # EDIT: a runner that has patchbay
                environment: production # holds the Vimeo secrets, and the reviewers if there are to be any
                concurrency:
                  group: pictory-apply
                  cancel-in-progress: false
                steps:
                  - uses: actions/checkout@v4
                  - run: patchbay --version # EDIT: install patchbay here, unless the runner has it
                  - name: Apply
                    env:
                      PICTORY_API_KEY: ${{ secrets.PICTORY_API_KEY }}\#(secrets)
                      PATCHBAY_LEDGER: ${{ secrets.PATCHBAY_LEDGER }} # optional: tells who moved what, and which secrets changed
                    run: patchbay apply \#(folder) --auto-approve --annotations github

              # Fails with status 2 when someone changed the account by hand, or when an apply left something undone. PATCHBAY_LEDGER, a
              # PostgreSQL database, tells who moved what, and with --new-only in the command the job fails only for what is new.
              # Where the files do not declare the whole account, --unmanaged ignore leaves out what they do not declare.
              drift:
                if: github.event_name == 'schedule'
                runs-on: ubuntu-24.04 # EDIT: a runner that has patchbay
                steps:
                  - uses: actions/checkout@v4
                  - run: patchbay --version # EDIT: install patchbay here, unless the runner has it
                  - name: Drift
                    env:
                      PICTORY_API_KEY: ${{ secrets.PICTORY_API_KEY }}
                      PATCHBAY_LEDGER: ${{ secrets.PATCHBAY_LEDGER }}
                    run: |
                      status=0
                      patchbay drift \#(folder) --format markdown --annotations github >drift.md || status=$?
                      cat drift.md >>"$GITHUB_STEP_SUMMARY"
                      exit "$status"

            """#
    }
}
