package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any type may be a key, and any number of columns. */
@PostgresTest
class PruneKeyTest {
    private Jobs jobs;
    private TestDatabase db;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        jobs = Jobs.in(db);
        ops = Ops.on(db.dataSource());
        jobs.execute("""
            CREATE TYPE ${schema}.state AS ENUM ('new', 'it''s "old", {0} ? :x');
            CREATE DOMAIN ${schema}.code AS text CHECK (VALUE ~ '^[a-z ,{}"]+$');
            CREATE TYPE ${schema}.pair AS (a int, b text);
            """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "uuid | 0d000000-0000-0000-0000-00000000000a | 0d000000-0000-0000-0000-00000000000b",
                "bigint | -9223372036854775808 | 9223372036854775807",
                "numeric | 1.50 | 1234567890123456789012345678901234567890.123456789",
                "double precision | 0.1 | 1e300",
                "text | a,\"b\"\\{} | NULL",
                "varchar(3) | a b | ' '",
                "char(5) | ab | cd",
                "timestamptz | 2026-01-01 00:00:00.000001+00 | 2026-01-01 00:00:00.000002+00",
                "timestamp | 2026-01-01 00:00:00.000001 | infinity",
                "date | 2026-01-01 | 4713-01-01 BC",
                "interval | 1 month 3 days | 1 year 00:00:00.000001",
                "bytea | \\x00ff | \\x01",
                "boolean | true | false",
                "inet | 10.0.0.1/8 | ::1",
                "bit(8) | 10101010 | 00000001",
                "int4range | [1,5) | empty",
                "text[] | {a,\"b,c\"} | {}",
                "${schema}.state | new | it's \"old\", {0} ? :x",
                "${schema}.code | a,b | {\"c\"}",
                "${schema}.pair | (1,\"a,b\") | (2,)"
            })
    void a_key_of_any_type_takes_its_own_row_and_children(String type, String gone, String kept) {
        jobs.execute("CREATE TABLE ${schema}.thing (id %1$s PRIMARY KEY, rank int);"
                .concat("CREATE TABLE ${schema}.part (thing_id %1$s NOT NULL REFERENCES ${schema}.thing);")
                .concat("INSERT INTO ${schema}.thing VALUES (%2$s, 1), (%3$s, 2);")
                .concat("INSERT INTO ${schema}.part SELECT id FROM ${schema}.thing")
                .formatted(type, literal(gone), literal(kept)));
        var result = prune(Pruner.from(jobs.table("thing"))
                .terminal(jobs.column("thing", "rank").eq(DSL.inline(1)))
                .cascadeForeignKeys());
        assertThat(result.tables().values()).containsExactly(1L, 1L);
        assertThat(jobs.list("SELECT rank FROM ${schema}.thing JOIN ${schema}.part ON id = thing_id"))
                .containsExactly("2");
    }

    @Test
    void a_composite_key_of_mixed_types_takes_its_own_rows() {
        jobs.execute("""
            CREATE TABLE ${schema}.thing (
                state ${schema}.state, id uuid, code ${schema}.code, at timestamptz, PRIMARY KEY (at, state, id, code));
            INSERT INTO ${schema}.thing
            SELECT s, i, c, t
            FROM unnest(enum_range(NULL::${schema}.state)) AS s,
                unnest(ARRAY['0d000000-0000-0000-0000-00000000000a', '0d000000-0000-0000-0000-00000000000b']::uuid[]) AS i,
                unnest(ARRAY['a', 'b']) AS c,
                unnest(ARRAY['2026-01-01', '2026-01-02']::timestamptz[]) AS t;
            CREATE TABLE ${schema}.part (c ${schema}.code, i uuid, s ${schema}.state, t timestamptz,
                FOREIGN KEY (c, i, s, t) REFERENCES ${schema}.thing (code, id, state, at));
            INSERT INTO ${schema}.part SELECT code, id, state, at FROM ${schema}.thing;
            """);
        var result =
                prune(Pruner.from(jobs.table("thing")).everything().limit(5).cascadeForeignKeys());
        assertThat(result.keys())
                .hasSize(5)
                .first()
                .satisfies(key -> assertThat(key.size()).isEqualTo(4));
        assertThat(jobs.list(
                        "SELECT at::date || ' ' || state || ' ' || right(id::text, 1) || code FROM ${schema}.thing"))
                .hasSize(11);
        assertThat(jobs.count("part")).isEqualTo(11);
    }

    @Test
    void names_that_need_quotes_are_quoted() {
        jobs.execute("""
            CREATE TABLE ${schema}."My ""Table"" {0} ?" ("Id :x" int PRIMARY KEY, "select" timestamptz);
            CREATE TABLE ${schema}."Child" ("From" int REFERENCES ${schema}."My ""Table"" {0} ?");
            INSERT INTO ${schema}."My ""Table"" {0} ?" VALUES (1, '2026-01-01'), (2, NULL);
            INSERT INTO ${schema}."Child" VALUES (1), (2);
            """);
        var table = jobs.table("My \"Table\" {0} ?");
        var result = prune(Pruner.from(table)
                .terminal(jobs.column("My \"Table\" {0} ?", "Id :x").gt(DSL.inline(0)))
                .age(jobs.column("My \"Table\" {0} ?", "select"))
                .limit(1)
                .cascade(CascadeChild.of(jobs.table("Child")).by(jobs.column("Child", "From"))));
        assertThat(result.count()).isEqualTo(1);
        assertThat(jobs.list("SELECT \"From\" FROM ${schema}.\"Child\"")).containsExactly("2");
    }

    @Test
    void another_unique_key_may_be_named() {
        jobs.execute("""
            CREATE TABLE ${schema}.thing (a int NOT NULL, b text NOT NULL, UNIQUE (a, b));
            INSERT INTO ${schema}.thing VALUES (1, 'x'), (1, 'y'), (2, 'x');
            """);
        var a = jobs.column("thing", "a");
        var b = jobs.column("thing", "b");
        var result = prune(
                Pruner.from(jobs.table("thing")).keyedBy(b, a).everything().limit(2));
        assertThat(result.keys())
                .extracting(key -> key.get(0) + " " + key.get(1))
                .containsExactly("x 1", "x 2");
        assertThat(jobs.list("SELECT b FROM ${schema}.thing")).containsExactly("y");
    }

    @Test
    void a_generated_class_gives_typed_keys() {
        jobs.withEnded(2);
        var step = new Step(db.schema());
        jobs.execute("DELETE FROM ${schema}.line");
        var result = ops.write(w -> w.prune(Pruner.from(step).terminal(step.number.eq(2))));
        assertThat(result.keys())
                .extracting(key -> key.get(step.job), key -> key.get(step.number))
                .containsExactly(tuple(1, 2), tuple(2, 2));
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }

    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static final class Step extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;

        final TableField<Record, Integer> job = createField(DSL.name("job_id"), SQLDataType.INTEGER, this);
        final TableField<Record, Integer> number = createField(DSL.name("number"), SQLDataType.INTEGER, this);

        Step(String schema) {
            super(DSL.name(schema, "step"));
        }

        @Override
        public UniqueKey<Record> getPrimaryKey() {
            return Internal.createUniqueKey(this, DSL.name("step_pkey"), job, number);
        }
    }
}
