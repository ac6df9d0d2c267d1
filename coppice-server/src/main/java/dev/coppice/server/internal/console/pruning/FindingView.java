package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.Finding;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;

/**
 * A finding of the doctor.
 *
 * @param severity how much it matters
 * @param check the check's name
 * @param subject what it is about
 * @param message what was found
 * @param cure what cures it; may be empty
 * @param sql whether the cure is SQL
 */
public record FindingView(Badge severity, String check, String subject, String message, String cure, boolean sql) {
    static FindingView of(Finding finding) {
        return new FindingView(
                switch (finding.severity()) {
                    case BLOCK -> new Badge("✖ blocks", Tone.BAD);
                    case WARN -> new Badge("▲ warning", Tone.WARN);
                    case INFO -> new Badge("note", Tone.QUIET);
                },
                finding.check(),
                finding.subject(),
                finding.message(),
                finding.cure(),
                finding.cure().endsWith(";"));
    }
}
