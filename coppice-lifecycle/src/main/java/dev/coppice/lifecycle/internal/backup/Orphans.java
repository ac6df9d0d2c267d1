package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.StoredObject;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import javax.sql.DataSource;

/** Objects of backups that no backup knows which is kept or being made. */
final class Orphans {
    private Orphans() {}

    // The store first, then the register: a backup is registered before its first object is written, so none that is
    // being
    // made is taken for an orphan. A listing that fails is an error, never an empty list.
    static List<String> in(DataSource database, String address) {
        var objects = listed(address).stream().map(StoredObject::name).toList();
        var kept = new HashSet<>(
                Transactions.run(database, dsl -> new Register(dsl).kept(ArchiveStores.absolute(address))));
        return objects.stream()
                .filter(name -> !kept.contains(name.substring(0, Math.max(0, name.indexOf('/')))))
                .toList();
    }

    private static List<StoredObject> listed(String address) {
        try (var store = ArchiveStores.open(address)) {
            return store.list(Shelf.PREFIX);
        } catch (IOException failure) {
            throw BackupFaults.store("Orphans were not looked for in " + address + ".", failure);
        }
    }
}
