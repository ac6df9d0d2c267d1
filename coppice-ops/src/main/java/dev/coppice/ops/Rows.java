package dev.coppice.ops;

import java.util.List;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Which rows a write by condition means: those that match, or, said aloud, every row of the table. */
public final class Rows {
    private static final Rows EVERYTHING = new Rows(DSL.trueCondition(), "everything");
    private static final List<Condition> NO_LIMIT = List.of(DSL.noCondition(), DSL.trueCondition());

    private final Condition condition;
    private final String description;

    private Rows(Condition condition, String description) {
        this.condition = condition;
        this.description = description;
    }

    /**
     * The rows that match.
     *
     * @throws CoppiceException {@code write.unbounded} when the condition limits nothing
     */
    public static Rows matching(Condition condition) {
        if (limitsNothing(condition)) {
            throw Fault.of("write.unbounded", Fault.Kind.REFUSED)
                    .refused("A write by condition was not built.")
                    .found("Its condition limits nothing and would match every row of the table.")
                    .changed("Nothing was written.")
                    .next("Give a condition, or use Rows.everything() if the whole table is meant.")
                    .exception();
        }
        return new Rows(condition, "matching rows");
    }

    /** Every row of the table. */
    public static Rows everything() {
        return EVERYTHING;
    }

    /** Whether a condition is one of those that match every row. */
    static boolean limitsNothing(Condition condition) {
        return NO_LIMIT.contains(condition);
    }

    /** The condition. */
    public Condition condition() {
        return condition;
    }

    @Override
    public String toString() {
        return "Rows[" + description + "]";
    }
}
