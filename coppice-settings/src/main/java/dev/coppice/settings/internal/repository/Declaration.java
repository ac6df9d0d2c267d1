package dev.coppice.settings.internal.repository;

import dev.coppice.ops.Creator;
import dev.coppice.ops.Existence;
import dev.coppice.ops.Expectation;
import dev.coppice.ops.Purger;
import dev.coppice.ops.Updater;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.IdType;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.internal.scope.FragmentTable;
import dev.coppice.settings.internal.scope.ScopeIds;
import dev.coppice.settings.internal.scope.ScopeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * One declaration of a chain. It holds all scopes against other declarations and against writes of fragments and entries, so
 * that nobody writes by the chain before it.
 */
record Declaration(ScopeTable scope, FragmentTable fragment, WriteOps w) {
    ScopeChain declare(ScopeChain wanted) {
        Fetch.all(w, DSL.select(scope.type).from(scope).orderBy(scope.position).forUpdate());
        var inForce = scope.chain(Fetch.all(w, scope.query()));
        wanted.types().forEach(this::requireOwner);
        for (var old : inForce.types()) {
            var next = ScopeIds.type(wanted, old.name());
            if (next.isEmpty()) {
                remove(old);
            } else if (next.get().idType() != old.idType()) {
                requireNoFragments(old);
            }
        }
        put(Optional.empty(), 0, wanted.publicRank(), true);
        for (var type : wanted.types()) {
            var position = wanted.types().indexOf(type) + 1;
            put(
                    Optional.of(type),
                    position,
                    type.rank(),
                    ScopeIds.type(inForce, type.name()).isPresent());
        }
        return wanted;
    }

    private void remove(ScopeType old) {
        w.purge(Purger.from(scope)
                        .key(scope.type, old.name())
                        .expect(Expectation.foreignKey(), () -> ScopesFaults.typeInUse(old.name())))
                .orThrow();
    }

    private void requireNoFragments(ScopeType old) {
        if (w.exists(Existence.of(fragment, fragment.scopeType.eq(old.name())))) {
            throw ScopesFaults.idsInUse(old.name());
        }
    }

    /** Places are exchanged one by one: their key is checked at the end of the transaction. */
    private void put(Optional<ScopeType> type, int position, int rank, boolean there) {
        var name = type.map(ScopeType::name).orElse(ScopeChain.PUBLIC);
        var cells = new ArrayList<Cell<?>>();
        cells.add(new Cell<>(scope.position, (short) position));
        cells.add(new Cell<>(scope.rank, rank));
        cells.add(new Cell<>(
                scope.idType, type.map(ScopeType::idType).map(ScopeTable::word).orElse(null)));
        var owner = type.flatMap(ScopeType::owner);
        cells.add(new Cell<>(
                scope.ownerSchema, owner.map(found -> found.table().schema()).orElse(null)));
        cells.add(new Cell<>(
                scope.ownerTable, owner.map(found -> found.table().name()).orElse(null)));
        cells.add(
                new Cell<>(scope.ownerColumn, owner.map(ScopeType.Owner::column).orElse(null)));
        if (there) {
            update(name, cells);
        } else {
            create(name, cells);
        }
    }

    private void update(String name, List<Cell<?>> cells) {
        var spec = Updater.of(scope).key(scope.type, name);
        for (var cell : cells) {
            spec = cell.addTo(spec);
        }
        w.update(spec).orThrow();
    }

    private void create(String name, List<Cell<?>> cells) {
        var spec = Creator.into(scope).set(scope.type, name);
        for (var cell : cells) {
            spec = cell.addTo(spec);
        }
        w.create(spec).orThrow();
    }

    private void requireOwner(ScopeType type) {
        if (type.owner().isEmpty()) {
            return;
        }
        var owner = type.owner().get();
        var found = Fetch.all(w, DSL.select(columnType(owner)));
        if (!fits(type.idType(), found.getFirst().value1())) {
            throw ScopesFaults.unknownOwner(type, owner);
        }
        requireRights(type, owner);
    }

    /** A write locks its owner, which is a right to update. */
    private void requireRights(ScopeType type, ScopeType.Owner owner) {
        var table = DSL.field(
                "pg_catalog.format('%I.%I', {0}::text, {1}::text)",
                String.class,
                DSL.val(owner.table().schema()),
                DSL.val(owner.table().name()));
        var reads = DSL.field(
                "pg_catalog.has_column_privilege({0}, {1}::text, 'SELECT')",
                Boolean.class, table, DSL.val(owner.column()));
        var locks = DSL.field("pg_catalog.has_any_column_privilege({0}, 'UPDATE')", Boolean.class, table);
        var rights = Fetch.all(w, DSL.select(reads, locks)).getFirst();
        if (!rights.value1()) {
            throw ScopesFaults.lacking("SELECT of " + owner.column(), type, owner);
        }
        if (!rights.value2()) {
            throw ScopesFaults.lacking("UPDATE of any one column", type, owner);
        }
    }

    private static Field<String> columnType(ScopeType.Owner owner) {
        return DSL.field(
                """
                (SELECT y.typname::text
                   FROM pg_catalog.pg_attribute a
                   JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
                  WHERE a.attrelid = pg_catalog.to_regclass(pg_catalog.format('%I.%I', {0}::text, {1}::text))
                    AND a.attname = {2} AND a.attnum > 0 AND NOT a.attisdropped)""",
                String.class,
                DSL.val(owner.table().schema()),
                DSL.val(owner.table().name()),
                DSL.val(owner.column()));
    }

    private static boolean fits(IdType idType, @Nullable String columnType) {
        var fitting = switch (idType) {
            case UUID -> List.of("uuid");
            case BIGINT -> List.of("int8", "int4", "int2");
            case TEXT -> List.of("text", "varchar");
        };
        return columnType != null && fitting.contains(columnType);
    }
}
