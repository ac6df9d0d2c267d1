package dev.coppice.ops.internal.read;

import dev.coppice.ops.Existence;
import dev.coppice.ops.Key;
import dev.coppice.ops.Lookup;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.StatementFailed;
import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.transaction.Meters;
import dev.coppice.ops.internal.transaction.Session;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Reads on a session. */
public class ReadSession implements ReadOps {
    private static final int MORE_THAN_ONE = 2;

    /** What everything runs on. */
    protected final Session session;

    /** Where figures go. */
    protected final Meters meters;

    /** Reads on {@code session}. */
    public ReadSession(Session session, Meters meters) {
        this.session = session;
        this.meters = meters;
    }

    @Override
    public Instant now() {
        return op(
                "database",
                "now",
                () -> session.run(sql -> sql.fetchSingle("SELECT pg_catalog.transaction_timestamp()"))
                        .get(0, OffsetDateTime.class)
                        .toInstant());
    }

    @Override
    public <R extends Record> Optional<R> find(Key<R> key) {
        KeyCheck.require(key);
        var found = op(Names.of(key.table()), "find", () -> upToTwo(key.table(), key.condition()));
        if (found.size() > 1) {
            throw KeyCheck.ambiguous(key);
        }
        return found.stream().findFirst();
    }

    @Override
    public <R extends Record> Lookup<R> lookup(Table<R> table, Condition condition) {
        var found = op(Names.of(table), "lookup", () -> upToTwo(table, condition));
        return switch (found.size()) {
            case 0 -> new Lookup.None<>();
            case 1 -> new Lookup.One<>(found.getFirst());
            default -> new Lookup.Ambiguous<>();
        };
    }

    @Override
    public boolean exists(Existence question) {
        return exists(List.of(question)).getFirst();
    }

    @Override
    public List<Boolean> exists(List<Existence> questions) {
        if (questions.isEmpty()) {
            return List.of();
        }
        return op("database", "exists", () -> answers(session, questions));
    }

    @Override
    public <R extends Record> Stream<R> stream(Select<R> query, int fetchSize) {
        if (fetchSize < 1) {
            throw new IllegalArgumentException("fetchSize must be 1 or more, was: " + fetchSize);
        }
        return op("database", "stream", () -> CursorStream.open(session, query, fetchSize));
    }

    /** Asks several questions in one statement. */
    public static List<Boolean> answers(Session session, List<Existence> questions) {
        var columns = IntStream.range(0, questions.size())
                .mapToObj(
                        number -> DSL.field(questions.get(number).asCondition()).as("answer_" + number))
                .toList();
        var row = session.run(sql -> sql.select(columns).fetchSingle());
        return IntStream.range(0, questions.size())
                .mapToObj(number -> row.get(number, Boolean.class))
                .toList();
    }

    /** Runs an op under its name; what the database refuses becomes an error of ours. */
    protected final <T> T op(String spec, String name, Supplier<T> work) {
        return meters.measure(spec, name, () -> {
            try {
                return work.get();
            } catch (StatementFailed failure) {
                throw Faults.of(spec, failure.error());
            }
        });
    }

    private <R extends Record> List<R> upToTwo(Table<R> table, Condition condition) {
        return session
                .run(sql -> sql.select(Returned.columns(table))
                        .from(table)
                        .where(condition)
                        .limit(MORE_THAN_ONE)
                        .fetch())
                .stream()
                .map(answer -> Returned.row(table, answer, 0))
                .toList();
    }
}
