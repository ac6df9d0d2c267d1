package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.FleetPolicies;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.PlanText;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Running;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.server.document.PlanDocument;
import dev.coppice.server.document.PlanDocument.Extras;
import dev.coppice.server.document.PolicyDocument;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Deletes what a policy says, or shows what it would. */
@Command(
        name = "prune",
        description = {
            "Delete what a policy says, in small transactions, with all that hangs on it. Without --execute it shows the "
                    + "plan and changes nothing.",
            "",
            "A policy with an unfinished campaign goes on with it. Ctrl-C ends the campaign's process after the chunk "
                    + "under way; the same command goes on from there."
        })
final class PruneCommand extends DatabaseCommand {
    @Parameters(paramLabel = "POLICY", description = "The policy.")
    String name = "";

    @Option(
            names = "--execute",
            description = "Do it. Creates the schema \"coppice\" where it is missing, and says so.")
    boolean execute;

    @Option(
            names = "--approve",
            paramLabel = "HASH",
            description =
                    "Execute the plan of this hash and no other. Where the policy wants one approval, this is it.")
    @Nullable
    String hash;

    @Option(
            names = "--override",
            description = "Execute in spite of findings that block, and outside of its window; needs --reason.")
    boolean override;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "How many workers this process has, each with connections of its own; as the policy says by default.")
    @Nullable
    Integer workers;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; kept with the campaign and in the audit trail.")
    @Nullable
    String reason;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    @Nullable
    String actor;

    @Mixin
    EveryTarget every = new EveryTarget();

    @Override
    protected boolean everyTarget() {
        return every.wanted;
    }

    @Override
    protected int run(Target target) {
        var options = options();
        var policy = DeclaredPolicies.of(target).named(name);
        var database = target.connect(root().environment());
        return execute ? executed(policy, options, database, target) : shown(policy, database);
    }

    @Override
    protected int run(List<Target> targets) {
        var meant = FleetPolicies.of(targets, List.of(name));
        if (!every.wanted) {
            return on(EveryTarget.one(meant.targets()));
        }
        if (hash != null) {
            throw misused("--approve names the plan of one database: give --target with it");
        }
        var options = options();
        over(meant.targets());
        var policy = meant.policies().getFirst();
        return new PrunedEverywhere(root(), policy, target -> reported(policy, options, target))
                .told(meant.targets(), execute);
    }

    private int shown(Policy policy, DataSource database) {
        return told(
                PolicyDocument.of(policy.name(), policy.config()),
                PlanDocument.of(Plans.on(database).plan(policy), Extras.NONE));
    }

    @Override
    protected int run(Remote server) {
        var options = options();
        requireOwn();
        var policy = new ServerPolicies(server).named(name);
        if (execute) {
            return new PruningThere(root(), server, policy.policy()).executed(options);
        }
        return told(policy, server.ask(Call.get("policies", policy.policy(), "plan"), PlanDocument.class));
    }

    private int told(PolicyDocument policy, PlanDocument plan) {
        terminal()
                .answer(
                        plan,
                        new PlanText(policy, plan, root().look()).text() + "\n"
                                + PlanCommand.next(root(), policy, plan));
        return ExitCode.DONE;
    }

    private int executed(Policy policy, CampaignOptions options, DataSource database, Target target) {
        var report = reported(policy, options, database, target);
        var campaigns = Campaigns.on(database);
        var working = campaigns
                .find(report.campaign())
                .filter(now -> now.state().working())
                .isPresent();
        return new Endings(terminal(), root().look(), root().asksServer(), root()::again)
                .told(report, working && campaigns.alive(report.campaign()));
    }

    private CampaignDocument reported(Policy policy, CampaignOptions options, Target target) {
        return reported(policy, options, target.connect(root().environment()), target);
    }

    private CampaignDocument reported(Policy policy, CampaignOptions options, DataSource database, Target target) {
        var campaigns = Campaigns.on(database);
        var schema = new CoppiceSchema(database);
        if (!(schema.status() instanceof SchemaStatus.Current)) {
            // What is refused anyway leaves nothing behind.
            campaigns.requireExecutable(policy, options);
            terminal().note("Creating or migrating the schema coppice in " + target.url() + ".");
            schema.migrate();
        }
        campaigns
                .unfinished(policy)
                .ifPresent(found -> terminal()
                        .note("Campaign " + found.id() + " of this policy is unfinished (" + found.state()
                                + "): going on with it."));
        var progress = new ProgressLine(terminal(), Look.ofErrors(root().environment()));
        return CampaignDocument.of(new Running(campaigns, terminal(), progress).execute(policy, options));
    }

    private void requireOwn() {
        if (workers != null) {
            throw misused("--workers is for work in this process; a server has as many as its policy says");
        }
    }

    private int number(int wanted) {
        if (wanted < 1 || wanted > PolicyConfig.MOST_WORKERS) {
            throw misused("--workers must be 1 to " + PolicyConfig.MOST_WORKERS + ", was: " + wanted);
        }
        return wanted;
    }

    private CampaignOptions options() {
        if (override && reason == null) {
            throw misused("--override needs --reason, which is kept");
        }
        var who = actor == null ? System.getProperty("user.name") : actor;
        var act = given(() -> Act.of(who, reason == null ? "executed from the command line" : reason));
        var options = CampaignOptions.by(act);
        options = override ? options.overriding(act) : options;
        options = workers == null ? options : options.workers(number(workers));
        return hash == null ? options : options.ofPlan(hash);
    }

    private ParameterException misused(String message) {
        return new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
    }
}
