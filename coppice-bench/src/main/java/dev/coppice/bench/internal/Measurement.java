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

    /** Makes its tables, runs its contests. */
    List<BenchRow> rows(Arena arena) throws SQLException;
}
