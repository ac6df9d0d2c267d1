package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.FindingText;
import dev.coppice.prune.Doctor;
import dev.coppice.prune.Severity;
import dev.coppice.server.document.DoctorDocument;
import dev.coppice.server.document.FindingDocument;
import java.util.List;
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
        return told(DoctorDocument.of(findings), policies.size());
    }

    @Override
    protected int run(Remote server) {
        var policies = new ServerPolicies(server).named(names);
        var call = Call.get("doctor").with("policy", names.isEmpty() ? null : names);
        return told(server.ask(call, DoctorDocument.class), policies.size());
    }

    private int told(DoctorDocument document, int policies) {
        terminal().answer(document, text(document.findings(), policies));
        return document.findings().stream()
                        .anyMatch(finding -> finding.severity().equals(Severity.BLOCK.toString()))
                ? ExitCode.REFUSED
                : ExitCode.DONE;
    }

    private String text(List<FindingDocument> findings, int policies) {
        var looked = policies == 1 ? "The policy" : "All " + policies + " policies";
        if (findings.isEmpty()) {
            return looked + " may run: nothing was found.";
        }
        return new FindingText(root().look()).of(findings) + "\n\n" + FindingText.summary(findings) + ".";
    }
}
