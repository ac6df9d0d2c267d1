package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedObject;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects of a backup, to compare those with that are about to be removed. */
final class SavedObjects {
    private final Optional<SavedParts> backup;
    private final Map<String, SavedObject> saved = new HashMap<>();

    SavedObjects(Optional<SavedParts> backup) {
        this.backup = backup;
        backup.ifPresent(parts -> parts.objects().forEach(object -> saved.put(object.name(), object)));
    }

    /** Whether the backup has one of this name and length, or there is none. Reads nothing. */
    boolean knows(StoredObject object) {
        var known = saved.get(object.name());
        return backup.isEmpty() || (known != null && known.length() == object.length());
    }

    /** Whether the backup has it as it is now, byte for byte, or there is none. */
    boolean has(ArchiveStore store, StoredObject object) throws IOException {
        var known = saved.get(object.name());
        return backup.isEmpty()
                || (known != null && knows(object) && known.sha256().equals(sha256(store, object)));
    }

    /** What it means that an object is not as it was saved. */
    StepOutcome outdated(long removed) {
        var name = "backup " + backup.map(SavedParts::backup).orElse(0L);
        return new StepOutcome.Blocked(
                "backup.outdated",
                "an object was written after " + name + " was taken; it is left, and " + removed
                        + " were removed before it was met",
                List.of(name));
    }

    /** The digest of an object as it is now. */
    static String sha256(ArchiveStore store, StoredObject object) throws IOException {
        try (var bytes = Listing.open(store, object);
                var digest =
                        new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(digest);
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
