package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.prune.Plans;
import dev.coppice.server.document.PolicyCheckDocument;
import dev.coppice.server.document.PolicyDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** The policies that {@code coppice.yaml} declares. */
@Command(
        name = "policy",
        description = "List or check the policies of coppice.yaml.",
        subcommands = {PolicyCommand.Show.class, PolicyCommand.Check.class})
final class PolicyCommand extends CommandGroup {

    @Command(name = "list", description = "List the policies that coppice.yaml declares. Needs no database.")
    static final class Show extends DatabaseCommand {
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
            return told(ProjectConfig.read(file).policies().entrySet().stream()
                    .map(policy -> PolicyDocument.of(policy.getKey(), policy.getValue()))
                    .toList());
        }

        private int told(List<PolicyDocument> policies) {
            var table = TextTable.of("POLICY", "TABLE", "WHEN", "AGE", "KEEP", "SCHEDULE");
            policies.forEach(policy -> table.row(
                    policy.policy(),
                    policy.table(),
                    orDash(policy.when()),
                    orDash(policy.age()),
                    orDash(policy.keep()),
                    orDash(policy.schedule())));
            terminal()
                    .answer(
                            PageOptions.document(policies, null),
                            policies.isEmpty() ? "There is no policy." : table.toString());
            return ExitCode.DONE;
        }

        private static String orDash(@Nullable String text) {
            return text == null ? "-" : text;
        }
    }

    @Command(
            name = "check",
            description =
                    "Check that coppice.yaml is valid and that each policy fits the database: tables, columns, condition, cascade.")
    static final class Check extends DatabaseCommand {
        @Override
        protected int run(Target target) {
            var policies = DeclaredPolicies.of(target).all();
            var check = PolicyCheckDocument.of(policies, Plans.on(target.connect(root().environment())));
            return told(check);
        }

        @Override
        protected int run(Remote server) {
            return told(server.ask(Call.get("policy-check"), PolicyCheckDocument.class));
        }

        private int told(PolicyCheckDocument check) {
            var text = check.ok()
                    ? "All " + check.policies() + " policies fit the database."
                    : TextTable.of("POLICY", "PROBLEM")
                            .rows(check.problems().stream()
                                    .map(problem -> new Object[] {problem.policy(), problem.message()}))
                            .toString();
            terminal().answer(check, text);
            return check.ok() ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }
}
