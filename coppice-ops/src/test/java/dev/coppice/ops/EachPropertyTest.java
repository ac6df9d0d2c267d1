package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jooq.Record;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Batches of random specs on random tables end as {@link ReferenceExecutor} ends them, and leave the same rows. */
@PostgresTest
class EachPropertyTest {
    private static final int CASES = Integer.getInteger("coppice.property.cases", 2_000);
    private static final int CASES_PER_TABLE = 25;

    /** How a batch ended, in words. */
    private record Ending(List<String> outcomes, List<String> rows) {
        /** What only this ending has. */
        List<String> without(Ending other) {
            var only = new ArrayList<>(outcomes);
            only.removeAll(other.outcomes);
            var stored = new ArrayList<>(rows);
            other.rows.forEach(stored::remove);
            only.addAll(stored);
            return only;
        }
    }

    @Test
    void each_ends_as_item_by_item_ends(TestDatabase db) throws SQLException {
        var given = Long.getLong("coppice.property.seed");
        var seed = given == null ? ThreadLocalRandom.current().nextLong() : given;
        Mood.in(db.schema());
        try (var connection = db.connect()) {
            // A plan made for any values does not see that one is bad where no row is written; a plan for these values
            // does.
            connection.unwrap(PGConnection.class).setPrepareThreshold(0);
            for (var done = 0; done < (given == null ? CASES : 1); done += CASES_PER_TABLE) {
                checkTable(db, connection, seed + done);
            }
        }
    }

    /** A table is made of its seed alone, and so is each of its batches: any failure is replayed by one seed. */
    private static void checkTable(TestDatabase db, Connection connection, long seed) throws SQLException {
        var table = new RandomTable(db.schema(), new Random(seed));
        connection.setAutoCommit(true);
        run(connection, String.join(";", table.ddl()));
        connection.setAutoCommit(false);
        for (var number = 0; number < CASES_PER_TABLE; number++) {
            var batch = new RandomBatch(table, new Random(seed * 31 + number));
            fill(table, connection, batch.rows());
            var specs = batch.specs();
            run(connection, "SAVEPOINT filled");
            var expected = ending(table, connection, ReferenceExecutor.each(connection, specs));
            run(connection, "ROLLBACK TO SAVEPOINT filled");
            var outcomes = Ops.joining(connection).write(w -> engine(w, specs));
            assertThat(outcomes.stream().map(Outcome::ordinal))
                    .isEqualTo(IntStream.range(0, specs.size()).boxed().toList());
            var found = ending(table, connection, outcomes);
            connection.rollback();
            assertThat(found.without(expected))
                    .as("replay by -Dcoppice.property.seed=%d; batch %d of %s", seed, number, table.ddl())
                    .isEqualTo(expected.without(found));
        }
    }

    private static void fill(RandomTable table, Connection connection, List<Creator<Record>> rows) throws SQLException {
        run(connection, "SET CONSTRAINTS ALL IMMEDIATE");
        Ops.joining(connection).write(w -> rows.stream().map(w::create).toList());
        run(connection, "INSERT INTO " + table.schema + ".child VALUES (1, NULL)");
        if (table.keys.size() == 1 && table.keys.getFirst().getType() == Integer.class) {
            run(
                    connection,
                    "INSERT INTO " + table.schema + ".child SELECT 2, k0 FROM " + table.schema + ".t WHERE k0 < 3");
        }
    }

    private static Ending ending(RandomTable table, Connection connection, List<Outcome<Record>> outcomes)
            throws SQLException {
        var told = new ArrayList<String>();
        for (var outcome : outcomes) {
            told.add(told.size() + " " + describe(outcome));
        }
        return new Ending(told, dump(table.schema, connection));
    }

    @SuppressWarnings("unchecked") // all specs of a batch are of one sort
    private static List<Outcome<Record>> engine(WriteOps w, List<? extends Spec<Record>> specs) {
        return switch (specs.getFirst()) {
            case Creator<Record> creator -> w.createEach((List<Creator<Record>>) specs);
            case Updater<Record> updater -> w.updateEach((List<Updater<Record>>) specs);
            case Upserter<Record> upserter -> w.upsertEach((List<Upserter<Record>>) specs);
            case Purger<Record> purger -> w.purgeEach((List<Purger<Record>>) specs);
            case Pruner<Record> pruner -> throw new IllegalArgumentException("no batch is pruned");
        };
    }

    private static String describe(Outcome<Record> outcome) {
        return switch (outcome) {
            case Outcome.Applied<Record> applied ->
                applied.change() + Arrays.toString(applied.row().intoArray());
            case Outcome.Refused<Record> refused -> "refused by " + refused.gate();
            case Outcome.Missing<Record> missing -> "missing " + missing.key();
            case Outcome.Violated<Record> violated -> violated.violation() + " " + violated.error();
            case Outcome.Failed<Record> failed -> failed.kind() + " " + failed.error();
        };
    }

    private static List<String> dump(String schema, Connection connection) throws SQLException {
        var rows = new ArrayList<String>();
        for (var name : List.of("t", "child", "log")) {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT x::text FROM " + schema + "." + name + " x ORDER BY 1")) {
                while (row.next()) {
                    rows.add(name + row.getString(1));
                }
            }
        }
        return rows;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
