package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.fleet.Answer;
import dev.coppice.cli.internal.fleet.Answer.Failed;
import dev.coppice.cli.internal.fleet.Answer.Given;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.Glance;
import dev.coppice.server.document.TargetDocument;
import dev.coppice.server.document.TargetDocument.Found;
import dev.coppice.server.document.TargetDocument.Run;
import dev.coppice.server.document.TargetDocument.Work;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
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
            var call = Call.get("targets");
            var found = root().namesTarget()
                    ? List.of(server.ask(call, TargetDocument.class))
                    : server.page(call, TargetDocument.class).items();
            terminal().answer(PageOptions.document(found, null), table(found));
            found.stream().filter(one -> one.error() != null).forEach(this::tell);
            var failed = found.stream().filter(one -> one.error() != null).count();
            return failed == 0 ? ExitCode.DONE : failed == found.size() ? ExitCode.FAILED : ExitCode.PARTIAL;
        }

        private void tell(TargetDocument document) {
            var error = Objects.requireNonNull(document.error(), "one that failed");
            terminal().note("coppice: " + error.code());
            terminal().note("target " + document.target() + ": " + error.message());
        }

        private int shown(List<Target> targets) {
            var environment = root().environment();
            var answers = Answers.of(
                    targets, target -> glance(target.connect(environment)).look());
            var documents = answers.all().stream().map(Overview::document).toList();
            terminal().answer(PageOptions.document(documents, null), table(documents));
            answers.tell(terminal());
            return answers.exitCode();
        }

        private static Glance glance(DataSource source) {
            var transactions = Transactions.of(source);
            return new Glance(source, transactions::run);
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
                    fault,
                    answer instanceof Given<Found> given ? given.value() : null);
        }

        private static String table(List<TargetDocument> documents) {
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
            documents.forEach(document -> row(table, document));
            return table + frozen(documents);
        }

        private static void row(TextTable table, TargetDocument document) {
            var found = document.found();
            var work = found == null ? null : found.work();
            table.row(
                    document.target() == null ? document.address() : document.target(),
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
