package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Spec;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;

/** How a verb writes many items by one statement, such that each ends as if they had been written one after another. */
interface Together<R extends Record, S extends Spec<R>> {
    int INSERT = 4;
    int DELETE = 8;
    int UPDATE = 16;

    /** What items must share besides their columns; empty when this one cannot stand among others. */
    Optional<Object> form(S spec);

    /** The columns whose values are sent, those of a key first. */
    List<Field<?>> columns(S spec);

    /** The values for these columns. */
    List<Field<?>> values(S spec);

    /** How many of the columns are a key by which a row is found. */
    int keys(S spec);

    /** The names of the columns that no two items of one statement may share the values of; empty for none. */
    List<String> identity(S spec);

    /** Whether items like this one may be written together, by what the table is. */
    boolean allowed(TableFacts facts, S spec);

    /** Whether a row may give up a value that a unique or exclusion rule keeps, such that a later item hides what an earlier met. */
    default boolean frees(TableFacts facts, S spec) {
        return false;
    }

    /** The events of triggers that a write may cause. */
    int events();

    /** The look of suspects, as conditions on {@code coppice_image}. */
    Screen screen(TableFacts facts, S spec);

    /** The statement that writes {@code coppice_sent}, with its RETURNING clause. */
    String write(TableFacts facts, S spec, String returned);

    /** What the write did to a returned row. */
    Change change(boolean inserted);

    /** The outcome of an item that was sent and not returned; empty when that cannot be told. */
    Optional<Outcome<R>> untouched(S spec, int ordinal);
}
