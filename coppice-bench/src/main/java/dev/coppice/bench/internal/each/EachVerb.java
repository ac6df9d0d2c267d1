package dev.coppice.bench.internal.each;

import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.each.Item.Sort;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.WriteOps;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Record;

/** One sort of write, as Coppice and as plain SQL say it. */
public interface EachVerb {
    /** The benchmark's name. */
    String name();

    /** What is measured. */
    String question();

    /** What an item that applied has become, such as "inserted". */
    String applied();

    /** The ways in which an item can be bad. */
    List<Sort> badSorts();

    /** The ways in which an item can end without an error and without a row. */
    List<Sort> harmlessSorts();

    /** Makes the rows as they are before the batch. */
    void prepare(KeptConnection admin, List<Item> items) throws SQLException;

    /** The batch as Coppice takes it, built from the items as a caller would. */
    List<Outcome<Record>> each(WriteOps ops, List<Item> items);

    /** The write of one item with its gate, as plain SQL, without RETURNING. */
    String sql();

    /** The parameters of {@link #sql()}. */
    List<Object> parameters(Item item);
}
