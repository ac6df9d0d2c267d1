package dev.coppice.server.internal.console.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.Document;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The fields of a form as values. What cannot be is {@code request.invalid}. */
record Form(Request request) {
    String text(String field) {
        return request.form(field).orElse("");
    }

    /** The name of the setting, as it is. */
    String name() {
        return text("name");
    }

    UUID id() {
        return SettingReader.uuid(text("id"));
    }

    Purge purge() {
        return new Purge(id(), version());
    }

    OptionalLong version() {
        var typed = text("version").strip();
        try {
            return typed.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(typed));
        } catch (NumberFormatException noNumber) {
            throw RequestFaults.invalid("The version is not a number.");
        }
    }

    /** The rank typed; empty when none was. */
    Optional<Rank> rank() {
        var typed = text("rank").strip();
        return switch (typed) {
            case "" -> Optional.empty();
            case "inherited" -> Optional.of(Rank.inherited());
            case "next" -> Optional.of(Rank.next());
            default -> Optional.of(number(typed));
        };
    }

    /** The JSON typed; empty when none was. */
    Optional<Document> json(String field) {
        var typed = text(field).strip();
        return typed.isEmpty() ? Optional.empty() : Optional.of(Document.parse(typed));
    }

    Scope scope() {
        var type = text("scope-type");
        var id = text("scope-id").strip();
        if (type.isEmpty() || type.equals(ScopeChain.PUBLIC) != id.isEmpty()) {
            throw RequestFaults.invalid("The id of the scope must be left empty for public, and for nothing else.");
        }
        return Scope.of(type, id);
    }

    SettingView.SetForm typed() {
        return new SettingView.SetForm(
                text("scope-type"), text("scope-id"), text("value"), text("rank"), text("version"));
    }

    private static Rank number(String typed) {
        try {
            return Rank.exactly(Integer.parseInt(typed));
        } catch (IllegalArgumentException beyond) {
            throw rankRefused();
        }
    }

    private static CoppiceException rankRefused() {
        return RequestFaults.invalid("The rank must be next, inherited or a whole number from " + Rank.Exactly.LEAST
                + " to " + Rank.Exactly.GREATEST + ".");
    }
}
