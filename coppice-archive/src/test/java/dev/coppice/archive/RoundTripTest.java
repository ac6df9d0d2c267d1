package dev.coppice.archive;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What goes into an archive comes out of it: the same bytes of every column, whatever its type. */
@PostgresTest
class RoundTripTest {
    /** Values for types that have no text form of a number, and for those whose edges matter. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("bool", List.of("t", "f")),
            Map.entry("bytea", List.of("", "\\x00ff0a0d22", "\\x5c2e")),
            Map.entry("char", List.of("a", ",", "\"", "\n")),
            Map.entry("name", List.of("", "Ünï \"x\"")),
            Map.entry(
                    "text",
                    List.of(
                            "",
                            "\\.",
                            "a\n\\.\nb",
                            "\"",
                            "a,b",
                            "\\N",
                            " ",
                            "\r\n",
                            "NULL",
                            "'",
                            "\\",
                            "\uD83C\uDF33",
                            "\t\u0001")),
            Map.entry("varchar", List.of("", "\\.", "x\ry")),
            Map.entry("bpchar", List.of("", "ab  ")),
            Map.entry("int2", List.of("-32768", "32767")),
            Map.entry("int4", List.of("-2147483648", "0")),
            Map.entry("int8", List.of("-9223372036854775808", "9223372036854775807")),
            Map.entry("float4", List.of("0.1", "-0", "NaN", "Infinity", "1e-45", "3.4028235e+38")),
            Map.entry(
                    "float8", List.of("0.1", "0.30000000000000004", "-Infinity", "5e-324", "1.7976931348623157e+308")),
            Map.entry("numeric", List.of("0.00", "NaN", "-Infinity", "12345678901234567890.000000000000000000001")),
            Map.entry("money", List.of("-$1,234.56", "$0.00")),
            Map.entry("date", List.of("infinity", "0044-03-15 BC", "9999-12-31", "5874897-12-31")),
            Map.entry("time", List.of("00:00:00", "24:00:00", "12:34:56.789012")),
            Map.entry("timetz", List.of("00:00:00+15:59", "24:00:00-11:30")),
            Map.entry("timestamp", List.of("-infinity", "4713-01-01 00:00:00 BC", "2026-10-04 02:15:00.000001")),
            Map.entry("timestamptz", List.of("infinity", "1800-01-01 00:00:00.5+00", "2026-10-04 02:15:00+10:30")),
            Map.entry("interval", List.of("-1 years -2 mons +3 days -04:05:06.789", "00:00:00", "178000000 years")),
            Map.entry("bit", List.of("1")),
            Map.entry("varbit", List.of("", "10101")),
            Map.entry("uuid", List.of("00000000-0000-0000-0000-000000000000")),
            Map.entry("json", List.of("{ \"a\" : [1, \"\\n\" ] }", "null")),
            Map.entry("jsonb", List.of("{\"a\": [1, \"\\n\"]}", "1.0")),
            Map.entry("jsonpath", List.of("$.\"a\"[*]?(@ > 1)")),
            Map.entry("xml", List.of("<a b=\"1\">\n&lt;</a>", "only text")),
            Map.entry("point", List.of("(0.1,-0)")),
            Map.entry("lseg", List.of("[(0,0),(1.5,2)]")),
            Map.entry("path", List.of("[(0,0),(1,1)]", "((0,0),(1,1))")),
            Map.entry("box", List.of("(2,2),(1,1)")),
            Map.entry("polygon", List.of("((0,0),(1,1),(2,0))")),
            Map.entry("line", List.of("{1,-1,0}")),
            Map.entry("circle", List.of("<(0,0),1.5>")),
            Map.entry("cidr", List.of("10.0.0.0/8", "2001:db8::/32")),
            Map.entry("inet", List.of("10.1.2.3/8", "::1")),
            Map.entry("macaddr", List.of("08:00:2b:01:02:03")),
            Map.entry("macaddr8", List.of("08:00:2b:01:02:03:04:05")),
            Map.entry("tsvector", List.of("'a b':1A 'c''d':2,3", "")),
            Map.entry("tsquery", List.of("'a' & !'b':*A | 'c'", "")),
            Map.entry("gtsvector", List.of()),
            Map.entry("oid", List.of("4294967295")),
            Map.entry("xid", List.of("4294967295")),
            Map.entry("xid8", List.of("18446744073709551615")),
            Map.entry("cid", List.of("7")),
            Map.entry("tid", List.of("(1,2)")),
            Map.entry("pg_lsn", List.of("FF/ABCDEF01")),
            Map.entry("txid_snapshot", List.of("10:20:10,14")),
            Map.entry("pg_snapshot", List.of("10:20:10,14")),
            Map.entry("oidvector", List.of("1 2 3")),
            Map.entry("int2vector", List.of("1 -2")),
            Map.entry("aclitem", List.of("postgres=arwdDxt/postgres")),
            Map.entry("refcursor", List.of("a \"cursor\"")),
            Map.entry("regproc", List.of("now", "-")),
            Map.entry("regprocedure", List.of("pg_catalog.abs(integer)")),
            Map.entry("regoper", List.of("pg_catalog.||/")),
            Map.entry("regoperator", List.of("pg_catalog.+(integer,integer)")),
            Map.entry("regclass", List.of("pg_catalog.pg_class", "999999")),
            Map.entry("regtype", List.of("integer", "timestamp with time zone")),
            Map.entry("regrole", List.of("postgres")),
            Map.entry("regnamespace", List.of("pg_catalog")),
            Map.entry("regconfig", List.of("pg_catalog.english")),
            Map.entry("regdictionary", List.of("pg_catalog.simple")),
            Map.entry("regcollation", List.of("pg_catalog.\"C\"")),
            Map.entry("regdatabase", List.of("postgres")),
            Map.entry("int4range", List.of("empty", "[1,10)", "(,)")),
            Map.entry("int8range", List.of("[1,10)")),
            Map.entry("numrange", List.of("(1.50,2]")),
            Map.entry("daterange", List.of("[2026-01-01,infinity)")),
            Map.entry("tsrange", List.of("[\"2026-01-01 00:00:00\",)")),
            Map.entry("tstzrange", List.of("[\"2026-01-01 00:00:00+00\",)")),
            Map.entry("int4multirange", List.of("{}", "{[1,3),[5,7)}")),
            Map.entry("int8multirange", List.of("{[1,3)}")),
            Map.entry("nummultirange", List.of("{[1.5,3),(5,7.00]}")),
            Map.entry("datemultirange", List.of("{[2026-01-01,2026-02-01)}")),
            Map.entry("tsmultirange", List.of("{[\"2026-01-01 00:00:00\",)}")),
            Map.entry("tstzmultirange", List.of("{[\"2026-01-01 00:00:00+00\",)}")));

    /** Types without input: PostgreSQL itself refuses to read them back, in a dump too. */
    private static final List<String> NO_INPUT = List.of(
            "gtsvector",
            "pg_node_tree",
            "pg_ndistinct",
            "pg_dependencies",
            "pg_mcv_list",
            "pg_brin_bloom_summary",
            "pg_brin_minmax_multi_summary");

    @TempDir
    Path folder;

    @Test
    void every_type_of_the_running_server_comes_back_as_it_was(TestDatabase db) {
        var fixture = Fixture.in(db, folder);
        var types = fixture.query("""
            SELECT typname FROM pg_catalog.pg_type
            WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm', 'd', 'e') AND typelem = 0
                OR typname IN ('oidvector', 'int2vector', 'point', 'lseg', 'box', 'line', 'name') AND typnamespace = 'pg_catalog'::regnamespace
            ORDER BY typname
            """);
        assertThat(types)
                .hasSizeGreaterThan(60)
                .allSatisfy(type -> assertThat(VALUES.containsKey(type) || NO_INPUT.contains(type))
                        .as("a value to try %s with", type)
                        .isTrue());
        types.removeAll(NO_INPUT);
        create(db, types);
        assertThat(isSameAfterwards(fixture, "t", 1)).isTrue();
    }

    /** A column and an array of each type; as many rows as the type with the most values has, and one of nulls. */
    private static void create(TestDatabase db, List<String> types) {
        var columns = types.stream()
                .map(type -> "\"%1$s\" pg_catalog.\"%1$s\", \"%1$s[]\" pg_catalog.\"%1$s\"[]".formatted(type))
                .collect(joining(", "));
        db.execute("CREATE TABLE ${schema}.t (%s)".formatted(columns));
        var most = types.stream().mapToInt(type -> values(type).size()).max().orElseThrow();
        for (var i = 0; i <= most; i++) {
            var row = i;
            db.execute("INSERT INTO ${schema}.t VALUES (%s)"
                    .formatted(types.stream().map(type -> literals(type, row)).collect(joining(", "))));
        }
    }

    private static String literals(String type, int row) {
        if (row >= values(type).size()) {
            return "NULL, NULL";
        }
        var literal = "'" + values(type).get(row).replace("'", "''") + "'";
        return "%1$s, ARRAY[%1$s, NULL]::pg_catalog.\"%2$s\"[]".formatted(literal, type);
    }

    private static List<String> values(String type) {
        return requireNonNull(VALUES.get(type));
    }

    @Test
    void types_and_columns_of_ones_own_come_back_as_they_were(TestDatabase db) {
        var fixture = Fixture.in(db, folder);
        db.execute("""
            CREATE TYPE ${schema}."Mood, ""x\""" AS ENUM ('so so', 'with "quotes"', 'a,b');
            CREATE DOMAIN ${schema}.positive AS numeric(10, 2) CHECK (VALUE > 0);
            CREATE TYPE ${schema}.pair AS (a int, "b c" text);
            CREATE TYPE ${schema}.textrange AS RANGE (subtype = text, collation = "C");
            CREATE TABLE ${schema}."order, ""by"" \\." (
                "select" int GENERATED ALWAYS AS IDENTITY,
                "From ""it\""" int GENERATED BY DEFAULT AS IDENTITY,
                mood ${schema}."Mood, ""x\""",
                moods ${schema}."Mood, ""x\"""[],
                amount ${schema}.positive,
                pair ${schema}.pair,
                pairs ${schema}.pair[],
                span ${schema}.textrange,
                spans ${schema}.textmultirange,
                code char(5),
                label varchar(7) COLLATE "C",
                grid int[][],
                shifted int[],
                doubled int GENERATED ALWAYS AS ("From ""it\""" * 2) STORED,
                gone text,
                "naïve \uD83C\uDF33" text DEFAULT 'x',
                PRIMARY KEY ("select", "From ""it\""")
            );
            ALTER TABLE ${schema}."order, ""by"" \\." DROP COLUMN gone;
            INSERT INTO ${schema}."order, ""by"" \\." ("From ""it\""", mood, moods, amount, pair, pairs, span, spans, code, label, grid, shifted)
            VALUES
                (5, 'with "quotes"', '{"a,b",NULL,"so so"}', 1.5, ROW(1, E'x"y\\n'), ARRAY[ROW(NULL, '')::${schema}.pair, NULL],
                    '["a","b,c")', '{["a","b")}', 'ab', '', '{{1,2},{3,4}}', '[5:6]={1,2}'),
                (6, NULL, '{}', NULL, ROW(NULL, NULL), NULL, 'empty', '{}', '', NULL, NULL, '{}');
            """);
        assertThat(isSameAfterwards(fixture, "order, \"by\" \\.", 2)).isTrue();
    }

    @Test
    void one_column_with_every_awkward_text_comes_back_as_it_was(TestDatabase db) {
        var fixture = Fixture.in(db, folder);
        db.execute("""
            CREATE TABLE ${schema}.lonely (alone text);
            INSERT INTO ${schema}.lonely
            VALUES (NULL), (''), ('\\.'), (E'\\n'), (E'a\\n\\\\.\\nb'), (E'\\\\.\\n'), ('"'), (''''), (','), (E'\\r'), ('\\N'), (NULL);
            """);
        assertThat(isSameAfterwards(fixture, "lonely", 3)).isTrue();
    }

    @Test
    void wide_values_out_of_line_come_back_as_they_were(TestDatabase db) {
        var fixture = Fixture.in(db, folder);
        db.execute("""
            CREATE TABLE ${schema}.wide (id int PRIMARY KEY, body text, raw bytea, doc jsonb);
            ALTER TABLE ${schema}.wide ALTER body SET STORAGE EXTERNAL;
            INSERT INTO ${schema}.wide
            SELECT n, repeat('"' || n || E',\\n', 100000), decode(repeat(md5(n::text), 20000), 'hex'),
                jsonb_build_object('a', repeat('x"', 50000))
            FROM generate_series(1, 3) n;
            """);
        assertThat(isSameAfterwards(fixture, "wide", 4)).isTrue();
    }

    /** Deletes all rows into an archive, loads them back, and compares text and binary forms of the whole table. */
    private static boolean isSameAfterwards(Fixture fixture, String name, int ordinal) {
        var table = fixture.table(name);
        var before = contents(fixture, table);
        assertThat(before).isNotEmpty();
        var segment = Segment.numbered(ordinal, FrameContent.rows(table));
        fixture.archive = Archive.in(fixture.store, "round-trip-" + System.identityHashCode(table));
        var pruned = fixture.pruned(
                segment, List.of("DELETE FROM ONLY " + table.sqlName() + " AS d RETURNING " + table.columnsOf("d")));
        fixture.archive.write(fixture.manifest(pruned));
        assertThat(contents(fixture, table)).isEmpty();
        var reader = fixture.archive.read();
        var loaded = fixture.transaction(connection ->
                reader.load(connection, pruned, pruned.frames().getFirst(), LoadTarget.of(pruned.content())));
        assertThat(loaded).isEqualTo(pruned.rows());
        return contents(fixture, table).equals(before);
    }

    private static List<String> contents(Fixture fixture, ArchivedTable table) {
        var contents = new ArrayList<>(fixture.query("SELECT r::text FROM " + table.sqlName() + " r ORDER BY r::text"));
        if (!contents.isEmpty()) {
            table.columns().forEach(column -> contents.add(binary(fixture, table, column)));
        }
        return contents;
    }

    /** The column in its binary form, which PostgreSQL does not have for every type. */
    private static String binary(Fixture fixture, ArchivedTable table, ArchivedColumn column) {
        var query = "SELECT r.\"" + column.name().replace("\"", "\"\"") + "\" FROM " + table.sqlName()
                + " r ORDER BY r::text";
        return fixture.transaction(connection -> {
            var bytes = new ByteArrayOutputStream();
            try {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)", bytes);
                return HexFormat.of().formatHex(bytes.toByteArray());
            } catch (SQLException failure) {
                assertThat(failure.getSQLState()).isEqualTo("42883");
                return "no binary form";
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        });
    }
}
