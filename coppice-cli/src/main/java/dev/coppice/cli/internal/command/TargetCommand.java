package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answer;
import dev.coppice.cli.internal.fleet.Answer.Failed;
import dev.coppice.cli.internal.fleet.Answer.Given;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.cli.internal.fleet.Glance;
import dev.coppice.cli.internal.fleet.TargetDocument;
import dev.coppice.cli.internal.fleet.TargetDocument.Found;
import dev.coppice.cli.internal.fleet.TargetDocument.Run;
import dev.coppice.cli.internal.fleet.TargetDocument.Work;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Policy;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** The databases that {@code coppice.yaml} declares. */
@Command(
        name = "target",
        description = "Look at the databases of coppice.yaml.",
        subcommands = TargetCommand.Overview.class)
final class TargetCommand extends CommandGroup {

    @Command(
            name = "list",
            description = {
                "Show each database of coppice.yaml: whether it is reachable, what runs in it, and what keeps it from running.",
                "",
                "All are asked at once. One that does not answer is shown as such, and the command ends with 4, or with 1 "
                        + "where none does."
            })
    static final class Overview extends DatabaseCommand {
        @Override
        protected int run(Target target) {
            return shown(List.of(target));
        }

        @Override
        protected int run(List<Target> targets) {
            over(targets);
            return shown(targets);
        }

        @Override
        protected int run(Remote server) {
            throw CoppiceCommand.notOnServer(
                    "Leave --server out: the databases of coppice.yaml are looked at from here.");
        }

        private int shown(List<Target> targets) {
            var environment = root().environment();
            var answers = Answers.of(targets, target -> new Glance(target.connect(environment)).look());
            var documents = answers.all().stream().map(Overview::document).toList();
            terminal().answer(PageOptions.document(documents, null), table(targets, documents));
            answers.tell(terminal());
            return answers.exitCode();
        }

        private static TargetDocument document(Answer<Found> answer) {
            var target = answer.target();
            var policies =
                    DeclaredPolicies.of(target).all().stream().map(Policy::name).toList();
            var fault = answer instanceof Failed<Found> failed ? failed.fault() : null;
            return new TargetDocument(
                    target.name().orElse(null),
                    target.url().toString(),
                    target.url().user(),
                    policies,
                    fault == null || fault.kind() != Fault.Kind.UNAVAILABLE,
                    fault == null ? null : Terminal.document(fault),
                    answer instanceof Given<Found> given ? given.value() : null);
        }

        private static String table(List<Target> targets, List<TargetDocument> documents) {
            var table = TextTable.of(
                    "TARGET",
                    "ADDRESS",
                    "POSTGRESQL",
                    "SCHEMA",
                    "POLICIES",
                    "UNDER WAY",
                    "LAST ENDED",
                    "QUARANTINED",
                    "HOLDS");
            for (int index = 0; index < documents.size(); index++) {
                row(table, targets.get(index).called(), documents.get(index));
            }
            return table + frozen(documents);
        }

        private static void row(TextTable table, String name, TargetDocument document) {
            var found = document.found();
            var work = found == null ? null : found.work();
            table.row(
                    name,
                    document.address(),
                    found == null ? document.reachable() ? "not read" : "not reachable" : found.postgres(),
                    found == null ? "-" : schema(found),
                    document.policies().size(),
                    work == null ? "-" : underWay(work),
                    work == null ? "-" : run(work.lastEnded()),
                    work == null ? "-" : Figures.count(work.quarantined()),
                    work == null ? "-" : Figures.count(work.holds()));
        }

        private static String schema(Found found) {
            var schema = found.schema();
            return schema.state() + (schema.found() == 0 ? "" : " " + schema.found());
        }

        private static String underWay(Work work) {
            return work.underWay().isEmpty()
                    ? "none"
                    : work.underWay().stream().map(Overview::run).collect(Collectors.joining(", "));
        }

        private static String run(@Nullable Run run) {
            return run == null ? "none" : run.campaign() + " " + run.policy() + " " + run.state();
        }

        private static String frozen(List<TargetDocument> documents) {
            return documents.stream()
                    .flatMap(document -> frozen(document).lines())
                    .map(line -> "\n" + line)
                    .collect(Collectors.joining());
        }

        private static String frozen(TargetDocument document) {
            var found = document.found();
            var work = found == null ? null : found.work();
            return work == null || !work.freeze().frozen()
                    ? ""
                    : (document.target() == null ? "It" : document.target()) + " is frozen since "
                            + work.freeze().since() + " by " + work.freeze().by() + ": "
                            + work.freeze().reason();
        }
    }
}
