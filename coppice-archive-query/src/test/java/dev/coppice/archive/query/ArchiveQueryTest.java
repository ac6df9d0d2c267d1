package dev.coppice.archive.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.Segment;
import dev.coppice.archive.SourceDatabase;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class ArchiveQueryTest {
    @TempDir
    Path folder;

    @TempDir
    Path exports;

    private Archive archive;
    private Segment segment;
    private String table;

    @BeforeEach
    void archive(TestDatabase db) throws SQLException {
        table = db.schema() + ".session";
        db.execute("""
            CREATE TABLE ${schema}.session (
                id bigint PRIMARY KEY, note text, amount numeric(10, 2), free numeric, at timestamptz, day date, long_ago date,
                ok boolean, raw bytea, doc jsonb, tags text[], f real, "select" uuid);
            INSERT INTO ${schema}.session VALUES
                (1, NULL, 1.50, 0.00000000000000000000000000000000000000001, '2026-01-01 00:00:00.5+00', '2026-01-01',
                    '0044-03-15 BC', true, '\\x00ff', '{"a": 1}', '{a,NULL}', 'NaN', '00000000-0000-0000-0000-000000000001'),
                (2, '', NULL, NULL, 'infinity', 'infinity', '2026-01-01', false, '', 'null', '{}', 1.5, NULL),
                (3, E'a "b",\\n\\\\.\\n', -1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
            """);
        archive = Archive.in(ArchiveStores.folder(folder), "campaign-17");
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var facts = ArchivedTable.read(connection, db.schema(), "session");
            segment = Segment.numbered(1, FrameContent.rows(facts));
            try (var writer = archive.append(segment)) {
                for (var bound : List.of(2, 3)) {
                    var frame = writer.write(
                                    connection,
                                    "DELETE FROM ONLY " + table + " AS d WHERE id <= " + bound + " RETURNING "
                                            + facts.columnsOf("d"))
                            .orElseThrow();
                    segment = segment.with(frame);
                    writer.committed();
                }
            }
            var origin = new Origin("p", "h", "f", SourceDatabase.read(connection));
            archive.write(Manifest.of(archive, Instant.EPOCH, origin, List.of(segment)));
            connection.commit();
        }
    }

    @Test
    void deleted_rows_are_queried_with_their_types() {
        var found =
                run("SELECT id, amount, ok, f, doc->>'a' AS a, octet_length(raw) AS length, \"select\", \"at\" FROM "
                        + table + " WHERE id = 1");
        assertThat(found.columns())
                .extracting(QueryResult.Column::type)
                .startsWith("BIGINT", "DECIMAL(10,2)", "BOOLEAN", "FLOAT", "VARCHAR", "BIGINT", "UUID");
        assertThat(found.rows().getFirst().subList(0, 7))
                .isEqualTo(Arrays.asList(
                        1L, new BigDecimal("1.50"), true, Double.NaN, "1", 2L, "00000000-0000-0000-0000-000000000001"));
        assertThat(run("SELECT count(*) FROM " + table + " WHERE \"at\" < now()")
                        .rows())
                .isEqualTo(List.of(List.of(1L)));
    }

    @Test
    void f17_null_and_empty_text_are_two_things() {
        assertThat(run("SELECT id FROM " + table + " WHERE note IS NULL").rows())
                .isEqualTo(List.of(List.of(1L)));
        assertThat(run("SELECT id FROM " + table + " WHERE note = ''").rows()).isEqualTo(List.of(List.of(2L)));
        assertThat(run("SELECT note FROM " + table + " WHERE id = 3").rows())
                .isEqualTo(List.of(List.of("a \"b\",\n\\.\n")));
    }

    @Test
    void a_column_with_a_value_duckdb_does_not_know_stays_text() {
        var found = run("SELECT free, long_ago, tags FROM " + table + " WHERE id = 1");
        assertThat(found.columns()).extracting(QueryResult.Column::type).containsOnly("VARCHAR");
        assertThat(found.rows().getFirst())
                .isEqualTo(List.of("0.00000000000000000000000000000000000000001", "0044-03-15 BC", "{a,NULL}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('/etc/hosts')",
                "SELECT * FROM read_csv('/etc/hosts')",
                "SELECT * FROM read_blob('/etc/hosts')",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM '/etc/hosts.csv'",
                "SELECT * FROM read_parquet('https://127.0.0.1/x')",
                "WITH x AS (SELECT * FROM read_text('/etc/hosts')) SELECT * FROM x",
                "SELECT * FROM duckdb_secrets()",
                "SELECT * FROM sniff_csv('/etc/hosts')"
            })
    void f18_nothing_outside_of_the_archive_can_be_read(String sql) {
        fails("archive.query-failed", sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT",
                "SELECT 1; SELECT 2",
                "SELECT 1; COPY (SELECT 1) TO '/tmp/coppice-hostile'",
                "garbage",
                "COPY (SELECT 1) TO '/tmp/coppice-hostile'",
                "ATTACH '/tmp/coppice-hostile'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "PRAGMA version",
                "SET lock_configuration = false",
                "CREATE TABLE x AS SELECT 1",
                "DROP SCHEMA main",
                "EXPORT DATABASE '/tmp/coppice-hostile'",
                "EXPLAIN SELECT 1",
                "CALL pragma_version()",
                "CHECKPOINT"
            })
    void f18_anything_but_one_select_is_refused(String sql) {
        fails("archive.query-refused", sql);
        assertThat(Path.of("/tmp/coppice-hostile")).doesNotExist();
    }

    @Test
    void f18_a_query_that_never_ends_is_ended() {
        var limits = new QueryLimits(Duration.ofSeconds(1), 256, 10);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> query().limits(limits).run("SELECT count(*) FROM range(100000000000)"))
                .returns("archive.query-timeout", CoppiceException::code);
    }

    @Test
    void f18_a_query_that_needs_too_much_memory_is_ended() {
        var limits = new QueryLimits(Duration.ofSeconds(30), 64, 10);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> query().limits(limits).run("SELECT list(range) FROM range(100000000)"))
                .returns("archive.query-memory", CoppiceException::code);
    }

    @Test
    void f18_a_result_is_cut_at_its_limit_and_says_so() {
        var limits = new QueryLimits(Duration.ofSeconds(30), 256, 2);
        assertThat(query().limits(limits).run("SELECT * FROM range(1000000)"))
                .returns(true, QueryResult::more)
                .satisfies(found -> assertThat(found.rows()).hasSize(2));
        assertThat(query().limits(limits).run("SELECT * FROM range(2)").more()).isFalse();
    }

    @Test
    void f18_an_answer_that_is_too_large_is_not_returned_in_part() {
        var limits = new QueryLimits(Duration.ofSeconds(30), 256, 10).characters(1000);
        assertThat(query().limits(limits).run("SELECT repeat('x', 1000)").rows())
                .hasSize(1);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> query().limits(limits).run("SELECT repeat('x', 500) FROM range(3)"))
                .withMessageContaining(
                        "The query was ended. Its answer has more than 1000 characters. Nothing was changed. Ask for less, or"
                                + " raise the limit.")
                .returns("archive.query-too-large", CoppiceException::code);
    }

    @Test
    void a_damaged_archive_is_not_queried() throws IOException {
        var file = folder.resolve(segment.frames().getFirst().extent().object());
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        fails("archive.frame-damaged", "SELECT 1");
    }

    @Test
    void a_table_is_exported_as_parquet_and_not_twice() throws IOException, SQLException {
        var files = query().exportParquet(exports);
        assertThat(files).singleElement().satisfies(file -> assertThat(file).hasFileName(table + ".parquet"));
        assertThat(rows("SELECT id, note, amount FROM read_parquet('" + files.getFirst() + "') ORDER BY id"))
                .containsExactly(
                        Arrays.asList("1", null, "1.50"),
                        Arrays.asList("2", "", null),
                        Arrays.asList("3", "a \"b\",\n\\.\n", "-1.00"));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> query().exportParquet(exports))
                .returns("archive.export-exists", CoppiceException::code);
        try (var there = Files.list(exports)) {
            assertThat(there).containsExactlyElementsOf(files);
        }
        assertThat(Files.getPosixFilePermissions(files.getFirst()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void tables_whose_names_are_alike_have_files_of_their_own() {
        var facts = segment.content().table();
        var names = Stream.of("a b|c", "a_b|c", "a|b.c", "a.b|c", "a|b/c", "ä|\uD83C\uDF33")
                .map(name -> name.split("\\|", -1))
                .map(name -> new ArchivedTable(name[0], name[1], facts.columns(), facts.key(), ""))
                .map(named -> ParquetFile.in(exports, named).getFileName().toString())
                .toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("a_b.c.parquet", "a%20b.c.parquet")
                .noneMatch(name -> name.contains("/"));
    }

    @Test
    void f17_the_manifests_own_command_reads_the_rows_with_duckdb_alone() throws IOException, SQLException {
        var manifest = Files.readString(folder.resolve(archive.manifestName()));
        var command = Pattern.compile("\"duckdb\": \\[\"(SELECT .*?\\))\"]").matcher(manifest);
        assertThat(command.find()).isTrue();
        var csv = exports.resolve("segment.csv");
        try (var out = Files.newOutputStream(csv)) {
            for (var frame : segment.frames()) {
                new ByteArrayInputStream(archive.read().open(segment, frame).readAllBytes()).transferTo(out);
            }
        }
        var sql = command.group(1).replace("\\\"", "\"").replace("{csv}", csv.toString());
        assertThat(rows(sql.replace("SELECT *", "SELECT id, note, raw")))
                .containsExactly(
                        Arrays.asList("1", null, "\\x00ff"),
                        Arrays.asList("2", "", "\\x"),
                        Arrays.asList("3", "a \"b\",\n\\.\n", null));
    }

    private QueryResult run(String sql) {
        return query().run(sql);
    }

    private ArchiveQuery query() {
        ArchiveReader reader = archive.read();
        return ArchiveQuery.over(reader);
    }

    private void fails(String code, String sql) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> run(sql))
                .returns(code, CoppiceException::code);
    }

    private static List<List<@Nullable String>> rows(String sql) throws SQLException {
        try (var duck = DriverManager.getConnection("jdbc:duckdb:");
                var statement = duck.createStatement();
                var found = statement.executeQuery(sql)) {
            var rows = new ArrayList<List<@Nullable String>>();
            while (found.next()) {
                rows.add(Arrays.asList(found.getString(1), found.getString(2), found.getString(3)));
            }
            return rows;
        }
    }
}
