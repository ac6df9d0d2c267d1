package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.each.Item.Sort;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Purger;
import dev.coppice.ops.WriteOps;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Record;

/** Purges by key; bad is a row that one of two other tables refers to. */
public final class PurgeEach implements EachVerb {
    @Override
    public String name() {
        return "purge-each";
    }

    @Override
    public String question() {
        return "Purge gated rows by key, each on its own: purgeEach against a savepoint per row, and against plain loops and batches.";
    }

    @Override
    public String applied() {
        return "deleted";
    }

    @Override
    public List<Sort> badSorts() {
        return List.of(Sort.FOREIGN_KEY);
    }

    @Override
    public List<Sort> harmlessSorts() {
        return List.of(Sort.REFUSED, Sort.MISSING);
    }

    @Override
    public void prepare(KeptConnection admin, List<Item> items) throws SQLException {
        Fragments.fill(admin, items.size());
        refer(admin, "note", items, 0);
        refer(admin, "tag", items, 1);
    }

    private static void refer(KeptConnection admin, String table, List<Item> items, int parity) throws SQLException {
        var keys = items.stream()
                .filter(item -> item.sort() == Sort.FOREIGN_KEY && item.id() % 2 == parity)
                .map(Item::id)
                .toArray();
        try (var insert = admin.connection()
                .prepareStatement("INSERT INTO coppice_bench." + table + " SELECT unnest(?::bigint[])")) {
            insert.setArray(1, admin.connection().createArrayOf("bigint", keys));
            insert.execute();
        }
        admin.execute("ANALYZE coppice_bench." + table);
    }

    @Override
    public List<Outcome<Record>> each(WriteOps ops, List<Item> items) {
        return ops.purgeEach(items.stream().map(PurgeEach::purger).toList());
    }

    private static Purger<Record> purger(Item item) {
        return Purger.from(Fragments.FRAGMENT).key(Fragments.ID, item.id()).onlyIf(Fragments.gate(item));
    }

    @Override
    public String sql() {
        return "DELETE FROM coppice_bench.fragment WHERE id = ? AND " + Fragments.GATE;
    }

    @Override
    public List<Object> parameters(Item item) {
        return List.of(item.id(), item.gate());
    }
}
