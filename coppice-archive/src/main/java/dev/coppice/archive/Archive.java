package dev.coppice.archive;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.internal.frame.FrameSeal;
import dev.coppice.archive.internal.frame.Sha256;
import dev.coppice.archive.internal.json.JsonException;
import dev.coppice.archive.internal.manifest.ManifestJson;
import dev.coppice.archive.internal.manifest.ManifestReader;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.archive.spi.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/**
 * An archive in a store: segments of frames and the manifest beside them. An immutable value, as safe for many threads as
 * its store; what is committed is the caller's to know, and is passed in.
 */
public final class Archive {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String MANIFEST = "manifest.json";
    private static final int KEY_BYTES = 32;

    private final ArchiveStore store;
    private final String id;
    private final Optional<KeySource> keys;

    private Archive(ArchiveStore store, String id, Optional<KeySource> keys) {
        this.store = store;
        this.id = id;
        this.keys = keys;
    }

    /**
     * The archive of this id, unencrypted when it is written. The id must belong to nobody else who uses the store: a number
     * that another database counts too is none.
     */
    public static Archive in(ArchiveStore store, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id must be up to 100 of A-Z a-z 0-9 . _ -, was: " + id);
        }
        return new Archive(requireNonNull(store, "store"), id, Optional.empty());
    }

    /**
     * The same archive with a source for its key: frames written are encrypted, and encrypted ones can be read. Destroying the
     * key makes what they hold unreadable for ever; the manifest is never encrypted and holds no stored value then.
     */
    public Archive sealedBy(KeySource source) {
        return new Archive(store, id, Optional.of(source));
    }

    /** Its id, which all names of its objects begin with. */
    public String id() {
        return id;
    }

    /** Where it is kept. */
    public ArchiveStore store() {
        return store;
    }

    /** The name of its manifest in the store. */
    public String manifestName() {
        return id + "/" + MANIFEST;
    }

    /**
     * Opens a segment for its one writer, behind the last of its committed frames; what lies behind that is dropped. Only the
     * last frame needs to be given. Before this, make sure that no other transaction may still commit frames of the segment.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-busy} when another writer has it, {@code
     *     archive.store-short} or {@code archive.store-missing} when committed bytes are gone, {@code archive.segment-behind}
     *     when the manifest knows frames the caller does not, {@code archive.key-missing}, {@code archive.key-wrong}
     */
    public SegmentWriter append(Segment segment) {
        var written = written();
        requireSameKey(written, encryption());
        requireNothingNewer(segment, written);
        return SegmentWriter.open(this, segment);
    }

    // A manifest names one key, so frames under another could never be read.
    private void requireSameKey(Optional<Manifest> written, Optional<Encryption> now) {
        if (written.isPresent() && !written.get().encryption().equals(now)) {
            throw ArchiveFaults.keyWrong(id);
        }
    }

    // The manifest is written from the ledger, so it never knows more; where it does, the ledger is another one's, or
    // an old
    // copy, and cutting back would destroy what somebody has committed.
    private void requireNothingNewer(Segment segment, Optional<Manifest> written) {
        var last = segment.last().map(Frame::number).orElse(0);
        var newer = written.stream()
                .flatMap(manifest -> manifest.segments().stream())
                .filter(known -> known.name().equals(segment.name()))
                .flatMap(known -> known.last().stream())
                .anyMatch(frame -> frame.number() > last);
        if (newer) {
            throw ArchiveFaults.segmentBehind(segment.name(), last, store);
        }
    }

    private Optional<Manifest> written() {
        try {
            return Optional.of(ManifestReader.read(new String(store.get(manifestName()), StandardCharsets.UTF_8)));
        } catch (JsonException damaged) {
            return Optional.empty(); // it will be written again
        } catch (IOException failure) {
            if (failure instanceof StoreException known && known.reason() == StoreException.Reason.MISSING) {
                return Optional.empty();
            }
            throw ArchiveFaults.notRead("the manifest of archive " + id, store, failure);
        }
    }

    /**
     * Writes the manifest, or replaces it by one that knows more; equal manifests give equal bytes.
     *
     * @return the digest of its bytes, for the ledger
     * @throws IllegalArgumentException when the manifest is another archive's
     * @throws dev.coppice.ops.CoppiceException {@code archive.key-wrong} when the one that is there names another key
     */
    public String write(Manifest manifest) {
        requireOwn(manifest);
        requireSameKey(written(), manifest.encryption());
        var bytes = ManifestJson.write(manifest).getBytes(StandardCharsets.UTF_8);
        try {
            store.put(manifestName(), bytes);
        } catch (IOException failure) {
            throw ArchiveFaults.manifestNotWritten(id, store, failure);
        }
        return Sha256.of(bytes);
    }

    /**
     * The manifest as it is found. Needs no key.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-missing}, {@code archive.manifest-damaged}
     */
    public Manifest manifest() {
        return ArchiveReader.manifest(this, Optional.empty());
    }

    /** What a manifest says of the encryption of frames written now; empty when they are not encrypted. */
    public Optional<Encryption> encryption() {
        return key().map(key -> new Encryption(FrameSeal.SCHEME, FrameSeal.idOf(key)));
    }

    /**
     * Opens it for reading, with the manifest as it is found.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-missing}, {@code archive.manifest-damaged}, {@code
     *     archive.key-missing}, {@code archive.key-wrong}
     */
    public ArchiveReader read() {
        return ArchiveReader.open(this, manifest());
    }

    /**
     * The same, and only if the manifest is the one with this digest.
     *
     * @throws dev.coppice.ops.CoppiceException also {@code archive.manifest-differs}
     */
    public ArchiveReader read(String manifestSha256) {
        return ArchiveReader.open(this, ArchiveReader.manifest(this, Optional.of(manifestSha256)));
    }

    /**
     * Opens it for reading by a manifest that comes from the ledger, so that what was committed is found while no manifest
     * tells of it yet.
     *
     * @throws IllegalArgumentException when the manifest is another archive's
     * @throws dev.coppice.ops.CoppiceException {@code archive.key-missing}, {@code archive.key-wrong}
     */
    public ArchiveReader readBy(Manifest manifest) {
        requireOwn(manifest);
        return ArchiveReader.open(this, manifest);
    }

    private void requireOwn(Manifest manifest) {
        if (!manifest.archive().equals(id)) {
            throw new IllegalArgumentException("manifest must be of archive " + id + ", was of: " + manifest.archive());
        }
    }

    /** The key, where one is to be used. */
    Optional<SecretKey> key() {
        return keys.map(source -> {
            try {
                return checked(source.find(id).orElseThrow(() -> ArchiveFaults.keyMissing(id)));
            } catch (IOException failure) {
                throw ArchiveFaults.keyUnreadable(id, failure);
            }
        });
    }

    /** What encrypts a frame. */
    Optional<FrameSeal> seal(Optional<SecretKey> key, String segment, int frame) {
        return key.map(secret -> new FrameSeal(secret, id, segment, frame));
    }

    private static SecretKey checked(SecretKey key) {
        var encoded = key.getEncoded();
        if (encoded == null || encoded.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key must have 32 bytes, had: " + (encoded == null ? "none to be seen" : encoded.length));
        }
        return key;
    }

    @Override
    public String toString() {
        return "Archive[" + id + " in " + store.location() + "]";
    }
}
