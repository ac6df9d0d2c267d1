package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.TextTable;
import dev.coppice.server.document.ErasureDocument;
import dev.coppice.server.document.ErasurePlanDocument;

/** Erasures and their plans for people. */
final class ErasureText {
    private ErasureText() {}

    static String of(ErasurePlanDocument plan) {
        var text = new StringBuilder("Plan " + plan.hash() + " of erasing one subject \"" + plan.subject() + "\".\n");
        if (!plan.there()) {
            text.append("There is no such row.\n");
        }
        var table = TextTable.of("TABLE", "ROWS", "BECOMES", "OVER");
        plan.tables()
                .forEach(part -> table.row(
                        part.table(),
                        (part.exact() ? "" : "about ") + part.rows(),
                        becomes(part),
                        part.via().isEmpty() ? "-" : String.join(", ", part.via())));
        text.append(table);
        plan.holds()
                .forEach(hold -> text.append("\nHeld by hold ")
                        .append(hold.hold())
                        .append(" on ")
                        .append(hold.table())
                        .append(": ")
                        .append(hold.reason()));
        plan.findings().stream()
                .filter(finding -> !finding.severity().equals("info"))
                .forEach(finding -> text.append("\n")
                        .append(finding.severity().equals("block") ? "Blocked: " : "Warning: ")
                        .append(finding.check())
                        .append(" on ")
                        .append(finding.subject())
                        .append(": ")
                        .append(finding.message()));
        if (plan.earlier() != null) {
            text.append("\nErasure ")
                    .append(plan.earlier().erasure())
                    .append(" of it: ")
                    .append(plan.earlier().state())
                    .append(".");
        }
        return text.toString();
    }

    static String of(ErasureDocument erasure) {
        return "Erasure " + erasure.erasure() + " of a subject \"" + erasure.subject() + "\": " + erasure.state() + ". "
                + erasure.reason()
                + (erasure.campaign() == null ? "" : "\nIts campaign is " + erasure.campaign() + ".");
    }

    private static String becomes(ErasurePlanDocument.Part part) {
        return switch (part.action()) {
            case "delete" -> "deleted";
            case "keep" -> "kept: " + part.reason() + "; emptied: " + String.join(", ", part.columns());
            default -> "stays; changed: " + String.join(", ", part.columns());
        };
    }
}
