package dev.coppice.ops.internal.read;

import dev.coppice.ops.Existence;
import dev.coppice.ops.Key;
import dev.coppice.ops.Lookup;
import dev.coppice.ops.Page;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.SearchScope;
import dev.coppice.ops.Searcher;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.StatementFailed;
import dev.coppice.ops.internal.search.PageReader;
import dev.coppice.ops.internal.search.Scopes;
import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.transaction.Meters;
import dev.coppice.ops.internal.transaction.Session;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
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
        for (var number = 0; number < questions.size(); number++) {
            if (Objects.isNull(questions.get(number))) {
                throw new IllegalArgumentException("questions must not hold null, item " + (number + 1) + " was: null");
            }
        }
        return questions.isEmpty() ? List.of() : op("database", "exists", () -> answers(session, questions));
    }

    @Override
    public <R extends Record> Page<R> search(Searcher<R> searcher, List<SearchScope> scopes, PageRequest page) {
        var seen = Scopes.of(searcher.name(), scopes);
        var reader = PageReader.of(searcher, seen.condition(), page);
        return op(searcher.name(), "search", () -> {
            var questions = seen.questions();
            if (!questions.isEmpty()) {
                seen.requireAll(answers(session, questions));
            }
            return reader.read(session);
        });
    }

    @Override
    public <R extends Record> Page<R> searchGlobal(Searcher<R> searcher, PageRequest page) {
        var reader = PageReader.of(searcher, DSL.noCondition(), page);
        return op(searcher.name(), "searchGlobal", () -> reader.read(session));
    }

    @Override
    public <R extends Record> Stream<R> stream(Select<R> query, int fetchSize) {
        if (fetchSize < 1) {
            throw new IllegalArgumentException("fetchSize must be 1 or more, was: " + fetchSize);
        }
        return op("database", "stream", () -> CursorStream.open(session, query, fetchSize));
    }

    /** Asks several questions in one statement; as an array, since a row has 1 664 columns at most. */
    public static List<Boolean> answers(Session session, List<Existence> questions) {
        var answers = DSL.array(questions.stream()
                .map(question -> DSL.field(question.asCondition()))
                .toList());
        return List.of(session.run(sql -> sql.select(answers).fetchSingle().value1()));
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
                .run(sql -> Returned.fetch(
                        sql,
                        table,
                        sql.select(Returned.columns(table))
                                .from(table)
                                .where(condition)
                                .limit(MORE_THAN_ONE)))
                .stream()
                .map(answer -> Returned.row(table, answer, 0))
                .toList();
    }
}
