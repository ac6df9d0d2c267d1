package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.ServerRefusal;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.PlanApprovals;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.PlanApprovalDocument;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Signs a plan. */
@Command(name = "approve", description = "Approve the plan that has this hash now, for one execution within 24 hours.")
final class PlanApproveCommand extends DatabaseCommand {
    private static final String UNKNOWN = "plan.unknown";

    @Parameters(paramLabel = "HASH", description = "The hash that \"coppice plan\" shows, or the full one.")
    String hash = "";

    @Mixin
    ActOptions act = new ActOptions();

    /** A policy with what its plan promises now. */
    record Planned(Policy policy, PlanContract contract) {}

    @Override
    protected int run(Target target) {
        var by = given(act::act);
        var policies = DeclaredPolicies.of(target).named(List.of());
        var database = target.connect(root().environment());
        var planned = found(policies, Plans.on(database));
        var approval = PlanApprovalDocument.of(
                planned.policy().name(),
                planned.contract(),
                PlanApprovals.on(database).approve(planned.policy(), planned.contract(), by));
        return told(planned.policy().config().approvals(), approval);
    }

    @Override
    protected int run(Remote server) {
        var by = given(act::act);
        for (var policy : new ServerPolicies(server).named(List.of())) {
            var approval = approved(server, policy.policy(), by);
            if (approval.isPresent()) {
                return told(policy.approvals(), approval.get());
            }
        }
        throw unknown();
    }

    private Optional<PlanApprovalDocument> approved(Remote server, String policy, Act by) {
        var call = Call.post("policies", policy, "plan", "approvals")
                .with("hash", hash)
                .with("reason", by.reason());
        try {
            return Optional.of(server.ask(call, PlanApprovalDocument.class));
        } catch (ServerRefusal refused) {
            if (!refused.code().equals(UNKNOWN) && !refused.code().startsWith("policy.")) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    private int told(int approvals, PlanApprovalDocument approval) {
        terminal().answer(approval, text(approvals, approval));
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

    private String text(int approvals, PlanApprovalDocument approval) {
        var signed = "Plan " + approval.hash() + " of policy \"" + approval.policy() + "\" is approved by "
                + String.join(" and ", approval.approvedBy());
        if (!approval.complete()) {
            return signed + "; a second person must approve it before " + approval.lapsesAt() + ".";
        }
        return signed + ", for one execution before " + approval.lapsesAt() + ".\n"
                + (approvals == 0 ? "The policy asks for no approval: it would run without.\n" : "")
                + "To execute it:  "
                + root().again("prune", approval.policy(), "--execute");
    }

    private CoppiceException unknown() {
        return Fault.of(UNKNOWN, Fault.Kind.REFUSED)
                .refused("Plan " + hash + " was not approved.")
                .found("No policy of coppice.yaml has this plan now; the policy or its tables may have changed.")
                .changed("Nothing was changed.")
                .next("Run \"coppice plan POLICY\", look at it, and approve the hash it shows.")
                .exception();
    }
}
