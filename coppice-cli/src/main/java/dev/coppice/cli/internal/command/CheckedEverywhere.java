package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.cli.internal.fleet.FleetDocument;
import dev.coppice.cli.internal.fleet.FleetPolicies;
import dev.coppice.server.document.PolicyCheckDocument;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Policies held against each database they run in.
 *
 * @param answers what was found in each
 */
record CheckedEverywhere(Answers<PolicyCheckDocument> answers) {
    static CheckedEverywhere of(FleetPolicies meant, Map<String, String> environment) {
        return new CheckedEverywhere(Answers.of(
                meant.targets(),
                target -> PolicyCheckDocument.of(
                        meant.in(target), target.connect(environment), ProjectConfig.read(target.config())::line)));
    }

    int told(Terminal terminal) {
        var fits = answers.given().stream().allMatch(given -> given.value().ok());
        if (terminal.json()) {
            terminal.answer(document(fits && answers.failed().isEmpty()), "");
        } else if (!answers.given().isEmpty()) {
            terminal.answer("", (fits ? fitting() : problems().strip()) + warnings());
        }
        answers.tell(terminal);
        return fits ? answers.exitCode() : ExitCode.REFUSED;
    }

    private Map<String, Object> document(boolean ok) {
        var problems = found(PolicyCheckDocument::problems, FleetDocument::of);
        var warnings = found(PolicyCheckDocument::warnings, FleetDocument::of);
        var targets = FleetDocument.targets(answers, check -> Map.of("ok", check.ok(), "policies", check.policies()));
        return Map.of("ok", ok, "problems", problems, "warnings", warnings, "targets", targets);
    }

    private String fitting() {
        return answers.given().stream()
                .map(given ->
                        given.target().called() + ": all " + given.value().policies() + " policies fit the database.")
                .collect(Collectors.joining("\n"));
    }

    private String problems() {
        return TextTable.of("TARGET", "POLICY", "PROBLEM")
                .rows(found(PolicyCheckDocument::problems, (target, problem) ->
                                new Object[] {target.called(), problem.policy(), problem.message()})
                        .stream())
                .toString();
    }

    private String warnings() {
        return found(
                        PolicyCheckDocument::warnings,
                        (target, warning) -> "\n" + target.called() + ", "
                                + warning.policy() + (warning.line() == null ? "" : ", line " + warning.line()) + ": "
                                + warning.message() + " " + warning.cure())
                .stream()
                .collect(Collectors.joining());
    }

    private <F, T> List<T> found(Function<PolicyCheckDocument, List<F>> of, BiFunction<Target, F, T> told) {
        return answers.given().stream()
                .flatMap(given -> of.apply(given.value()).stream().map(each -> told.apply(given.target(), each)))
                .toList();
    }
}
