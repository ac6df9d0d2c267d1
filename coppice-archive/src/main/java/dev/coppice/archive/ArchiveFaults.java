package dev.coppice.archive;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.io.IOException;

/** What is said when an archive cannot be written or read. */
final class ArchiveFaults {
    private static final String ROLL_BACK = "Roll the transaction back";
    private static final String BYTES_IGNORED = "Nothing is committed; bytes written so far belong to no frame.";

    private ArchiveFaults() {}

    /** A frame was not written because of its store. */
    static CoppiceException notWritten(String segment, ArchiveStore store, IOException cause) {
        return stored(cause)
                .refused("No frame was written to segment " + segment + " in " + store.location() + ".")
                .changed(BYTES_IGNORED)
                .exception(cause);
    }

    static CoppiceException notOpened(String segment, ArchiveStore store, IOException cause) {
        return stored(cause)
                .refused("Segment " + segment + " was not opened for writing in " + store.location() + ".")
                .changed("Nothing was changed.")
                .exception(cause);
    }

    static CoppiceException segmentBehind(String segment, int last, ArchiveStore store) {
        return Fault.of("archive.segment-behind", Kind.REFUSED)
                .refused("Segment " + segment + " was not opened for writing in " + store.location() + ".")
                .found("The manifest there knows frames behind frame " + last + ", the last one given.")
                .changed("Nothing was changed.")
                .next("If this archive is another database's, use another id; otherwise read the ledger again.")
                .exception();
    }

    static CoppiceException notCutBack(String segment, ArchiveStore store, IOException cause) {
        return stored(cause)
                .refused("Segment " + segment + " was not cut back in " + store.location() + ".")
                .changed("Its committed frames are as they were; behind them lie bytes that belong to no frame.")
                .exception(cause);
    }

    static CoppiceException manifestNotWritten(String archive, ArchiveStore store, IOException cause) {
        return stored(cause)
                .refused("The manifest of archive " + archive + " was not written to " + store.location() + ".")
                .changed("The manifest that was there, if any, still is.")
                .exception(cause);
    }

    /** Something was not read because of its store. */
    static CoppiceException notRead(String what, ArchiveStore store, IOException cause) {
        return stored(cause)
                .refused(capital(what) + " was not read from " + store.location() + ".")
                .changed("Nothing was changed.")
                .exception(cause);
    }

    /** A manifest was not read; one that is not there may also have been looked for in a wrong place. */
    static CoppiceException manifestNotRead(String archive, ArchiveStore store, IOException cause) {
        var fault = stored(cause)
                .refused("The manifest of archive " + archive + " was not read from " + store.location() + ".")
                .changed("Nothing was changed.");
        return fault.code().equals("archive.store-missing")
                ? fault.next(
                                "See what is there with \"coppice archive list --from ADDRESS\"; if store and id are right, take"
                                        + " it from a backup.")
                        .exception(cause)
                : fault.exception(cause);
    }

    static CoppiceException rowTooWide(String segment, int limit, Throwable cause) {
        return Fault.of("archive.row-too-wide", Kind.FAILED)
                .refused("No frame was written to segment " + segment + ".")
                .found("A row has more text than the " + limit / (1024 * 1024)
                        + " MiB that can be archived and restored.")
                .changed(BYTES_IGNORED)
                .next(ROLL_BACK + " and leave that row out.")
                .exception(cause);
    }

    static CoppiceException columnsDiffer(String segment, int expected, String found) {
        return Fault.of("archive.columns-differ", Kind.FAILED)
                .refused("No frame was written to segment " + segment + ".")
                .found("A row should have " + expected + " columns, but " + found + ".")
                .changed(BYTES_IGNORED)
                .next(ROLL_BACK + ", read the table's columns again and build a new plan.")
                .exception();
    }

    static CoppiceException countDiffers(String segments, long received, long sent) {
        return Fault.of("archive.count-differs", Kind.FAILED)
                .refused("No frame was written to segment " + segments + ".")
                .found("PostgreSQL says it sent " + sent + " rows, and " + received + " were received.")
                .changed(BYTES_IGNORED)
                .next(ROLL_BACK + " and try again.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }

    static CoppiceException damaged(String segment, int frame, String found, Throwable cause) {
        return Fault.of("archive.frame-damaged", Kind.FAILED)
                .refused("Frame " + frame + " of segment " + segment + " was not read to its end.")
                .found("It is not as it was written: " + found + ".")
                .changed("Nothing that was read of it may be used.")
                .next("Run \"coppice archive verify\" to see what else is damaged, and take the file from a backup.")
                .exception(cause);
    }

    static CoppiceException keyMissing(String archive) {
        return Fault.of("archive.key-missing", Kind.UNAVAILABLE)
                .refused("Archive " + archive + " cannot be read or written.")
                .found("It is encrypted, and its key is not there.")
                .changed("Nothing was changed.")
                .next(
                        "Give its key with --key-file, or a KeySource in code; if it was destroyed, so was what the archive holds.")
                .exception();
    }

    static CoppiceException keyUnreadable(String archive, IOException cause) {
        return Fault.of("archive.key-unreadable", Kind.UNAVAILABLE)
                .refused("Archive " + archive + " cannot be read or written.")
                .found("It is encrypted, and asking for its key failed.")
                .changed("Nothing was changed.")
                .next("Make the source of keys answer, and try again.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception(cause);
    }

    static CoppiceException keyWrong(String archive) {
        return Fault.of("archive.key-wrong", Kind.USAGE)
                .refused("Archive " + archive + " was not opened.")
                .found("The key given is not the one it was encrypted with.")
                .changed("Nothing was changed.")
                .next("Give the key it was written with.")
                .exception();
    }

    static CoppiceException manifestDamaged(String archive, String found, Throwable cause) {
        return Fault.of("archive.manifest-damaged", Kind.FAILED)
                .refused("Archive " + archive + " was not opened.")
                .found("Its manifest cannot be understood: " + found + ".")
                .changed("Nothing was changed.")
                .next("Take it from a backup.")
                .exception(cause);
    }

    static CoppiceException manifestDiffers(String archive) {
        return Fault.of("archive.manifest-differs", Kind.FAILED)
                .refused("Archive " + archive + " was not opened.")
                .found("Its manifest is not the one the ledger has the digest of.")
                .changed("Nothing was changed.")
                .next("Find out who changed it, and take it from a backup.")
                .exception();
    }

    static CoppiceException unknownStore(String address) {
        return Fault.of("archive.store-unknown", Kind.USAGE)
                .refused("No archive store was opened at " + address + ".")
                .found("Nothing on the class path serves such an address.")
                .changed("Nothing was changed.")
                .next("Use file:FOLDER, or add coppice-archive-s3 for s3://BUCKET/PREFIX.")
                .exception();
    }

    private static Fault stored(IOException cause) {
        return switch (cause instanceof StoreException store ? store.reason() : StoreException.Reason.FAILED) {
            case MISSING -> lost("missing", cause);
            case SHORT -> lost("short", cause);
            case BUSY ->
                found("busy", Kind.CONFLICT, cause)
                        .next("Let the other writer end; a segment has one writer.")
                        .leaving(Effect.NONE, Retry.SAFE);
            case FULL ->
                found("full", Kind.UNAVAILABLE, cause)
                        .next("Make room, and try again.")
                        .leaving(Effect.NONE, Retry.SAFE);
            case NOT_WRITABLE ->
                found("not-writable", Kind.UNAVAILABLE, cause).next("Give this process the right to write there.");
            case FAILED ->
                found("failed", Kind.UNAVAILABLE, cause)
                        .next("Look at the store, and try again.")
                        .leaving(Effect.NONE, Retry.SAFE);
        };
    }

    private static Fault lost(String reason, IOException cause) {
        return found(reason, Kind.FAILED, cause)
                .next("Archived rows may be lost: run \"coppice archive verify\", and take the file from a backup.");
    }

    private static Fault found(String reason, Kind kind, IOException cause) {
        var clause = cause instanceof StoreException ? cause.getMessage() : "it failed";
        return Fault.of("archive.store-" + reason, kind).found("The store says: " + clause + ".");
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
