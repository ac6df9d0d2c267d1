package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.server.DeprovisionDocument;
import dev.coppice.server.StepDocument;
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
        return look.bold(document.message()) + "\n\n" + steps(document.steps()) + kept(document) + below(document)
                + warnings(document.warnings())
                + (plan == null ? "" : Words.blockers(plan.blockers()) + signing(plan));
    }

    private String steps(List<StepDocument> steps) {
        var table = TextTable.of("STEP", "STATE", "TRIES", "ITEMS", "WAITS FOR", "");
        steps.forEach(step -> table.row(
                step.step(),
                step.outcome() + (step.bestEffort() ? ", best effort" : "") + (step.destroys() ? ", destroys" : ""),
                step.attempts(),
                count(step.rows()),
                String.join(", ", step.after()),
                Optional.ofNullable(step.error())
                        .map(error -> error.code() + ": " + error.message())
                        .or(() -> Optional.ofNullable(step.remark()))
                        .orElse("")));
        return table.toString().lines().map(look::cut).collect(Collectors.joining("\n"));
    }

    private static String kept(DeprovisionDocument document) {
        var backup = document.backup();
        if (backup.waivedBy() != null) {
            return "\n\nNothing is kept: " + backup.waivedBy() + " said so, " + backup.waivedReason() + ".";
        }
        if (backup.backup() == null) {
            return backup.expiresAt() == null ? "" : "\n\nIts backup would be kept until " + backup.expiresAt() + ".";
        }
        return "\n\nBackup " + backup.backup() + " has " + count(backup.rows()) + " rows and " + count(backup.objects())
                + " objects, read back at " + Words.or(backup.verifiedAt()) + ", kept until "
                + Words.or(backup.expiresAt()) + " in " + backup.location() + ".";
    }

    private static String below(DeprovisionDocument document) {
        var plan = document.plan();
        if (plan != null && !plan.children().isEmpty()) {
            return "\n\nWith it would go: " + String.join(", ", plan.children()) + ".";
        }
        var children = document.children();
        return children.torn() + children.failed() == 0
                ? ""
                : "\n\nOf the resources below it " + children.torn() + " are gone and " + children.failed()
                        + " are not.";
    }

    private static String warnings(List<String> warnings) {
        return warnings.isEmpty() ? "" : "\n\nTo be known:\n  " + String.join("\n  ", warnings);
    }

    private String signing(DeprovisionDocument.Plan plan) {
        var signed = plan.approvals() == 0 ? "" : ", signed by " + plan.signed() + " of " + plan.approvals();
        return "\n\nPlan " + look.bold(plan.hash()) + signed + ". Nothing was changed.";
    }

    private static String count(@Nullable Long number) {
        return number == null ? "-" : Figures.count(number);
    }
}
