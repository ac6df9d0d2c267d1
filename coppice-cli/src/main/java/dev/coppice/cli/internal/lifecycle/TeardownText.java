package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.server.document.DeprovisionDocument;
import dev.coppice.server.document.StepDocument;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A teardown as a person reads it, planned or under way.
 *
 * @param look where it is read
 */
record TeardownText(Look look) {
    String of(DeprovisionDocument document) {
        var plan = document.plan();
        return look.bold(look.wrapped(document.message(), 0)) + "\n\n" + steps(document.steps())
                + problems(document.steps()) + kept(document) + below(document)
                + Words.warnings(look, document.warnings())
                + (plan == null
                        ? ""
                        : Words.blockers(look, "What refuses its teardown now:", plan.blockers()) + signing(plan));
    }

    private String steps(List<StepDocument> steps) {
        var waits = WaitsFor.of(steps);
        var table = TextTable.of("STEP", "STATE", "TRIES", "ITEMS", "WAITS FOR", "");
        steps.forEach(step -> table.row(
                step.step(),
                step.outcome() + (step.bestEffort() ? ", best effort" : "") + (step.destroys() ? ", destroys" : ""),
                step.attempts(),
                count(step.rows()),
                waits.cell(step.step()),
                Optional.ofNullable(step.remark()).orElse("")));
        return Words.cut(look, table);
    }

    private String problems(List<StepDocument> steps) {
        return steps.stream()
                .flatMap(step -> Optional.ofNullable(step.error())
                        .map(error -> "\n\n" + step.step() + ":\n" + Words.said(look, error.code(), error.message()))
                        .stream())
                .collect(Collectors.joining());
    }

    private String kept(DeprovisionDocument document) {
        var backup = document.backup();
        if (backup.waivedBy() != null) {
            return paragraph("Nothing is kept: " + backup.waivedBy() + " said so, " + backup.waivedReason() + ".");
        }
        if (backup.backup() == null) {
            return backup.expiresAt() == null
                    ? ""
                    : paragraph("Its backup would be kept until " + Words.or(backup.expiresAt()) + ".");
        }
        return paragraph("Backup " + backup.backup() + " has " + count(backup.rows()) + " rows and "
                + count(backup.objects()) + " objects, read back at " + Words.or(backup.verifiedAt())
                + ", kept until " + Words.or(backup.expiresAt()) + " in " + backup.location() + "."
                + (backup.together().size() < 2
                        ? ""
                        : " It is restored together with the others of this teardown: " + Words.list(backup.together())
                                + "."));
    }

    private String below(DeprovisionDocument document) {
        var plan = document.plan();
        if (plan != null && !plan.children().isEmpty()) {
            return paragraph("With it would go: " + Words.list(plan.children()) + ".");
        }
        var children = document.children();
        return children.torn() + children.failed() + children.running() == 0
                ? ""
                : paragraph("Of the resources below it " + children.torn() + " are gone, " + children.running()
                        + " are under way and " + children.failed() + " are not gone.");
    }

    private String signing(DeprovisionDocument.Plan plan) {
        var signed = plan.approvals() == 0
                ? ""
                : ", signed by " + plan.signedBy().size() + " of " + plan.approvals()
                        + (plan.signedBy().isEmpty() ? "" : ": " + String.join(" and ", plan.signedBy()));
        return "\n\nPlan " + look.bold(plan.hash()) + signed + ". Nothing was changed.";
    }

    private String paragraph(String text) {
        return "\n\n" + look.wrapped(text, 0);
    }

    private static String count(@Nullable Long number) {
        return number == null ? "-" : Figures.count(number);
    }
}
