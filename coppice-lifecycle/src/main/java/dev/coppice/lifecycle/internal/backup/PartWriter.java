package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.BlobWriter;
import dev.coppice.archive.Frame;
import dev.coppice.archive.PinnedSettings;
import dev.coppice.archive.Segment;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedBytes;
import dev.coppice.lifecycle.internal.backup.BackupDocument.SavedRows;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Script;
import dev.coppice.lifecycle.internal.sql.RowDigest;
import dev.coppice.lifecycle.spi.BackupWriter;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes what one step saves of one resource. */
final class PartWriter implements BackupWriter, AutoCloseable {
    private final Volume volume;
    private final String resource;
    private final String step;
    private final String type;
    private final List<SavedRows> tables = new ArrayList<>();
    private final List<SavedBytes> objects = new ArrayList<>();
    private final List<Script> scripts = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();
    private @Nullable BlobWriter blobs;
    private String blobSegment = "";

    PartWriter(Volume volume, String resource, String step, String type) {
        this.volume = volume;
        this.resource = resource;
        this.step = step;
        this.type = type;
    }

    @Override
    public void rows(Connection snapshot, TableName table, String query) throws SQLException {
        requireNew(table);
        PinnedSettings.apply(snapshot);
        var segment = volume.next(snapshot, table);
        var counted = RowDigest.read(snapshot, table, query);
        var frame = counted.rows() == 0 ? Optional.<Frame>empty() : copied(snapshot, segment, query);
        var copied = frame.map(Frame::rows).orElse(0L);
        if (copied != counted.rows()) {
            throw BackupFaults.inconsistent(table.toString(), counted.rows(), copied);
        }
        volume.keep(frame.map(segment::with).orElse(segment));
        tables.add(new SavedRows(table.schema(), table.name(), copied, counted.digest(), segment.name()));
    }

    private Optional<Frame> copied(Connection snapshot, Segment segment, String query) throws SQLException {
        try (var writer = volume.write(segment)) {
            var frame = writer.write(snapshot, query);
            writer.committed();
            return frame;
        }
    }

    @Override
    public void object(String name, InputStream bytes) throws IOException {
        requireNew(name);
        if (blobs == null) {
            blobSegment = volume.nextOfObjects();
            blobs = volume.objects(blobSegment);
        }
        var digest = Shelf.digest();
        var frame = blobs.write(new DigestInputStream(bytes, digest));
        var sha256 = HexFormat.of().formatHex(digest.digest());
        objects.add(new SavedBytes(name, frame.csvLength(), sha256, blobSegment, frame));
    }

    private void requireNew(Object saved) {
        if (!seen.add(saved)) {
            throw new IllegalStateException("step " + step + " saves a second time: " + saved);
        }
    }

    @Override
    public void script(Phase phase, String sql) {
        scripts.add(new Script(phase, sql));
    }

    @Override
    public void remark(String text) {
        remarks.add(text);
    }

    @Override
    public void renew(Connection snapshot) throws SQLException {
        volume.snapshot().renew(snapshot);
    }

    /** What was saved. */
    Part part() {
        return new Part(resource, step, type, tables, objects, scripts, remarks);
    }

    @Override
    public void close() {
        if (blobs != null) {
            blobs.close();
        }
    }
}
