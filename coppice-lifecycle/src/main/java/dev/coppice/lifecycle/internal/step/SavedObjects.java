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

    /** Passes when the backup has every one of them, byte for byte, or there is none. */
    void require(ArchiveStore store, List<StoredObject> objects) throws IOException {
        for (var object : backup.isEmpty() ? List.<StoredObject>of() : objects) {
            var known = saved.get(object.name());
            if (known == null
                    || known.length() != object.length()
                    || !known.sha256().equals(sha256(store, object))) {
                throw new StepEnded(new StepOutcome.Blocked(
                        "backup.outdated",
                        "an object was written after backup %d was taken. Nothing was removed"
                                .formatted(backup.get().backup()),
                        List.of("backup " + backup.get().backup())));
            }
        }
    }

    private static String sha256(ArchiveStore store, StoredObject object) throws IOException {
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
