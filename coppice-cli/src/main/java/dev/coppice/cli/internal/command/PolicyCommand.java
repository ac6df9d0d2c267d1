package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.DeclaredTargets;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.FleetDocument;
import dev.coppice.cli.internal.fleet.FleetPolicies;
import dev.coppice.cli.internal.pruning.FindingText;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.FindingDocument;
import dev.coppice.server.document.PolicyCheckDocument;
import dev.coppice.server.document.PolicyDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** The policies that {@code coppice.yaml} declares. */
@Command(
        name = "policy",
        description = "List, show or check the policies of coppice.yaml.",
        subcommands = {PolicyCommand.Show.class, PolicyShowCommand.class, PolicyCommand.Check.class})
final class PolicyCommand extends CommandGroup {

    @Command(name = "list", description = "List the policies that coppice.yaml declares. Needs no database.")
    static final class Show extends DatabaseCommand {
        private static final String NONE = "There is no policy.";

        @Override
        protected OptionalInt alone() {
            return root().asksServer() || root().config().isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(declared(root().config()));
        }

        /** Without a file here, that of the running "up" is meant. */
        @Override
        protected int run(Target target) {
            return declared(target.config());
        }

        @Override
        protected int run(Remote server) {
            return told(new ServerPolicies(server).all());
        }

        private int declared(Optional<Path> file) {
            var targets = DeclaredTargets.of(file);
            if (root().namesTarget()) {
                return told(documents(DeclaredPolicies.of(root().target()).all()));
            }
            var policies = DeclaredPolicies.of(file).all();
            return targets.named() ? told(new FleetPolicies(targets.all(), policies)) : told(documents(policies));
        }

        private static List<PolicyDocument> documents(List<Policy> policies) {
            return policies.stream().map(Show::document).toList();
        }

        private static PolicyDocument document(Policy policy) {
            return PolicyDocument.of(policy.name(), policy.config());
        }

        private int told(FleetPolicies meant) {
            var table = TextTable.of("POLICY", "TARGETS", "TABLE", "WHEN", "AGE", "KEEP", "SCHEDULE", "WINDOW")
                    .rows(meant.policies().stream()
                            .map(policy -> cells(document(policy), DeclaredTargets.names(meant.of(policy)))));
            var text = meant.policies().isEmpty() ? NONE : table.toString();
            terminal().answer(terminal().json() ? PageOptions.document(items(meant), null) : "", text);
            return ExitCode.DONE;
        }

        private static List<ObjectNode> items(FleetPolicies meant) {
            return meant.policies().stream()
                    .map(policy -> FleetDocument.over(meant.of(policy), document(policy)))
                    .toList();
        }

        private int told(List<PolicyDocument> policies) {
            var table = TextTable.of("POLICY", "TABLE", "WHEN", "AGE", "KEEP", "SCHEDULE", "WINDOW")
                    .rows(policies.stream().map(Show::cells));
            terminal().answer(PageOptions.document(policies, null), policies.isEmpty() ? NONE : table.toString());
            return ExitCode.DONE;
        }

        /** What stands in the columns; {@code more} stands behind the name. */
        private static Object[] cells(PolicyDocument policy, Object... more) {
            return Stream.of(
                            Stream.<Object>of(policy.policy()),
                            Stream.of(more),
                            Stream.<Object>of(
                                    policy.table(),
                                    orDash(policy.when()),
                                    orDash(policy.age()),
                                    orDash(policy.keep()),
                                    orDash(policy.schedule()),
                                    orDash(policy.window())))
                    .flatMap(cells -> cells)
                    .toArray();
        }

        private static String orDash(@Nullable String text) {
            return text == null ? "-" : text;
        }
    }

    @Command(
            name = "check",
            description =
                    "Check that coppice.yaml is valid and that each policy fits the database: tables, columns, condition, cascade. Warns of settings that contradict each other or"
                            + " the database.")
    static final class Check extends DatabaseCommand {
        @Override
        protected int run(Target target) {
            var declared = ProjectConfig.read(target.config());
            return told(PolicyCheckDocument.of(
                    DeclaredPolicies.of(target).named(List.of()),
                    target.connect(root().environment()),
                    declared::line));
        }

        @Override
        protected int run(List<Target> targets) {
            var meant = FleetPolicies.of(targets, List.of());
            over(meant.targets());
            return CheckedEverywhere.of(meant, root().environment()).told(terminal());
        }

        @Override
        protected int run(Remote server) {
            return told(server.ask(Call.get("policy-check"), PolicyCheckDocument.class));
        }

        private int told(PolicyCheckDocument check) {
            var fit = check.ok()
                    ? "All " + check.policies() + " policies fit the database."
                    : TextTable.of("POLICY", "PROBLEM")
                            .rows(check.problems().stream()
                                    .map(problem -> new Object[] {problem.policy(), problem.message()}))
                            .toString();
            var text = check.warnings().isEmpty()
                    ? fit
                    : fit.strip() + "\n\n"
                            + Figures.count(check.warnings().size(), "warning", "warnings") + ":\n\n"
                            + check.warnings().stream().map(this::words).collect(Collectors.joining("\n\n"));
            terminal().answer(check, text);
            return check.ok() ? ExitCode.DONE : ExitCode.REFUSED;
        }

        private String words(PolicyCheckDocument.Warning warning) {
            var where = warning.policy() + (warning.line() == null ? "" : ", line " + warning.line());
            return where + "\n"
                    + new FindingText(root().look())
                            .of(List.of(new FindingDocument(
                                    warning.check(), "warn", warning.subject(), warning.message(), warning.cure())));
        }
    }
}
