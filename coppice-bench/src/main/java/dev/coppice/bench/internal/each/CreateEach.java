package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.each.Item.Sort;
import dev.coppice.ops.Creator;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.WriteOps;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Record;

/** New rows. */
public final class CreateEach implements EachVerb {
    @Override
    public String name() {
        return "create-each";
    }

    @Override
    public String question() {
        return "Insert gated rows, each on its own: createEach against a savepoint per row, and against plain loops and batches.";
    }

    @Override
    public String applied() {
        return "inserted";
    }

    @Override
    public List<Sort> badSorts() {
        return List.of(Sort.UNIQUE, Sort.FOREIGN_KEY, Sort.CHECK);
    }

    @Override
    public List<Sort> harmlessSorts() {
        return List.of(Sort.REFUSED);
    }

    @Override
    public void prepare(KeptConnection admin, List<Item> items) throws SQLException {
        Fragments.empty(admin);
    }

    @Override
    public List<Outcome<Record>> each(WriteOps ops, List<Item> items) {
        return ops.createEach(items.stream().map(CreateEach::creator).toList());
    }

    private static Creator<Record> creator(Item item) {
        return Creator.into(Fragments.FRAGMENT)
                .set(Fragments.SCOPE, item.scope())
                .set(Fragments.NAME, item.name())
                .set(Fragments.RANK, item.rank())
                .set(Fragments.BODY, item.body())
                .onlyIf(Fragments.gate(item));
    }

    @Override
    public String sql() {
        return "INSERT INTO coppice_bench.fragment (scope_id, name, rank, body) SELECT ?, ?, ?, ? WHERE "
                + Fragments.GATE;
    }

    @Override
    public List<Object> parameters(Item item) {
        return List.of(item.scope(), item.name(), item.rank(), item.body(), item.gate());
    }
}
