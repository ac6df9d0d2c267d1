package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Approval;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.PlanApprovals;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Signs a plan. */
@Command(name = "approve", description = "Approve the plan that has this hash now, for one execution within 24 hours.")
final class PlanApproveCommand extends DatabaseCommand {
    @Parameters(paramLabel = "HASH", description = "The hash that \"coppice plan\" shows, or the full one.")
    String hash = "";

    @Mixin
    ActOptions act = new ActOptions();

    /** An approval as scripts see it. */
    record ApprovalDocument(
            String policy,
            String hash,
            String fullHash,
            List<String> approvedBy,
            int required,
            boolean complete,
            Instant lapsesAt) {
        static ApprovalDocument of(Planned planned, Approval approval) {
            return new ApprovalDocument(
                    planned.policy().name(),
                    planned.contract().hash(),
                    planned.contract().fullHash(),
                    approval.signatures().stream()
                            .map(signature -> signature.act().actor())
                            .toList(),
                    approval.requiredApprovers(),
                    approval.complete(),
                    approval.lapsesAt());
        }
    }

    /** A policy with what its plan promises now. */
    record Planned(Policy policy, PlanContract contract) {}

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        var policies = DeclaredPolicies.of(target).named(List.of());
        var database = target.connect(root().environment());
        var planned = found(policies, Plans.on(database));
        var approval = ApprovalDocument.of(
                planned, PlanApprovals.on(database).approve(planned.policy(), planned.contract(), by));
        terminal().answer(approval, text(planned.policy(), approval));
        return ExitCode.DONE;
    }

    private Planned found(List<Policy> policies, Plans plans) {
        return policies.stream()
                .flatMap(policy -> contract(plans, policy)
                        .filter(contract -> contract.hasHash(hash))
                        .map(contract -> new Planned(policy, contract))
                        .stream())
                .findFirst()
                .orElseThrow(this::unknown);
    }

    // A policy that does not fit the database has no plan, and keeps nobody from approving another's.
    private static Optional<PlanContract> contract(Plans plans, Policy policy) {
        try {
            return Optional.of(plans.contract(policy));
        } catch (CoppiceException refused) {
            if (!refused.code().startsWith("policy.")) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    private String text(Policy policy, ApprovalDocument approval) {
        var signed = "Plan " + approval.hash() + " of policy \"" + approval.policy() + "\" is approved by "
                + String.join(" and ", approval.approvedBy());
        if (!approval.complete()) {
            return signed + "; a second person must approve it before " + approval.lapsesAt() + ".";
        }
        return signed + ", for one execution before " + approval.lapsesAt() + ".\n"
                + (policy.config().approvals() == 0 ? "The policy asks for no approval: it would run without.\n" : "")
                + "To execute it:  "
                + root().again("prune", approval.policy(), "--execute");
    }

    private CoppiceException unknown() {
        return Fault.of("plan.unknown", Fault.Kind.REFUSED)
                .refused("Plan " + hash + " was not approved.")
                .found("No policy of coppice.yaml has this plan now; the policy or its tables may have changed.")
                .changed("Nothing was changed.")
                .next("Run \"coppice plan POLICY\", look at it, and approve the hash it shows.")
                .exception();
    }
}
