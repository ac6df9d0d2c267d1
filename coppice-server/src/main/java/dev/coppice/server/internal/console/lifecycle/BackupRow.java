package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Backup;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Moment;
import org.jspecify.annotations.Nullable;

/**
 * A backup in a list.
 *
 * @param number its number
 * @param link the address of its page
 * @param resource the resource it is of
 * @param resourceLink the address of that
 * @param state how it stands
 * @param content what it is and holds
 * @param times when it was made, last read, and is over
 */
public record BackupRow(
        long number, String link, String resource, String resourceLink, Badge state, Content content, Times times) {
    /**
     * What it is and holds.
     *
     * @param initiator why it was made
     * @param holds how much is in it
     */
    public record Content(String initiator, String holds) {}

    /**
     * When it was made, last read, and is over.
     *
     * @param created when it was made
     * @param verified when it was last found whole; null if it never was
     * @param expires until when it is kept; null while that is not settled
     */
    public record Times(
            Moment created,
            @Nullable Moment verified,
            @Nullable Moment expires) {}

    static BackupRow of(Backup backup) {
        return new BackupRow(
                backup.id(),
                Links.backup(backup.id()).text(),
                backup.resource().toString(),
                Links.resource(backup.resource()).text(),
                Words.backup(backup.state()),
                new Content(initiator(backup), holds(backup)),
                new Times(
                        Moment.of(backup.createdAt()), Moment.of(backup.verifiedAt()), Moment.of(backup.expiresAt())));
    }

    static String initiator(Backup backup) {
        return switch (backup.initiator()) {
            case "final" -> "before its teardown";
            case "residual" -> "of leftovers";
            default -> "by a person";
        };
    }

    static String holds(Backup backup) {
        var objects = backup.objects() == 0 ? "" : ", " + Figures.count(backup.objects(), "object");
        return Figures.count(backup.rows(), "row") + objects + ", " + Figures.bytes(backup.bytes());
    }
}
