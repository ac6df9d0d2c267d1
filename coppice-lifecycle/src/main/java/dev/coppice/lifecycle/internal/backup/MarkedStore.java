package dev.coppice.lifecycle.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.io.IOException;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * Stores of backups. A folder where a disk is not mounted looks like a store that is empty, and what is not there is easily taken
 * for removed: so each store has a mark in it, and a place without the mark is none that backups were kept in.
 */
public final class MarkedStore {
    static final String MARK = "coppice.store";

    private static final byte[] TEXT =
            "Backups made by Coppice lie here. It believes no listing of a place without this file.\n".getBytes(UTF_8);

    private MarkedStore() {}

    /** Whether the register knows of backups in the store at an address. Joins the caller's transaction. */
    public static boolean known(DSLContext dsl, String address) {
        return new Register(dsl).keeps(ArchiveStores.absolute(address));
    }

    /**
     * The store at an address, to be listed or removed from; the caller closes it.
     *
     * @param known whether the register knows of backups in it
     * @throws StoreException {@code MISSING} when it does, and the store is not there
     */
    public static ArchiveStore open(String address, boolean known) throws IOException {
        var store = ArchiveStores.open(address);
        try {
            if (known) {
                require(store);
            }
            return store;
        } catch (IOException | RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /** Makes a store ready for its first backup; one that has some already must be there. */
    static void prepare(DataSource database, String address) throws IOException {
        var known = new Transacting(database).run(dsl -> known(dsl, address));
        try (var store = open(address, known)) {
            if (!known) {
                store.put(MARK, TEXT);
            }
        }
    }

    /** Passes for a store that answers; one that has backups must be there. Writes nothing. */
    static void look(DataSource database, String address) throws IOException {
        var known = new Transacting(database).run(dsl -> known(dsl, address));
        try (var store = ArchiveStores.open(address)) {
            if (store.length(MARK).isEmpty() && known) {
                throw missing();
            }
        }
    }

    /** Passes for a store that backups were kept in. */
    static void require(ArchiveStore store) throws IOException {
        if (store.length(MARK).isEmpty()) {
            throw missing();
        }
    }

    private static StoreException missing() {
        return new StoreException(
                Reason.MISSING, "it is not there, or is another: its file " + MARK + " is missing", null);
    }
}
