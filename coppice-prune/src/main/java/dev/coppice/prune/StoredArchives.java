package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.internal.archives.ArchiveFaults;
import dev.coppice.prune.internal.archives.KnownArchive;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The archives of one store, found without a database. What a manifest does not tell of is not seen: where there is a
 * ledger, {@link Archives} knows more. An immutable value for any thread; every call opens the store anew.
 */
public final class StoredArchives {
    private static final String MANIFEST = "/manifest.json";

    private final String address;
    private final Optional<KeySource> keys;

    private StoredArchives(String address, Optional<KeySource> keys) {
        this.address = requireNonNull(address, "address");
        this.keys = keys;
    }

    /** The archives at an address such as {@code file:./archive} or {@code s3://bucket/prefix}. */
    public static StoredArchives at(String address) {
        return new StoredArchives(address, Optional.empty());
    }

    /** The same with keys for those that are encrypted. */
    public StoredArchives keys(KeySource source) {
        return new StoredArchives(address, Optional.of(source));
    }

    /**
     * All that have a manifest, by id. Needs no key.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-unknown}, {@code archive.not-listed}
     */
    public List<StoredArchive> list() {
        try (var store = ArchiveStores.open(address)) {
            return store.list("").stream()
                    .map(object -> object.name())
                    .filter(name -> name.endsWith(MANIFEST))
                    .map(name -> name.substring(0, name.length() - MANIFEST.length()))
                    .filter(id -> !id.contains("/"))
                    .map(id -> read(Archive.in(store, id)))
                    .toList();
        } catch (IOException failure) {
            throw ArchiveFaults.notListed(address).exception(failure);
        }
    }

    /**
     * Opens an archive for reading, as its manifest describes it.
     *
     * @throws IllegalArgumentException when no archive can have this id
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-unknown}, and what opening an {@link Archive} throws
     */
    public OpenArchive open(String id) {
        return OpenArchive.of(address, id, keys, archive -> KnownArchive.described(archive.read()));
    }

    private static StoredArchive read(Archive archive) {
        try {
            return new StoredArchive(archive.id(), Optional.of(archive.manifest()), Optional.empty());
        } catch (CoppiceException unreadable) {
            return new StoredArchive(archive.id(), Optional.empty(), Optional.of(unreadable.fault()));
        }
    }
}
