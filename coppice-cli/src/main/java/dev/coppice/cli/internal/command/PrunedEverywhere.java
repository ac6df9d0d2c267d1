package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answer;
import dev.coppice.cli.internal.fleet.Answer.Failed;
import dev.coppice.cli.internal.fleet.Answer.Given;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.cli.internal.pruning.Endings;
import dev.coppice.cli.internal.pruning.PlanText;
import dev.coppice.cli.internal.pruning.ReportText;
import dev.coppice.cli.internal.pruning.StopSignals;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.server.document.PlanDocument;
import dev.coppice.server.document.PlanDocument.Extras;
import dev.coppice.server.document.PolicyDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A policy in several databases: planned in all of them at once, then, where it is executed, in one after another. What goes wrong
 * in one does not keep it from the next; somebody who wants the command to stop does.
 *
 * @param root the command
 * @param policy the policy
 * @param executing executes it in one database
 */
record PrunedEverywhere(CoppiceCommand root, Policy policy, Function<Target, CampaignDocument> executing) {
    private static final String NOT_BEGUN = "prune.not-begun";

    /**
     * What became of it in one database.
     *
     * @param plan what was shown; absent where there is no plan
     * @param campaign what was done; failed too where there is no plan, absent where nothing was to be done
     */
    private record Ended(
            Target target,
            @Nullable PlanDocument plan,
            @Nullable Answer<CampaignDocument> campaign) {
        int exitCode() {
            return switch (campaign) {
                case null -> ExitCode.DONE;
                case Given<CampaignDocument> given -> Endings.exitCode(given.value());
                case Failed<CampaignDocument> failed ->
                    failed.fault().code().equals(NOT_BEGUN) ? ExitCode.PARTIAL : ExitCode.of(failed.fault());
            };
        }

        String word() {
            return switch (campaign) {
                case null -> "planned";
                case Given<CampaignDocument> given -> given.value().state();
                case Failed<CampaignDocument> failed -> failed.fault().code();
            };
        }

        Map<String, @Nullable Object> document() {
            var document = new LinkedHashMap<String, @Nullable Object>();
            document.put("target", target.called());
            document.put("exitCode", exitCode());
            document.put("plan", plan);
            document.put("campaign", campaign instanceof Given<CampaignDocument> given ? given.value() : null);
            document.put(
                    "error",
                    campaign instanceof Failed<CampaignDocument> failed ? Terminal.document(failed.fault()) : null);
            return document;
        }
    }

    int told(List<Target> targets, boolean execute) {
        var planned = Answers.of(targets, this::plan);
        planned.given().forEach(given -> show(given, execute));
        var ended = execute
                ? executed(planned)
                : planned.all().stream().map(this::only).toList();
        if (root.terminal().json()) {
            root.terminal()
                    .answer(
                            PageOptions.document(
                                    ended.stream().map(Ended::document).toList(), null),
                            "");
        } else {
            root.terminal().answer("", summary(ended));
        }
        if (!execute) {
            planned.tell(root.terminal());
        }
        return ended.stream().mapToInt(Ended::exitCode).reduce(ExitCode.DONE, ExitCode::worse);
    }

    private PlanDocument plan(Target target) {
        return PlanDocument.of(Plans.on(target.connect(root.environment())).plan(policy), Extras.NONE);
    }

    private void show(Given<PlanDocument> planned, boolean execute) {
        if (!root.terminal().json()) {
            root.chose(planned.target());
            var document = PolicyDocument.of(policy.name(), policy.config());
            var text = new PlanText(document, planned.value(), root.look()).text();
            headed(planned.target(), execute ? text : text + "\n" + PlanCommand.next(root, document, planned.value()));
        }
    }

    private Ended only(Answer<PlanDocument> planned) {
        return switch (planned) {
            case Given<PlanDocument> given -> new Ended(given.target(), given.value(), null);
            case Failed<PlanDocument> failed ->
                new Ended(failed.target(), null, new Failed<>(failed.target(), failed.fault()));
        };
    }

    private List<Ended> executed(Answers<PlanDocument> planned) {
        try (var signals = StopSignals.take(
                () -> root.terminal().note("No further database is begun; what is left is told at the end."))) {
            return planned.all().stream().map(each -> executed(each, signals)).toList();
        }
    }

    private Ended executed(Answer<PlanDocument> planned, StopSignals signals) {
        var ended = planned instanceof Given<PlanDocument> given
                ? new Ended(given.target(), given.value(), executed(given.target(), signals))
                : only(planned);
        switch (ended.campaign()) {
            case null -> {}
            case Given<CampaignDocument> given -> report(given);
            case Failed<CampaignDocument> failed ->
                new Answers<>(List.<Answer<CampaignDocument>>of(failed)).tell(root.terminal());
        }
        return ended;
    }

    private Answer<CampaignDocument> executed(Target target, StopSignals signals) {
        if (signals.asked()) {
            return new Failed<>(target, notBegun());
        }
        root.chose(target);
        root.terminal().note(target.note());
        return Answer.of(target, executing);
    }

    private void report(Given<CampaignDocument> done) {
        if (!root.terminal().json()) {
            root.chose(done.target());
            var next = new Endings(root.terminal(), root.look(), false, root::again).next(done.value(), false);
            headed(done.target(), new ReportText(root.look()).of(done.value()) + next);
        }
    }

    private void headed(Target target, String text) {
        root.terminal().answer("", root.look().bold("== " + target.called() + " ==") + "\n" + text + "\n");
        root.terminal().answer("", "");
    }

    private static String summary(List<Ended> ended) {
        return TextTable.of("TARGET", "CAMPAIGN", "RESULT", "EXIT")
                .rows(ended.stream().map(each -> new Object[] {
                    each.target().called(),
                    each.campaign() instanceof Given<CampaignDocument> given
                            ? given.value().campaign()
                            : "-",
                    each.word(),
                    each.exitCode()
                }))
                .toString();
    }

    private Fault notBegun() {
        return Fault.of(NOT_BEGUN, Fault.Kind.FAILED)
                .refused("Policy \"" + policy.name() + "\" was not executed.")
                .found("The command was told to stop before it came to this database.")
                .changed("Nothing was done there.")
                .next("Run the command again: it goes on where it was stopped.");
    }
}
