package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.each.Item.Sort;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Updater;
import dev.coppice.ops.WriteOps;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Record;

/** Changes of a unique column by key: an item can take what an earlier one has freed. */
public final class RenameEach implements EachVerb {
    @Override
    public String name() {
        return "rename-each";
    }

    @Override
    public String question() {
        return "Change a unique column of gated rows by key, each on its own: updateEach against a savepoint per row, and against plain loops and batches.";
    }

    @Override
    public String applied() {
        return "updated";
    }

    @Override
    public List<Sort> badSorts() {
        return List.of(Sort.UNIQUE);
    }

    @Override
    public List<Sort> harmlessSorts() {
        return List.of(Sort.REFUSED, Sort.MISSING);
    }

    @Override
    public void prepare(KeptConnection admin, List<Item> items) throws SQLException {
        Fragments.fill(admin, items.size());
    }

    @Override
    public List<Outcome<Record>> each(WriteOps ops, List<Item> items) {
        return ops.updateEach(items.stream().map(RenameEach::updater).toList());
    }

    private static Updater<Record> updater(Item item) {
        return Updater.of(Fragments.FRAGMENT)
                .key(Fragments.ID, item.id())
                .set(Fragments.NAME, item.name())
                .onlyIf(Fragments.gate(item));
    }

    @Override
    public String sql() {
        return "UPDATE coppice_bench.fragment SET name = ? WHERE id = ? AND " + Fragments.GATE;
    }

    @Override
    public List<Object> parameters(Item item) {
        return List.of(item.name(), item.id(), item.gate());
    }
}
