package dev.coppice.server.internal.console.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Statuses;
import dev.coppice.server.internal.settings.Hanging;
import dev.coppice.server.internal.settings.TrailEntry;
import dev.coppice.settings.DefinitionChange;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Rank;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the forms of the pages do. Whoever is refused sees the page again, with the reason and what was typed. */
final class SettingForms {
    /** Room for the largest JSON that is stored, indented as the pages show it and with every character percent-encoded. */
    private static final int LARGEST_FORM = 2 * 1024 * 1024;

    private static final Map<String, String> SENTENCES = Map.of(
            "define", "The setting is defined. It may be set nowhere yet: allow it below.",
            "purge", "The setting is removed, with all that hung on it.",
            "schema", "The schema is changed. What is stored stays as it is.",
            "allow", "The setting may be set there from now on.",
            "rank", "The rank is changed.",
            "disallow", "The setting may no longer be set there, and what was set there is removed.",
            "set", "The value is set.",
            "unset", "The fragment is removed.");

    private final SettingsPages pages;
    private final PageActs acts;

    /** What a form does; the trail keeps what the row written says of itself, whatever the form says. */
    private interface Act extends Function<SettingsStore, TrailEntry> {}

    SettingForms(SettingsPages pages, PageActs acts) {
        this.pages = pages;
        this.acts = acts;
    }

    List<Route> routes() {
        return List.of(
                Route.post(Addresses.ALL + "/define", this::define)
                        .largestBody(LARGEST_FORM)
                        .summary("Defines a setting"),
                form("schema", SettingForms::schema, "Gives a setting another schema")
                        .largestBody(LARGEST_FORM),
                form("purge", SettingForms::purge, "Removes a setting with all that hangs on it"),
                form("allow", SettingForms::allow, "Lets a setting be set at a type of scope"),
                form("rank", SettingForms::rank, "Gives an allow-list entry another rank"),
                form("disallow", SettingForms::disallow, "Takes an allow-list entry away with its fragments"),
                form("set", SettingForms::set, "Sets a setting at a scope").largestBody(LARGEST_FORM),
                form("unset", SettingForms::unset, "Removes a fragment"));
    }

    private Route form(String word, Function<Form, Act> act, String summary) {
        return Route.post(Addresses.ALL + "/" + word, request -> submitted(word, act, request))
                .summary(summary);
    }

    private Reply submitted(String word, Function<Form, Act> acting, Request request) {
        var form = new Form(request);
        try {
            acts.act(request, acting.apply(form));
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            return pages.refused(Statuses.of(refusal.fault()), request, form, Notice.of(pages.place(), refusal));
        }
        return done(request, word.equals("purge") ? Addresses.ALL : Addresses.of(form.name()), word);
    }

    private Reply define(Request request) {
        var form = new Form(request);
        try {
            var wanted = new NewDefinition(form.name(), form.json("schema"));
            acts.act(
                    request,
                    store -> TrailEntry.of(
                            "setting-definition.created",
                            wanted,
                            store.definitions().create(wanted)));
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            var typed = new DefinitionsView.Typed(form.name(), form.text("schema"));
            return pages.all(Statuses.of(refusal.fault()), request, Notice.of(pages.place(), refusal), typed);
        }
        return done(request, Addresses.of(form.name()), "define");
    }

    private static Act schema(Form form) {
        var change = new DefinitionChange(form.id(), form.json("schema"), form.version());
        return store -> TrailEntry.of(
                "setting-definition.changed", change, store.definitions().update(change));
    }

    private static Act purge(Form form) {
        var purge = form.purge();
        var confirmed = form.text("confirmed");
        return store -> {
            var hanging = Hanging.onDefinitions(store, List.of(purge.id()));
            var gone = store.definitions().purge(purge);
            if (!confirmed.equals(gone.name())) {
                throw RequestFaults.invalid("The name typed to confirm is not that of the setting.");
            }
            return hanging.enteredIn(TrailEntry.of("setting-definition.deleted", purge, gone));
        };
    }

    private static Act allow(Form form) {
        var wanted =
                new NewEntry(form.name(), form.text("scope-type"), form.rank().orElse(Rank.inherited()));
        return store ->
                TrailEntry.of("setting-entry.created", wanted, store.allowList().create(wanted));
    }

    private static Act rank(Form form) {
        var change = new EntryChange(form.id(), form.rank().orElse(Rank.inherited()), form.version());
        return store ->
                TrailEntry.of("setting-entry.changed", change, store.allowList().update(change));
    }

    private static Act disallow(Form form) {
        var purge = form.purge();
        return store -> {
            var hanging = Hanging.onEntries(store, List.of(purge.id()));
            var gone = store.allowList().purge(purge);
            return hanging.enteredIn(TrailEntry.of("setting-entry.deleted", purge, gone));
        };
    }

    private static Act set(Form form) {
        var value = form.json("value").orElseThrow(() -> RequestFaults.invalid("The value is empty."));
        var wanted = new NewFragment(form.name(), form.scope(), value, form.rank(), form.version(), Optional.empty());
        return store -> TrailEntry.of(
                "setting-fragment.upserted", wanted, store.fragments().upsert(wanted));
    }

    private static Act unset(Form form) {
        var purge = form.purge();
        return store -> TrailEntry.of(
                "setting-fragment.deleted", purge, store.fragments().purge(purge));
    }

    private static Reply done(Request request, String address, String word) {
        return Flash.after(request, new Done(new Address(address), SENTENCES.getOrDefault(word, "")));
    }
}
