package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.prune.Severity;
import dev.coppice.server.document.FindingDocument;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Findings as a person reads them: what matters most first, each with its cure on lines of its own, to be copied.
 *
 * @param look where it is read
 */
public record FindingText(Look look) {
    private static final int INDENT = 9;

    /** Every finding, a blank line between two. */
    public String of(List<FindingDocument> findings) {
        return findings.stream().map(this::of).collect(Collectors.joining("\n\n"));
    }

    private String of(FindingDocument finding) {
        var word = "  %-5s  ".formatted(finding.severity().toUpperCase(Locale.ROOT));
        var text = painted(finding.severity(), word) + look.bold(finding.check()) + "  " + finding.subject() + "\n"
                + look.wrapped(finding.message(), INDENT);
        return finding.cure().isBlank() ? text : text + "\n" + cure(finding.cure());
    }

    // SQL is not broken: it is there to be copied.
    private static String cure(String cure) {
        return cure.lines().map(line -> " ".repeat(INDENT) + "> " + line).collect(Collectors.joining("\n"));
    }

    private String painted(String severity, String word) {
        return switch (severity) {
            case "block" -> look.red(word);
            case "warn" -> look.yellow(word);
            default -> look.faint(word);
        };
    }

    /** How many there are of each sort, as a sentence. */
    public static String summary(List<FindingDocument> findings) {
        return Figures.count(of(findings, Severity.BLOCK), "block", "blocks") + ", "
                + Figures.count(of(findings, Severity.WARN), "warning", "warnings") + ", "
                + of(findings, Severity.INFO) + " worth knowing";
    }

    private static long of(List<FindingDocument> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity().equals(severity.toString()))
                .count();
    }
}
