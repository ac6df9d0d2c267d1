package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class GeneratorTest {

    @Test
    void equal_data_sets_give_equal_rows_and_another_seed_gives_others(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        var first = platform.digests();
        platform.wipe();
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.digests()).isEqualTo(first);
        platform.wipe();
        platform.populate(new Dataset(Size.SMALL, 8, PlatformFixture.NOON));
        var other = platform.digests();

        assertThat(other.get("app.session")).isNotEqualTo(first.get("app.session"));
        assertThat(other.get("app.kernel")).isNotEqualTo(first.get("app.kernel"));
        assertThat(other.get("app.session_event")).isNotEqualTo(first.get("app.session_event"));
        assertThat(other.get("app.graph")).isNotEqualTo(first.get("app.graph"));
    }

    @Test
    void the_rows_are_those_of_every_other_server(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.list(PlatformFixture.FINGERPRINT)).containsExactly("531d3550ab8a7dfb1216f9eaca191ea9");
    }

    @Test
    void filling_puts_back_every_index_and_constraint_and_leaves_no_scaffolding(TestDatabase db) {
        var platform = new PlatformFixture(db);
        GraphPlatform.install(db.dataSource());
        var definitions = platform.definitions();
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.definitions()).isEqualTo(definitions);
        assertThat(platform.count("pg_namespace WHERE nspname = 'app_generator'"))
                .isZero();
        assertThat(platform.count("pg_constraint WHERE NOT convalidated")).isZero();
        assertThat(platform.count("pg_index WHERE NOT indisvalid")).isZero();
        assertThat(platform.count(
                        "pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' AND reltuples < 0"))
                .as("tables never analysed")
                .isZero();
    }

    @Test
    void rows_follow_the_size_in_proportion(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(new Dataset(Size.of(6000), 7, PlatformFixture.NOON));
        assertThat(platform.count("app.session")).isEqualTo(6000);
        assertThat(platform.count("app.kernel")).isBetween(6300L, 7200L);
        assertThat(platform.count("app.session_event")).isBetween(8500L, 12_000L);
        assertThat(platform.count("app.association_scopes_entities WHERE entity_type = 'session'"))
                .isEqualTo(7500);
        assertThat(platform.count("app.file")).isEqualTo(1200);
        assertThat(platform.count("app.graph WHERE NOT is_subgraph")).isEqualTo(30);
    }

    @Test
    void the_smallest_size_has_some_of_everything(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.digests().values())
                .as("digests of tables, null where empty")
                .doesNotContain("null");
        assertThat(platform.list("SELECT DISTINCT tier FROM app.graph ORDER BY 1"))
                .containsExactly("large", "standard", "xlarge");
        assertThat(platform.list("SELECT DISTINCT status FROM app.graph ORDER BY 1"))
                .containsExactly("active", "deprovisioned", "suspended");
        assertThat(platform.count("app.graph WHERE is_repository")).isPositive();
        assertThat(platform.count("app.graph WHERE is_subgraph")).isPositive();
    }

    @Test
    void progress_names_each_part_and_adds_up_to_all_rows(TestDatabase db) {
        var heard = new ArrayList<Progress>();
        GraphPlatform.populate(db.dataSource(), PlatformFixture.SMALL, heard::add);
        assertThat(heard).extracting(Progress::part).contains("app.session", "tenant schemas", "session_user_id_fk");
        assertThat(heard.getLast().part()).isEqualTo("statistics");
        assertThat(heard.stream().mapToLong(Progress::rows).sum())
                .isEqualTo(heard.getLast().rowsSoFar());
    }

    @Test
    void a_size_out_of_bounds_is_refused() {
        assertThatThrownBy(() -> Size.of(49))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sessions must be from 50 to 10000000, was: 49");
    }
}
