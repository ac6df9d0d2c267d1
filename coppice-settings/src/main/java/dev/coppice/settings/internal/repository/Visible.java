package dev.coppice.settings.internal.repository;

import dev.coppice.ops.ReadOps;
import dev.coppice.settings.Document;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.internal.json.Documents;
import dev.coppice.settings.internal.merge.Merge;
import dev.coppice.settings.internal.scope.SettingsTables;
import dev.coppice.settings.internal.value.JsonSchemas;
import dev.coppice.settings.internal.value.SizeLimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jooq.impl.DSL;

/** What viewers see of settings while fragments of them are written: what is stored, and what was written before. */
final class Visible {
    private final SettingsTables tables;
    private final ScopeChain chain;
    private final Map<RowKey, Set<RowKey>> asked = new HashMap<>();
    private final Map<RowKey, Layer> layers = new HashMap<>();

    /** One fragment and the rank it merges with. */
    record Layer(Document value, int rank) {}

    Visible(SettingsTables tables, ScopeChain chain) {
        this.tables = tables;
        this.chain = chain;
    }

    /** A viewer of this fragment will have to be thought of. */
    void ask(RowKey key, Viewer viewer) {
        asked.computeIfAbsent(key, first -> new HashSet<>()).addAll(seen(key, viewer));
    }

    /** Reads what is stored for all who were asked for and see one of these. */
    void read(ReadOps r, Collection<RowKey> keys) {
        var wanted = new HashSet<RowKey>();
        for (var key : keys) {
            wanted.addAll(seen(key, Viewer.anonymous()));
            wanted.addAll(asked.getOrDefault(key, Set.of()));
        }
        if (wanted.isEmpty()) {
            return;
        }
        var fragment = tables.fragment();
        var entry = tables.entry();
        var scope = tables.scope();
        var columns = List.of(fragment.name, fragment.scopeType, fragment.scopeId);
        var rank = DSL.coalesce(fragment.rank, entry.rank, scope.rank);
        var query = DSL.select(fragment.name, fragment.scopeType, fragment.scopeId, fragment.value, rank)
                .from(fragment)
                .join(Fetch.asked(wanted, columns.size()))
                .on(Fetch.isAsked(columns))
                .join(entry)
                .on(entry.name.eq(fragment.name).and(entry.scopeType.eq(fragment.scopeType)))
                .join(scope)
                .on(scope.type.eq(fragment.scopeType));
        Fetch.all(r, query)
                .forEach(row -> layers.putIfAbsent(
                        new RowKey(row.value1(), row.value2(), row.value3()),
                        new Layer(Documents.stored(row.value4().data()), row.value5())));
    }

    /** The rank a fragment merges with, if it is there. */
    OptionalInt rank(RowKey key) {
        return Optional.ofNullable(layers.get(key)).stream()
                .mapToInt(Layer::rank)
                .findFirst();
    }

    /** Takes a fragment as written; refuses it when what the viewer would see may not be. */
    void write(RowKey key, Layer written, Optional<Viewer> viewer, Optional<Document> schema) {
        viewer.ifPresent(known -> requireWhole(key, written, known, schema));
        layers.put(key, written);
    }

    private void requireWhole(RowKey key, Layer written, Viewer viewer, Optional<Document> schema) {
        var merged = Merge.of(seen(key, viewer).stream()
                .map(part -> part.equals(key) ? written : layers.get(part))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingInt(Layer::rank))
                .map(Layer::value)
                .toList());
        SizeLimit.requireMerged(key.name(), merged);
        schema.ifPresent(known -> JsonSchemas.requireMerged(known, key.name(), merged));
    }

    /** The fragments a viewer sees, this one in any case, from the widest scope to the narrowest. */
    private List<RowKey> seen(RowKey key, Viewer viewer) {
        var seen = new ArrayList<RowKey>();
        seen.add(new RowKey(key.name(), ScopeChain.PUBLIC, ""));
        for (var type : chain.types()) {
            if (type.name().equals(key.scopeType())) {
                seen.add(key);
            } else {
                viewer.scopes().stream()
                        .filter(scope -> scope.type().equals(type.name()))
                        .forEach(scope -> seen.add(new RowKey(key.name(), scope.type(), scope.id())));
            }
        }
        return seen;
    }
}
