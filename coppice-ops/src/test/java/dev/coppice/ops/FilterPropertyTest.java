package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random filters over rows with nulls, against the same filter evaluated in memory. The seed is the number of the
 * repetition.
 */
@PostgresTest
class FilterPropertyTest {
    private static final int FILTERS = 150;
    private static final int ROWS = 40;
    private static final int DEEP = 4;
    private static final Field<Integer> ID = DSL.field(DSL.name("id"), SQLDataType.INTEGER.notNull());
    private static final Field<Integer> NUMBER = DSL.field(DSL.name("number"), SQLDataType.INTEGER);
    private static final Field<String> WORD = DSL.field(DSL.name("word"), SQLDataType.CLOB);
    private static final List<String> PIECES = List.of("a", "A", "b", "%", "_", "\\", "!", "'");

    private final List<Row> rows = new ArrayList<>();
    private Random random = new Random(0);

    private record Row(
            int id, @Nullable Integer number, @Nullable String word) {}

    /** A filter and what it means; it says nothing when that is null. */
    private record Pair(Filter filter, @Nullable Predicate<Row> meaning) {}

    @RepeatedTest(5)
    void a_filter_finds_what_the_same_filter_finds_in_memory(RepetitionInfo repetition, TestDatabase db) {
        random = new Random(repetition.getCurrentRepetition());
        var search = Searcher.in(DSL.table(DSL.name(db.schema(), "word"))).keyedBy(ID);
        Ops.on(db.dataSource()).write(w -> {
            fill(db, w);
            for (var number = 0; number < FILTERS; number++) {
                var pair = pair(DEEP);
                var meaning = pair.meaning();
                var expected = rows.stream()
                        .filter(row -> meaning == null || meaning.test(row))
                        .map(Row::id)
                        .toList();
                assertThat(ids(w, search.filter(pair.filter())))
                        .as("%s", pair.filter())
                        .isEqualTo(expected);
                assertThat(ids(w, search.filter(Filter.not(pair.filter()))))
                        .as("not %s", pair.filter())
                        .isEqualTo(rows.stream()
                                .filter(row -> meaning == null || !meaning.test(row))
                                .map(Row::id)
                                .toList());
            }
            return null;
        });
    }

    private void fill(TestDatabase db, WriteOps w) {
        db.execute("CREATE TABLE ${schema}.word (id int PRIMARY KEY, number int, word text)");
        var creators = new ArrayList<Creator<Record>>();
        for (var id = 0; id < ROWS; id++) {
            var row = new Row(id, number(), word());
            rows.add(row);
            creators.add(Creator.into(DSL.table(DSL.name(db.schema(), "word")))
                    .set(ID, row.id())
                    .set(NUMBER, row.number())
                    .set(WORD, row.word()));
        }
        w.createAll(creators);
    }

    private static List<Integer> ids(ReadOps ops, Searcher<Record> search) {
        return ops.searchGlobal(search, PageRequest.first(ROWS)).rows().stream()
                .map(row -> row.get(ID))
                .toList();
    }

    private Pair pair(int deep) {
        var kind = random.nextInt(deep == 0 ? 2 : 5);
        return switch (kind) {
            case 0 -> numbers();
            case 1 -> words();
            case 2 -> negated(pair(deep - 1));
            default -> group(kind == 3, deep);
        };
    }

    private static Pair negated(Pair part) {
        var meaning = part.meaning();
        return new Pair(Filter.not(part.filter()), meaning == null ? null : meaning.negate());
    }

    private Pair group(boolean all, int deep) {
        var filters = new ArrayList<Filter>();
        Predicate<Row> meaning = null;
        for (var number = random.nextInt(4); number > 0; number--) {
            var part = pair(deep - 1);
            filters.add(part.filter());
            var said = part.meaning();
            if (said != null) {
                meaning = meaning == null ? said : all ? meaning.and(said) : meaning.or(said);
            }
        }
        return new Pair(all ? Filter.allOf(filters) : Filter.anyOf(filters), meaning);
    }

    private Pair numbers() {
        var filter = Filter.of(NUMBER);
        Predicate<Row> meaning = null;
        for (var operators = random.nextInt(3); operators > 0; operators--) {
            var value = number();
            Predicate<Row> said = null;
            switch (random.nextInt(5)) {
                case 0 -> {
                    filter = filter.gt(value);
                    said = comparing(Row::number, value, (mine, other) -> mine > other);
                }
                case 1 -> {
                    filter = filter.ge(value);
                    said = comparing(Row::number, value, (mine, other) -> mine >= other);
                }
                case 2 -> {
                    filter = filter.le(value);
                    said = comparing(Row::number, value, (mine, other) -> mine <= other);
                }
                case 3 -> {
                    filter = filter.ne(value);
                    var equal = comparing(Row::number, value, Integer::equals);
                    said = equal == null ? null : equal.negate();
                }
                default -> {
                    Boolean wanted = value == null ? null : value > 1;
                    filter = filter.isNull(wanted);
                    said = wanted == null ? null : row -> wanted == (row.number() == null);
                }
            }
            meaning = both(meaning, said);
        }
        return new Pair(filter, meaning);
    }

    private Pair words() {
        var text = word();
        var filter = Filter.of(WORD);
        return switch (random.nextInt(7)) {
            case 0 -> new Pair(filter.eq(text), comparing(Row::word, text, String::equals));
            case 1 -> new Pair(filter.contains(text), comparing(Row::word, text, String::contains));
            case 2 -> new Pair(filter.startsWith(text), comparing(Row::word, text, String::startsWith));
            case 3 -> new Pair(filter.endsWith(text), comparing(Row::word, text, String::endsWith));
            case 4 ->
                new Pair(
                        filter.containsIgnoreCase(text),
                        comparing(Row::word, text, (mine, other) -> lower(mine).contains(lower(other))));
            case 5 -> new Pair(filter.eqIgnoreCase(text), comparing(Row::word, text, String::equalsIgnoreCase));
            default -> {
                var list = random.nextInt(4) == 0 ? List.<String>of() : List.of("a", "Ab", "%");
                yield random.nextBoolean()
                        ? new Pair(filter.in(list), in(list))
                        : new Pair(filter.notIn(list), in(list).negate());
            }
        };
    }

    private static Predicate<Row> in(Collection<String> list) {
        return row -> row.word() != null && list.contains(row.word());
    }

    private static <T> @Nullable Predicate<Row> comparing(
            Function<Row, @Nullable T> column, @Nullable T value, BiPredicate<T, T> comparison) {
        if (value == null) {
            return null;
        }
        return row -> {
            var mine = column.apply(row);
            return mine != null && comparison.test(mine, value);
        };
    }

    private static @Nullable Predicate<Row> both(@Nullable Predicate<Row> one, @Nullable Predicate<Row> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.and(other);
    }

    private @Nullable Integer number() {
        return random.nextInt(4) == 0 ? null : random.nextInt(5);
    }

    private @Nullable String word() {
        if (random.nextInt(5) == 0) {
            return null;
        }
        var word = new StringBuilder();
        for (var length = random.nextInt(4); length > 0; length--) {
            word.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return word.toString();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
