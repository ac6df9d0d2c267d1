package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.BackupCheck;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedBytes;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedRows;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Reads every byte of a backup and compares it with its document. Goes on after a problem; but a store that does not answer says
 * nothing about what lies in it, and ends the reading.
 */
final class Reading {
    private static final Set<String> UNANSWERED =
            Set.of("archive.store-failed", "archive.store-busy", "archive.store-full", "archive.store-not-writable");

    private final Contents contents;
    private final List<String> problems = new ArrayList<>();

    private Reading(Contents contents) {
        this.contents = contents;
    }

    /**
     * What is not as it was saved.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.store-unusable}
     */
    static BackupCheck of(Contents contents) {
        return new Reading(contents).run();
    }

    /** The same, entered in the register. */
    static BackupCheck recorded(DataSource database, Contents contents) {
        var check = of(contents);
        new Transacting(database).run(dsl -> {
            new Register(dsl)
                    .checked(contents.backup(), check.problems().stream().findFirst());
            return check;
        });
        return check;
    }

    /**
     * Passes for one that is whole.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.damaged}, {@code backup.store-unusable}
     */
    static void require(DataSource database, Contents contents) {
        var check = recorded(database, contents);
        if (!check.ok()) {
            throw BackupFaults.damaged(contents.backup(), check.problems().getFirst());
        }
    }

    private BackupCheck run() {
        var verification = contents.reader().verify();
        verification.problems().forEach(problem -> found(problem.code(), problem.segment(), problem.message()));
        var inFrames = rowsBySegment();
        var rows = 0L;
        var objects = 0L;
        for (var part : contents.document().parts()) {
            part.tables().forEach(table -> compare(table, inFrames));
            rows += part.tables().stream().mapToLong(SavedRows::rows).sum();
            objects += part.objects().stream().filter(this::whole).count();
        }
        return new BackupCheck(rows, objects, problems);
    }

    private void found(String code, String segment, String message) {
        if (UNANSWERED.contains(code)) {
            throw BackupFaults.unanswered(contents.backup(), message);
        }
        problems.add(segment + ": " + message);
    }

    private Map<String, Long> rowsBySegment() {
        var rows = new HashMap<String, Long>();
        contents.reader().manifest().segments().forEach(segment -> rows.put(segment.name(), segment.rows()));
        return rows;
    }

    private void compare(SavedRows table, Map<String, Long> inFrames) {
        var found = inFrames.getOrDefault(table.segment(), 0L);
        if (found != table.rows()) {
            problems.add(table.segment() + ": It has " + found + " rows instead of " + table.rows() + ".");
        }
    }

    private boolean whole(SavedBytes object) {
        var digest = Shelf.digest();
        try (var bytes = contents.reader().open(object.segment(), object.frame());
                var sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            var length = bytes.transferTo(sink);
            if (length == object.length()
                    && HexFormat.of().formatHex(digest.digest()).equals(object.sha256())) {
                return true;
            }
            problems.add(object.segment() + ": An object is not the one that was saved.");
        } catch (CoppiceException failure) {
            found(failure.code(), object.segment(), failure.fault().found());
        } catch (IOException failure) {
            problems.add(object.segment() + ": An object cannot be read.");
        }
        return false;
    }
}
