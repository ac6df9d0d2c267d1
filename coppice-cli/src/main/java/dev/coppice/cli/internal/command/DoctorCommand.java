package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.FindingDocument;
import dev.coppice.cli.internal.pruning.FindingText;
import dev.coppice.prune.Doctor;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
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
        var findings = Doctor.on(target.connect(root().environment())).examine(policies);
        terminal().answer(Map.of("findings", FindingDocument.of(findings)), text(findings, policies.size()));
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.BLOCK)
                ? ExitCode.REFUSED
                : ExitCode.DONE;
    }

    private String text(List<Finding> findings, int policies) {
        var looked = policies == 1 ? "The policy" : "All " + policies + " policies";
        if (findings.isEmpty()) {
            return looked + " may run: nothing was found.";
        }
        return new FindingText(root().look()).of(findings) + "\n\n" + FindingText.summary(findings) + ".";
    }
}
