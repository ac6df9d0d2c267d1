package dev.coppice.settings.internal.repository;

import dev.coppice.ops.ReadOps;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Document;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.internal.repository.Sheet.Need;
import dev.coppice.settings.internal.scope.SettingsTables;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;

/**
 * The rows that others hang on, as they are once they are locked: what is found stays until the transaction ends, and what is
 * not found was gone by then. Definitions are held against their removal, and against others who choose ranks where ranks are
 * chosen; entries and scopes against their removal.
 */
record Parents(SettingsTables tables, WriteOps w) {
    /** The chain of scopes; it is held as far as ids go. */
    ScopeChain chain() {
        var scope = tables.scope();
        var rows = Fetch.all(
                w,
                DSL.select(scope.fields()).from(scope).orderBy(scope.position).forKeyShare());
        return scope.chain(rows.stream()
                .sorted(Comparator.comparing(row -> row.get(scope.position)))
                .toList());
    }

    /** The chain of scopes, not held. */
    static ScopeChain chain(SettingsTables tables, ReadOps r) {
        return tables.scope().chain(Fetch.all(r, tables.scope().query()));
    }

    /** The settings that are defined, with their schemas. */
    Map<String, Optional<Document>> definitions(Collection<RowKey> keys, Need need) {
        var definition = tables.definition();
        var names = keys.stream().map(RowKey::name).collect(Collectors.toSet());
        var query = DSL.select(definition.name, definition.jsonSchema)
                .from(definition)
                .where(Fetch.oneOf(definition.name, names))
                .orderBy(Fetch.inOrder(List.of(definition.name)));
        var found = new HashMap<String, Optional<Document>>();
        Fetch.all(w, need == Need.RANK ? query.forNoKeyUpdate() : query.forKeyShare())
                .forEach(row -> found.put(row.value1(), Stored.document(row.value2())));
        return found;
    }

    /** The entries that are there, with their own ranks. */
    Map<RowKey, OptionalInt> entries(Collection<RowKey> keys) {
        var entry = tables.entry();
        Set<RowKey> wanted = keys.stream().map(RowKey::entry).collect(Collectors.toSet());
        var columns = List.of(entry.name, entry.scopeType);
        var query = DSL.select(entry.name, entry.scopeType, entry.rank)
                .from(entry)
                .join(Fetch.asked(wanted, columns.size()))
                .on(Fetch.isAsked(columns))
                .orderBy(Fetch.inOrder(columns))
                .forKeyShare()
                .of(entry);
        var found = new HashMap<RowKey, OptionalInt>();
        Fetch.all(w, query)
                .forEach(row -> found.put(new RowKey(row.value1(), row.value2(), ""), Stored.rank(row.value3())));
        return found;
    }
}
