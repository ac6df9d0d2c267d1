package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.LoadTarget;
import dev.coppice.archive.Segment;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedBytes;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedRows;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import dev.coppice.lifecycle.spi.SavedParts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** What one step saved of one resource. Opens the store for each reading, and keeps nothing open between them. */
final class StoredParts implements SavedParts {
    private final Contents contents;
    private final Part part;
    private final Supplier<Shelf> shelves;

    StoredParts(Contents contents, Part part, Supplier<Shelf> shelves) {
        this.contents = contents;
        this.part = part;
        this.shelves = shelves;
    }

    @Override
    public long backup() {
        return contents.backup();
    }

    @Override
    public List<SavedTable> tables() {
        return part.tables().stream()
                .map(rows -> new SavedTable(nameOf(rows), rows.rows(), rows.digest()))
                .toList();
    }

    @Override
    public long load(Connection transaction, TableName saved, TableName target) throws SQLException {
        var segment = segment(saved);
        return load(transaction, segment, LoadTarget.of(segment.content()).in(target.schema(), target.name()));
    }

    @Override
    public long loadAsText(Connection transaction, TableName saved, TableName target) throws SQLException {
        return load(transaction, segment(saved), new LoadTarget(target.schema(), target.name(), columns(saved)));
    }

    private long load(Connection transaction, Segment segment, LoadTarget into) throws SQLException {
        if (segment.frames().isEmpty()) {
            return 0;
        }
        try (var shelf = shelves.get()) {
            var reader = reader(shelf);
            var loaded = 0L;
            for (var frame : segment.frames()) {
                loaded += reader.load(transaction, segment, frame, into);
            }
            return loaded;
        }
    }

    @Override
    public List<String> columns(TableName saved) {
        return segment(saved).content().columns().stream()
                .map(ArchivedColumn::name)
                .toList();
    }

    /** The segment with the rows of a table. */
    private Segment segment(TableName table) {
        var saved = part.tables().stream()
                .filter(rows -> nameOf(rows).equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("saved must be a saved table, was: " + table));
        return contents.reader().manifest().segments().stream()
                .filter(segment -> segment.name().equals(saved.segment()))
                .findFirst()
                .orElseThrow(
                        () -> BackupFaults.damaged(backup(), "Its manifest does not know a segment it should have."));
    }

    @Override
    public List<SavedObject> objects() {
        return part.objects().stream()
                .map(bytes -> new SavedObject(bytes.name(), bytes.length(), bytes.sha256()))
                .toList();
    }

    @Override
    public InputStream open(SavedObject object) {
        var saved = part.objects().stream()
                .filter(bytes -> bytes.name().equals(object.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("object must be a saved one, was: " + object.name()));
        return opened(saved);
    }

    private InputStream opened(SavedBytes saved) {
        var shelf = shelves.get();
        return new FilterInputStream(reader(shelf).open(saved.segment(), saved.frame())) {
            @Override
            public void close() throws IOException {
                try (shelf) {
                    super.close();
                }
            }
        };
    }

    @Override
    public List<String> scripts(Phase phase) {
        return part.scripts().stream()
                .filter(script -> script.phase() == phase)
                .map(BackupDocument.Script::sql)
                .toList();
    }

    private ArchiveReader reader(Shelf shelf) {
        return shelf.archive().readBy(contents.reader().manifest());
    }

    private static TableName nameOf(SavedRows rows) {
        return new TableName(rows.schema(), rows.name());
    }
}
