package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.BlobWriter;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.Segment;
import dev.coppice.archive.SegmentWriter;
import dev.coppice.archive.SourceDatabase;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An archive while a backup is written into it, part after part. For one thread. */
final class Volume {
    private final Shelf shelf;
    private final Snapshot snapshot;
    private final Map<TableName, ArchivedTable> tables = new HashMap<>();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private int ordinal;

    Volume(Shelf shelf, Snapshot snapshot) {
        this.shelf = shelf;
        this.snapshot = snapshot;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** The next segment for rows of a table, not yet among those of the manifest. */
    Segment next(Connection connection, TableName table) throws SQLException {
        var known = tables.get(table);
        if (known == null) {
            known = ArchivedTable.read(connection, table.schema(), table.name());
            tables.put(table, known);
        }
        return Segment.numbered(++ordinal, FrameContent.rows(known));
    }

    SegmentWriter write(Segment segment) {
        return shelf.archive().append(segment);
    }

    void keep(Segment segment) {
        segments.add(segment);
    }

    /** The next segment for objects. */
    String nextOfObjects() {
        return "%04d-objects".formatted(++ordinal);
    }

    BlobWriter objects(String segment) {
        return BlobWriter.open(shelf.archive(), segment);
    }

    void keep(Part part) {
        parts.add(part);
    }

    /** Writes the manifest, then the document. */
    BackupDocument close(String kind, List<SavedResource> resources) throws SQLException {
        try (var connection = snapshot.open()) {
            var origin = new Origin("backup of kind " + kind, "", "", SourceDatabase.read(connection));
            var taken = takenAt(connection);
            var manifest = shelf.archive().write(Manifest.of(shelf.archive(), taken, origin, segments));
            return new BackupDocument(
                    BackupDocument.FORMAT, kind, resources, taken.toString(), snapshot.name(), manifest, parts);
        }
    }

    private static Instant takenAt(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var now = statement.executeQuery("SELECT clock_timestamp()")) {
            now.next();
            return now.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
