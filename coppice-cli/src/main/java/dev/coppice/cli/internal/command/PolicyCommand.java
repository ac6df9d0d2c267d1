package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.CronSchedule;
import dev.coppice.control.Durations;
import dev.coppice.prune.Plans;
import dev.coppice.prune.PolicyConfig;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The policies that {@code coppice.yaml} declares. */
@Command(
        name = "policy",
        description = "List or check the policies of coppice.yaml.",
        subcommands = {PolicyCommand.Show.class, PolicyCommand.Check.class})
final class PolicyCommand extends CommandGroup {

    /** A policy as scripts see it. */
    record PolicyDocument(
            String policy,
            String table,
            @Nullable String when,
            @Nullable String age,
            @Nullable String keep,
            @Nullable String schedule) {

        static PolicyDocument of(String name, PolicyConfig policy) {
            return new PolicyDocument(
                    name,
                    policy.table().toString(),
                    policy.when().orElse(null),
                    policy.age().orElse(null),
                    policy.keep().map(Durations::format).orElse(null),
                    policy.schedule().map(CronSchedule::expression).orElse(null));
        }
    }

    @Command(name = "list", description = "List the policies that coppice.yaml declares. Needs no database.")
    static final class Show implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            var root = CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
            // Without a file here, that of the running "up" is meant.
            var file = root.config().or(() -> root.target().config());
            var policies = ProjectConfig.read(file).policies().entrySet().stream()
                    .map(policy -> PolicyDocument.of(policy.getKey(), policy.getValue()))
                    .toList();
            var table = TextTable.of("POLICY", "TABLE", "WHEN", "AGE", "KEEP", "SCHEDULE");
            policies.forEach(policy -> table.row(
                    policy.policy(),
                    policy.table(),
                    orDash(policy.when()),
                    orDash(policy.age()),
                    orDash(policy.keep()),
                    orDash(policy.schedule())));
            root.terminal()
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
            var check = new PolicyCheck(Plans.on(target.connect(root().environment())));
            var problems = check.problems(policies);
            var text = problems.isEmpty()
                    ? "All " + policies.size() + " policies fit the database."
                    : TextTable.of("POLICY", "PROBLEM")
                            .rows(problems.stream().map(problem -> new Object[] {problem.policy(), problem.message()}))
                            .toString();
            terminal()
                    .answer(Map.of("ok", problems.isEmpty(), "policies", policies.size(), "problems", problems), text);
            return problems.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }
}
