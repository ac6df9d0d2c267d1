package dev.coppice.bench.internal;

import dev.coppice.bench.BenchRow;
import java.sql.SQLException;
import java.util.List;

/** What a benchmark does. */
public interface Measurement {
    /** What it is called on the command line. */
    String name();

    /** What is measured, in one sentence. */
    String question();

    /** What it makes and drops, in one sentence. */
    default String makes() {
        return "A schema coppice_bench is made in this database, and dropped at the end.";
    }

    /** Makes its tables, runs its contests. */
    List<BenchRow> rows(Arena arena) throws SQLException;
}
