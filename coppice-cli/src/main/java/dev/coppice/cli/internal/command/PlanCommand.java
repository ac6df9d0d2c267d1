package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.TargetChoice;
import dev.coppice.cli.internal.fleet.FleetPolicies;
import dev.coppice.cli.internal.pruning.PlanText;
import dev.coppice.prune.Plans;
import dev.coppice.server.document.PlanDocument;
import dev.coppice.server.document.PlanDocument.Extras;
import dev.coppice.server.document.PolicyDocument;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What a policy would do now. */
@Command(
        name = "plan",
        description = {
            "Show what a policy would do now: every table, how many rows, how long, and what would hurt.",
            "",
            "It writes nothing and needs nothing but SELECT."
        },
        subcommands = PlanApproveCommand.class)
final class PlanCommand extends DatabaseCommand {
    @Parameters(arity = "0..1", paramLabel = "POLICY", description = "The policy.")
    @Nullable
    String name;

    @Nullable
    Integer sample;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Show so many of its table's rows that would go, oldest first; 1 to 1000.")
    void sample(int rows) {
        if (rows < 1 || rows > 1000) {
            throw misused("--sample must be 1 to 1000, was: " + rows);
        }
        sample = rows;
    }

    @Option(
            names = "--sql",
            description = "Print the first chunk as a script for psql in place of the plan; the script rolls back.")
    boolean sql;

    /** A policy that runs in one of several databases alone needs no further word. */
    @Override
    protected int run(List<Target> targets) {
        return on(TargetChoice.only(FleetPolicies.of(targets, List.of(named())).targets()));
    }

    @Override
    protected int run(Target target) {
        var policy = DeclaredPolicies.of(target).named(named());
        var plans = Plans.on(target.connect(root().environment()));
        if (sql && !terminal().json()) {
            terminal().answer("", plans.script(policy));
            return ExitCode.DONE;
        }
        var plan = plans.plan(policy);
        var rows = sample == null ? null : plans.sample(policy, sample);
        return told(
                PolicyDocument.of(policy.name(), policy.config()),
                PlanDocument.of(plan, new Extras(rows, sql ? plans.script(policy) : null)));
    }

    @Override
    protected int run(Remote server) {
        var policy = new ServerPolicies(server).named(named());
        var plan = server.ask(
                Call.get("policies", policy.policy(), "plan")
                        .with("sample", sample)
                        .with("sql", sql),
                PlanDocument.class);
        if (sql && !terminal().json()) {
            terminal().answer("", String.valueOf(plan.script()));
            return ExitCode.DONE;
        }
        return told(policy, plan);
    }

    private int told(PolicyDocument policy, PlanDocument plan) {
        var text = new PlanText(policy, plan, root().look());
        var rows = plan.sample();
        terminal()
                .answer(
                        plan,
                        (rows == null ? "" : text.sample(rows) + "\n\n") + text.text() + "\n"
                                + next(root(), policy, plan));
        return ExitCode.DONE;
    }

    /** What can be done with a plan. */
    static String next(CoppiceCommand root, PolicyDocument policy, PlanDocument plan) {
        var execute = "To execute it:  " + root.again("prune", plan.policy(), "--execute", "--approve", plan.hash());
        if (plan.blocked()) {
            return "It is not executed before what blocks it is cured, or overridden aloud with --override --reason.";
        }
        return switch (policy.approvals()) {
            case 0, 1 -> execute;
            default ->
                "Two people approve it:  " + root.again("plan", "approve", plan.hash(), "--reason", "TEXT")
                        + "\nand a third executes it:  " + root.again("prune", plan.policy(), "--execute");
        };
    }

    private String named() {
        if (name == null) {
            throw misused("Missing required parameter: 'POLICY'");
        }
        return name;
    }

    private ParameterException misused(String message) {
        return new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
    }
}
