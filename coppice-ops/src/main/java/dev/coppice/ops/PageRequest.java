package dev.coppice.ops;

import dev.coppice.ops.internal.search.PageParameters;
import dev.coppice.ops.internal.search.SearchRefusals;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a search is wanted, and whether to count. An immutable value: each method returns another one.
 *
 * <p>A walk by cursor ({@link #first} with {@link #after}, {@link #last} with {@link #before}) costs the same on every page
 * and neither skips nor repeats a row that keeps its place. A page by {@link #limit} and {@link #offset} reads and drops all
 * rows before it, and rows move between pages when others come and go.
 */
public final class PageRequest {
    /** The size of a page that nobody gave a size. */
    public static final int DEFAULT_SIZE = 20;

    private final Way way;
    private final int size;
    private final @Nullable String cursor;
    private final long offset;
    private final long countUpTo;

    /** How a page is reached. */
    public enum Way {
        /** From the beginning, or behind a cursor. */
        FIRST,
        /** From the end, or before a cursor. */
        LAST,
        /** By counting rows. */
        LIMIT
    }

    private PageRequest(Way way, int size, @Nullable String cursor, long offset, long countUpTo) {
        this.way = way;
        this.size = size;
        this.cursor = cursor;
        this.offset = offset;
        this.countUpTo = countUpTo;
    }

    /**
     * The first rows, of all or of those {@link #after} a cursor.
     *
     * @throws CoppiceException {@code search.page-size} when the size is not positive
     */
    public static PageRequest first(int size) {
        return sized(Way.FIRST, "first", size);
    }

    /**
     * The last rows, of all or of those {@link #before} a cursor; answered in the order of the search all the same.
     *
     * @throws CoppiceException {@code search.page-size} when the size is not positive
     */
    public static PageRequest last(int size) {
        return sized(Way.LAST, "last", size);
    }

    /**
     * So many rows, behind an {@link #offset}.
     *
     * @throws CoppiceException {@code search.page-size} when the size is not positive
     */
    public static PageRequest limit(int size) {
        return sized(Way.LIMIT, "limit", size);
    }

    /**
     * The page that request parameters ask for: {@code first} with or without {@code after}, {@code last} with or without
     * {@code before}, or {@code limit} with or without {@code offset}; the first {@link #DEFAULT_SIZE} rows when none of them
     * is given. {@code parameters} answers null for one not given, as {@code request::getParameter} does.
     *
     * @throws CoppiceException {@code search.mixed-page}, {@code search.page-without-size}, {@code search.not-a-number},
     *     {@code search.page-size} or {@code search.negative-offset} when they do not make one page
     */
    public static PageRequest from(Function<String, @Nullable String> parameters) {
        return PageParameters.read(parameters);
    }

    /**
     * The same page behind the row of {@link Page#endCursor}, whether or not that row is still there.
     *
     * @throws CoppiceException {@code search.mixed-page} on a page that does not begin with {@link #first}
     */
    public PageRequest after(String endCursor) {
        require(Way.FIRST, "after", "first");
        return new PageRequest(way, size, endCursor, offset, countUpTo);
    }

    /**
     * The same page before the row of {@link Page#startCursor}, whether or not that row is still there.
     *
     * @throws CoppiceException {@code search.mixed-page} on a page that does not begin with {@link #last}
     */
    public PageRequest before(String startCursor) {
        require(Way.LAST, "before", "last");
        return new PageRequest(way, size, startCursor, offset, countUpTo);
    }

    /**
     * The same page behind so many rows.
     *
     * @throws CoppiceException {@code search.negative-offset}; {@code search.mixed-page} on a page that does not begin with
     *     {@link #limit}
     */
    public PageRequest offset(long rows) {
        require(Way.LIMIT, "offset", "limit");
        if (rows < 0) {
            throw SearchRefusals.negativeOffset(rows);
        }
        return new PageRequest(way, size, cursor, rows, countUpTo);
    }

    /** The same page with the exact count of all rows of the search, in the snapshot of the page. Costs a pass over them. */
    public PageRequest withTotal() {
        return new PageRequest(way, size, cursor, offset, Long.MAX_VALUE);
    }

    /**
     * The same page with the count of all rows of the search, up to {@code limit}: beyond it the answer is "more than".
     *
     * @throws CoppiceException {@code search.count-limit} when it is not positive
     */
    public PageRequest withTotalUpTo(long limit) {
        if (limit < 1) {
            throw SearchRefusals.countLimit(limit);
        }
        return new PageRequest(way, size, cursor, offset, limit);
    }

    /** How it is reached. */
    public Way way() {
        return way;
    }

    /** The most rows it may have. */
    public int size() {
        return size;
    }

    /** Where it begins or ends. */
    public Optional<String> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** The rows before it; 0 unless it is reached by counting rows. */
    public long offset() {
        return offset;
    }

    /** How far to count: 0 for not at all, {@link Long#MAX_VALUE} for exactly. */
    public long countUpTo() {
        return countUpTo;
    }

    /** Without the cursor, which may hold what a log must not. */
    @Override
    public String toString() {
        return "PageRequest[" + way + " " + size + (cursor == null ? "" : " by cursor")
                + (offset == 0 ? "" : " offset " + offset) + "]";
    }

    private static PageRequest sized(Way way, String parameter, int size) {
        if (size < 1) {
            throw SearchRefusals.pageSize(parameter, size);
        }
        return new PageRequest(way, size, null, 0, 0);
    }

    private void require(Way wanted, String clause, String beginning) {
        if (way != wanted) {
            throw SearchRefusals.mixedPage(clause + " goes with " + beginning + " alone.");
        }
    }
}
