package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;

/** Puts objects back. Those that are there already are compared before the first is written. */
final class ObjectsRestore {
    private ObjectsRestore() {}

    /** Puts back what is not there, and says how many that was. */
    static long run(ArchiveStore store, SavedParts saved) throws IOException {
        var missing = new ArrayList<SavedObject>();
        for (var object : saved.objects()) {
            var length = store.length(object.name());
            if (length.isEmpty()) {
                missing.add(object);
            } else if (!isSame(store, object, length.get())) {
                throw Conflict.found(saved, "An object of its name is there, and is not the one that was saved");
            }
        }
        for (var object : missing) {
            try (var bytes = saved.open(object)) {
                store.put(object.name(), bytes);
            }
        }
        return missing.size();
    }

    private static boolean isSame(ArchiveStore store, SavedObject saved, long length) throws IOException {
        return length == saved.length()
                && SavedObjects.sha256(store, new StoredObject(saved.name(), length, Instant.EPOCH))
                        .equals(saved.sha256());
    }
}
