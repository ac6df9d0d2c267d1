package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.cli.internal.fleet.FleetDocument;
import dev.coppice.cli.internal.fleet.FleetPolicies;
import dev.coppice.cli.internal.pruning.FindingText;
import dev.coppice.prune.Doctor;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Severity;
import dev.coppice.server.document.DoctorDocument;
import dev.coppice.server.document.FindingDocument;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What would hurt if policies ran. */
@Command(
        name = "doctor",
        description = {
            "Look at policies and the tables they reach, and say what would hurt, with the SQL that cures it.",
            "",
            "It writes nothing and needs nothing but SELECT. A block keeps a policy from being executed; then it exits "
                    + "with 3."
        })
final class DoctorCommand extends DatabaseCommand {
    @Parameters(arity = "0..*", paramLabel = "POLICY", description = "The policies; all of coppice.yaml by default.")
    List<String> names = List.of();

    @Override
    protected int run(Target target) {
        var policies = DeclaredPolicies.of(target).named(names);
        return told(examined(target, policies), policies.size());
    }

    private DoctorDocument examined(Target target, List<Policy> policies) {
        return DoctorDocument.of(Doctor.on(target.connect(root().environment())).examine(policies));
    }

    @Override
    protected int run(List<Target> targets) {
        var meant = FleetPolicies.of(targets, names);
        over(meant.targets());
        var answers = Answers.of(meant.targets(), target -> examined(target, meant.in(target)));
        if (terminal().json()) {
            terminal().answer(document(answers), "");
        } else {
            answers.given()
                    .forEach(given -> terminal()
                            .answer(
                                    "",
                                    root().look().bold(given.target().called()) + "\n"
                                            + text(
                                                    given.value().findings(),
                                                    meant.in(given.target()).size()) + "\n"));
        }
        answers.tell(terminal());
        return answers.given().stream().anyMatch(given -> blocks(given.value()))
                ? ExitCode.REFUSED
                : answers.exitCode();
    }

    private static Map<String, Object> document(Answers<DoctorDocument> answers) {
        var findings = answers.given().stream()
                .flatMap(given ->
                        given.value().findings().stream().map(finding -> FleetDocument.of(given.target(), finding)))
                .toList();
        return Map.of("findings", findings, "targets", FleetDocument.targets(answers));
    }

    @Override
    protected int run(Remote server) {
        var policies = new ServerPolicies(server).named(names);
        var call = Call.get("doctor").with("policy", names.isEmpty() ? null : names);
        return told(server.ask(call, DoctorDocument.class), policies.size());
    }

    private int told(DoctorDocument document, int policies) {
        terminal().answer(document, text(document.findings(), policies));
        return blocks(document) ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private static boolean blocks(DoctorDocument document) {
        return document.findings().stream()
                .anyMatch(finding -> finding.severity().equals(Severity.BLOCK.toString()));
    }

    private String text(List<FindingDocument> findings, int policies) {
        var looked = policies == 1 ? "The policy" : "All " + policies + " policies";
        if (findings.isEmpty()) {
            return looked + " may run: nothing was found.";
        }
        return new FindingText(root().look()).of(findings) + "\n\n" + FindingText.summary(findings) + ".";
    }
}
