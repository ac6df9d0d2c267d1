package dev.coppice.ops;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;

/**
 * Reads inside one transaction. Given to the function of {@link Ops#read} or {@link Ops#write}, used by its thread, and
 * refused after the function has ended. No read takes a lock. What the database refuses is a {@link CoppiceException}.
 */
public interface ReadOps {
    /** The rows that a {@link #stream} fetches at once unless told otherwise. */
    int DEFAULT_FETCH_SIZE = 500;

    /** The database's time at the beginning of the transaction. */
    Instant now();

    /**
     * The row of a key.
     *
     * @throws CoppiceException {@code key.missing} or {@code key.not-unique} before any statement, when the key cannot identify a
     *     row; {@code key.ambiguous} when two rows have it
     */
    <R extends Record> Optional<R> find(Key<R> key);

    /** The one row that matches, or that there is none, or more than one. */
    <R extends Record> Lookup<R> lookup(Table<R> table, Condition condition);

    /** Whether there is such a row. */
    boolean exists(Existence question);

    /**
     * The answers to several questions, in their order, from one statement; no question, no statement.
     *
     * @throws IllegalArgumentException when a question is null
     */
    List<Boolean> exists(List<Existence> questions);

    /**
     * A page of the rows that the searcher matches and at least one of the scopes lets see. What the scopes require is
     * looked for in one statement of its own; the page, its facts and its total come from one more, so from one snapshot.
     * Over several pages, a row that is there all the while and keeps its place is answered exactly once; one that comes, goes
     * or moves may be answered or not.
     *
     * @throws CoppiceException {@code search.…}, before any statement: {@code no-scope} without a scope, {@code null-scope},
     *     {@code bad-cursor}, {@code page-too-large}, {@code no-key}, {@code key-not-unique}; after it {@code cursor-too-long},
     *     {@code unexpected-null}
     * @throws RuntimeException the error of the first requirement that is not met, in the order given
     */
    <R extends Record> Page<R> search(Searcher<R> searcher, List<SearchScope> scopes, PageRequest page);

    /**
     * A page of all rows that the searcher matches, whoever asks: for administrators and internal work. Otherwise like
     * {@link #search}; one statement.
     */
    <R extends Record> Page<R> searchGlobal(Searcher<R> searcher, PageRequest page);

    /** The rows of a query by a server-side cursor, {@link #DEFAULT_FETCH_SIZE} at a time. */
    default <R extends Record> Stream<R> stream(Select<R> query) {
        return stream(query, DEFAULT_FETCH_SIZE);
    }

    /**
     * The rows of a query by a server-side cursor: the heap holds {@code fetchSize} of them at a time, however many there
     * are. Closed with the transaction at the latest; reading on after that is refused.
     *
     * @throws IllegalArgumentException when {@code fetchSize} is not positive
     */
    <R extends Record> Stream<R> stream(Select<R> query, int fetchSize);
}
