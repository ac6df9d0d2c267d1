package dev.coppice.cli.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.settings.Document;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsConfig;
import dev.coppice.settings.Viewer;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ExampleSettingsTest {
    private final TestDatabase database;
    private final Settings settings;

    ExampleSettingsTest(TestDatabase database) {
        this.database = database;
        this.settings = Settings.on(database.dataSource());
    }

    @BeforeEach
    void open() {
        var dataset = new Dataset(Size.of(50), 7, Instant.parse("2026-11-21T00:00:00Z"));
        GraphPlatform.populate(database.dataSource(), dataset, progress -> {});
        new CoppiceSchema(database.dataSource()).migrate();
    }

    @Test
    void the_example_has_something_to_see_and_what_is_removed_stays_away() throws IOException {
        settings.scopes().declare(declared());

        install();

        var viewer = Viewer.in(Scope.of("organisation", "1"), Scope.of("user", "1"));
        assertThat(settings.read(viewer, "theme"))
                .isEqualTo(Document.parse("{\"mode\":\"dark\",\"accent\":{\"hue\":145,\"chroma\":0.1}}"));
        assertThat(settings.read(viewer, "quota")).isEqualTo(Document.parse("{\"sessions\":20,\"graphs\":3}"));
        settings.definitions()
                .purge(Purge.of(
                        settings.definitions().named("theme").orElseThrow().id()));
        install();
        assertThat(settings.definitions().named("theme")).isEmpty();
    }

    @Test
    void a_chain_of_other_scopes_is_left_alone() {
        install();

        assertThat(settings.scopes().chain()).isEqualTo(ScopeChain.DEFAULT);
        assertThat(settings.definitions().named("theme")).isEmpty();
    }

    private void install() {
        ExampleSettings.install(Transactions.of(database.dataSource()));
    }

    private static ScopeChain declared() throws IOException {
        try (var stream = Objects.requireNonNull(GraphPlatform.class.getResourceAsStream("coppice.yaml"))) {
            var yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return ProjectConfig.FORMAT
                    .parse("coppice.yaml", yaml)
                    .find(SettingsConfig.SECTION)
                    .orElseThrow()
                    .chain();
        }
    }
}
