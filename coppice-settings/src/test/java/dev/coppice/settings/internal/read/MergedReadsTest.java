package dev.coppice.settings.internal.read;

import static dev.coppice.settings.internal.read.Tables.ACME;
import static dev.coppice.settings.internal.read.Tables.ADA;
import static dev.coppice.settings.internal.read.Tables.ADA_OF_ACME;
import static dev.coppice.settings.internal.read.Tables.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Merged.Contribution;
import dev.coppice.settings.MergedSettings;
import dev.coppice.settings.Origin;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Viewer;
import dev.coppice.testkit.DelayingProxy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest
class MergedReadsTest {
    private final Tables tables;
    private final MergedReads reads;

    MergedReadsTest(TestDatabase db) {
        tables = Tables.in(db);
        reads = MergedReads.on(db.dataSource(), db.schema(), Duration.ofSeconds(3));
    }

    @BeforeEach
    void define_settings() {
        tables.define("theme", "menu");
    }

    @Test
    void a_name_is_answered_where_it_was_asked_and_as_often() {
        tables.say(Scope.PUBLIC, "theme", "{\"a\":1}").say(Scope.PUBLIC, "menu", "{\"b\":2}");
        var answer = reads.read(Viewer.anonymous(), List.of("menu", "theme", "nothing", "menu"));
        assertThat(answer.items())
                .extracting(item -> item.name() + item.value().json())
                .containsExactly("menu{\"b\":2}", "theme{\"a\":1}", "nothing{}", "menu{\"b\":2}");
    }

    @Test
    void wider_scopes_are_overridden_by_narrower_ones() {
        tables.say(ADA, "theme", "{\"c\":3}")
                .say(ACME, "theme", "{\"b\":2,\"c\":2}")
                .say(Scope.PUBLIC, "theme", "{\"a\":1,\"b\":1,\"c\":1}");
        assertThat(json(ADA_OF_ACME)).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
        assertThat(json(Viewer.in(BOB, ACME))).isEqualTo("{\"a\":1,\"b\":2,\"c\":2}");
        assertThat(json(Viewer.in(BOB))).isEqualTo("{\"a\":1,\"b\":1,\"c\":1}");
        assertThat(json(Viewer.anonymous())).isEqualTo("{\"a\":1,\"b\":1,\"c\":1}");
    }

    @Test
    void a_fragment_rank_counts_before_an_entry_rank_and_that_before_a_scope_rank() {
        tables.say(ADA, "theme", "{\"a\":\"user\"}")
                .say(ACME, "theme", "{\"a\":\"domain\"}")
                .say(Scope.PUBLIC, "theme", "{\"a\":\"public\"}");
        assertThat(json(ADA_OF_ACME)).isEqualTo("{\"a\":\"user\"}");
        tables.run("UPDATE ${s}.setting_scope SET rank = 1000 WHERE type = 'domain'");
        assertThat(json(ADA_OF_ACME)).isEqualTo("{\"a\":\"domain\"}");
        tables.run("UPDATE ${s}.setting_entry SET rank = 2000 WHERE scope_type = 'public' AND name = 'theme'");
        assertThat(json(ADA_OF_ACME)).isEqualTo("{\"a\":\"public\"}");
        tables.run("UPDATE ${s}.setting_fragment SET rank = 3000 WHERE scope_type = 'user' AND name = 'theme'");
        assertThat(json(ADA_OF_ACME)).isEqualTo("{\"a\":\"user\"}");
        assertThat(read(ADA_OF_ACME).items().getFirst().contributions())
                .containsExactly(
                        new Contribution(ACME, 1000, 1),
                        new Contribution(Scope.PUBLIC, 2000, 1),
                        new Contribution(ADA, 3000, 2));
    }

    @Test
    void of_equal_ranks_the_narrower_scope_wins_whatever_the_ids_are() {
        tables.run("UPDATE ${s}.setting_scope SET rank = 7");
        for (var ids : List.of(List.of(1, 2, 3), List.of(3, 2, 1), List.of(2, 3, 1))) {
            tables.run("TRUNCATE ${s}.setting_fragment");
            var scopes = List.of(ADA, ACME, Scope.PUBLIC);
            for (int i = 0; i < ids.size(); i++) {
                tables.say(scopes.get(i), "theme", "{\"a\":\"" + scopes.get(i).type() + "\"}");
                tables.run(
                        "UPDATE ${s}.setting_fragment SET id = '00000000-0000-0000-0000-00000000000%d' WHERE scope_type = '%s'"
                                .formatted(ids.get(i), scopes.get(i).type()));
            }
            assertThat(json(ADA_OF_ACME)).isEqualTo("{\"a\":\"user\"}");
        }
    }

    @Test
    void a_viewer_may_spell_an_id_as_it_likes() {
        tables.say(ADA, "theme", "{\"a\":1}");
        assertThat(json(Viewer.in(Scope.of("user", ADA.id().toUpperCase(Locale.ROOT)))))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void a_viewer_of_a_scope_that_cannot_be_is_refused() {
        refused("settings.unknown-scope", Viewer.in(Scope.of("planet", "earth")), List.of("theme"));
        refused("settings.bad-scope-id", Viewer.in(Scope.of("user", "ada")), List.of("theme"));
    }

    @Test
    void a_chain_declared_meanwhile_is_not_refused() {
        refused("settings.unknown-scope", Viewer.in(Scope.of("planet", "earth")), List.of("theme"));
        tables.run("INSERT INTO ${s}.setting_scope (type, position, id_type, rank) VALUES ('planet', 3, 'text', 400)");
        assertThat(json(Viewer.in(Scope.of("planet", "earth")))).isEqualTo("{}");
    }

    @Test
    void names_have_limits() {
        refused("settings.no-names", Viewer.anonymous(), List.of());
        refused("settings.too-many-names", Viewer.anonymous(), Collections.nCopies(101, "theme"));
        refused("settings.bad-name", Viewer.anonymous(), List.of("theme", ""));
        refused("settings.bad-name", Viewer.anonymous(), List.of("x".repeat(129)));
        assertThat(reads.read(Viewer.anonymous(), Collections.nCopies(100, "theme"))
                        .items())
                .hasSize(100);
    }

    @Test
    void origins_tell_scope_and_rank_of_every_key() {
        tables.say(ADA, "theme", "{\"x\":{\"b\":2}}").say(Scope.PUBLIC, "theme", "{\"x\":{\"a\":1,\"b\":1},\"y\":[1]}");
        assertThat(read(ADA_OF_ACME).items().getFirst().origins())
                .containsExactly(
                        new Origin("/x/a", Scope.PUBLIC, 100),
                        new Origin("/x/b", ADA, 300),
                        new Origin("/y", Scope.PUBLIC, 100));
    }

    @Test
    void an_etag_tells_of_the_values_and_of_nothing_else() {
        tables.say(ADA, "theme", "{\"a\":1,\"b\":2}")
                .say(ACME, "theme", "{\"b\":2}")
                .say(Scope.PUBLIC, "menu", "{\"a\":1,\"b\":2}");
        var etag = read(ADA_OF_ACME).etag();
        assertThat(etag).matches("\"[A-Za-z0-9_-]{24}\"");
        assertThat(reads.read(Viewer.anonymous(), List.of("menu")).etag()).isEqualTo(etag);
        tables.run("UPDATE ${s}.setting_fragment SET rank = 1 WHERE scope_type = 'user'");
        assertThat(read(ADA_OF_ACME).etag()).isEqualTo(etag);
        tables.change(ACME, "theme", "{\"b\":3}");
        assertThat(read(ADA_OF_ACME).etag()).isNotEqualTo(etag);
        assertThat(reads.read(Viewer.anonymous(), List.of("menu", "theme")).etag())
                .isNotEqualTo(
                        reads.read(Viewer.anonymous(), List.of("theme", "menu")).etag());
    }

    @Test
    void a_read_is_one_statement_and_no_more(TestDatabase db) throws SQLException {
        tables.say(ADA, "theme", "{\"a\":1}");
        try (var proxy = DelayingProxy.inFront(db.url(), Duration.ofMillis(1));
                var connection = source(db, proxy).getConnection()) {
            var one = new FixedSource(connection);
            var asking = MergedReads.on(one, db.schema(), Duration.ofDays(1));
            asking.read(ADA_OF_ACME, List.of("theme", "menu"));
            long before = proxy.turns();
            asking.read(ADA_OF_ACME, List.of("theme", "menu"));
            assertThat(proxy.turns() - before).isEqualTo(1);
        }
    }

    @Test
    void a_read_leaves_no_transaction_where_connections_do_not_commit_by_themselves(TestDatabase db)
            throws SQLException {
        tables.say(ADA, "theme", "{\"a\":1}");
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var asking = MergedReads.on(new FixedSource(connection), db.schema(), Duration.ofDays(1));
            assertThat(asking.read(ADA_OF_ACME, List.of("theme"))
                            .items()
                            .getFirst()
                            .value()
                            .json())
                    .isEqualTo("{\"a\":1}");
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(tables.count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND state = 'idle in transaction'"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "we\"ird"})
    void a_schema_without_tables_is_told_without_sql(String schema, TestDatabase db) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> MergedReads.on(db.dataSource(), schema, Duration.ofSeconds(3))
                        .read(Viewer.anonymous(), List.of("theme")))
                .returns("database.unknown-table", CoppiceException::code)
                .satisfies(error ->
                        assertThat(error.getMessage()).doesNotContain("SELECT").doesNotContain("setting_"));
    }

    private void refused(String code, Viewer viewer, List<String> names) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> reads.read(viewer, names))
                .returns(code, CoppiceException::code);
    }

    private MergedSettings read(Viewer viewer) {
        return reads.read(viewer, List.of("theme"));
    }

    private String json(Viewer viewer) {
        return read(viewer).items().getFirst().value().json();
    }

    private static PGSimpleDataSource source(TestDatabase db, DelayingProxy proxy) {
        var source = new PGSimpleDataSource();
        source.setUrl(proxy.url());
        source.setUser(db.user());
        source.setPassword(db.password());
        return source;
    }
}
