package dev.coppice.archive.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final List<@Nullable String> PIECES = Arrays.asList(
            null, "", "\"", "\"\"", ",", "\n", "\r\n", "\\.", "plain", "a,b\n\"c\"", "ü\uD83C\uDF33", " ");

    @Test
    void what_was_written_is_read_however_the_stream_is_cut() throws IOException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var run = 0; run < 300; run++) {
            var rows = rows(random);
            var bytes = csv(rows).getBytes(StandardCharsets.UTF_8);
            assertThat(read(new InPieces(bytes, random))).as("seed %d", seed).isEqualTo(rows);
        }
    }

    @Test
    void a_record_longer_than_the_buffer_is_read() throws IOException {
        List<List<@Nullable String>> rows = List.of(
                Arrays.asList("1", "x\n".repeat(300_000)),
                Arrays.asList(null, "y"),
                Arrays.asList("", "\"".repeat(100_000)));
        var bytes = csv(rows).getBytes(StandardCharsets.UTF_8);
        assertThat(read(new ByteArrayInputStream(bytes))).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a,b", "\"a\n", "\"a\"b\n", "a\nb\n", "\"\"\"\n", "\"a\",\"b\n"})
    void what_is_not_one_record_is_refused(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(new CsvRecord().read(bytes, 0, bytes.length)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a\nb", "\"a\n", "a\n\"b"})
    void a_stream_that_ends_inside_a_record_is_refused(String text) {
        assertThatExceptionOfType(CsvException.class)
                .isThrownBy(() -> read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void ranges_follow_the_order_of_the_type() {
        assertThat(range("bigint", "9", "-9223372036854775808", "10", null, "-5"))
                .isEqualTo("-9223372036854775808..10");
        assertThat(range("integer", "-1", "-10", "0")).isEqualTo("-10..0");
        assertThat(range("text", "b", "", "a,\"x\"", null)).isEqualTo("..b");
        assertThat(range("character varying(10)", "ä", "z")).isEqualTo("z..ä");
        assertThat(range(
                        "timestamp(3) with time zone",
                        "2026-01-01 00:00:00+00",
                        "2026-01-01 00:00:00.5+00",
                        "2026-01-01 00:00:00.55+00"))
                .isEqualTo("2026-01-01 00:00:00+00..2026-01-01 00:00:00.55+00");
        assertThat(range("date", "2026-02-01", "0999-12-31")).isEqualTo("0999-12-31..2026-02-01");
    }

    @Test
    void no_range_is_told_where_the_order_is_not_known() {
        assertThat(range("timestamp without time zone", "2026-01-01 00:00:00", "infinity"))
                .isEqualTo("none");
        assertThat(range("timestamp without time zone", "-infinity")).isEqualTo("none");
        assertThat(range("date", "0044-03-15 BC", "2026-01-01")).isEqualTo("none");
        assertThat(range("date", "10000-01-01", "2026-01-01")).isEqualTo("none");
        assertThat(range("integer", (String) null)).isEqualTo("none");
        assertThat(ColumnExtremes.of(0, "numeric(10,2)")).isEmpty();
        assertThat(ColumnExtremes.of(0, "jsonb")).isEmpty();
    }

    private static String range(String type, @Nullable String... values) {
        var range = ColumnExtremes.of(0, type).orElseThrow();
        var record = new CsvRecord();
        for (var value : values) {
            var bytes = (field(value) + "\n").getBytes(StandardCharsets.UTF_8);
            assertThat(record.read(bytes, 0, bytes.length)).isTrue();
            range.add(record);
        }
        return range.min().map(min -> min + ".." + range.max().orElseThrow()).orElse("none");
    }

    private static List<List<@Nullable String>> rows(Random random) {
        var rows = new ArrayList<List<@Nullable String>>();
        var width = 1 + random.nextInt(40);
        for (var i = random.nextInt(5); i >= 0; i--) {
            var row = new ArrayList<@Nullable String>();
            for (var column = 0; column < width; column++) {
                row.add(PIECES.get(random.nextInt(PIECES.size())));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String csv(List<List<@Nullable String>> rows) {
        var csv = new StringBuilder();
        for (var row : rows) {
            csv.append(String.join(",", row.stream().map(CsvTest::field).toList()))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String field(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.isEmpty() || value.matches("(?s).*[\",\n\r].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }

    private static List<List<@Nullable String>> read(InputStream in) throws IOException {
        var source = new CsvSource(in);
        var record = new CsvRecord();
        var rows = new ArrayList<List<@Nullable String>>();
        while (source.next()) {
            assertThat(record.read(source.bytes(), source.start(), source.end()))
                    .isTrue();
            var row = new ArrayList<@Nullable String>();
            for (var i = 0; i < record.fields(); i++) {
                row.add(record.isNull(i) ? null : new String(record.value(i), StandardCharsets.UTF_8));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Gives out a few bytes at a time. */
    private static final class InPieces extends FilterInputStream {
        private final Random random;

        InPieces(byte[] bytes, Random random) {
            super(new ByteArrayInputStream(bytes));
            this.random = random;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            return super.read(bytes, offset, Math.min(count, 1 + random.nextInt(7)));
        }
    }
}
