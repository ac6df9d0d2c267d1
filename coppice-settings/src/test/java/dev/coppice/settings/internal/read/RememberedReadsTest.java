package dev.coppice.settings.internal.read;

import static dev.coppice.settings.internal.read.Tables.ADA;
import static dev.coppice.settings.internal.read.Tables.ADA_OF_ACME;
import static dev.coppice.settings.internal.read.Tables.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.internal.read.Node.Choice;
import dev.coppice.testkit.DelayingProxy;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.event.Level;

/** Clocks of nodes stand: whatever a node forgets, it forgets because a commit was seen. */
@PostgresTest
class RememberedReadsTest {
    private static final String OLD = "{\"a\":1}";
    private static final String NEW = "{\"a\":2}";

    private final Tables tables;

    RememberedReadsTest(TestDatabase db) {
        tables = Tables.in(db);
    }

    @BeforeEach
    void say_something() {
        tables.define("theme", "menu").say(Scope.PUBLIC, "theme", OLD).say(Scope.PUBLIC, "menu", "{\"m\":1}");
    }

    @Test
    void nothing_is_kept_before_the_start_and_after_the_end() {
        try (var node = Node.of(tables)) {
            node.read("theme");
            node.read("theme");
            assertThat(node.loads()).isEqualTo(2);
            node.start().read("theme");
            node.read("theme");
            assertThat(node.loads()).isEqualTo(3);
            node.reads.close();
            node.read("theme");
            node.read("theme");
            assertThat(node.loads()).isEqualTo(5);
            node.start().read("theme");
            node.read("theme");
            assertThat(node.loads()).isEqualTo(6);
        }
    }

    @Test
    void a_read_asks_only_for_what_is_not_known() {
        try (var node = Node.of(tables).start()) {
            node.read("theme");
            tables.run("ALTER TABLE ${s}.setting_fragment DISABLE TRIGGER USER");
            tables.change(Scope.PUBLIC, "theme", NEW);
            var answer = node.reads.read(Viewer.anonymous(), List.of("theme", "menu", "nothing", "theme"));
            assertThat(answer.items())
                    .extracting(item -> item.value().json())
                    .containsExactly(OLD, "{\"m\":1}", "{}", OLD);
            node.reads.read(Viewer.anonymous(), List.of("nothing", "menu"));
            assertThat(node.loads()).isEqualTo(2);
        }
    }

    /** The trigger of each table, each way a row can go, and what changes for whom. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fragment changed | UPDATE ${s}.setting_fragment SET value = '{\"a\":2}' WHERE name = 'theme' | {\"a\":2}",
                "fragment gone | DELETE FROM ${s}.setting_fragment WHERE name = 'theme' | {}",
                "fragments truncated | TRUNCATE ${s}.setting_fragment | {}",
                "all truncated | TRUNCATE ${s}.setting_definition CASCADE | {}",
                "entry gone, fragment with it | DELETE FROM ${s}.setting_entry WHERE name = 'theme' | {}",
                "definition gone, all with it | DELETE FROM ${s}.setting_definition WHERE name = 'theme' | {}",
                "fragment moved away | UPDATE ${s}.setting_fragment SET scope_type = 'user', scope_id = 'x' WHERE name = 'theme' | {}",
                "fragment renamed | DELETE FROM ${s}.setting_fragment WHERE name = 'menu';"
                        + " UPDATE ${s}.setting_fragment SET name = 'menu' WHERE name = 'theme' | {}",
                "many fragments at once | INSERT INTO ${s}.setting_fragment (name, scope_type, scope_id, value)"
                        + " SELECT 'theme', 'user', i::text, '{}' FROM generate_series(1, 200) i;"
                        + " UPDATE ${s}.setting_fragment SET value = '{\"a\":2}' WHERE name = 'theme' | {\"a\":2}"
            })
    void a_commit_on_one_node_is_told_to_another(String what, String sql, String expected) {
        try (var node = Node.of(tables).start()) {
            assertThat(node.read("theme")).isEqualTo(OLD);
            tables.run(sql);
            node.awaitRead("theme", expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fragment rank | UPDATE ${s}.setting_fragment SET rank = 1000 WHERE scope_type = 'public'",
                "entry rank | UPDATE ${s}.setting_entry SET rank = 1000 WHERE scope_type = 'public' AND name = 'theme'",
                "scope rank | UPDATE ${s}.setting_scope SET rank = 1000 WHERE type = 'public'"
            })
    void a_rank_that_changes_is_told_to_another_node(String what, String sql) {
        tables.say(ADA, "theme", NEW);
        try (var node = Node.of(tables).start()) {
            assertThat(node.read(ADA_OF_ACME, "theme").json()).isEqualTo(NEW);
            tables.run(sql);
            node.awaitRead(ADA_OF_ACME, "theme", OLD);
        }
    }

    @Test
    void a_change_puts_out_of_date_what_it_concerns_and_nothing_else() {
        tables.say(ADA, "theme", NEW).say(BOB, "theme", NEW);
        try (var node = Node.of(tables).start()) {
            node.read(Viewer.in(ADA), "theme");
            node.read(Viewer.in(BOB), "theme");
            node.read("menu");
            int before = node.loads();
            tables.change(ADA, "theme", "{\"a\":3}");
            node.reads.refresh();
            assertThat(node.read(Viewer.in(BOB), "theme").json()).isEqualTo(NEW);
            assertThat(node.read("menu")).isEqualTo("{\"m\":1}");
            assertThat(node.loads()).isEqualTo(before);
            assertThat(node.read(Viewer.in(ADA), "theme").json()).isEqualTo("{\"a\":3}");
        }
    }

    @Test
    void without_notifications_the_next_look_sees_it() {
        tables.silence();
        try (var node = Node.of(tables, Choice.USUAL.lookingEvery(Duration.ofMillis(20)))
                .start()) {
            assertThat(node.read("theme")).isEqualTo(OLD);
            tables.change(Scope.PUBLIC, "theme", NEW);
            node.awaitRead("theme", NEW);
        }
    }

    @Test
    void refreshing_sees_what_was_committed_before() {
        tables.silence();
        try (var node = Node.of(tables).start()) {
            assertThat(node.read("theme")).isEqualTo(OLD);
            tables.change(Scope.PUBLIC, "theme", NEW);
            assertThat(node.read("theme")).isEqualTo(OLD);
            node.reads.refresh();
            assertThat(node.read("theme")).isEqualTo(NEW);
        }
    }

    @Test
    void nothing_older_than_the_bound_is_given_while_the_watch_stands_still() {
        try (var node = Node.of(tables, Choice.USUAL.lookingEvery(Duration.ofMillis(20)))
                .start()) {
            assertThat(node.read("theme")).isEqualTo(OLD);
            node.holdWatch();
            tables.change(Scope.PUBLIC, "theme", NEW);
            node.advance(Node.STALENESS.minusNanos(1));
            assertThat(node.read("theme")).isEqualTo(OLD);
            node.advance(Duration.ofNanos(1));
            assertThat(node.read("theme")).isEqualTo(NEW);
            tables.change(Scope.PUBLIC, "theme", OLD);
            assertThat(node.read("theme")).isEqualTo(OLD); // and nothing is kept until there was a look
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cannot be watched; until they can, each read asks the database")
    void a_watch_whose_server_process_ends_is_not_trusted_and_comes_back() {
        try (var node = Node.of(tables).start()) {
            assertThat(node.read("theme")).isEqualTo(OLD);
            node.source.refuseWatch(true);
            tables.count("SELECT pg_terminate_backend(%d)::int".formatted(node.source.watcher()));
            node.awaitLost();
            tables.change(Scope.PUBLIC, "theme", NEW);
            assertThat(node.read("theme")).isEqualTo(NEW);
            tables.change(Scope.PUBLIC, "theme", "{\"a\":3}");
            assertThat(node.read("theme")).isEqualTo("{\"a\":3}");
            node.source.refuseWatch(false);
            node.awaitLook();
            int before = node.loads();
            node.read("theme");
            node.read("theme");
            assertThat(node.loads()).isEqualTo(before + 1);
            tables.change(Scope.PUBLIC, "theme", "{\"a\":4}");
            node.awaitRead("theme", "{\"a\":4}");
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cannot be watched; until they can, each read asks the database")
    void a_watch_whose_connection_is_cut_is_not_trusted_and_comes_back() {
        var db = tables.db();
        try (var proxy = DelayingProxy.inFront(db.url(), Duration.ofMillis(1))) {
            var source = new PGSimpleDataSource();
            source.setUrl(proxy.url());
            source.setUser(db.user());
            source.setPassword(db.password());
            try (var node = Node.on(source, tables, Choice.USUAL).start()) {
                assertThat(node.read("theme")).isEqualTo(OLD);
                node.source.refuseWatch(true);
                proxy.cut();
                node.awaitLost();
                tables.change(Scope.PUBLIC, "theme", NEW);
                assertThat(node.read("theme")).isEqualTo(NEW);
                node.source.refuseWatch(false);
                node.awaitLook();
                tables.change(Scope.PUBLIC, "theme", "{\"a\":3}");
                node.awaitRead("theme", "{\"a\":3}");
            }
        }
    }

    @Test
    void refreshing_without_a_database_forgets_everything() {
        tables.silence();
        try (var node = Node.of(tables).start()) {
            assertThat(node.read("theme")).isEqualTo(OLD);
            tables.change(Scope.PUBLIC, "theme", NEW);
            node.source.refuseOthers(true);
            node.reads.refresh();
            node.source.refuseOthers(false);
            assertThat(node.read("theme")).isEqualTo(NEW);
        }
    }

    @Test
    void what_is_known_is_given_while_the_database_is_away_for_a_moment() {
        try (var node = Node.of(tables).start()) {
            assertThat(node.read("theme")).isEqualTo(OLD);
            node.source.refuseOthers(true);
            assertThat(node.read("theme")).isEqualTo(OLD);
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> node.read("menu"))
                    .returns("database.connection-lost", CoppiceException::code);
        }
    }

    @Test
    void a_load_that_races_with_a_commit_is_not_kept() throws Exception {
        try (var interleaving = new Interleaving();
                var node = Node.of(tables, Choice.USUAL.also(interleaving::reached))
                        .start()) {
            interleaving.stopAt("reader", "settings.loaded");
            var reader = interleaving.start("reader", () -> node.read("theme"));
            reader.awaitStopped("settings.loaded");
            tables.change(Scope.PUBLIC, "theme", NEW);
            node.reads.refresh();
            reader.resume();
            assertThat(reader.result()).isEqualTo(OLD);
            assertThat(node.read("theme")).isEqualTo(NEW);
        }
    }

    @Test
    void a_commit_seen_before_the_load_ends_but_part_of_it_only_costs_a_load() throws Exception {
        try (var interleaving = new Interleaving();
                var node = Node.of(tables, Choice.USUAL.also(interleaving::reached))
                        .start()) {
            tables.silence();
            tables.change(Scope.PUBLIC, "theme", NEW); // not looked at yet
            interleaving.stopAt("reader", "settings.loaded");
            var reader = interleaving.start("reader", () -> node.read("theme"));
            reader.awaitStopped("settings.loaded");
            node.reads.refresh();
            reader.resume();
            assertThat(reader.result()).isEqualTo(NEW);
            assertThat(node.read("theme")).isEqualTo(NEW);
        }
    }

    @Test
    void a_long_transaction_neither_hides_commits_nor_lets_them_be_seen_again() throws SQLException {
        try (var node = Node.of(tables).start();
                var slow = tables.db().connect();
                var statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute(
                    "UPDATE \"" + tables.schema() + "\".setting_fragment SET value = '{\"m\":2}' WHERE name = 'menu'");
            node.reads.refresh();
            tables.change(Scope.PUBLIC, "theme", NEW);
            node.reads.refresh();
            assertThat(node.read("theme")).isEqualTo(NEW);
            assertThat(node.read("menu")).isEqualTo("{\"m\":1}");
            int before = node.loads();
            node.reads.refresh();
            node.reads.refresh();
            assertThat(node.read("theme")).isEqualTo(NEW);
            assertThat(node.loads()).isEqualTo(before);
            slow.commit();
            node.reads.refresh();
            assertThat(node.read("menu")).isEqualTo("{\"m\":2}");
        }
    }

    @Test
    void more_changes_than_are_worth_marking_put_everything_out_of_date() {
        try (var node = Node.of(tables).start()) {
            node.read("theme");
            node.read("menu");
            int before = node.loads();
            tables.run(
                    "INSERT INTO ${s}.setting_change (name) SELECT 'other-' || i FROM generate_series(1, 10001) AS i");
            node.reads.refresh();
            node.read("menu");
            assertThat(node.loads()).isEqualTo(before + 1);
        }
    }

    @Test
    void a_backlog_of_changes_is_cut_piece_by_piece() {
        tables.run("INSERT INTO ${s}.setting_change (name) SELECT 'other-' || i FROM generate_series(1, 25000) AS i");
        try (var node = Node.of(tables, Choice.USUAL.keeping(Duration.ZERO).lookingEvery(Duration.ofMillis(20)))) {
            node.start();
            for (int look = 0; look < 5; look++) {
                node.awaitLook();
            }
            assertThat(tables.count("SELECT count(*) FROM ${s}.setting_change")).isZero();
        }
    }

    @Test
    void what_is_rolled_back_changes_nothing() throws SQLException {
        try (var node = Node.of(tables).start();
                var other = tables.db().connect();
                var statement = other.createStatement()) {
            node.read("theme");
            int before = node.loads();
            other.setAutoCommit(false);
            statement.execute("DELETE FROM \"" + tables.schema() + "\".setting_definition");
            other.rollback();
            node.reads.refresh();
            assertThat(node.read("theme")).isEqualTo(OLD);
            assertThat(node.loads()).isEqualTo(before);
        }
    }

    @Test
    void memory_is_bounded() {
        var text = "x".repeat(1_000);
        tables.run("INSERT INTO ${s}.setting_definition (name) SELECT 'big' || i FROM generate_series(1, 100) i");
        tables.run(
                "INSERT INTO ${s}.setting_entry (name, scope_type) SELECT 'big' || i, 'public' FROM generate_series(1, 100) i");
        tables.run("INSERT INTO ${s}.setting_fragment (name, scope_type, scope_id, value)"
                + " SELECT 'big' || i, 'public', '', '{\"a\":\"" + text + "\"}' FROM generate_series(1, 100) i");
        try (var node = Node.of(tables, Choice.USUAL.bytes(200_000)).start()) {
            IntStream.rangeClosed(1, 100).forEach(i -> node.read("big" + i));
            assertThat(node.reads.weight()).isBetween(100_000L, 200_000L);
            assertThat(node.read("big1")).isEqualTo("{\"a\":\"" + text + "\"}");
            assertThat(node.loads()).isEqualTo(101);
        }
    }

    @Test
    void changes_are_cut_once_they_were_there_for_all_to_see_for_long() throws SQLException {
        try (var node = Node.of(tables, Choice.USUAL.keeping(Duration.ZERO).lookingEvery(Duration.ofMillis(20)));
                var slow = tables.db().connect();
                var statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
            tables.change(
                    Scope.PUBLIC, "theme", NEW); // younger than a transaction that is under way: not for all to see
            long all = tables.count("SELECT count(*) FROM ${s}.setting_change");
            node.start();
            node.awaitLook();
            node.awaitLook();
            assertThat(tables.count("SELECT count(*) FROM ${s}.setting_change")).isBetween(1L, all - 1);
            slow.rollback();
            node.awaitLook();
            node.awaitLook();
            node.awaitLook();
            assertThat(tables.count("SELECT count(*) FROM ${s}.setting_change")).isZero();
            tables.change(Scope.PUBLIC, "theme", "{\"a\":3}");
            node.awaitRead("theme", "{\"a\":3}");
        }
    }

    @Test
    void closing_ends_the_thread_and_gives_the_connection_back() {
        var node = Node.of(tables).start();
        int process = node.source.watcher();
        node.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("coppice-settings-watch");
        assertThat(tables.count("SELECT count(*) FROM pg_listening_channels()")).isZero();
        assertThat(process).isPositive();
    }

    @Test
    void starting_and_closing_twice_does_nothing_more() {
        try (var node = Node.of(tables).start()) {
            int process = node.source.watcher();
            node.reads.start();
            node.awaitRead("theme", OLD);
            assertThat(node.source.watcher()).isEqualTo(process);
            node.reads.close();
            node.reads.close();
        }
    }

    @PostgresTest(Isolation.DATABASE)
    static class TwoSchemasTest {
        @Test
        void schemas_do_not_disturb_each_other(TestDatabase db) {
            db.execute("CREATE SCHEMA one; CREATE SCHEMA two");
            var one = Tables.in(db, "one").define("theme").say(Scope.PUBLIC, "theme", OLD);
            var two = Tables.in(db, "two").define("theme").say(Scope.PUBLIC, "theme", OLD);
            try (var first = Node.of(one).start();
                    var second = Node.of(two).start()) {
                first.read("theme");
                second.read("theme");
                long looks = first.looks();
                two.change(Scope.PUBLIC, "theme", NEW);
                second.awaitRead("theme", NEW);
                assertThat(first.read("theme")).isEqualTo(OLD);
                assertThat(first.loads()).isEqualTo(1);
                one.change(Scope.PUBLIC, "theme", NEW);
                first.awaitRead("theme", NEW);
                assertThat(first.looks()).isEqualTo(looks + 1); // not woken by the other schema's
            }
        }
    }
}
