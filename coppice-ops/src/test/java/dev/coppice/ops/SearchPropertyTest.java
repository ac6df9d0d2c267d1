package dev.coppice.ops;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random tables with equal values, nulls and composite keys, walked in random orders in both directions, against a sorted
 * list. Between two pages, rows of the page just read are deleted, its last and first among them. The seed is the number of
 * the repetition.
 */
@PostgresTest
class SearchPropertyTest {
    private static final List<String> COLUMNS = List.of("a", "b", "c", "d");
    private static final int FIRST_KEY = 2;

    private final TestDatabase db;
    private final Table<Record> table;
    private Connection connection;
    private Connection other;
    private Ops ops;
    private final List<Integer[]> rows = new ArrayList<>();

    /** A column of the order, known to the model by its number. */
    private record Sort(int column, boolean descending, boolean nullsFirst) {
        Comparator<@Nullable Integer[]> comparator() {
            Comparator<Integer> values = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
            return Comparator.comparing(
                    row -> row[column], nullsFirst ? Comparator.nullsFirst(values) : Comparator.nullsLast(values));
        }
    }

    SearchPropertyTest(TestDatabase db) {
        this.db = db;
        table = DSL.table(DSL.name(db.schema(), "t"));
    }

    @BeforeEach
    void open() throws SQLException {
        connection = db.connect();
        other = db.connect();
        ops = Ops.on(new OneConnection(db.dataSource(), connection));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        other.close();
    }

    @RepeatedTest(20)
    void the_pages_of_a_walk_put_together_are_the_ordered_rows(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        fill(random);
        var sorts = sorts(random);
        var notNull = random.nextBoolean();
        var search = search(sorts, notNull);
        var model = sorted(sorts, notNull);
        var size = 1 + random.nextInt(6);
        var expected = strings(model);
        assertThat(walk(search, PageRequest.first(size), model)).isEqualTo(expected);
        assertThat(walk(search, PageRequest.last(size), model)).isEqualTo(expected);
        for (var offset = 0; offset <= model.size() + 1; offset += size) {
            var page = page(search, PageRequest.limit(size).offset(offset).withTotal());
            var from = Math.min(offset, model.size());
            var to = Math.min(from + size, model.size());
            assertThat(strings(page)).isEqualTo(expected.subList(from, to));
            assertThat(page.hasPrevious()).isEqualTo(offset > 0 && !model.isEmpty());
            assertThat(page.hasNext()).isEqualTo(to < model.size());
            assertThat(page.total()).isEqualTo(new Total.Exactly(model.size()));
        }
    }

    @RepeatedTest(15)
    void rows_deleted_after_they_were_read_change_no_later_page(RepetitionInfo repetition) {
        var random = new Random(1_000 + repetition.getCurrentRepetition());
        fill(random);
        var sorts = sorts(random);
        var search = search(sorts, false);
        var left = new ArrayList<>(sorted(sorts, false));
        var expected = strings(left);
        var forward = random.nextBoolean();
        var request = forward ? PageRequest.first(3) : PageRequest.last(3);
        var seen = new ArrayList<String>();
        while (true) {
            var page = page(search, request);
            seen.addAll(forward ? seen.size() : 0, strings(page));
            if (!(forward ? page.hasNext() : page.hasPrevious())) {
                break;
            }
            request = next(request, page);
            for (var row : page.rows()) {
                if (random.nextInt(4) > 0) {
                    execute("DELETE FROM ${schema}.t WHERE c = " + row.get("c") + " AND d = " + row.get("d"));
                    left.removeIf(other -> Arrays.toString(other).equals(string(row)));
                }
            }
            var back = page(
                    search,
                    forward
                            ? PageRequest.last(99).before(cursor(request))
                            : PageRequest.first(99).after(cursor(request)));
            assertThat(back.hasNext() || back.hasPrevious()).isTrue();
            assertThat(strings(left)).containsAll(strings(back));
        }
        assertThat(seen).isEqualTo(expected);
    }

    /** Whatever is inserted and deleted meanwhile, rows that stay are answered once, and none twice. */
    @RepeatedTest(20)
    void rows_that_stay_are_answered_once_while_others_come_and_go(RepetitionInfo repetition) {
        var random = new Random(2_000 + repetition.getCurrentRepetition());
        fill(random);
        var sorts = sorts(random);
        var search = search(sorts, false);
        var stay = new TreeSet<>(strings(rows));
        var seen = new ArrayList<String>();
        var request = PageRequest.first(2);
        for (var turn = 0; ; turn++) {
            var page = page(search, request);
            seen.addAll(strings(page));
            if (!page.hasNext()) {
                break;
            }
            request = next(request, page);
            var gone = rows.get(random.nextInt(rows.size()));
            stay.remove(Arrays.toString(gone));
            execute("DELETE FROM ${schema}.t WHERE c = " + gone[2] + " AND d = " + gone[3]);
            if (turn < 20) {
                execute(insert(new Integer[] {value(random), value(random), 100 + turn, random.nextInt(3)}));
            }
        }
        assertThat(seen).doesNotHaveDuplicates().containsAll(stay);
    }

    private void fill(Random random) {
        for (var c = 0; c < 5; c++) {
            for (var d = 0; d < 5; d++) {
                if (random.nextInt(4) > 0) {
                    rows.add(new Integer[] {value(random), value(random), c, d});
                }
            }
        }
        execute("CREATE TABLE ${schema}.t (a int, b int, c int, d int, PRIMARY KEY (c, d));"
                + rows.stream().map(SearchPropertyTest::insert).collect(joining(";")));
    }

    private void execute(String sql) {
        try (var statement = other.createStatement()) {
            statement.execute(sql.replace("${schema}", db.schema()));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String insert(@Nullable Integer[] row) {
        return "INSERT INTO ${schema}.t VALUES (" + row[0] + ", " + row[1] + ", " + row[2] + ", " + row[3] + ")";
    }

    private static @Nullable Integer value(Random random) {
        return random.nextInt(4) == 0 ? null : random.nextInt(3);
    }

    /** Some columns, the key's among them, in some order. */
    private static List<Sort> sorts(Random random) {
        var sorts = new ArrayList<Sort>();
        for (var column = 0; column < COLUMNS.size(); column++) {
            if (random.nextInt(column < FIRST_KEY ? 3 : 6) > (column < FIRST_KEY ? 0 : 4)) {
                sorts.add(
                        random.nextInt(sorts.size() + 1), new Sort(column, random.nextBoolean(), random.nextBoolean()));
            }
        }
        return sorts;
    }

    /** With {@code notNull}, over the rows without nulls and columns that are declared so: then rows are compared whole. */
    private Searcher<Record> search(List<Sort> sorts, boolean notNull) {
        var search = Searcher.in(table).keyedBy(column(2, true), column(3, true));
        if (notNull) {
            search =
                    search.where(column(0, true).isNotNull().and(column(1, true).isNotNull()));
        }
        return search.orderBy(sorts.stream().map(sort -> order(sort, notNull)).toArray(OrderField<?>[]::new));
    }

    private static SortField<?> order(Sort sort, boolean notNull) {
        var column = column(sort.column(), notNull);
        var direction = sort.descending() ? column.desc() : column.asc();
        return sort.nullsFirst() ? direction.nullsFirst() : direction.nullsLast();
    }

    private static Field<Integer> column(int number, boolean notNull) {
        return DSL.field(DSL.name(COLUMNS.get(number)), SQLDataType.INTEGER.nullable(!notNull));
    }

    private List<Integer[]> sorted(List<Sort> sorts, boolean notNull) {
        Comparator<Integer[]> order = Comparator.comparingInt(row -> 0);
        for (var sort : sorts) {
            order = order.thenComparing(sort.comparator());
        }
        var descending = !sorts.isEmpty() && sorts.getLast().descending();
        for (var key = FIRST_KEY; key < COLUMNS.size(); key++) {
            order = order.thenComparing(new Sort(key, descending, false).comparator());
        }
        return rows.stream()
                .filter(row -> !notNull || Arrays.stream(row).noneMatch(Objects::isNull))
                .sorted(order)
                .toList();
    }

    private List<String> walk(Searcher<Record> search, PageRequest begin, List<Integer[]> model) {
        var forward = begin.way() == PageRequest.Way.FIRST;
        var seen = new ArrayList<String>();
        var request = begin;
        while (true) {
            var page = page(search, request);
            seen.addAll(forward ? seen.size() : 0, strings(page));
            var more = seen.size() < model.size();
            assertThat(forward ? page.hasNext() : page.hasPrevious()).isEqualTo(more);
            assertThat(forward ? page.hasPrevious() : page.hasNext())
                    .isEqualTo(request.cursor().isPresent());
            if (!more) {
                return seen;
            }
            request = next(request, page);
        }
    }

    private static PageRequest next(PageRequest request, Page<?> page) {
        return request.way() == PageRequest.Way.FIRST
                ? request.after(page.endCursor().orElseThrow())
                : request.before(page.startCursor().orElseThrow());
    }

    private static String cursor(PageRequest request) {
        return request.cursor().orElseThrow();
    }

    private Page<Record> page(Searcher<Record> search, PageRequest request) {
        return ops.read(r -> r.searchGlobal(search, request));
    }

    private static List<String> strings(List<Integer[]> rows) {
        return rows.stream().map(Arrays::toString).toList();
    }

    private static List<String> strings(Page<Record> page) {
        return page.rows().stream().map(SearchPropertyTest::string).toList();
    }

    private static String string(Record row) {
        return Arrays.toString(row.intoArray());
    }
}
