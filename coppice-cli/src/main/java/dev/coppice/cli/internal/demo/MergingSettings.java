package dev.coppice.cli.internal.demo;

import java.sql.SQLException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What three scopes say becomes one value, and who may not say something is refused. */
final class MergingSettings implements Scene {
    private static final String FRAGMENTS = "SELECT count(*) FROM coppice.setting_fragment";
    private static final String BEFORE = "{\"mode\":\"dark\",\"accent\":{\"hue\":145,\"chroma\":0.1}}";
    private static final String AFTER = "{\"mode\":\"light\",\"accent\":{\"hue\":300,\"chroma\":0.1}}";

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public String claim() {
        return "what the public, an organisation and a user say merges; what nobody allowed is not stored.";
    }

    @Override
    public Played play(Stage stage) throws SQLException {
        var before = merged(stage);
        stage.commands()
                .run("settings", "set", "theme", "{\"mode\":\"light\",\"accent\":{\"hue\":300}}", "--scope", "user:1")
                .ending(0);
        var after = merged(stage);
        var fragments = stage.truth().count(FRAGMENTS);
        var refused = stage.commands()
                .run("settings", "set", "editor", "{\"tab\":8}", "--scope", "organisation:1")
                .exitCode();
        return new Played(
                "The theme was " + before + " and is " + after + "; an organisation's word on \"editor\" was refused.",
                List.of(
                        Check.same("settings.merge-three-scopes", json(BEFORE), before),
                        Check.same("settings.merge-what-was-just-said", json(AFTER), after),
                        Check.same("settings.what-is-not-allowed-is-refused", 3, refused),
                        Check.same(
                                "settings.and-not-stored",
                                fragments,
                                stage.truth().count(FRAGMENTS))));
    }

    private static JsonNode merged(Stage stage) {
        return stage.commands()
                .run("settings", "get", "theme", "--scope", "organisation:1", "--scope", "user:1")
                .ending(0)
                .json()
                .at("/items/0/value");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
