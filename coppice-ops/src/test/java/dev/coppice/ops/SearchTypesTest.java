package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cursor holds whatever PostgreSQL can order, to the last digit: page by page, one row each, in both directions. */
@PostgresTest
class SearchTypesTest {
    private static final Field<Integer> ID = DSL.field(DSL.name("id"), SQLDataType.INTEGER.notNull());

    private final TestDatabase db;
    private final Table<Record> thing;
    private Connection connection;
    private Ops ops;

    SearchTypesTest(TestDatabase db) {
        this.db = db;
        thing = DSL.table(DSL.name(db.schema(), "thing"));
    }

    @BeforeEach
    void open() throws SQLException {
        connection = db.connect();
        ops = Ops.on(new OneConnection(db.dataSource(), connection));
        db.execute(
                "CREATE TYPE ${schema}.mood AS ENUM ('SAD', 'OK', 'HAPPY');"
                        + " CREATE DOMAIN ${schema}.short AS text CHECK (length(value) < 10);"
                        + " CREATE COLLATION ${schema}.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "smallint     | '-32768', '0', '7', '32767'",
                "int          | '-2147483648', '-1', '0', '2147483647'",
                "bigint       | '-9223372036854775808', '9007199254740993', '9007199254740994'",
                "numeric      | '-1e40', '0.1', '0.10000000000000000000000000000000000001', '1.00', '1e40'",
                "real         | '-1.5', '1.1', '1.1000001', 'Infinity'",
                "float8       | '-Infinity', '0.1', '0.30000000000000004', 'NaN'",
                "text         | '', ' ', '%', ''';--', 'a', 'A', 'ä', E'\\n', '\\', '\"', '€', '😀', 'z'",
                "varchar(9)   | '1', '10', '9'",
                "char(4)      | 'a', 'ab', 'b'",
                "name         | 'a', 'B', 'c'",
                "${schema}.short    | 'a', 'b', 'c'",
                "text COLLATE \"C\"         | 'B', 'a', 'b'",
                "text COLLATE ${schema}.caseless | 'A', 'b', 'C'",
                "uuid         | '00000000-0000-0000-0000-000000000001', 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                "timestamptz  | '2026-04-04 15:30:00.000001+00', '2026-04-04 15:30:00.000002+00'",
                "timestamp    | '2026-04-05 01:45:00', '2026-04-05 01:45:00.000001', 'infinity'",
                "date         | '-infinity', '0001-01-01 BC', '2026-02-28', '9999-12-31'",
                "time         | '00:00', '12:00:00.000001', '24:00'",
                "timetz       | '12:00+11', '12:00:00.000001+11'",
                "interval     | '-1 day', '1 day', '1 mon 2 days 00:00:00.000001', '-1 year'",
                "boolean      | 'false', 'true'",
                "bytea        | '\\x', '\\x00', '\\x27', '\\xff'",
                "${schema}.mood     | 'HAPPY', 'OK', 'SAD'",
                "inet         | '10.0.0.1', '10.0.0.1/8', '::1'",
                "int[]        | '{}', '{1}', '{1,2}', '{2}'",
                "jsonb        | '{\"a\": 1}', '[1]', '\"x\"', 'null'",
                "int4range    | 'empty', '[1,2)', '[1,)'"
            })
    void a_walk_by_cursor_keeps_every_value(String type, String values) {
        db.execute("CREATE TABLE ${schema}.thing (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v " + type + ")");
        var sql = type.startsWith("text COLLATE") ? "text" : type;
        for (var value : values.split(", ", -1)) {
            db.execute("INSERT INTO ${schema}.thing (v) SELECT CAST(" + value + " AS " + sql
                    + ") FROM generate_series(1, 2)");
        }
        db.execute("INSERT INTO ${schema}.thing (v) VALUES (NULL), (NULL)");
        var column = DSL.field(DSL.name("v"));
        for (var order : List.of(
                column.asc(),
                column.desc(),
                column.asc().nullsFirst(),
                column.desc().nullsLast())) {
            var search = Searcher.in(thing).keyedBy(ID).orderBy(order);
            var all = ids(search, PageRequest.first(100));
            assertThat(all).hasSize(2 * values.split(", ", -1).length + 2);
            assertThat(walk(search, PageRequest.first(1))).isEqualTo(all);
            assertThat(walk(search, PageRequest.last(1))).isEqualTo(all);
        }
    }

    @Test
    void a_cursor_is_read_under_other_settings_of_the_session_than_it_was_written_under() throws SQLException {
        db.execute("CREATE TABLE ${schema}.thing (id int PRIMARY KEY, v timestamptz);"
                + " INSERT INTO ${schema}.thing VALUES (1, '2026-04-04 15:30Z'), (2, '2026-04-04 15:30:00.000001Z')");
        var search = Searcher.in(thing).keyedBy(ID).orderBy(DSL.field(DSL.name("v")));
        var end = ops.read(r -> r.searchGlobal(search, PageRequest.first(1)))
                .endCursor()
                .orElseThrow();
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "SET TimeZone = 'America/St_Johns'; SET IntervalStyle = iso_8601; SET bytea_output = escape");
        }
        assertThat(ids(search, PageRequest.first(5).after(end))).containsExactly(2);
    }

    @Test
    void a_value_that_java_does_not_have_is_not_blamed_on_the_cursor() {
        db.execute("CREATE TABLE ${schema}.thing (id int PRIMARY KEY, v timestamptz);"
                + " INSERT INTO ${schema}.thing VALUES (1, 'infinity'), (2, NULL), (3, NULL)");
        var search =
                Searcher.in(thing).keyedBy(ID).orderBy(DSL.field(DSL.name("v")).desc());
        ops.read(r -> {
            var first = r.searchGlobal(search, PageRequest.first(1));
            var rest = PageRequest.first(1).after(first.endCursor().orElseThrow());
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> r.searchGlobal(search, rest))
                    .returns("database.bad-value", CoppiceException::code);
            return r.searchGlobal(search.where(ID.eq(2)), PageRequest.first(1));
        });
    }

    private List<Integer> ids(Searcher<Record> search, PageRequest request) {
        return ops.read(r -> r.searchGlobal(search, request)).rows().stream()
                .map(row -> row.get(ID))
                .toList();
    }

    private List<Integer> walk(Searcher<Record> search, PageRequest begin) {
        var forward = begin.way() == PageRequest.Way.FIRST;
        var walked = new ArrayList<Integer>();
        return ops.read(r -> {
            var request = begin;
            while (true) {
                var page = r.searchGlobal(search, request);
                page.rows().forEach(row -> walked.add(forward ? walked.size() : 0, row.get(ID)));
                if (!(forward ? page.hasNext() : page.hasPrevious())) {
                    return walked;
                }
                request = forward
                        ? request.after(page.endCursor().orElseThrow())
                        : request.before(page.startCursor().orElseThrow());
            }
        });
    }
}
