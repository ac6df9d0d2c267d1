package dev.coppice.archive;

import dev.coppice.archive.internal.copy.CopyToServer;
import dev.coppice.archive.internal.frame.DamageException;
import dev.coppice.archive.internal.frame.FrameDecoder;
import dev.coppice.archive.internal.frame.FrameSeal;
import dev.coppice.archive.internal.frame.Sha256;
import dev.coppice.archive.internal.json.JsonException;
import dev.coppice.archive.internal.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Reads an archive by its manifest. Safe for any thread. Everything is checked while it is read: what was read of a frame may
 * be used only when its end was reached without an exception.
 */
public final class ArchiveReader {
    private final Archive archive;
    private final Manifest manifest;
    private final Optional<SecretKey> key;

    private ArchiveReader(Archive archive, Manifest manifest, Optional<SecretKey> key) {
        this.archive = archive;
        this.manifest = manifest;
        this.key = key;
    }

    static Manifest manifest(Archive archive, Optional<String> sha256) {
        var bytes = manifestBytes(archive);
        if (sha256.isPresent() && !sha256.get().equals(Sha256.of(bytes))) {
            throw ArchiveFaults.manifestDiffers(archive.id());
        }
        return parse(archive, bytes);
    }

    static ArchiveReader open(Archive archive, Manifest manifest) {
        return new ArchiveReader(archive, manifest, key(archive, manifest));
    }

    /** The manifest it was opened by. */
    public Manifest manifest() {
        return manifest;
    }

    /** The store it lies in, for people. */
    public String location() {
        return archive.store().location();
    }

    /**
     * The CSV of a frame. Its end is reached only when all digests and lengths are right.
     *
     * @return a stream that throws {@link dev.coppice.ops.CoppiceException} {@code archive.frame-damaged} at the latest where
     *     it would end, when the frame is not as it was written
     */
    public InputStream open(Segment segment, Frame frame) {
        return open(segment.name(), frame);
    }

    /** The bytes of a frame that {@link BlobWriter} has written to a segment; all of {@link #open(Segment, Frame)} holds. */
    public InputStream open(String segment, Frame frame) {
        return new FrameInput(segment, frame, archive.store(), this::decoder);
    }

    /** The rows of a frame, one at a time; closing it closes the frame. All of {@link #open} holds. */
    public FrameRows rows(Segment segment, Frame frame) {
        return new FrameRows(segment, frame, open(segment, frame));
    }

    /**
     * Loads a frame into a table with {@code COPY … FROM STDIN}. Joins the caller's transaction, pins its settings (see {@link
     * PinnedSettings}) and locks what inserts lock. After any exception the transaction has to be rolled back.
     *
     * @return how many rows were loaded: all of the frame, unless a trigger took some away
     * @throws SQLException as the driver throws it, when PostgreSQL refuses a row
     * @throws dev.coppice.ops.CoppiceException {@code archive.frame-damaged}, or as the store fails
     */
    public long load(Connection connection, Segment segment, Frame frame, LoadTarget target) throws SQLException {
        PinnedSettings.apply(connection);
        var names =
                segment.content().columns().stream().map(ArchivedColumn::name).toList();
        if (!names.containsAll(target.columns())) {
            throw new IllegalArgumentException("target must fill archived columns, fills: " + target.columns());
        }
        try (var csv = open(segment, frame)) {
            var copy = new CopyToServer(connection);
            return names.equals(target.columns())
                    ? copy.send(target.sql(), csv)
                    : copy.send(
                            target.sql(),
                            csv,
                            names.size(),
                            target.columns().stream().map(names::indexOf).toList());
        } catch (IOException failure) {
            throw ArchiveFaults.damaged(segment.name(), frame.number(), String.valueOf(failure.getMessage()), failure);
        }
    }

    /** Reads every frame and compares it with the manifest. Goes on after a problem; holds one record in memory. */
    public Verification verify() {
        return new FrameVerifier(this, archive).run();
    }

    private FrameDecoder decoder(String segment, Frame frame) throws IOException {
        var extent = frame.extent();
        if (!extent.object().startsWith(archive.id() + "/" + segment)) {
            throw new DamageException("the manifest says it lies in an object that is not the segment's");
        }
        var expected = new FrameDecoder.Expected(frame.csvLength(), frame.csvSha256(), extent.length(), frame.sha256());
        var stored = archive.store().read(extent);
        try {
            return new FrameDecoder(stored, expected, archive.seal(key, segment, frame.number()));
        } catch (IOException failure) {
            stored.close();
            throw failure;
        }
    }

    private static byte[] manifestBytes(Archive archive) {
        try {
            return archive.store().get(archive.manifestName());
        } catch (IOException failure) {
            throw ArchiveFaults.manifestNotRead(archive.id(), archive.store(), failure);
        }
    }

    private static Manifest parse(Archive archive, byte[] bytes) {
        try {
            var manifest = ManifestReader.read(new String(bytes, StandardCharsets.UTF_8));
            if (!manifest.archive().equals(archive.id())) {
                throw new JsonException("it is of another archive");
            }
            return manifest;
        } catch (JsonException failure) {
            throw ArchiveFaults.manifestDamaged(archive.id(), String.valueOf(failure.getMessage()), failure);
        }
    }

    private static Optional<SecretKey> key(Archive archive, Manifest manifest) {
        if (manifest.encryption().isEmpty()) {
            return Optional.empty();
        }
        var key = archive.key().orElseThrow(() -> ArchiveFaults.keyMissing(archive.id()));
        if (!FrameSeal.idOf(key).equals(manifest.encryption().get().keyId())) {
            throw ArchiveFaults.keyWrong(archive.id());
        }
        return Optional.of(key);
    }
}
