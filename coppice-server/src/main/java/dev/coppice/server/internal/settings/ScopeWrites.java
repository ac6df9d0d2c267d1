package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What may be written of one scope, once it is known that the caller may. */
final class ScopeWrites {
    private static final String UPSERTED = "setting-fragment.upserted";
    private static final String DELETED = "setting-fragment.deleted";

    private final Acts acts;

    ScopeWrites(Acts acts) {
        this.acts = acts;
    }

    Reply upsertAll(Request request, List<ScopeItems.Item> items, Function<ScopeItems.Item, NewFragment> wanted) {
        var fragments = Batch.all(items, new Repeats<>(wanted, ScopeItems.Item::name));
        return Reply.ok(acts.act(request, store -> {
            var rows = Batch.written(items.size(), () -> store.fragments().upsertAll(fragments));
            return Acted.all(UPSERTED, fragments, documents(rows));
        }));
    }

    Reply upsertEach(Request request, List<ScopeItems.Item> items, Function<ScopeItems.Item, NewFragment> wanted) {
        var reading = new Repeats<>(wanted, ScopeItems.Item::name);
        var batch = Batch.each(items, item -> ItemLabel.named(item.name()), reading);
        return Reply.ok(acts.act(request, store -> {
            var answers = store.fragments().upsertEach(batch.wanted());
            return Acted.each(UPSERTED, batch.wanted(), batch.outcome(answers, FragmentDocument::of));
        }));
    }

    Reply deleteAll(Request request, Scope scope, List<String> names) {
        return Reply.ok(acts.act(request, store -> {
            var rows = Batch.written(names.size(), () -> store.fragments().purgeNamed(scope, names));
            return Acted.all(DELETED, names, documents(rows));
        }));
    }

    /** Each name on its own: the second of a name given twice finds nothing, as it would alone. */
    Reply deleteEach(Request request, Scope scope, List<String> names) {
        return Reply.ok(acts.act(request, store -> {
            var found = store.fragments().byNames(scope, names);
            var batch =
                    Batch.each(range(names), place -> ItemLabel.named(names.get(place)), place -> purge(found, place));
            List<Answer<Fragment>> answers = store.fragments().purgeEach(batch.wanted());
            return Acted.each(DELETED, batch.wanted(), batch.outcome(answers, FragmentDocument::of));
        }));
    }

    private static List<Integer> range(List<String> names) {
        var places = new ArrayList<Integer>();
        for (int i = 0; i < names.size(); i++) {
            places.add(i);
        }
        return places;
    }

    private static Purge purge(List<Optional<Fragment>> found, int place) {
        return Purge.of(found.get(place)
                .orElseThrow(() -> SettingsFaults.notFound("fragment"))
                .id());
    }

    private static List<RowDocument> documents(List<Fragment> rows) {
        return rows.stream().<RowDocument>map(FragmentDocument::of).toList();
    }
}
