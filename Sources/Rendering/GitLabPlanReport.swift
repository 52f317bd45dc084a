package import Planning

/// Plans as the widget of merge requests in GitLab takes them: three counts, under `artifacts:reports:terraform`.
///
/// GitLab reads one object per file and asks for all three keys (https://docs.gitlab.com/user/infrastructure/iac/mr_integration),
/// so several stacks are one sum. It knows no replaces: as in the reports that it describes, each is a create and a delete.
package struct GitLabPlanReport: Sendable, Hashable, Codable {
    package private(set) var create = 0
    package private(set) var update = 0
    package private(set) var delete = 0

    package init(_ plans: [Plan.Summary]) {
        for plan in plans {
            create += plan.create + plan.replace
            update += plan.update
            delete += plan.delete + plan.replace
        }
    }
}
