package dev.coppice.lifecycle.internal.backup;

import dev.coppice.archive.spi.StoredObject;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import javax.sql.DataSource;

/** Objects of backups that no backup knows which is kept or being made. */
final class Orphans {
    private Orphans() {}

    // The store first, then the register: a backup is registered before its first object is written, so none that is
    // being made is taken for an orphan. A listing that fails is an error, never an empty list. An archive is known by
    // its
    // name, which no other has: the same store may be written by another address.
    static List<String> in(DataSource database, String address) {
        var objects = listed(database, address).stream().map(StoredObject::name).toList();
        var kept = new HashSet<>(new Transacting(database).run(dsl -> new Register(dsl).kept()));
        return objects.stream()
                .filter(name -> !kept.contains(name.substring(0, Math.max(0, name.indexOf('/')))))
                .toList();
    }

    private static List<StoredObject> listed(DataSource database, String address) {
        var known = new Transacting(database).run(dsl -> MarkedStore.known(dsl, address));
        try (var store = MarkedStore.open(address, known)) {
            return store.list(Shelf.PREFIX);
        } catch (IOException failure) {
            throw BackupFaults.store("Orphans were not looked for in " + address + ".", failure);
        }
    }
}
