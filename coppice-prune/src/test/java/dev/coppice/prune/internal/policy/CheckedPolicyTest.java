package dev.coppice.prune.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Database;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PolicyBuilder;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class CheckedPolicyTest {
    private TestDatabase db;
    private Database database;

    @BeforeEach
    void create_a_table(TestDatabase opened) {
        db = opened;
        database = new Database(opened);
        db.execute("""
                CREATE TABLE ${schema}.item (id int PRIMARY KEY, state text, tags jsonb, at timestamptz, local timestamp,
                    day date, clock time);
                CREATE TABLE ${schema}.other (id int PRIMARY KEY, item int);
                CREATE FUNCTION ${schema}.changing() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT true';
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'done'",
                "state = 'done' -- a comment",
                "state = 'done' /* one */ OR state = ')' ",
                "tags ? 'old'",
                "tags ?| array['a', 'b']",
                "state = $$;$$",
                "state = '{1}'",
                "at < now() - interval '1 day'",
                "item.state = 'done'",
                "true",
                "state in ('a', 'b') and (tags is null or not (tags ? 'x'))",
            })
    void one_expression_is_taken(String when) {
        assertThat(database.check(policy().when(when).build()).eligibility().selfContained())
                .isTrue();
    }

    @Test
    void a_condition_that_reads_other_rows_is_known_to() {
        for (var when : new String[] {
            "EXISTS (SELECT FROM ${schema}.other WHERE other.item = item.id)",
            "id IN (SELECT other.item FROM ${schema}.other)",
            "id > (SELECT max(other.id) FROM ${schema}.other)",
            "EXISTS (WITH x AS MATERIALIZED (SELECT 1) SELECT FROM x)",
        }) {
            assertThat(database.check(policy().when(when.replace("${schema}", db.schema()))
                                    .build())
                            .eligibility()
                            .selfContained())
                    .as(when)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true) OR (true | bad-condition",
                "true AS boolean) OR CAST(true | bad-condition",
                "SELECT true AS boolean) OR (true | bad-condition",
                "true; DROP TABLE x | bad-condition",
                "true AS boolean) AS held FROM ONLY x; DROP TABLE x; SELECT CAST(true | bad-condition",
                "true) FROM x; SELECT (true | bad-condition",
                "true /* | bad-condition",
                "true -- ) | ok",
                "'' | bad-condition",
                "id | not-boolean",
                "1 | not-boolean",
                "count(*) > 1 | bad-condition",
                "generate_series(1, 2) = 1 | bad-condition",
                "row_number() OVER () = 1 | bad-condition",
                "$1 | bad-condition",
                "state = 'open | bad-condition",
                "stat = 'done' | unknown-name",
                "nothing(id) | unknown-name",
                "EXISTS (SELECT FROM other) | unknown-name",
                "random() < 0.5 | volatile-condition",
                "at < clock_timestamp() | volatile-condition",
                "SCHEMA.changing() | volatile-condition",
                "EXISTS (SELECT FROM SCHEMA.other WHERE SCHEMA.changing()) | volatile-condition",
                "EXISTS (SELECT FROM SCHEMA.other FOR UPDATE) | locking-condition",
                "EXISTS (WITH gone AS (DELETE FROM SCHEMA.other RETURNING 1) SELECT FROM gone) | bad-condition",
            })
    void what_is_not_one_harmless_expression_is_refused(String when, String reason) {
        var policy = policy().when(when.replace("SCHEMA", db.schema())).build();
        if (reason.equals("ok")) {
            assertThat(database.check(policy)).isNotNull();
        } else {
            assertThatThrownBy(() -> database.check(policy))
                    .isInstanceOfSatisfying(
                            CoppiceException.class,
                            error -> assertThat(error.code()).isEqualTo("policy." + reason));
        }
    }

    @Test
    void a_refusal_has_four_parts() {
        assertThatThrownBy(() -> database.check(policy().when("stat = 'done'").build()))
                .hasMessage("Policy \"p\" was refused. Its condition names something that is not there: column \"stat\""
                        + " does not exist. Nothing was changed. Mend the name; tables and functions outside of pg_catalog"
                        + " need their schema.");
        assertThatThrownBy(() -> database.check(policy().when("id").build()))
                .hasMessage(
                        "Policy \"p\" was refused. Its condition is not true or false: argument of WHERE must be type"
                                + " boolean, not type integer. Nothing was changed. Mend the condition; it is one boolean SQL"
                                + " expression over the columns of " + db.schema() + ".item.");
    }

    @Test
    void nothing_of_a_condition_is_run() {
        var division = policy().when("1 / (id - id) = 1").build();
        db.execute("INSERT INTO ${schema}.item (id) VALUES (1)");
        assertThat(database.check(division)).isNotNull();
    }

    @Test
    void an_age_is_a_time_whose_zone_is_known() {
        assertRefused(aged("clock"), "age-type");
        assertRefused(aged("state"), "age-type");
        assertRefused(aged("nothing"), "unknown-column");
        assertRefused(aged("local"), "age-zone-missing");
        assertRefused(aged("day"), "age-zone-missing");
        assertThat(database.check(aged("at").build())).isNotNull();
        assertThat(database.check(aged("day").ageZone(ZoneId.of("UTC")).build()))
                .isNotNull();
        assertRefused(aged("day").ageZone(ZoneId.of("SystemV/AST4ADT")), "unknown-zone");
    }

    @Test
    void an_age_without_a_zone_is_read_in_the_zone_given() {
        db.execute("INSERT INTO ${schema}.item (id, local, day) VALUES (1, '2026-03-01 12:00', '2026-03-01')");
        assertThat(eligible(aged("local").ageZone(ZoneId.of("UTC")), "2026-03-01 12:00:01+00"))
                .isEqualTo(1);
        assertThat(eligible(aged("local").ageZone(ZoneId.of("UTC")), "2026-03-01 12:00+00"))
                .isZero();
        assertThat(eligible(aged("local").ageZone(ZoneId.of("+02:00")), "2026-03-01 10:00:01+00"))
                .isEqualTo(1);
        assertThat(eligible(aged("local").ageZone(ZoneId.of("+02:00")), "2026-03-01 10:00+00"))
                .isZero();
        assertThat(eligible(aged("local").ageZone(ZoneId.of("Europe/Berlin")), "2026-03-01 11:00:01+00"))
                .isEqualTo(1);
        assertThat(eligible(aged("local").ageZone(ZoneId.of("Europe/Berlin")), "2026-03-01 11:00+00"))
                .isZero();
    }

    @Test
    void a_day_has_passed_when_the_next_one_began() {
        db.execute("INSERT INTO ${schema}.item (id, day) VALUES (1, '2026-03-01')");
        assertThat(eligible(aged("day").ageZone(ZoneId.of("UTC")), "2026-03-01 23:59:59+00"))
                .isZero();
        assertThat(eligible(aged("day").ageZone(ZoneId.of("UTC")), "2026-03-02 00:00:00+00"))
                .isEqualTo(1);
    }

    private void assertRefused(PolicyBuilder policy, String reason) {
        assertThatThrownBy(() -> database.check(policy.build()))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        error -> assertThat(error.code()).isEqualTo("policy." + reason));
    }

    private long eligible(PolicyBuilder policy, String horizon) {
        var eligibility = database.check(policy.build()).eligibility();
        return ReadOnly.run(db.dataSource(), sql -> {
            sql.set(Age.HORIZON, horizon);
            return sql.one(
                    "SELECT count(*) AS n FROM " + eligibility.table().from() + " WHERE "
                            + String.join(" AND ", eligibility.conditions()),
                    row -> row.number("n"));
        });
    }

    private PolicyBuilder aged(String column) {
        return policy().olderThan(column, Duration.ofDays(1));
    }

    private PolicyBuilder policy() {
        return Policy.of("p", db.schema() + ".item");
    }
}
