package dev.coppice.server.internal.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit trail keeps of a statement: no value of a row, however it is written. */
class SqlShapeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    SELECT * FROM shop.cart WHERE note = 'ana@x.org'    ~ SELECT * FROM shop.cart WHERE note = ?
                    SELECT 'it''s ana', "it""s a name" FROM t           ~ SELECT ?, "it""s a name" FROM t
                    SELECT E'a\\'ana' , 'b'                              ~ SELECT ? , ?
                    SELECT $x$ana's$x$, $$ana$$ FROM t1                 ~ SELECT ?, ? FROM t1
                    SELECT id FROM t WHERE id IN (4711, 1.5e3, 0x1F)    ~ SELECT id FROM t WHERE id IN (?, ?, ?)
                    SELECT 1 /* ana */ + 2 -- ana                       ~ SELECT ? + ?
                    SELECT 'ana                                         ~ SELECT ?
                    SELECT $$ana                                        ~ SELECT ?
                    SELECT 1 /* ana                                     ~ SELECT ?
                    SELECT 1 /* a /* b */ ana */ + 2                    ~ SELECT ?
                    SELECT 1 /***/ + /*/ ana */ 2                       ~ SELECT ? + ?
                    SELECT 1 WHERE n LIKE'50\\' OR n = 'ana'            ~ SELECT ? WHERE n LIKE? OR n = ?
                    SELECT CASE 1 ELSE'\\' END, 'ana'                   ~ SELECT CASE ? ELSE? END, ?
                    SELECT DATE'\\', 'ana', (E'\\'ana')                 ~ SELECT DATE?, ?, (?)
                    SELECT éE'\\', 'ana'                                ~ SELECT é?
                    SELECT $$a$$E'\\'ana'                               ~ SELECT ??
                    """)
    void a_value_or_a_comment_leaves_no_trace(String sql, String shape) {
        assertThat(SqlShape.of(sql)).isEqualTo(shape);
    }

    @Test
    void a_long_statement_is_cut_and_a_hostile_one_takes_no_stack() {
        assertThat(SqlShape.of("SELECT a" + ", b".repeat(100_000)))
                .hasSize(2000)
                .startsWith("SELECT a, b, b");
        assertThat(SqlShape.of("SELECT '" + "''".repeat(1_000_000))).isEqualTo("SELECT ?");
        assertThat(SqlShape.of("SELECT " + "/* ".repeat(100_000))).isEqualTo("SELECT");
        assertThat(SqlShape.of("SELECT " + "/**/ ".repeat(1_000_000))).isEqualTo("SELECT");
        assertThat(SqlShape.of("SELECT E'" + "\\'".repeat(1_000_000))).isEqualTo("SELECT ?");
    }
}
