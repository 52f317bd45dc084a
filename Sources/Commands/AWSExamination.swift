import AWSRequests
import AWSRole
import Checks
import Connections
import Diagnostics
import PictoryHTTP
import Stacks

/// Looks at the AWS side of declared connections, where the environment has credentials.
struct AWSExamination: Sendable {
    let context: CommandContext
    let options: ProbeOptions
    /// For each request.
    let deadline: Duration

    func checks(of stacks: [Stack], _ buckets: [BucketName]) async -> [Check] {
        let declared = stacks.flatMap { stack in
            stack.desired.connections.compactMap { connection in
                connection.details.location.map {
                    AWSFacts.Declared(stack: stack.name, name: connection.name, location: $0)
                }
            }
        }
        let credentials: AWSCredentials
        switch AWSCredentials.find(in: context.environment) {
        case .complete(let found): credentials = found
        case .none:
            return [
                .skipped(
                    .awsCredentials,
                    "AWS_ACCESS_KEY_ID is not set, so the AWS side was not looked at",
                    next: declared.isEmpty
                        ? nil : "set it and AWS_SECRET_ACCESS_KEY to have the role and buckets checked"
                )
            ]
        case .unusable(let reason):
            return [.failed(.awsCredentials, reason, next: "set both, or neither")]
        }
        guard !declared.isEmpty else {
            return [.skipped(.awsCredentials, "no stack that could be read declares an AWS connection")]
        }
        let client: AWSClient
        do throws(HTTPSetupError) {
            client = try AWSClient(
                credentials,
                endpoint: try AWSEndpoint.chosen(environment: context.environment),
                environment: context.environment,
                authorities: try options.access.authorities,
                limits: RequestLimits(connect: deadline, total: deadline),
                version: patchbayVersion,
                now: context.now
            )
        } catch {
            return [.failed(.awsCredentials, error.report)]
        }
        let checks = await checks(declared, buckets, AWSAccount(client))
        await client.close()
        return checks
    }

    private func checks(
        _ declared: [AWSFacts.Declared],
        _ buckets: [BucketName],
        _ account: AWSAccount
    ) async -> [Check] {
        let identity: AWSAccount.Identity
        do throws(AWSError) { identity = try await account.identity() } catch { return [AWSChecks.unusable(error)] }
        var facts = AWSFacts(identity: identity, role: .missing(others: []), buckets: [], declared: declared)
        if declared.contains(where: { $0.location.accountID == identity.account }) {
            facts.role = await role(in: account)
            for bucket in buckets {
                do throws(AWSError) {
                    let place = try await account.place(ofBucket: bucket.description)
                    facts.buckets.append((bucket, .success(place)))
                } catch {
                    facts.buckets.append((bucket, .failure(error)))
                }
            }
        }
        return AWSChecks(facts).checks
    }

    private func role(in account: AWSAccount) async -> AWSFacts.RoleReading {
        do throws(AWSError) {
            if let role = try await account.role(IntegrationRole.name) { return .found(role) }
        } catch {
            return .unknown(error)
        }
        // Only a hint: where roles may not be listed, there is none.
        let others = try? await account.roles(trusting: IntegrationRole.vendorAccount)
        return .missing(others: others ?? [])
    }
}
