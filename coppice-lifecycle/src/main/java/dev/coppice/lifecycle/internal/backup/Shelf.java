package dev.coppice.lifecycle.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.BlobWriter;
import dev.coppice.archive.Frame;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.KeySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One backup in its store: an archive with a document beside its manifest. An encrypted one keeps its document as a frame, since
 * names and statements may tell as much as rows.
 */
class Shelf implements AutoCloseable {
    static final String PREFIX = "backup-";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DOCUMENT = "backup.json";
    private static final String SEALED = "document";

    private final ArchiveStore store;
    private final Archive archive;

    private Shelf(ArchiveStore store, Archive archive) {
        this.store = store;
        this.archive = archive;
    }

    static Shelf open(String location, String archive, Optional<KeySource> key) {
        var store = ArchiveStores.open(location);
        var plain = Archive.in(store, archive);
        return new Shelf(store, key.map(plain::sealedBy).orElse(plain));
    }

    /** The same place for somebody who would close it. */
    Shelf borrowed() {
        return new Shelf(store, archive) {
            @Override
            public void close() {
                // Its owner does.
            }
        };
    }

    Archive archive() {
        return archive;
    }

    ArchiveStore store() {
        return store;
    }

    /** Writes the document; the digest is of its text, sealed or not. */
    String write(BackupDocument document) throws IOException {
        var bytes = JSON.writeValueAsBytes(document);
        var kept = archive.encryption().isPresent() ? JSON.writeValueAsBytes(sealed(bytes)) : bytes;
        store.put(archive.id() + "/" + DOCUMENT, kept);
        return sha256(bytes);
    }

    private Sealed sealed(byte[] bytes) throws IOException {
        try (var blobs = BlobWriter.open(archive, SEALED)) {
            return new Sealed(blobs.write(new ByteArrayInputStream(bytes)));
        }
    }

    /**
     * The document as it was written, and not otherwise.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.damaged}, {@code archive.…}
     */
    Contents read(long backup, String sha256) throws IOException {
        try {
            var kept = store.get(archive.id() + "/" + DOCUMENT);
            var encrypted = JSON.readTree(kept).has("sealed");
            var bytes = encrypted ? unsealed(JSON.readValue(kept, Sealed.class)) : kept;
            if (!sha256(bytes).equals(sha256)) {
                throw BackupFaults.damaged(backup, "Its document is not the one the register has the digest of.");
            }
            var document = JSON.readValue(bytes, BackupDocument.class);
            return new Contents(backup, document, archive.read(document.manifestSha256()));
        } catch (JacksonException failure) {
            throw BackupFaults.damaged(backup, "Its document cannot be understood.");
        }
    }

    private byte[] unsealed(Sealed sealed) throws IOException {
        var reader = archive.read();
        try (var bytes = reader.open(SEALED, sealed.sealed())) {
            return bytes.readAllBytes();
        }
    }

    /** How many bytes lie in the store. */
    long size() throws IOException {
        return store.list(archive.id() + "/").stream()
                .mapToLong(object -> object.length())
                .sum();
    }

    /** Removes everything, the document last: what is left of it says whose the rest is. */
    void remove() throws IOException {
        MarkedStore.require(store);
        var document = archive.id() + "/" + DOCUMENT;
        for (var object : store.list(archive.id() + "/")) {
            if (!object.name().equals(document)) {
                store.delete(object.name());
            }
        }
        store.delete(document);
    }

    @Override
    public void close() {
        store.close();
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A document as text, for people. */
    static String shown(BackupDocument document) {
        return new String(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document), UTF_8);
    }

    /**
     * A backup opened for reading.
     *
     * @param backup its number
     * @param document what it holds
     * @param reader the archive
     */
    record Contents(long backup, BackupDocument document, ArchiveReader reader) {}

    /**
     * Where the document lies that is encrypted.
     *
     * @param sealed its frame
     */
    record Sealed(Frame sealed) {}
}
