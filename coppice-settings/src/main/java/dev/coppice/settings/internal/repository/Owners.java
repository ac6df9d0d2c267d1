package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Existence;
import dev.coppice.ops.ReadOps;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.internal.scope.ScopeIds;
import dev.coppice.settings.internal.scope.ScopeTable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The rows that fragments belong to, in tables that are not ours. */
record Owners(Table<Record> table, Field<Object> column, String castType) {
    static Optional<Owners> of(ScopeType type) {
        return type.owner().map(owner -> {
            var name = DSL.name(owner.table().schema(), owner.table().name());
            return new Owners(
                    DSL.table(name), DSL.field(name.append(DSL.name(owner.column()))), ScopeTable.word(type.idType()));
        });
    }

    /** Those of these scopes whose owners are known and there; they are held until the transaction ends. */
    static Set<Scope> held(ScopeChain chain, Collection<Scope> scopes, ReadOps r) {
        var held = new HashSet<Scope>();
        for (var type : chain.types()) {
            var ids = scopes.stream()
                    .filter(scope -> scope.type().equals(type.name()))
                    .map(Scope::id)
                    .distinct()
                    .toArray(String[]::new);
            of(type).filter(owners -> ids.length > 0)
                    .ifPresent(owners -> owners.hold(ids, r).forEach(id -> held.add(Scope.of(type.name(), id))));
        }
        return held;
    }

    /** Whether the owners of a scope are known. */
    static boolean areKnown(ScopeChain chain, String scopeType) {
        return ScopeIds.type(chain, scopeType).flatMap(ScopeType::owner).isPresent();
    }

    /** Whether this owner is there. */
    Existence has(String id) {
        return Existence.of(table, is(DSL.val(id)));
    }

    /** Whether a policy may hide some of them from this role. */
    boolean areHidden(ReadOps r) {
        var hidden = DSL.field(
                "pg_catalog.row_security_active({0}::text)",
                Boolean.class, DSL.val(table.getQualifiedName().toString()));
        return Fetch.all(r, DSL.select(hidden)).getFirst().value1();
    }

    /** It is the owner of this id. */
    Condition is(Field<String> id) {
        return DSL.condition("{0} = cast({1} as {2})", column, id, DSL.keyword(castType));
    }

    private Collection<String> hold(String[] ids, ReadOps r) {
        return Fetch.all(
                        r,
                        DSL.select(column.cast(SQLDataType.CLOB))
                                .from(table)
                                .where(DSL.condition(
                                        "{0} = any(cast({1} as {2}[]))", column, DSL.val(ids), DSL.keyword(castType)))
                                .orderBy(column)
                                .forKeyShare())
                .stream()
                .map(row -> row.value1())
                .toList();
    }
}
