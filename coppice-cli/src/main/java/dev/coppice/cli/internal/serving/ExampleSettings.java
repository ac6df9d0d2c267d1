package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.settings.SettingsTransactions;
import dev.coppice.control.AuditEvent;
import dev.coppice.settings.Document;
import dev.coppice.settings.IdType;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.SettingsStore;
import java.util.List;

/**
 * A few settings of the example platform: a theme that each scope may refine, a quota that the public scope has the last word
 * on, an editor that belongs to users alone.
 */
public final class ExampleSettings {
    private static final Scope ORGANISATION = Scope.of("organisation", "1");
    private static final Scope USER = Scope.of("user", "1");

    private static final Document THEME = Document.parse("""
            {
              "type": "object",
              "properties": {
                "mode": {"enum": ["light", "dark"]},
                "accent": {
                  "type": "object",
                  "properties": {
                    "hue": {"type": "number", "minimum": 0, "maximum": 360},
                    "chroma": {"type": "number", "minimum": 0, "maximum": 0.4}
                  },
                  "additionalProperties": false
                }
              },
              "required": ["mode"],
              "additionalProperties": false
            }
            """);

    private ExampleSettings() {}

    /** Installs them where that was never done; what the user removes stays away. Nothing without the example's scopes. */
    public static void install(Transactions transactions) {
        var settings = new SettingsTransactions(transactions);
        if (fits(settings.read(store -> store.scopes().chain()))) {
            settings.writeOnce(
                    ExampleSettings::write,
                    AuditEvent.of(System.getProperty("user.name"), "setting-example.installed", "settings"));
        }
    }

    private static boolean fits(ScopeChain chain) {
        return chain.types().stream()
                .filter(type -> type.idType() == IdType.BIGINT)
                .map(ScopeType::name)
                .toList()
                .containsAll(List.of(ORGANISATION.type(), USER.type()));
    }

    private static void write(SettingsStore store) {
        store.definitions()
                .upsertAll(List.of(
                        NewDefinition.named("theme").schema(THEME),
                        NewDefinition.named("quota"),
                        NewDefinition.named("editor")));
        store.allowList()
                .upsertAll(List.of(
                        NewEntry.of("theme", ScopeChain.PUBLIC),
                        NewEntry.of("theme", ORGANISATION.type()),
                        NewEntry.of("theme", USER.type()),
                        NewEntry.of("quota", ORGANISATION.type()),
                        NewEntry.of("editor", USER.type())));
        store.allowList().upsert(NewEntry.of("quota", ScopeChain.PUBLIC).rank(Rank.next()));
        store.fragments()
                .upsertAll(List.of(
                        said(
                                "theme",
                                Scope.PUBLIC,
                                "{\"mode\": \"light\", \"accent\": {\"hue\": 210, \"chroma\": 0.1}}"),
                        said("theme", ORGANISATION, "{\"accent\": {\"hue\": 145}}"),
                        said("theme", USER, "{\"mode\": \"dark\"}"),
                        said("quota", Scope.PUBLIC, "{\"sessions\": 20}"),
                        said("quota", ORGANISATION, "{\"sessions\": 50, \"graphs\": 3}"),
                        said("editor", USER, "{\"tab\": 2, \"rulers\": [80, 120]}")));
    }

    private static NewFragment said(String name, Scope scope, String json) {
        return NewFragment.of(name, scope, Document.parse(json));
    }
}
