package dev.coppice.server.internal.console.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.http.Request;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Settings;
import dev.coppice.settings.Viewer;
import java.util.List;

/** Reads how somebody sees a setting: public, and the scopes that were typed in. */
final class PreviewReader {
    private final Settings settings;

    PreviewReader(Settings settings) {
        this.settings = settings;
    }

    PreviewView read(String name, ScopeChain chain, Request request) {
        var fields = chain.types().stream().map(type -> field(type, request)).toList();
        try {
            var viewer = new Viewer(fields.stream()
                    .filter(field -> !field.typed().isEmpty())
                    .map(field -> chain.canonical(Scope.of(field.type(), field.typed())))
                    .toList());
            var merged = settings.read(viewer, List.of(name)).items().getFirst();
            return new PreviewView(
                    fields,
                    JsonViews.pretty(merged.value()),
                    merged.origins().stream()
                            .map(origin -> JsonViews.row(merged, origin))
                            .toList(),
                    merged.contributions().stream()
                            .map(part -> new PreviewView.Part(part.scope().toString(), part.rank()))
                            .toList(),
                    "");
        } catch (CoppiceException refusal) {
            return new PreviewView(
                    fields, "", List.of(), List.of(), refusal.fault().message());
        }
    }

    private static PreviewView.Field field(ScopeType type, Request request) {
        var typed = request.query("as-" + type.name()).map(String::strip).orElse("");
        var ids = switch (type.idType()) {
            case UUID -> "UUID";
            case BIGINT -> "whole number";
            case TEXT -> "text";
        };
        return new PreviewView.Field(type.name(), ids, typed);
    }
}
