package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import dev.coppice.archive.spi.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a store has under some prefixes. */
final class Listing {
    private Listing() {}

    /** The objects under the prefixes; a store that lists anything else is not believed. */
    static List<StoredObject> of(ArchiveStore store, Collection<String> prefixes) throws IOException {
        return asked(store::list, prefixes);
    }

    /** The earlier versions under the prefixes, by the names of their objects. */
    static List<StoredObject> earlier(ArchiveStore store, Collection<String> prefixes) throws IOException {
        return asked(store::listEarlier, prefixes);
    }

    @FunctionalInterface
    private interface Asked {
        List<StoredObject> list(String prefix) throws IOException;
    }

    private static List<StoredObject> asked(Asked store, Collection<String> prefixes) throws IOException {
        var objects = new ArrayList<StoredObject>();
        for (var prefix : prefixes) {
            for (var object : store.list(prefix)) {
                if (!object.name().startsWith(prefix)) {
                    throw new StoreException(Reason.FAILED, "it lists objects that were not asked for", null);
                }
                objects.add(object);
            }
        }
        return objects;
    }

    /** The bytes of an object. */
    static InputStream open(ArchiveStore store, StoredObject object) throws IOException {
        return object.length() == 0
                ? new ByteArrayInputStream(new byte[0])
                : store.read(new Extent(object.name(), 0, object.length()));
    }
}
