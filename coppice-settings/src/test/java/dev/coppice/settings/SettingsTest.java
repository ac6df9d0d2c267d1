package dev.coppice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostgresTest
class SettingsTest {
    private static final Scope ADA = Scope.of("user", "00000000-0000-4000-8000-00000000ada0");

    private final TestDatabase db;

    SettingsTest(TestDatabase db) {
        this.db = db;
        SettingsSchema.install(db.dataSource(), db.schema());
    }

    @Test
    void whoever_writes_reads_it_at_once_also_where_answers_are_kept() {
        try (var settings = settings().start()) {
            settings.definitions().create(NewDefinition.named("theme"));
            var entry = settings.allowList().create(NewEntry.of("theme", "user"));
            assertThat(settings.read(Viewer.in(ADA), "theme")).isEqualTo(Document.EMPTY);
            var fragment = settings.fragments().upsert(NewFragment.of("theme", ADA, Document.parse("{\"a\":1}")));
            assertThat(settings.read(Viewer.in(ADA), "theme").json()).isEqualTo("{\"a\":1}");
            settings.fragments().update(FragmentChange.of(fragment.id()).value(Document.parse("{\"a\":2}")));
            assertThat(settings.read(Viewer.in(ADA), "theme").json()).isEqualTo("{\"a\":2}");
            settings.allowList().purge(Purge.of(entry.id()));
            assertThat(settings.read(Viewer.in(ADA), "theme")).isEqualTo(Document.EMPTY);
        }
    }

    @Test
    void another_node_sees_what_was_committed_once_it_has_looked() {
        try (var writer = settings().start();
                var reader = settings().start()) {
            writer.definitions().create(NewDefinition.named("theme"));
            writer.allowList().create(NewEntry.of("theme", "public"));
            assertThat(reader.read(Viewer.anonymous(), "theme")).isEqualTo(Document.EMPTY);
            writer.fragments().upsert(NewFragment.of("theme", Scope.PUBLIC, Document.parse("{\"a\":1}")));
            reader.refresh();
            assertThat(reader.read(Viewer.anonymous(), "theme").json()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void what_was_written_in_the_callers_transaction_is_seen_after_a_refresh() throws SQLException {
        try (var settings = settings().start();
                var connection = db.connect()) {
            assertThat(settings.read(Viewer.anonymous(), "theme")).isEqualTo(Document.EMPTY);
            connection.setAutoCommit(false);
            var joined = Settings.joining(connection, db.schema());
            joined.definitions().create(NewDefinition.named("theme"));
            joined.allowList().create(NewEntry.of("theme", "public"));
            joined.fragments().upsert(NewFragment.of("theme", Scope.PUBLIC, Document.parse("{\"a\":1}")));
            settings.refresh();
            assertThat(settings.read(Viewer.anonymous(), "theme")).isEqualTo(Document.EMPTY);
            connection.commit();
            settings.refresh();
            assertThat(settings.read(Viewer.anonymous(), "theme").json()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void a_bound_that_cannot_be_kept_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.builder(db.dataSource()).staleness(Duration.ofMillis(999)))
                .withMessage("staleness must be 1 s or more, was: PT0.999S");
        try (var settings = Settings.builder(db.dataSource())
                .schema(db.schema())
                .staleness(Duration.ofSeconds(1))
                .build()) {
            assertThat(settings.start().read(Viewer.anonymous(), "theme")).isEqualTo(Document.EMPTY);
        }
    }

    private Settings settings() {
        return Settings.builder(db.dataSource()).schema(db.schema()).build();
    }
}
